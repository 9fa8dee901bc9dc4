import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches } from 'class-validator';

/** What a new run shall be like. */
export class BeginRunDto {
  @ApiPropertyOptional({
    description:
      '1 to 12 letters, digits, dashes or underscores: it is a client id too. A new one where left out.',
    example: 'checkout',
  })
  @IsOptional()
  @IsString()
  @Matches(/^[\w-]{1,12}$/, { message: 'id must be 1 to 12 letters, digits, dashes or underscores' })
  id?: string;

  @ApiPropertyOptional({
    description:
      'Its phones: this country code and these first digits, and any six more. A free block where left out.',
    example: '+447700',
  })
  @IsOptional()
  @IsString()
  @Matches(/^\+?[1-9]\d{0,8}$/, {
    message: 'prefix must be 1 to 9 digits with the country code, plus or not',
  })
  prefix?: string;
}

/** The phones of a run. */
export class RunNumbersDto {
  @ApiProperty({ example: '+33670' })
  prefix!: string;

  @ApiProperty({ example: '+33670000000' })
  first!: string;

  @ApiProperty({ example: '+33670999999' })
  last!: string;
}

/** A run. */
export class RunDto {
  @ApiProperty({
    description: 'Name it in x-chappe-run; it is a client id, and `<id>.<anything>` are more of them.',
  })
  id!: string;

  @ApiProperty({ type: RunNumbersDto })
  numbers!: RunNumbersDto;
}

/** The runs under way. */
export class RunsDto {
  @ApiProperty({ type: [RunDto] })
  data!: RunDto[];

  @ApiProperty({ nullable: true, type: String })
  next!: string | null;
}
