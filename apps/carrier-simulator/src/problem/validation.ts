import type { ValidationError } from '@nestjs/common';
import { Problem, type FieldProblem } from './problem.js';

/** The problem that tells every mistake a validation found. */
export function problemOfValidation(errors: readonly ValidationError[]): Problem {
  return Problem.invalid(errors.flatMap(error => fieldsOf(error, '')));
}

function fieldsOf(
  { property, constraints = {}, children = [] }: ValidationError,
  path: string,
): FieldProblem[] {
  const field = path + property;
  const own = Object.values(constraints).map(message => ({ field, detail: sentenceOf(message, property) }));
  return [...own, ...children.flatMap(child => fieldsOf(child, `${field}.`))];
}

/** The checks' sentences begin with the property or the word itself; a problem names the field beside them. */
function sentenceOf(message: string, property: string): string {
  return message.startsWith(`property ${property} `)
    ? 'is not known'
    : message.startsWith(`${property} `)
      ? message.slice(property.length + 1)
      : message;
}
