import { MemoryStorage } from '@chappe/testing';
import { Account, AccountRepository } from '../accounts/index.js';
import { CreditLedger, CreditService, LedgerRepository, PriceList, isBalanced } from '../credits/index.js';
import {
  IdempotencyRepository,
  Ids,
  ManualClock,
  SeededRandom,
  money,
  type Transaction,
} from '../kernel/index.js';
import { OptOutService } from '../opt-outs/index.js';
import { defaultMessageOptions } from './message.options.js';
import { MessageService } from './message.service.js';
import type { SendCommand } from './send-command.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const PRICE_MICROS = PriceList.default().perPart('FR', 'text', 'EUR')!.micros;

/** Notes how many transactions there are, and can lose the answer to one that was committed. */
class CountingStorage extends MemoryStorage {
  transactions = 0;
  answersLost = 0;
  /** The number of the transaction, counted from now, that fails and does nothing. */
  failsAt = Infinity;

  /** The keys that each transaction asked for, in its order. */
  readonly keysAsked: string[][] = [];

  override async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.transactions += 1;
    if (this.transactions === this.failsAt) throw new Error('The database is away.');
    const answer = await super.transaction(tx => {
      const asked: string[] = [];
      this.keysAsked.push(asked);
      const records = tx.get(IdempotencyRepository);
      const find = records.find.bind(records);
      records.find = (accountId, key) => {
        asked.push(key);
        return find(accountId, key);
      };
      return work(tx);
    });
    if (this.answersLost === 0) return answer;
    this.answersLost -= 1;
    throw new Error('The connection broke while the database was committing.');
  }
}

