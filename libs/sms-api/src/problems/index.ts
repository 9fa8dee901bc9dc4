/** Errors as they go out: one table of codes, one shape (RFC 9457), one place that writes them. */
export { isProblemCode, problemTable, type ProblemCode, type ProblemKind } from './problem-table.js';
export { Problem, ProblemField } from './problem.dto.js';
export {
  knownProblem,
  problemOf,
  problemOfParsing,
  unsupportedMediaType,
  type KnownProblem,
} from './problem-of.js';
export { ProblemFilter } from './problem.filter.js';
export { granted, Refused } from './refused.js';
