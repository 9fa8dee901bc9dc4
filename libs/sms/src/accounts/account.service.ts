import { ASSETS } from '../kernel/index.js';
import type { Answer, Asset, Clock, FieldError, Ids, Storage } from '../kernel/index.js';
import { isCountry } from '../phone-numbers/index.js';
import { Account } from './account.js';
import { accountNotFound, invalidFields } from './account.errors.js';
import { AccountRepository } from './account.repository.js';
import { DAILY_LIMIT_DEFAULT, dailyUse, type DailyUse } from './daily-limit.js';

/** How long the name of an account may be, in UTF-16 units, blanks at its ends left out. */
export const ACCOUNT_NAME_LENGTH_MAX = 100;

/** The highest daily limit that is not simply none. */
export const DAILY_LIMIT_MAX = 1_000_000_000;

/** What an account starts with. */
export interface NewAccount {
  readonly name: string;
  /** Which wallet pays at first; the first top-up in another asset changes it. Default EUR. */
  readonly asset?: Asset | undefined;
  /** ISO 3166-1 alpha-2, in capitals. Default FR. */
  readonly defaultCountry?: string | undefined;
  /** Messages a day; null for no limit. Default {@link DAILY_LIMIT_DEFAULT}. */
  readonly dailyLimit?: number | null | undefined;
}

/** What may be changed of an account; what is left out stays. The asset is changed by a top-up alone. */
export type AccountChange = Partial<Pick<NewAccount, 'name' | 'defaultCountry' | 'dailyLimit'>>;

/**
 * Accounts: opened, read, changed.
 *
 * @example
 * const answer = await accounts.create({ name: 'Bakery', defaultCountry: 'FR' });
 * if (answer.ok) await tokens.create(answer.account.id, { name: 'till' });
 */
export class AccountService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Opens an account. Refused as `invalid_request` with every wrong field. */
  async create(request: NewAccount): Promise<Answer<{ readonly account: Account }>> {
    const errors = faultsOf(request);
    if (errors.length > 0) return invalidFields(errors);
    const { name, asset = 'EUR', defaultCountry = 'FR', dailyLimit = DAILY_LIMIT_DEFAULT } = request;
    const account = new Account(
      this.ids.next('acc'),
      name.trim(),
      asset,
      defaultCountry,
      dailyLimit,
      this.clock.now(),
    );
    await this.storage.transaction(tx => tx.get(AccountRepository).add(account));
    return { ok: true, account };
  }

  get(id: string): Promise<Account | undefined> {
    return this.storage.read(tx => tx.get(AccountRepository).get(id));
  }

  /** How many accounts there are; a host asks at its first start. */
  count(): Promise<number> {
    return this.storage.read(tx => tx.get(AccountRepository).count());
  }

  /** Changes an account. Refused as `account_not_found`, or `invalid_request` with every wrong field. */
  async update(id: string, change: AccountChange): Promise<Answer<{ readonly account: Account }>> {
    const errors = faultsOf(change);
    if (errors.length > 0) return invalidFields(errors);
    const account = await this.storage.transaction(async tx => {
      const accounts = tx.get(AccountRepository);
      const found = await accounts.lock(id);
      if (!found) return undefined;
      if (change.name !== undefined) found.name = change.name.trim();
      if (change.defaultCountry !== undefined) found.defaultCountry = change.defaultCountry;
      if (change.dailyLimit !== undefined) found.dailyLimit = change.dailyLimit;
      await accounts.save(found);
      return found;
    });
    return account ? { ok: true, account } : accountNotFound(id);
  }

  /** What the account has sent today, and what is left. Refused as `account_not_found`. */
  async dailyUse(id: string): Promise<Answer<{ readonly use: DailyUse }>> {
    const at = this.clock.now();
    const use = await this.storage.read(async tx => {
      const account = await tx.get(AccountRepository).get(id);
      return account && dailyUse(tx, account, at);
    });
    return use ? { ok: true, use } : accountNotFound(id);
  }
}

function faultsOf(request: Partial<NewAccount>): FieldError[] {
  const { name, asset, defaultCountry, dailyLimit } = request;
  const errors: FieldError[] = [];
  const fault = (field: string, detail: string) => errors.push({ field, code: 'invalid', detail });
  if (name !== undefined && (name.trim() === '' || name.trim().length > ACCOUNT_NAME_LENGTH_MAX)) {
    fault('name', `The name of an account takes 1 to ${ACCOUNT_NAME_LENGTH_MAX} characters.`);
  }
  if (asset !== undefined && !ASSETS.includes(asset)) {
    fault('asset', `"${asset}" is nothing that a wallet can hold; choose one of ${ASSETS.join(', ')}.`);
  }
  if (defaultCountry !== undefined && !isCountry(defaultCountry)) {
    fault(
      'defaultCountry',
      `"${defaultCountry}" is no country; give its two capitals of ISO 3166-1, such as FR.`,
    );
  }
  if (dailyLimit !== undefined && dailyLimit !== null && !isLimit(dailyLimit)) {
    fault('dailyLimit', `The daily limit is a whole number from 0 to ${DAILY_LIMIT_MAX}, or null for none.`);
  }
  return errors;
}

function isLimit(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= DAILY_LIMIT_MAX;
}
