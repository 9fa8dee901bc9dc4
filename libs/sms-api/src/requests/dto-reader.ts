import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import type { FieldError } from '@chappe/sms';
import { Refused } from '../problems/index.js';

/** How many unknown fields are named at most: enough to see what is wrong. */
const UNKNOWN_FIELDS_NAMED_MAX = 20;

/** How much of an unknown field's name is repeated. */
const NAME_SHOWN_MAX = 64;

/** What a constraint of class-validator is called in `errors[].code`. */
const codes: Readonly<Record<string, string>> = {
  isString: 'wrong_type',
  isBoolean: 'wrong_type',
  isInt: 'wrong_type',
  isRecipients: 'wrong_type',
  isIn: 'unknown_value',
  min: 'out_of_range',
  max: 'out_of_range',
  isWholeText: 'out_of_range',
};

/**
 * Makes the function that reads a body or a query into an instance of a DTO, or throws `invalid_request` with every wrong
 * field. Fields that the DTO does not declare are errors: a misspelt option must not be silently without effect.
 *
 * DTOs are flat and their values are checked, not converted, so nothing but a copy is needed on the way.
 */
export function dtoReader<T extends object>(type: new () => T): (given: object) => T {
  const fields = new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(type, '', true, false)
      .map(({ propertyName }) => propertyName),
  );
  return given => {
    const dto = new type();
    const values = dto as Record<string, unknown>;
    const unknown: string[] = [];
    for (const [name, value] of Object.entries(given)) {
      if (fields.has(name)) values[name] = value;
      else unknown.push(name);
    }
    const wrong = validateSync(dto, { stopAtFirstError: true, forbidUnknownValues: false });
    if (unknown.length > 0 || wrong.length > 0) {
      throw Refused.fields([...unknownFields(unknown, fields), ...wrong.map(fieldError)]);
    }
    return dto;
  };
}

function unknownFields(names: readonly string[], fields: ReadonlySet<string>): FieldError[] {
  const known = [...fields].join(', ') || 'none';
  return names.slice(0, UNKNOWN_FIELDS_NAMED_MAX).map(name => {
    const field = name.slice(0, NAME_SHOWN_MAX);
    return {
      field,
      code: 'unknown_field',
      detail: `There is no field ${JSON.stringify(field)} here. Remove it, or correct its name; there are: ${known}.`,
    };
  });
}

function fieldError({ property, value, constraints = {} }: ValidationError): FieldError {
  if (value === undefined) {
    return { field: property, code: 'required', detail: `${property} is missing, and it is required.` };
  }
  const [constraint = '', message = ''] = Object.entries(constraints)[0] ?? [];
  const detail = message.endsWith('.') ? message : `${message}.`;
  return { field: property, code: codes[constraint] ?? 'malformed', detail };
}
