import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

/** What the card shows. */
export class CardQueryDto {
  @ApiPropertyOptional({ description: 'The country of the examples, ISO 3166-1 alpha-2. Default FR.' })
  @IsOptional()
  @IsString()
  @MaxLength(2)
  country?: string;

  @ApiPropertyOptional({ description: 'A number to be explained on the page.' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  msisdn?: string;
}
