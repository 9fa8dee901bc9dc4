import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBooleanString, IsIn, IsOptional, IsString, Length } from 'class-validator';

/** Where a scenario is run. */
export class RunQueryDto {
  @ApiPropertyOptional({
    enum: ['live', 'apart'],
    description:
      '`live` (default): in this simulator, on top of what is there; a scenario that names a seed begins with a clean world. ' +
      '`apart`: in a message centre of its own, which is thrown away.',
  })
  @IsOptional()
  @IsIn(['live', 'apart'])
  where?: 'live' | 'apart';
}

/** How a run is recorded. */
export class RecordQueryDto {
  @ApiPropertyOptional({ description: 'What the scenario is called.' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  @ApiPropertyOptional({ description: 'Whether other numbers take the place of the phones’. Default true.' })
  @IsOptional()
  @IsBooleanString()
  anonymised?: string;
}

/** What was expected at a line, and what was seen instead. */
export class ScenarioFailureDto {
  @ApiProperty()
  file!: string;

  @ApiPropertyOptional({ description: 'From 1; left out where the scenario came as JSON.' })
  line?: number;

  @ApiProperty({ example: 'steps.3.expect' })
  path!: string;

  @ApiProperty({ example: 'expect' })
  verb!: string;

  @ApiProperty({ description: 'Simulated time, milliseconds of the epoch.' })
  at!: number;

  @ApiProperty()
  expected!: string;

  @ApiProperty()
  seen!: string;
}

/** A step that was done. */
export class ScenarioStepDto {
  @ApiPropertyOptional()
  line?: number;

  @ApiProperty()
  path!: string;

  @ApiProperty()
  verb!: string;

  @ApiPropertyOptional()
  name?: string;

  @ApiProperty({ description: 'Simulated time, milliseconds of the epoch.' })
  at!: number;

  @ApiProperty()
  ok!: boolean;
}

/** What a run of a scenario came to. */
export class ScenarioReportDto {
  @ApiProperty()
  name!: string;

  @ApiProperty()
  file!: string;

  @ApiProperty({ description: 'Whether all was as expected.' })
  ok!: boolean;

  @ApiProperty()
  seed!: number;

  @ApiProperty({ type: [ScenarioStepDto], description: 'The first thousand steps.' })
  steps!: ScenarioStepDto[];

  @ApiProperty()
  stepCount!: number;

  @ApiProperty({ type: [ScenarioFailureDto] })
  failures!: ScenarioFailureDto[];

  @ApiProperty({ description: 'How much simulated time passed.' })
  simulatedMs!: number;

  @ApiProperty({ type: 'object', additionalProperties: true })
  summary!: object;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'How many entries, and how many of each kind.',
  })
  journal!: object;
}
