import { setTimeout as pause } from 'node:timers/promises';
import type { TestPostgres } from '@chappe/testing';
import type { Chance } from '../chance.ts';
import { Client, MIXED } from '../load.ts';
import { verdictOf } from '../judge.ts';
import { Stage, type Node } from '../stage.ts';
import { until } from '../waiting.ts';
import type { Report } from './report.ts';

const NODES = 3;
const AT_ONCE = 6;
/** Requests are spaced, so that ten minutes fit into the simulator's journal. */
const SPACING_MS = 120;
/** Real minutes are not waited for; leases are as they are. */
const DELIVERY = {
  inDoubtMs: 3_000,
  retryMinMs: 1_000,
  retryMaxMs: 4_000,
  pauseMaxMs: 2_000,
  breakerMinMs: 500,
  breakerMaxMs: 2_000,
};
/** A death is missed within the lease and one look, and what it left is in doubt, sent again and receipted after that. */
const SETTLE_LIMIT_MS = 90_000;
const CALM_MS = 2_000;
/** How soon a message is accepted and leaves again after a fault. */
const WORKS_AGAIN_LIMIT_MS = 15_000;
const STEP_MS = 5_000;

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
      await pause(12_000);
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
    name: 'cut the carrier in the middle of PDUs',
    run: ({ stage }) => faultFor(stage, 2_000, { cutProbability: 0.05 }),
  },
  {
    name: 'a line that is half open',
    // It shows in nothing but silence: an enquire_link that is due, and its answer that is missing.
    limitMs: 60_000,
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
    name: 'step the clock of a node forward and back',
    run: async ({ stage, chance }) => {
      const node = chance.pick(stage.living);
      await node.order({ do: 'step_clock', byMs: STEP_MS });
      await pause(2_000);
      if (!node.isGone()) await node.order({ do: 'step_clock', byMs: -STEP_MS });
    },
  },
];

/** What the world is like when nothing is wrong: a fast network, since nobody waits for real seconds. */
const CALM = { networkDelayMs: 100, receiptDelayMs: 100 };

/** Three nodes on PostgreSQL under load, and a fault every few seconds, for as long as is asked. */
export async function cluster(
  { chance, forMs, rounds }: { readonly chance: Chance; readonly forMs: number; readonly rounds: number },
  url: string,
  postgres: TestPostgres,
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database: { url }, clock: 'system', carrier: 'smpp' });
  try {
    await stage.control('/faults', 'PUT', CALM);
    const start = async () => void (await stage.startNode({ delivery: DELIVERY }));
    for (let count = 0; count < NODES; count += 1) await start();
    let turn = 0;
    const nextNode = (): Node | undefined => stage.living[turn++ % Math.max(1, stage.living.length)];
    const client = new Client(chance, () => nextNode()?.url);
    let isOver = false;
    const load = client.keepAsking(AT_ONCE, MIXED, () => isOver, SPACING_MS);
    const scene: Scene = { stage, chance, postgres, start };
    const endAt = performance.now() + forMs;
    let faults: Fault[] = [];
    for (let round = 0; round < rounds && performance.now() < endAt; round += 1) {
      if (faults.length === 0) faults = chance.shuffled(FAULTS);
      const fault = faults.pop()!;
      await fault.run(scene);
      const begin = performance.now();
      await until(
        `messages leave again after: ${fault.name}`,
        () => leavesAgain(stage, client),
        fault.limitMs ?? WORKS_AGAIN_LIMIT_MS,
      );
      const tookMs = performance.now() - begin;
      report.recovered(tookMs);
      report.note(`${fault.name}: messages left again after ${Math.round(tookMs)} ms`);
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
    await stage.close();
  }
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

/** Waits until nothing is on its way any more, but what is in doubt for good. */
async function settle(stage: Stage, report: Report): Promise<void> {
  const isQuiet = async () => {
    const node = stage.living[0]!;
    return (
      (await stage.count(node, ['queued', 'submitting', 'sent', 'buffered'])) === 0 &&
      (await stage.outboxSize()) === 0
    );
  };
  const tookMs = await until('everything has come to its end', isQuiet, SETTLE_LIMIT_MS).catch(
    (cause: unknown) => {
      report.note(String(cause));
      return SETTLE_LIMIT_MS;
    },
  );
  report.note(`everything at its end ${Math.round(tookMs / 1000)} s after the last fault`);
}
