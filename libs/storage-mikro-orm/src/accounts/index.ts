/** Accounts, their tokens, and what they have used of their daily limit. */
export {
  accountEntity,
  accountSchema,
  apiTokenEntity,
  apiTokenSchema,
  dailyUseEntity,
} from './account.tables.js';
export { SqlAccountRepository } from './account.repository.js';