describe('Sends that come together', () => {
  let storage: CountingStorage;
  let service: MessageService;
  let credits: CreditService;
  let optOuts: OptOutService;

  const open = async (id: string, credit: number, dailyLimit: number | null = null) => {
    await storage.transaction(tx =>
      tx.get(AccountRepository).add(new Account(id, id, 'EUR', 'FR', dailyLimit, MORNING)),
    );
    await credits.topUp(id, money(credit, 'EUR'));
  };

  beforeEach(async () => {
    const clock = new ManualClock(MORNING);
    storage = new CountingStorage();
    const ids = new Ids(clock, new SeededRandom(1));
    const billing = new CreditLedger(PriceList.default(), clock);
    service = new MessageService(storage, clock, ids, billing, defaultMessageOptions);
    credits = new CreditService(storage, clock, ids);
    optOuts = new OptOutService(storage, clock, ids);
    await open('acc_1', 100_000_000);
    storage.transactions = 0;
  });

  const command = (index: number, changes: Partial<SendCommand> = {}): SendCommand => ({
    to: `+3361212${String(1000 + index)}`,
    text: 'Bonjour',
    ...changes,
  });
  const held = async (id = 'acc_1') => {
    const [wallet] = await storage.read(tx => tx.get(LedgerRepository).wallets(id));
    expect(isBalanced(await credits.audit())).toBe(true);
    return wallet!.heldMicros;
  };
  const codes = (answers: readonly Awaited<ReturnType<MessageService['send']>>[]) =>
    answers.map(answer => (answer.ok ? 'accepted' : answer.refusal.code));

  it('share a transaction while another of the account is being stored', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => service.send('acc_1', command(index))),
    );
    expect(new Set(codes(answers))).toEqual(new Set(['accepted']));
    expect(storage.transactions).toBeLessThanOrEqual(2);
    expect(await service.count({ accountId: 'acc_1' })).toBe(50);
    expect(await held()).toBe(50 * PRICE_MICROS);
  });

  it('are answered as if each had been alone', async () => {
    await optOuts.add('acc_1', ['+33612121003'], 'api');
    const first = await service.send('acc_1', command(6), { idempotencyKey: 'again' });
    const answers = await Promise.all([
      service.send('acc_1', command(0)),
      service.send('acc_1', command(1, { text: '' })),
      service.send('acc_1', command(2, { to: 'nobody' })),
      service.send('acc_1', command(3)),
      service.send('acc_1', command(4), { idempotencyKey: 'new' }),
      service.send('acc_1', command(5), { idempotencyKey: 'again' }),
      service.send('acc_1', command(6), { idempotencyKey: 'again' }),
    ]);
    expect(codes(answers)).toEqual([
      'accepted',
      'invalid_message',
      'no_valid_recipient',
      'no_valid_recipient',
      'accepted',
      'idempotency_conflict',
      expect.stringMatching(/accepted|idempotency_in_progress/) as string,
    ]);
    expect(await service.send('acc_1', command(6), { idempotencyKey: 'again' })).toEqual(first);
    expect(await service.count({ accountId: 'acc_1' })).toBe(3);
    expect(await held()).toBe(3 * PRICE_MICROS);
  });

  it('are accepted for as long as the credit lasts, and no further', async () => {
    await open('acc_2', Math.ceil(1_000_000 / PRICE_MICROS) * PRICE_MICROS);
    const affordable = Math.ceil(1_000_000 / PRICE_MICROS);
    const answers = await Promise.all(
      Array.from({ length: affordable + 10 }, (_, index) => service.send('acc_2', command(index))),
    );
    expect(codes(answers).filter(code => code === 'accepted')).toHaveLength(affordable);
    expect(codes(answers).filter(code => code === 'insufficient_credit')).toHaveLength(10);
    expect(await held('acc_2')).toBe(affordable * PRICE_MICROS);
  });

  it('are accepted up to the daily limit, and no further', async () => {
    await open('acc_3', 100_000_000, 7);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => service.send('acc_3', command(index))),
    );
    expect(codes(answers).filter(code => code === 'accepted')).toHaveLength(7);
    expect(codes(answers).filter(code => code === 'daily_limit_reached')).toHaveLength(5);
  });

  it('of different accounts have nothing to do with each other', async () => {
    await open('acc_2', 100_000_000);
    const answers = await Promise.all(
      ['acc_1', 'acc_2', 'acc_1', 'acc_2'].map((id, index) => service.send(id, command(index))),
    );
    expect(new Set(codes(answers))).toEqual(new Set(['accepted']));
    for (const id of ['acc_1', 'acc_2']) expect(await service.count({ accountId: id })).toBe(2);
  });

  it('are told the truth each: what befalls one says nothing of those accepted before', async () => {
    // Too little for all, so each is tried by itself; in the middle of that the database goes away for one.
    await open('acc_2', 1_000_000);
    const affordable = Math.floor(1_000_000 / PRICE_MICROS);
    await service.send('acc_2', command(0));
    storage.failsAt = storage.transactions + 5;
    const answers = await Promise.allSettled(
      Array.from({ length: affordable + 5 }, (_, index) => service.send('acc_2', command(index + 1))),
    );
    const accepted = answers.filter(one => one.status === 'fulfilled' && one.value.ok);
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await service.count({ accountId: 'acc_2' })).toBe(accepted.length + 1);
  });

  it('ask for their keys in one order, so that two hosts that are sent the same do not wait for each other', async () => {
    const keys = ['c', 'a', 'd', 'b'];
    const answers = await Promise.all(
      keys.map((key, index) => service.send('acc_1', command(index), { idempotencyKey: key })),
    );
    expect(storage.keysAsked.filter(asked => asked.length > 1)).toEqual([['a', 'b', 'c', 'd']]);
    const recipients = answers.map(answer => answer.ok && answer.outcome.accepted[0]!.to);
    expect(recipients).toEqual(keys.map((_, index) => command(index).to));
  });

  it('are not accepted twice when the answer to the commit is lost', async () => {
    storage.answersLost = 1;
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => service.send('acc_1', command(index))),
    );
    const failed = answers.filter(({ status }) => status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    expect(await service.count({ accountId: 'acc_1' })).toBe(20);
    expect(await held()).toBe(20 * PRICE_MICROS);
  });
});
