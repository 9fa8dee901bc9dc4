import { MessageRepository, type MessageFilter, type Storage, type Transaction } from '@chappe/sms';
import { mikroOrmStorage } from '@chappe/storage-mikro-orm';
import { addFinished, addQueue, addWaiting, BIGGEST, NOW, WAITING } from './growth-rows.ts';
import type { Database } from './stored.ts';
import { median } from './figures.ts';

const DAY_MS = 86_400_000;
const CLAIM = { owner: 'bench', now: NOW, leaseUntil: NOW + 60_000, limit: 500 } as const;
const REPEATS = 15;
/** What takes this long is not repeated as often. */
const ENOUGH_MS = 3_000;
const REPEATS_MIN = 3;

/** One thing that a host asks of its storage, by the repositories that the host uses. */
interface Question {
  readonly name: string;
  ask(messages: MessageRepository, tx: Transaction): Promise<unknown>;
}

const ofBiggest: MessageFilter = { accountId: BIGGEST };

export const QUESTIONS: readonly Question[] = [
  { name: 'claim of 500', ask: messages => messages.claimQueued(CLAIM) },
  { name: 'next date', ask: messages => messages.nextWakeAt() },
  { name: 'first page', ask: messages => messages.list(ofBiggest, { limit: 50 }) },
  {
    name: 'page of one number',
    ask: messages => messages.list({ ...ofBiggest, to: '+33610000000' }, { limit: 50 }),
  },
  {
    name: 'page of what waits',
    ask: messages => messages.list({ ...ofBiggest, states: ['scheduled'] }, { limit: 50 }),
  },
  {
    name: 'page of a state that none is in',
    ask: messages => messages.list({ ...ofBiggest, states: ['in_doubt'] }, { limit: 50 }),
  },
  { name: 'count of a day', ask: messages => messages.count({ ...ofBiggest, since: NOW - DAY_MS }) },
  { name: 'count of a state', ask: messages => messages.count({ ...ofBiggest, states: ['delivered'] }) },
  { name: 'count of all', ask: messages => messages.count(ofBiggest) },
  { name: 'count by state of all', ask: messages => messages.countByState() },
  {
    name: 'count by state of what is not final (/metrics)',
    ask: messages => messages.countByState('unfinished'),
  },
  { name: '100 references', ask: messages => messages.byReference(REFERENCES) },
];

/** Those of the latest messages. */
const REFERENCES = Array.from({ length: 100 }, (_, i) => ({
  carrier: 'carrier-1',
  reference: `r${(i * 2_654_435_761) % 4_294_967_296}`,
}));

/** What the questions took at one size of the table. */
export interface GrowthFigures {
  readonly kind: Database['kind'];
  readonly rows: number;
  /** Median milliseconds by the name of the question. */
  readonly milliseconds: ReadonlyMap<string, number>;
  readonly octets: number;
}

/** Fills a database step by step, and asks at each size. */
export async function growth(
  database: Database,
  sizes: readonly number[],
): Promise<readonly GrowthFigures[]> {
  await withStorage(database, async () => undefined);
  await addWaiting(database);
  const waiting = Object.values(WAITING).reduce((sum, count) => sum + count, 0);
  const figures: GrowthFigures[] = [];
  let filled = waiting;
  for (const rows of sizes) {
    await addFinished(database, filled - waiting, rows - waiting);
    filled = rows;
    await database.tidy();
    const milliseconds = await withStorage(database, answerTimes);
    figures.push({ kind: database.kind, rows, milliseconds, octets: await database.size() });
  }
  return figures;
}

/** What another account's claim takes while one account has so many due. */
export async function claimBeside(
  database: Database,
  queued: number,
): Promise<{ readonly milliseconds: number; readonly served: number }> {
  await withStorage(database, async () => undefined);
  await addQueue(database, 'acc_01', queued);
  await addQueue(database, 'acc_02', 10);
  await database.tidy();
  return withStorage(database, async storage => {
    let served = 0;
    const milliseconds = await medianOf(storage, async messages => {
      const claimed = await messages.claimQueued(CLAIM);
      served = claimed.filter(({ accountId }) => accountId === 'acc_02').length;
    });
    return { milliseconds, served };
  });
}

async function answerTimes(storage: Storage): Promise<ReadonlyMap<string, number>> {
  const milliseconds = new Map<string, number>();
  for (const { name, ask } of QUESTIONS) milliseconds.set(name, await medianOf(storage, ask));
  return milliseconds;
}

/** Asks in transactions that are given up, so that the next finds the same rows. */
async function medianOf(storage: Storage, ask: Question['ask']): Promise<number> {
  const times: number[] = [];
  const giveUp = new Error('This transaction is given up.');
  const began = performance.now();
  while (times.length < REPEATS && (times.length < REPEATS_MIN || performance.now() - began < ENOUGH_MS)) {
    const attempt = storage.transaction(async tx => {
      const at = performance.now();
      await ask(tx.get(MessageRepository), tx);
      times.push(performance.now() - at);
      throw giveUp;
    });
    await attempt.catch((cause: unknown) => {
      if (cause !== giveUp) throw cause;
    });
  }
  return median(times);
}

async function withStorage<T>(database: Database, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = mikroOrmStorage({
    url: database.url,
    postgresql: { statementTimeoutMs: 600_000, readTimeoutMs: 600_000 },
  });
  await storage.open();
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}
