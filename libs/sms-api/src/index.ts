/**
 * The REST door of `@chappe/sms`: one Nest module, the same under Express and Fastify. Shapes of the wire live here, and
 * nowhere else; what they mean is the library's.
 */
export { SmsApiModule } from './sms-api.module.js';
export {
  BODY_LIMIT_OCTETS,
  REQUEST_OCTETS_MAX,
  REQUESTS_MAX,
  type SmsApiOptions,
} from './sms-api.options.js';
export { AccountDto, CreatedTokenDto, TokenDto, TokenGuard } from './accounts/index.js';
export { CurrentAccount, IdempotencyKey } from './requests/index.js';
export {
  Problem,
  ProblemField,
  ProblemFilter,
  problemTable,
  type ProblemCode,
  type ProblemKind,
} from './problems/index.js';
export { MessageDetailsDto, messageDetailsDto, MessageDto, messageDto } from './messages/index.js';
export { Amount, amountOf } from './money/index.js';
export { expressSms, type ExpressSms, type ExpressSmsOptions } from './express-sms.js';
export { openApiDocument } from './openapi/document.js';
export {
  responseChecker,
  type ResponseSeen,
  type SchemaCheck,
  type SchemaCompiler,
} from './openapi/response-checker.js';
