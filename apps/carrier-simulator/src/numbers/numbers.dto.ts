import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FATE_DELAYS, FATE_OUTCOMES, FATE_TWISTS } from '@chappe/smsc';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';

const outcomes = FATE_OUTCOMES.map(({ key }) => key);
const twists = FATE_TWISTS.map(({ key }) => key);
const delays = FATE_DELAYS.map(({ ms }) => `PT${String(ms / 1_000)}S`);

/** A number to be explained, or what a number is to be like. */
export class NumberQueryDto {
  @ApiPropertyOptional({ description: 'Explains this number; with or without plus.', example: '33612992000' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  msisdn?: string;

  @ApiPropertyOptional({ enum: outcomes, description: 'Composes a number with this outcome.' })
  @IsOptional()
  @IsIn(outcomes)
  outcome?: string;

  @ApiPropertyOptional({
    description: `A duration in ISO 8601 that a digit stands for: ${delays.join(', ')}, or the same in minutes and hours.`,
    example: 'PT5S',
  })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  delay?: string;

  @ApiPropertyOptional({ enum: twists })
  @IsOptional()
  @IsIn(twists)
  twist?: string;

  @ApiPropertyOptional({ description: 'ISO 3166-1 alpha-2. Default FR.', example: 'FR' })
  @IsOptional()
  @IsString()
  @MaxLength(2)
  country?: string;

  @ApiPropertyOptional({ description: 'The first digits instead of a country.', example: '33612' })
  @IsOptional()
  @IsString()
  @MaxLength(12)
  prefix?: string;
}

/** What will happen to a message to a number. */
export class NumberDto {
  @ApiProperty({ example: '+33612992000' })
  msisdn!: string;

  @ApiProperty({ description: 'Whether it is an ordinary phone: its digits say nothing.' })
  ordinary!: boolean;

  @ApiProperty({ description: 'What will happen, in sentences.' })
  text!: string;

  @ApiPropertyOptional({
    description: 'What composes the number.',
    type: 'object',
    additionalProperties: true,
  })
  wish?: object;

  @ApiPropertyOptional({
    description: 'The same for programs; dates are milliseconds after the submission.',
    type: 'object',
    additionalProperties: true,
  })
  promise?: object;
}
