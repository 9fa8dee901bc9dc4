import type { Instant } from '../kernel/index.js';

/** What a token may be used on: real messages, or tests. The prefix of its value says which. */
export type TokenKind = 'live' | 'test';

/** A bearer token, without its value: only the hash is kept, so that a stolen database opens no account. */
export class ApiToken {
  constructor(
    readonly id: string,
    readonly accountId: string,
    /** Unique among the active tokens of the account. */
    readonly name: string,
    readonly kind: TokenKind,
    /** SHA-256 of the value, in hexadecimal. */
    readonly hash: string,
    readonly createdAt: Instant,
    public revokedAt: Instant | null = null,
  ) {}
}
