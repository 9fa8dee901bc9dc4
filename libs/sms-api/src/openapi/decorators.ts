import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiQuery, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Problem, problemTable, type ProblemCode } from '../problems/index.js';

/** What any request may meet. */
const anywhere: readonly ProblemCode[] = [
  'uri_too_long',
  'malformed_request',
  'unauthorized',
  'overloaded',
  'internal_error',
  'storage_unavailable',
];

/** What any request with a body may meet besides. */
const withBody: readonly ProblemCode[] = [
  'storage_full',
  'body_too_large',
  'unsupported_media_type',
  'malformed_json',
  'invalid_request',
];

/** What any request that is repeatable under a key may meet besides. */
const withKey: readonly ProblemCode[] = [
  'idempotency_key_invalid',
  'idempotency_in_progress',
  'idempotency_conflict',
];

/** Declares the problems that a route answers with, by status, the codes of each named. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of Object.keys(problemTable) as ProblemCode[]) {
    if (!codes.includes(code) && !anywhere.includes(code)) continue;
    const { status } = problemTable[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return applyDecorators(
    ApiExtraModels(Problem),
    ...[...byStatus].map(([status, codesOfStatus]) =>
      ApiResponse({
        status,
        description: codesOfStatus.map(code => `\`${code}\`: ${problemTable[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
      }),
    ),
  );
}

/** {@link ApiProblems} for a route that takes a body. */
export function ApiBodyProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  return ApiProblems(...withBody, ...codes);
}

/** Declares the `Idempotency-Key` of a route with a body, and its problems beside `codes`. */
export function ApiRepeatable(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Makes a repetition safe: the same key and body get the same answer, and nothing is done twice. 1 to 255 visible ASCII characters; kept for 48 hours.',
    }),
    ApiBodyProblems(...withKey, ...codes),
  );
}

/** Declares every property of a DTO as a parameter of the query. */
export function ApiQueryOf(type: new () => object): MethodDecorator & ClassDecorator {
  return ApiQuery({ type } as Parameters<typeof ApiQuery>[0]);
}
