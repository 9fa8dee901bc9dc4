import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestPostgres } from '@chappe/testing';
import pg from 'pg';
import type { Chance } from '../chance.ts';
import { Client, MIXED } from '../load.ts';
import { verdictOf } from '../judge.ts';
import { Stage, type Node } from '../stage.ts';
import { until } from '../waiting.ts';
import { Wire } from '../wire.ts';
import type { Report } from './report.ts';
import { CALM, IMPATIENT, settle } from './settling.ts';

const NODES = 3;
const AT_ONCE = 6;
/** Requests are spaced, so that ten minutes fit into the simulator's journal. */
const SPACING_MS = 120;
const CALM_MS = 2_000;
/** Waited for in vain by then: something is broken for good. */
const GIVE_UP_MS = 150_000;
/** How soon a message is accepted and leaves again after a fault. */
const WORKS_AGAIN_LIMIT_MS = 15_000;
/** As far as a clock is ever put right by hand. */
const STEPS_MS: readonly number[] = [5_000, -5_000, 90_000, -90_000];
/** Beyond the leases of what a node is handing over, and beyond its hold on anything else. */
const BEYOND_LEASES_MS = 12_000;

/** Something that happens to three nodes, a database and a carrier. */
interface Fault {
  readonly name: string;
  /** How long it may take afterwards until messages leave again, where it is not {@link WORKS_AGAIN_LIMIT_MS}. */
  readonly limitMs?: number;
  run(scene: Scene): Promise<void>;
}

interface Scene {
  readonly stage: Stage;
  readonly chance: Chance;
  readonly postgres: TestPostgres;
  start(): Promise<void>;
  /** The lines of a node of one's choice. */
  lines(): Lines;
}

/** What ties a node to the world. */
interface Lines {
  readonly database: Wire;
  readonly carrier: Wire;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'kill a node',
    run: async ({ stage, chance, start }) => {
      await chance.pick(stage.living).app.kill();
      await start();
    },
  },
  {
    name: 'pause a node beyond its leases',
    run: async ({ stage, chance }) => {
      const { process } = chance.pick(stage.living).app;
      process.kill('SIGSTOP');
      await pause(BEYOND_LEASES_MS);
      process.kill('SIGCONT');
    },
  },
  {
    name: 'cut all connections to the database',
    run: ({ postgres }) =>
      postgres.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'chappe' and pid <> pg_backend_pid()",
      ),
  },
  {
    name: 'cut some connections to the database',
    run: ({ postgres }) =>
      postgres.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'chappe' and pid % 3 = 0",
      ),
  },
  { name: 'restart the database', run: async ({ postgres }) => postgres.restart?.() },
  {
    name: 'stop the database immediately, as in a crash, and start it again',
    run: async ({ stage, postgres }) => {
      process.kill(await postmasterOf(stage.databaseUrl), 'SIGQUIT');
      await postgres.restart?.();
    },
  },
  {
    name: 'cut the line of a node to the database',
    run: async ({ lines }) => {
      const { database } = lines();
      database.cut();
      await pause(5_000);
      database.mend();
    },
  },
  {
    name: 'a database that falls silent for one node, beyond its leases',
    run: async ({ lines }) => {
      const { database } = lines();
      database.silence();
      await pause(BEYOND_LEASES_MS);
      database.mend();
    },
  },
  {
    name: 'a foreign session that locks all messages',
    run: async ({ stage }) => {
      const foreign = new pg.Client({ connectionString: stage.databaseUrl });
      await foreign.connect();
      await foreign.query('begin; lock table sms_messages in access exclusive mode');
      await pause(3_000);
      await foreign.end();
    },
  },
  {
    name: 'cut the line of a node to the carrier',
    run: async ({ lines }) => {
      const { carrier } = lines();
      carrier.cut();
      await pause(3_000);
      carrier.mend();
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
      carrier.mend();
    },
  },
  {
    name: 'cut the carrier in the middle of PDUs',
    run: ({ stage }) => faultFor(stage, 2_000, { cutProbability: 0.05 }),
  },
  {
    name: 'a line that is half open',
    // It shows in nothing but silence: seconds of it while answers are awaited, and two enquire_link that nobody answers.
    limitMs: 30_000,
    run: ({ stage }) => faultFor(stage, 2_000, { halfOpenProbability: 0.02 }),
  },
  {
    name: 'a carrier that is down',
    run: ({ stage }) => faultFor(stage, 3_000, { downUntil: '2999-01-01T00:00:00Z' }),
  },
  {
    name: 'a carrier that asks for patience',
    run: ({ stage }) => faultFor(stage, 3_000, { submitThrottleProbability: 0.5, throttleRetryAfterMs: 500 }),
  },
  {
    name: 'receipts twice, late, out of order, before the answer',
    run: ({ stage }) =>
      faultFor(stage, 4_000, {
        receiptDuplicationProbability: 0.5,
        receiptReorderProbability: 0.3,
        receiptBeforeAnswerProbability: 0.3,
        receiptLateProbability: 0.2,
        receiptLateMs: 3_000,
        submitAnswerDelayMs: { kind: 'uniform', min: 0, max: 500 },
      }),
  },
  {
    name: 'step the clock of a node there and back',
    run: async ({ stage, chance }) => {
      const node = chance.pick(stage.living);
      const byMs = chance.pick(STEPS_MS);
      await stage.stepClock(node, byMs);
      await pause(4_000);
      if (!node.isGone()) await stage.stepClock(node, -byMs);
    },
  },
];

