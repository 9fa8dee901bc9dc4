import type {
  Answer,
  Clock,
  FieldError,
  Ids,
  Page,
  PageRequest,
  Storage,
  Transaction,
} from '../kernel/index.js';
import { AccountRepository, accountNotFound } from '../accounts/index.js';
import { recordEvents } from '../events/index.js';
import { explainRefusal, isCountry, parsePhoneNumber } from '../phone-numbers/index.js';
import { invalidNumbers, tooManyNumbers } from './opt-out.errors.js';
import { optOutAdded, optOutRemoved } from './opt-out.events.js';
import type { OptOut, OptOutSource } from './opt-out.js';
import { OptOutRepository } from './opt-out.repository.js';

/** How many numbers one call may add or ask about. */
export const OPT_OUTS_PER_CALL_MAX = 10_000;

/**
 * The suppression list of an account: who said STOP. Numbers are read as people write them, in the account's default
 * country.
 *
 * @example
 * await optOuts.add(account.id, ['06 12 12 15 15'], 'api');
 * await optOuts.check(account.id, ['+33612121515']); // Set { '+33612121515' }
 */
export class OptOutService {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Puts numbers on the list, each new one with an `opt_out.added`; those already there stay as they are. All or
   * nothing: refused as `invalid_number` (with an error per number), `too_many_numbers` or `account_not_found`.
   */
  add(
    accountId: string,
    numbers: readonly string[],
    source: OptOutSource,
  ): Promise<Answer<{ readonly added: number; readonly known: number }>> {
    return this.withNumbers(accountId, numbers, async (tx, msisdns) => {
      const at = this.clock.now();
      const fresh = await addOptOuts(tx, { accountId, msisdns, source, at }, this.ids);
      return { ok: true, added: fresh.length, known: msisdns.length - fresh.length };
    });
  }

  /** Takes a number off the list, with an `opt_out.removed`; `removed` says whether it was there. Refused like `add`. */
  remove(accountId: string, number: string): Promise<Answer<{ readonly removed: boolean }>> {
    return this.withNumbers(accountId, [number], async (tx, msisdns) => {
      const [msisdn = ''] = msisdns;
      const removed = await removeOptOut(tx, { accountId, msisdn, at: this.clock.now() }, this.ids);
      return { ok: true, removed };
    });
  }

  /** The list, by number. */
  list(accountId: string, page: PageRequest): Promise<Page<OptOut>> {
    return this.storage.read(tx => tx.get(OptOutRepository).list(accountId, page));
  }

  /** Which of these MSISDNs (E.164 with `+`) are on the list. */
  check(accountId: string, msisdns: readonly string[]): Promise<ReadonlySet<string>> {
    return this.storage.read(tx => tx.get(OptOutRepository).among(accountId, msisdns));
  }

  private async withNumbers<T>(
    accountId: string,
    numbers: readonly string[],
    work: (tx: Transaction, msisdns: readonly string[]) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    if (numbers.length > OPT_OUTS_PER_CALL_MAX) return tooManyNumbers(numbers.length, OPT_OUTS_PER_CALL_MAX);
    return this.storage.transaction(async tx => {
      const account = await tx.get(AccountRepository).get(accountId);
      if (!account) return accountNotFound(accountId);
      const read = readNumbers(numbers, account.defaultCountry);
      return read.errors.length > 0 ? invalidNumbers(read.errors) : work(tx, read.msisdns);
    });
  }
}

/**
 * Puts numbers on an account's list inside somebody's transaction, such as that of the reply which said STOP, and
 * records a fact for each that is new. Answers the new ones.
 */
export async function addOptOuts(
  tx: Transaction,
  { accountId, msisdns, source, at }: Omit<OptOut, 'msisdn'> & { readonly msisdns: readonly string[] },
  ids: Ids,
): Promise<readonly OptOut[]> {
  const repository = tx.get(OptOutRepository);
  const known = await repository.among(accountId, msisdns);
  const fresh = msisdns
    .filter(msisdn => !known.has(msisdn))
    .map(msisdn => ({ accountId, msisdn, source, at }));
  if (fresh.length === 0) return fresh;
  await repository.add(fresh);
  await recordEvents(
    tx,
    fresh.map(optOut => optOutAdded(ids, optOut)),
  );
  return fresh;
}

/** Takes a number off the list inside somebody's transaction, such as that of the reply which said START. */
export async function removeOptOut(
  tx: Transaction,
  optOut: Omit<OptOut, 'source'>,
  ids: Ids,
): Promise<boolean> {
  const removed = await tx.get(OptOutRepository).remove(optOut.accountId, optOut.msisdn);
  if (removed) await recordEvents(tx, [optOutRemoved(ids, optOut)]);
  return removed;
}

function readNumbers(
  numbers: readonly string[],
  country: string,
): { readonly msisdns: readonly string[]; readonly errors: readonly FieldError[] } {
  const msisdns = new Set<string>();
  const errors: FieldError[] = [];
  const defaultCountry = isCountry(country) ? country : null;
  numbers.forEach((number, index) => {
    const read = parsePhoneNumber(number, { defaultCountry, lenient: true });
    if (read.ok) msisdns.add(read.e164);
    else errors.push({ field: `numbers[${index}]`, code: 'invalid_number', detail: explainRefusal(read) });
  });
  return { msisdns: [...msisdns], errors };
}
