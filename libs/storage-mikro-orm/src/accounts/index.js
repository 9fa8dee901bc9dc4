/** Accounts, their tokens, and what they have used of their daily limit. */
export { accountEntity, apiTokenEntity, dailyUseEntity } from './account.tables.js';
export { SqlAccountRepository } from './account.repository.js';
//# sourceMappingURL=index.js.map