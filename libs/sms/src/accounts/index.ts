/** Who sends: accounts, their bearer tokens, their limits. */
export { Account } from './account.js';
export { ApiToken, type TokenKind } from './api-token.js';
export { AccountRepository } from './account.repository.js';
