import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestPostgres } from '@chappe/testing';
import pg from 'pg';
import type { Chance } from '../chance.ts';
import type { JournalEntry } from '../evidence.ts';
import type { Stage } from '../stage.ts';
import type { Wire } from '../wire.ts';
import { CALM } from './settling.ts';

/** Beyond leases, beyond retries, and beyond the validity of any message. */
const STEPS_MS: readonly number[] = [90_000, 6 * 3_600_000, 3 * 86_400_000].flatMap(ms => [ms, -ms]);
/** Beyond the leases of what a node is handing over, and beyond its hold on anything else. */
const BEYOND_LEASES_MS = 12_000;
/** How often lines are drawn anew until one of them is half open, and how long there is for something to go over them. */
const DRAWN_MAX = 15;
const DRAWN_FOR_MS = 1_000;

/** Something that happens to three nodes, a database and a carrier. */
export interface ClusterFault {
  readonly name: string;
  /** How long it may take afterwards until messages leave again, where it is not the usual. */
  readonly limitMs?: number;
  /**
   * Answers how much it touched: nodes, sessions, connections, requests. A fault that never touches anything tests nothing, and
   * fails the run.
   */
  run(scene: Scene): Promise<number>;
  /** Whether its traces are gone, where that is more than that messages leave. */
  isOver?(scene: Scene): Promise<boolean>;
}

/** Where it happens. */
export interface Scene {
  readonly stage: Stage;
  readonly chance: Chance;
  readonly postgres: TestPostgres;
  start(): Promise<void>;
  /** The lines of a node of one's choice. */
  lines(): Lines;
}

/** What ties a node to the world. */
export interface Lines {
  readonly database: Wire;
  readonly carrier: Wire;
}

