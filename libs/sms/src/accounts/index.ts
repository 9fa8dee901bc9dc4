/** Who sends: accounts, their bearer tokens, their limits. */
export { Account } from './account.js';
export { ApiToken, type TokenKind } from './api-token.js';
export { AccountRepository } from './account.repository.js';
export {
  ACCOUNT_NAME_LENGTH_MAX,
  AccountService,
  DAILY_LIMIT_MAX,
  type AccountChange,
  type NewAccount,
} from './account.service.js';
export { ACTIVE_TOKENS_MAX, TOKEN_NAME_LENGTH_MAX, TokenService, type NewToken } from './token.service.js';
export { TOKEN_VALUE_LENGTH_MAX, TOKEN_VALUE_LENGTH_MIN } from './token-value.js';
export {
  useDailyLimit,
  DAILY_LIMIT_DEFAULT,
  DAILY_USE_KEPT_DAYS,
  dailyUse,
  dayOf,
  endOfDay,
  type DailyUse,
} from './daily-limit.js';
export { accountNotFound, dailyLimitReached } from './account.errors.js';
