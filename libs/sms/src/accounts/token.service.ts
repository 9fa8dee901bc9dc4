import {
  Batcher,
  type Answer,
  type Clock,
  type FieldError,
  type Ids,
  type Random,
  type Storage,
} from '../kernel/index.js';
import type { Account } from './account.js';
import {
  accountNotFound,
  invalidFields,
  tokenNameTaken,
  tokenNotFound,
  tokenValueTaken,
  tooManyTokens,
} from './account.errors.js';
import { AccountRepository } from './account.repository.js';
import { ApiToken, type TokenKind } from './api-token.js';
import {
  hashOfTokenValue,
  kindOfValue,
  mayBeToken,
  newTokenValue,
  TOKEN_VALUE_LENGTH_MAX,
  TOKEN_VALUE_LENGTH_MIN,
} from './token-value.js';

/** How many active tokens an account may have. */
export const ACTIVE_TOKENS_MAX = 10;

/** How long the name of a token may be, in UTF-16 units, blanks at its ends left out. */
export const TOKEN_NAME_LENGTH_MAX = 64;

/** Values that are looked up together, at most. */
const LOOK_UPS_MAX = 500;

/** Who asks, and with what. */
interface Caller {
  readonly account: Account;
  readonly token: ApiToken;
}

/** What a token is made of. */
export interface NewToken {
  /** Unique among the active tokens of the account. */
  readonly name: string;
  /** Default `live`. A `value` that begins like a token of ours says it itself. */
  readonly kind?: TokenKind | undefined;
  /**
   * The value to use, for scripts that must know it beforehand; 16 to 200 visible ASCII characters, in any form. It is as
   * secret as whoever chose it was careful. Left out: a random one.
   */
  readonly value?: string | undefined;
}

/**
 * Bearer tokens: made, listed, revoked, and recognised at every request.
 *
 * @example
 * const made = await tokens.create(account.id, { name: 'till' });
 * if (made.ok) show(made.value); // now or never: only its hash is kept
 */
export class TokenService {
  /** Requests that come in while others are being recognised wait for those, and then share one look at the database. */
  private readonly lookUps: Batcher<string, Caller | undefined>;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly ids: Ids,
  ) {
    this.lookUps = new Batcher(clock, LOOK_UPS_MAX, hashes => this.callersOf(hashes), true);
  }

  /**
   * Makes a token and answers its value, which cannot be had a second time. Refused as `account_not_found`,
   * `invalid_request`, `token_name_taken`, `token_value_taken`, or `too_many_tokens` beyond {@link ACTIVE_TOKENS_MAX}.
   */
  async create(
    accountId: string,
    request: NewToken,
  ): Promise<Answer<{ readonly token: ApiToken; readonly value: string }>> {
    const errors = faultsOf(request);
    if (errors.length > 0) return invalidFields(errors);
    const name = request.name.trim();
    const kind = kindOfValue(request.value ?? '') ?? request.kind ?? 'live';
    const value = request.value ?? newTokenValue(kind, this.random);
    const hash = hashOfTokenValue(value);
    const token = new ApiToken(this.ids.next('tok'), accountId, name, kind, hash, this.clock.now());
    return this.storage.transaction(async tx => {
      const accounts = tx.get(AccountRepository);
      // Whoever makes a token for the same account waits here, and then counts this one too.
      if (!(await accounts.lock(accountId))) return accountNotFound(accountId);
      const active = await accounts.activeTokens(accountId);
      if (active.some(other => other.name === name)) return tokenNameTaken(name);
      if (active.length >= ACTIVE_TOKENS_MAX) return tooManyTokens(ACTIVE_TOKENS_MAX);
      if (request.value !== undefined && (await accounts.findByTokenHash(hash))) return tokenValueTaken();
      await accounts.addToken(token);
      return { ok: true as const, token, value };
    });
  }

  /** The active tokens of an account, oldest first, without their values. */
  list(accountId: string): Promise<readonly ApiToken[]> {
    return this.storage.read(tx => tx.get(AccountRepository).activeTokens(accountId));
  }

  /** Ends a token at once and for ever; its name is free again. Refused as `token_not_found`. */
  async revoke(accountId: string, tokenId: string): Promise<Answer<{ readonly token: ApiToken }>> {
    const token = await this.storage.transaction(async tx => {
      const accounts = tx.get(AccountRepository);
      const found = (await accounts.activeTokens(accountId)).find(active => active.id === tokenId);
      if (!found) return undefined;
      found.revokedAt = this.clock.now();
      await accounts.saveToken(found);
      return found;
    });
    return token ? { ok: true, token } : tokenNotFound(tokenId);
  }

  /**
   * Whose token this is; undefined when it is nobody's, or revoked. A value that cannot be a token (wrong length, wrong
   * check sum) is refused without asking the database.
   */
  async authenticate(value: string): Promise<Caller | undefined> {
    return mayBeToken(value) ? this.lookUps.add(hashOfTokenValue(value)) : undefined;
  }

  private callersOf(hashes: readonly string[]): Promise<readonly (Caller | undefined)[]> {
    return this.storage.read(async tx => {
      const accounts = tx.get(AccountRepository);
      const asked = [...new Set(hashes)];
      const found = await Promise.all(asked.map(hash => accounts.findByTokenHash(hash)));
      const byHash = new Map(asked.map((hash, index) => [hash, found[index]]));
      return hashes.map(hash => byHash.get(hash));
    });
  }
}

function faultsOf({ name, value }: NewToken): FieldError[] {
  const errors: FieldError[] = [];
  const fault = (field: string, detail: string) => errors.push({ field, code: 'invalid', detail });
  if (name.trim() === '' || name.trim().length > TOKEN_NAME_LENGTH_MAX) {
    fault('name', `The name of a token takes 1 to ${TOKEN_NAME_LENGTH_MAX} characters.`);
  }
  if (value !== undefined && !mayBeToken(value)) {
    fault(
      'value',
      `The value of a token takes ${TOKEN_VALUE_LENGTH_MIN} to ${TOKEN_VALUE_LENGTH_MAX} visible ASCII characters, and one in the form of a generated token must carry its check sum. Correct it, or leave it out to have one made.`,
    );
  }
  return errors;
}