/** All of them. */
export const CLUSTER_FAULTS: readonly ClusterFault[] = [
  {
    name: 'kill a node',
    run: async ({ stage, chance, start }) => {
      const node = chance.pick(stage.living);
      await node.app.kill();
      await start();
      return Number(node.isGone());
    },
  },
  {
    name: 'pause a node beyond its leases',
    run: async ({ stage, chance }) => {
      const { process } = chance.pick(stage.living).app;
      process.kill('SIGSTOP');
      await pause(BEYOND_LEASES_MS);
      const isStopped = /^State:\s+T/m.test(await readFile(`/proc/${process.pid}/status`, 'utf8'));
      process.kill('SIGCONT');
      return Number(isStopped);
    },
  },
  {
    name: 'cut all connections to the database',
    run: ({ stage }) =>
      count(
        stage,
        "count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'chappe'",
      ),
  },
  {
    name: 'cut some connections to the database',
    run: ({ stage }) =>
      count(
        stage,
        "count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'chappe' and pid % 3 = 0",
      ),
  },
  {
    name: 'restart the database',
    run: async ({ stage, postgres }) => {
      const sessions = await count(stage, "count(*) from pg_stat_activity where application_name = 'chappe'");
      await postgres.restart?.();
      return sessions;
    },
  },
  {
    name: 'stop the database immediately, as in a crash, and start it again',
    run: async ({ stage, postgres }) => {
      const sessions = await count(stage, "count(*) from pg_stat_activity where application_name = 'chappe'");
      process.kill(await postmasterOf(stage.databaseUrl), 'SIGQUIT');
      await postgres.restart?.();
      return sessions;
    },
  },
  {
    name: 'cut the line of a node to the database',
    run: async ({ lines }) => {
      const { database } = lines();
      const connections = database.cut();
      await pause(5_000);
      database.mend();
      return connections;
    },
  },
  {
    name: 'a database that falls silent for one node, beyond its leases',
    run: async ({ lines }) => {
      const { database } = lines();
      database.silence();
      await pause(BEYOND_LEASES_MS);
      return database.mend();
    },
  },
  {
    name: 'a foreign session that locks all messages',
    run: async ({ stage }) => {
      const foreign = new pg.Client({ connectionString: stage.databaseUrl });
      await foreign.connect();
      await foreign.query('begin; lock table sms_messages in access exclusive mode');
      await pause(3_000);
      const waiting = await count(stage, "count(*) from pg_stat_activity where wait_event_type = 'Lock'");
      await foreign.end();
      return waiting;
    },
  },
  {
    name: 'cut the line of a node to the carrier',
    run: async ({ lines }) => {
      const { carrier } = lines();
      const connections = carrier.cut();
      await pause(3_000);
      carrier.mend();
      return connections;
    },
  },
  {
    name: 'a carrier that falls silent for one node',
    // Nothing shows but silence; and what the node has taken by then waits for its answers.
    limitMs: 30_000,
    run: async ({ lines }) => {
      const { carrier } = lines();
      carrier.silence();
      await pause(BEYOND_LEASES_MS);
      return carrier.mend();
    },
  },
  {
    name: 'cut the carrier in the middle of PDUs',
    run: scene => faultFor(scene, 2_000, { cutProbability: 0.05 }, ({ kind }) => kind === 'smpp.closed'),
  },
  {
    name: 'a line that is half open',
    // It shows in nothing but silence: seconds of it while answers are awaited, and two enquire_link that nobody answers.
    limitMs: 30_000,
    run: async scene => {
      const { stage } = scene;
      let halfOpen = 0;
      for (let draw = 0; draw < DRAWN_MAX && halfOpen === 0; draw += 1) {
        await faultFor(scene, DRAWN_FOR_MS, { halfOpenProbability: 0.4 }, () => false);
        halfOpen = await halfOpenLines(stage);
      }
      return halfOpen;
    },
    // A node does not use it any more.
    isOver: async ({ stage }) => (await halfOpenLines(stage)) === 0,
  },
  {
    name: 'a carrier that is down',
    run: scene =>
      faultFor(scene, 3_000, { downUntil: '2999-01-01T00:00:00Z' }, ({ kind }) =>
        ['submission.refused', 'smpp.bind_refused', 'link.disconnected'].includes(kind),
      ),
  },
  {
    name: 'a carrier that asks for patience',
    run: scene =>
      faultFor(
        scene,
        3_000,
        { submitThrottleProbability: 0.5, throttleRetryAfterMs: 500 },
        ({ kind }) => kind === 'submission.refused',
      ),
  },
  {
    name: 'receipts twice, late, out of order, before the answer',
    run: scene =>
      faultFor(
        scene,
        4_000,
        {
          receiptDuplicationProbability: 0.5,
          receiptReorderProbability: 0.3,
          receiptBeforeAnswerProbability: 0.3,
          receiptLateProbability: 0.2,
          receiptLateMs: 3_000,
          submitAnswerDelayMs: { kind: 'uniform', min: 0, max: 500 },
        },
        isRepeatedReceipt(),
      ),
  },
  {
    name: 'step the clocks of all nodes, each otherwise, there and back',
    run: async ({ stage, chance }) => {
      const steps = chance.shuffled(STEPS_MS);
      const stepped = stage.living.map((node, index) => [node, steps[index % steps.length]!] as const);
      let off = 0;
      for (const [node, byMs] of stepped)
        off += Number(Math.abs(await stage.stepClock(node, byMs)) > Math.abs(byMs) / 2);
      await pause(BEYOND_LEASES_MS);
      for (const [node, byMs] of stepped) if (!node.isGone()) await stage.stepClock(node, -byMs);
      return off;
    },
  },
];

/** Asks the database, past the product, for a number. */
async function count(stage: Stage, what: string): Promise<number> {
  const client = new pg.Client({ connectionString: stage.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly count: string }>(`select ${what}`);
    return Number(rows[0]!.count);
  } finally {
    await client.end();
  }
}

/** The process of a server of PostgreSQL on this machine. */
async function postmasterOf(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ readonly data_directory: string }>('show data_directory');
  await client.end();
  const file = await readFile(join(rows[0]!.data_directory, 'postmaster.pid'), 'utf8');
  return Number(file.split('\n', 1)[0]);
}

async function halfOpenLines(stage: Stage): Promise<number> {
  const { data } = await stage.control<{ data: readonly { readonly isHalfOpen: boolean }[] }>('/smpp/lines');
  return data.filter(line => line.isHalfOpen).length;
}

/** The centre misbehaves for a while. Answers how many entries of its journal show it. */
async function faultFor(
  { stage }: Scene,
  forMs: number,
  faults: object,
  shows: (entry: JournalEntry) => boolean,
): Promise<number> {
  const before = (await stage.readJournal()).length;
  await stage.control('/faults', 'PUT', { ...CALM, ...faults });
  await pause(forMs);
  await stage.control('/faults', 'PUT', CALM);
  return (await stage.readJournal()).slice(before).filter(shows).length;
}

function isRepeatedReceipt(): (entry: JournalEntry) => boolean {
  const acknowledged = new Set<string>();
  return ({ kind, id = '', state }) => {
    if (kind !== 'receipt.acknowledged') return false;
    const name = `${id} ${state}`;
    const isRepeated = acknowledged.has(name);
    acknowledged.add(name);
    return isRepeated;
  };
}
