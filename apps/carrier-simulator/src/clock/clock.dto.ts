import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsISO8601, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { IsDuration } from './is-duration.js';
import { MAX_SPEED } from './world-clock.js';

/** The clock. */
export class ClockDto {
  @ApiProperty({ format: 'date-time' })
  now!: string;

  @ApiProperty({ enum: ['manual', 'real'] })
  mode!: 'manual' | 'real';

  @ApiProperty({ description: 'How many times as fast as the wall clock it goes in `real` mode.' })
  speed!: number;

  @ApiProperty({ type: [String], description: 'The hosts that follow it.' })
  followers!: string[];

  @ApiPropertyOptional({
    description: 'After an advance until idle or a step: whether nothing was due any more.',
  })
  idle?: boolean;
}

/** A change of the clock; what is left out stays. */
export class ChangeClockDto {
  @ApiPropertyOptional({ enum: ['manual', 'real'] })
  @IsOptional()
  @IsIn(['manual', 'real'])
  mode?: 'manual' | 'real';

  @ApiPropertyOptional({ minimum: 0.001, maximum: MAX_SPEED })
  @IsOptional()
  @IsNumber()
  @Min(0.001)
  @Max(MAX_SPEED)
  speed?: number;

  @ApiPropertyOptional({ format: 'date-time', description: 'A later date: advances to it first.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  now?: string;
}

/** How far to advance: exactly one of the four. */
export class AdvanceDto {
  @ApiPropertyOptional({
    oneOf: [{ type: 'string', example: 'PT48H' }, { type: 'number' }],
    description: 'A duration: ISO 8601, or milliseconds.',
  })
  @IsOptional()
  @IsDuration()
  by?: string | number;

  @ApiPropertyOptional({ format: 'date-time', description: 'A date that has not passed.' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @ApiPropertyOptional({ description: 'Until nothing is due any more, 31 days at most.' })
  @IsOptional()
  @IsBoolean()
  untilIdle?: boolean;

  @ApiPropertyOptional({ description: 'One step: to the next date at which anything is due.' })
  @IsOptional()
  @IsBoolean()
  untilNext?: boolean;
}

/** A follower's answer to a step. */
export class StepAnswerDto {
  @ApiProperty({ description: 'The step it answers.' })
  @IsInt()
  @Min(1)
  step!: number;

  @ApiPropertyOptional({ description: 'Still at it: asks for more patience. The answer proper follows.' })
  @IsOptional()
  @IsBoolean()
  busy?: boolean;

  @ApiPropertyOptional({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'Its next timer, when it has one.',
  })
  @IsOptional()
  @IsISO8601({ strict: true })
  nextDueAt?: string | null;

  @ApiPropertyOptional({
    format: 'date-time',
    nullable: true,
    type: String,
    description:
      'The same without periodic chores, null for none. Left out by hosts that do not tell them apart.',
  })
  @IsOptional()
  @IsISO8601({ strict: true })
  nextWorkDueAt?: string | null;

  @ApiPropertyOptional({
    description: 'How many of its requests to the carrier’s doors are unanswered. Default 0.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  outside?: number;
}
