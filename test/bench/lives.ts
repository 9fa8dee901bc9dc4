import { setTimeout as pause } from 'node:timers/promises';
import { call } from '../processes.ts';
import { withClient } from './postgres.ts';
import type { Layout, Stage, Theatre } from './stage.ts';
import { readUsage, usedPer, type Usage } from './usage.ts';

/** Recipients of a POST. */
const BATCH = 1_000;
/** Lives before the first that counts: processes are slower when they have just begun. */
const WARM_UP = 2_000;
/** A share of the time that is left by the rate so far: looking costs the host something, and is done seldom. */
const LOOK_AFTER = 0.5;
const LOOK_MIN_MS = 25;
const LOOK_MAX_MS = 1_000;
const PATIENCE_MS = 120_000;

/** What a run of whole lives came to. */
export interface LivesFigures {
  readonly layout: Layout;
  readonly livesPerSecond: number;
  /** The share of the time in which messages were still being handed in: near 1, the meter would be what limits. */
  readonly sendingShare: number;
  /** For each life. */
  readonly used: Usage;
  /** Added to the database on disk, for each life. */
  readonly storedOctets: number;
  /** Write-ahead log for each life, and commits; where the database tells. */
  readonly walOctets: number | undefined;
  readonly commits: number | undefined;
}

/** Whole lives, of batches in turn from every account to every host: accepted, held, submitted, receipted, delivered, captured. */
export function wholeLives(theatre: Theatre, layout: Layout, count: number): Promise<LivesFigures> {
  return theatre.play(layout, async stage => {
    await stage.database.compact();
    const empty = await stage.database.size();
    await live(stage, 0, WARM_UP);
    const [usage, log] = [readUsage(stage.pids), await logOf(stage)];
    const { seconds, sendingSeconds } = await live(stage, WARM_UP, count);
    const [usageAfter, logAfter] = [readUsage(stage.pids), await logOf(stage)];
    await stage.database.compact();
    return {
      layout,
      livesPerSecond: count / seconds,
      sendingShare: sendingSeconds / seconds,
      used: usedPer(count, usage, usageAfter),
      storedOctets: ((await stage.database.size()) - empty) / (WARM_UP + count),
      walOctets: log && logAfter && (logAfter.octets - log.octets) / count,
      commits: log && logAfter && (logAfter.commits - log.commits) / count,
    };
  });
}

/** Sends so many messages to numbers from `from` on, and waits until all are delivered. */
async function live(stage: Stage, from: number, count: number) {
  const { hosts, tokens } = stage;
  const begin = performance.now();
  let sent = 0;
  const sender = async (token: string, index: number) => {
    for (let turn = index; sent < count; turn += 1) {
      const batch = Math.min(BATCH, count - sent);
      const first = from + sent;
      sent += batch;
      await sendBatch(hosts[turn % hosts.length]!.url, token, first, batch);
    }
  };
  await Promise.all(tokens.map(sender));
  const sendingSeconds = (performance.now() - begin) / 1000;
  await until(() => delivered(stage), from + count);
  return { seconds: (performance.now() - begin) / 1000, sendingSeconds };
}

/** Resolves once `count` answers the goal. Looks the more often the nearer it is. */
export async function until(count: () => Promise<number>, goal: number): Promise<void> {
  const begin = performance.now();
  for (;;) {
    const so = await count();
    if (so >= goal) return;
    const elapsedMs = performance.now() - begin;
    if (elapsedMs > PATIENCE_MS)
      throw new Error(`Only ${so} of ${goal} were delivered within ${PATIENCE_MS} ms.`);
    const leftMs = (elapsedMs / Math.max(1, so)) * (goal - so);
    await pause(Math.min(LOOK_MAX_MS, Math.max(LOOK_MIN_MS, leftMs * LOOK_AFTER)));
  }
}

/** How many messages of all accounts are delivered. */
export async function delivered({ hosts, tokens }: Stage): Promise<number> {
  const counts = await Promise.all(
    tokens.map(async token => {
      const { body } = await call(`${hosts[0]!.url}/v1/messages/count?status=delivered`, { token });
      return (body as { count: number }).count;
    }),
  );
  return counts.reduce((sum, one) => sum + one, 0);
}

export async function sendBatch(url: string, token: string, from: number, count: number): Promise<void> {
  const to = Array.from({ length: count }, (_, index) => `+336${10_000_000 + from + index}`);
  const { status, body } = await call(`${url}/v1/messages`, {
    token,
    body: { to, text: 'Votre code : 4711' },
  });
  if (status !== 202 || (body as { accepted: readonly unknown[] }).accepted.length !== count) {
    throw new Error(`A batch was not taken: ${status} ${JSON.stringify(body)}`);
  }
}

/** What PostgreSQL says of its write-ahead log and its commits. */
async function logOf({ database }: Stage) {
  if (database.kind !== 'PostgreSQL') return undefined;
  return withClient(database.url, async client => {
    const { rows } = await client.query(
      `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as octets, xact_commit as commits
       from pg_stat_database where datname = current_database()`,
    );
    const [row] = rows as [{ octets: string; commits: string }];
    return { octets: Number(row.octets), commits: Number(row.commits) };
  });
}
