/** What comes in, checked: bodies and queries as DTOs, dates, durations, and who asks. */
export { dtoReader } from './dto-reader.js';
export { isoDate, isoDateOrNull, parseIsoDate } from './iso-date.js';
export { parseIsoDuration } from './iso-duration.js';
export { CheckedQuery, CurrentAccount, IdempotencyKey, JsonBody } from './parameters.js';
export {
  CURSOR_LENGTH_MAX,
  IsCursor,
  IsDate,
  IsDuration,
  IsE164,
  IsLabel,
  IsRecipients,
  IsWebAddress,
  IsWholeText,
  Optional,
  URL_LENGTH_MAX,
} from './validators.js';
