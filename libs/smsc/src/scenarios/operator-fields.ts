import type { FieldMistake } from '../faults/index.js';
import { OPERATOR_FIELDS } from './schema-parts.js';
import { SCENARIO_SCHEMA } from './schema.js';
import { mistakesInShape, type Schema } from './shape.js';
import { pathText } from './source.js';

/** What an operator must say, besides its key, when there is none of that key yet. */
const WHOLE = ['name', 'country', 'mcc', 'mnc', 'prefixes'];

/**
 * All that is wrong with the fields of an operator as somebody wrote them; empty when nothing is.
 *
 * @param isWhole whether all must be there that a new operator needs
 */
export function mistakesInOperatorFields(fields: object, isWhole: boolean): FieldMistake[] {
  const schema: Schema = {
    type: 'object',
    properties: OPERATOR_FIELDS,
    required: isWhole ? WHOLE : [],
    additionalProperties: false,
    ...(SCENARIO_SCHEMA.$defs === undefined ? {} : { $defs: SCENARIO_SCHEMA.$defs }),
  };
  return mistakesInShape(schema, fields).map(({ path, mistake }) => ({ field: pathText(path), mistake }));
}