/**
 * Three nodes on PostgreSQL under load, and a fault every few seconds, for as long as is asked. A run of few rounds leaves out
 * what takes minutes to show.
 */
export async function cluster(
  {
    chance,
    forMs,
    rounds = Infinity,
  }: { readonly chance: Chance; readonly forMs: number; readonly rounds?: number },
  url: string,
  postgres: TestPostgres,
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database: { url }, clock: 'system', carrier: 'smpp' });
  const linesOf = new Map<Node, Lines>();
  try {
    await stage.control('/faults', 'PUT', CALM);
    const start = async () => {
      const lines = await layLines(stage);
      const node = await stage.startNode(
        { delivery: IMPATIENT },
        {
          DATABASE_URL: through(lines.database, stage.databaseUrl),
          CHAPPE_CARRIER_URL: through(lines.carrier, stage.carrierAddress.href),
        },
      );
      linesOf.set(node, lines);
    };
    for (let count = 0; count < NODES; count += 1) await start();
    let turn = 0;
    const nextNode = (): Node | undefined => stage.living[turn++ % Math.max(1, stage.living.length)];
    const client = new Client(chance, () => nextNode()?.url);
    let isOver = false;
    const load = client.keepAsking(AT_ONCE, MIXED, () => isOver, SPACING_MS);
    const lines = () => linesOf.get(chance.pick(stage.living))!;
    const scene: Scene = { stage, chance, postgres, start, lines };
    const endAt = performance.now() + forMs;
    let faults: Fault[] = [];
    for (let round = 0; round < rounds && performance.now() < endAt; round += 1) {
      if (faults.length === 0)
        faults = chance.shuffled(rounds < Infinity ? FAULTS.filter(({ limitMs }) => !limitMs) : FAULTS);
      const fault = faults.pop()!;
      await fault.run(scene);
      const begin = performance.now();
      await until(`messages leave again after: ${fault.name}`, () => leavesAgain(stage, client), GIVE_UP_MS);
      const tookMs = performance.now() - begin;
      report.recovered(`cluster: ${fault.name}`, tookMs, fault.limitMs ?? WORKS_AGAIN_LIMIT_MS);
      report.note(`${fault.name}: messages left again after ${Math.round(tookMs)} ms`);
      await stage.readJournal();
      await pause(CALM_MS);
    }
    isOver = true;
    await load;
    await client.settleOpen();
    await settle(stage, report);
    const findings = await stage.judge(client.history, { settled: true });
    report.note(`${client.history.promisedIds.length} messages acknowledged; ${verdictOf(findings)}`);
    report.expect('At the end', findings);
  } finally {
    for (const { database, carrier } of linesOf.values())
      for (const line of [database, carrier]) line.remove();
    await stage.close();
  }
}

async function layLines(stage: Stage): Promise<Lines> {
  const to = ({ hostname, port }: URL) => Wire.to(hostname, Number(port));
  return { database: await to(new URL(stage.databaseUrl)), carrier: await to(stage.carrierAddress) };
}

/** The same address, by way of a line of one's own. */
function through(wire: Wire, address: string): string {
  const url = new URL(address);
  url.port = String(wire.port);
  return url.href;
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

async function faultFor(stage: Stage, forMs: number, faults: object): Promise<void> {
  await stage.control('/faults', 'PUT', { ...CALM, ...faults });
  await pause(forMs);
  await stage.control('/faults', 'PUT', CALM);
}

/** Sends a message of its own and looks whether the carrier has it. */
async function leavesAgain(stage: Stage, client: Client): Promise<boolean> {
  const send = await client.ask('short');
  if (send.outcomes.at(-1)?.kind !== 'accepted') return false;
  const msisdn = encodeURIComponent(send.recipients[0]!);
  const look = async () => {
    const path = `/journal?kind=submission.accepted&limit=1&msisdn=${msisdn}`;
    const { data } = await stage.control<{ data: readonly unknown[] }>(path);
    return data.length > 0;
  };
  return until('it leaves', look, 3_000).then(
    () => true,
    () => false,
  );
}
