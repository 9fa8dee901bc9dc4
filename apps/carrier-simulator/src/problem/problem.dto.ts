import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One field that is wrong. */
export class FieldProblemDto {
  @ApiProperty({ example: 'by' })
  field!: string;

  @ApiProperty({ example: 'must be an ISO 8601 duration such as PT48H' })
  detail!: string;
}

/** A problem (RFC 9457). */
export class ProblemDto {
  @ApiProperty({ example: 'urn:chappe:problem:invalid_request' })
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ example: 422 })
  status!: number;

  @ApiProperty({ description: 'Stable, for programs.', example: 'invalid_request' })
  code!: string;

  @ApiProperty({ description: 'What happened, why, and what to do.' })
  detail!: string;

  @ApiPropertyOptional({ type: [FieldProblemDto] })
  errors?: FieldProblemDto[];

  @ApiProperty({ description: 'Also in the header x-request-id, and in the log.' })
  requestId!: string;
}
