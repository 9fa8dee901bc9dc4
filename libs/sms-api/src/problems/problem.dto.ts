import { ApiProperty } from '@nestjs/swagger';

/** One field of a request that is wrong. */
export class ProblemField {
  @ApiProperty({ description: 'Where, as a path into the body or the query.', example: 'scheduledAt' })
  field!: string;

  @ApiProperty({ description: 'Stable, for programs.', example: 'date_in_the_past' })
  code!: string;

  @ApiProperty({ description: 'What is wrong, and what to do.' })
  detail!: string;
}

/**
 * An error, as `application/problem+json` (RFC 9457). Beside these members there may be figures that belong to the `code`,
 * such as `needed` and `available` of `insufficient_credit`.
 */
export class Problem {
  @ApiProperty({
    description: 'Names the kind of problem, as a URI.',
    example: 'urn:chappe:problem:insufficient_credit',
  })
  type!: string;

  @ApiProperty({ description: 'The same for every problem of this kind.' })
  title!: string;

  @ApiProperty({ type: 'integer', description: 'The HTTP status.' })
  status!: number;

  @ApiProperty({ description: 'The kind of problem; stable, for programs.', example: 'insufficient_credit' })
  code!: string;

  @ApiProperty({ description: 'What happened this time, why, and what to do.' })
  detail!: string;

  @ApiProperty({ type: [ProblemField], description: 'One entry for each wrong field; empty when none is.' })
  errors!: readonly ProblemField[];

  @ApiProperty({ description: 'Names this request in the logs; also the x-request-id header.' })
  requestId!: string;
}
