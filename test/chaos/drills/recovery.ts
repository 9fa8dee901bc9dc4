import { setTimeout as pause } from 'node:timers/promises';
import { Client, MIXED } from '../load.ts';
import type { Chance } from '../chance.ts';
import { Stage, type Node, type Setting } from '../stage.ts';
import { until } from '../waiting.ts';
import { processorTimeOf } from './processor.ts';
import type { Report } from './report.ts';
import { CALM, IMPATIENT, settle } from './settling.ts';

const AT_ONCE = 6;
const SPACING_MS = 40;
const LIFE_MIN_MS = 500;
const LIFE_MORE_MS = 1_000;
/** Promised of one process on SQLite: there can be no other, so what it left is taken up at once. */
const RESTART_LIMIT_MS = 2_000;
/** Promised of several processes: a lease, and a look. */
const TAKEOVER_LIMIT_MS = 15_000;
/** Waited for in vain by then. */
const GIVE_UP_MS = 60_000;
/** Longer than any restart: what is under way at the death of a node has no answer yet. */
const SLOW_ANSWERS = { submitAnswerDelayMs: { kind: 'uniform', min: 0, max: 8_000 } };
const NODES = 3;
/** Messages that a node is handing over when it is tormented, at least. */
const BUSY = 5;

/**
 * A process on SQLite is killed under load and started again: how long until messages leave, and until what it had under way
 * is decided. Counted from the start of the new process.
 */
export async function restartOnSqlite(
  carrier: Setting['carrier'],
  { chance, times }: { readonly chance: Chance; readonly times: number },
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database: 'sqlite', clock: 'system', carrier });
  try {
    await stage.control('/faults', 'PUT', { ...CALM, submitAnswerDelayMs: 200 });
    let node: Node = await stage.startNode({ delivery: IMPATIENT });
    const client = new Client(chance, () => (node.isGone() ? undefined : node.url));
    let isOver = false;
    const load = client.keepAsking(AT_ONCE, MIXED, () => isOver, SPACING_MS);
    const unexplainedMs: number[] = [];
    const name = `SIGKILL of one process on SQLite, ${carrier.toUpperCase()}: messages leave, and what was under way is decided`;
    for (let count = 0; count < times; count += 1) {
      await pause(LIFE_MIN_MS + chance.below(LIFE_MORE_MS));
      const { owner } = await node.order({ do: 'count' });
      await node.app.kill();
      const seen = (await stage.readJournal()).at(-1)!.seq;
      const begunAt = Date.now();
      node = await stage.startNode({ delivery: IMPATIENT });
      await until('what was under way is decided', async () => (await stage.leased(owner)) === 0, GIVE_UP_MS);
      const decidedAt = Date.now();
      const leftAt = await firstAfter(stage, seen);
      const tookMs = Math.max(decidedAt, leftAt) - begunAt;
      const time = await processorTimeOf(node.app.process.pid!);
      if (!time) {
        unexplainedMs.push(tookMs);
        continue;
      }
      report.recovered(name, tookMs);
      // Others may keep it from the processor for as long as they like; what it does with its own time is promised, each time.
      report.recovered(`${name}, less its wait for a processor`, tookMs - time.inLineMs, RESTART_LIMIT_MS);
    }
    if (unexplainedMs.length > 0) report.recoveredMostly(name, unexplainedMs, RESTART_LIMIT_MS);
    isOver = true;
    await load;
    await client.settleOpen();
    await settle(stage, report);
    report.expect('At the end', await stage.judge(client.history, { settled: true }));
  } finally {
    await stage.close();
  }
}

/** One of three nodes is killed, or stopped for longer than its leases: how long until the others have taken over its work. */
export async function takeover(
  url: string,
  { chance, times }: { readonly chance: Chance; readonly times: number },
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database: { url }, clock: 'system', carrier: 'smpp' });
  try {
    await stage.control('/faults', 'PUT', { ...CALM, ...SLOW_ANSWERS });
    const start = () => stage.startNode({ delivery: IMPATIENT });
    for (let count = 0; count < NODES; count += 1) await start();
    let turn = 0;
    const client = new Client(chance, () => stage.living[turn++ % NODES]?.url);
    let isOver = false;
    const load = client.keepAsking(AT_ONCE, MIXED, () => isOver, SPACING_MS);
    const torments = [
      ['SIGKILL of one of three nodes', (node: Node) => node.app.kill()],
      ['SIGSTOP of one of three nodes', (node: Node) => void node.app.process.kill('SIGSTOP')],
    ] as const;
    for (let count = 0; count < times * torments.length; count += 1) {
      const [name, torment] = torments[count % torments.length]!;
      const node = chance.pick(stage.living);
      const { owner } = await node.order({ do: 'count' });
      await until('it hands something over', async () => (await stage.leased(owner)) >= BUSY, GIVE_UP_MS);
      await torment(node);
      const left = await stage.leased(owner);
      const tookMs = await until(
        'what it had is taken over',
        async () => (await stage.leased(owner)) === 0,
        GIVE_UP_MS,
      );
      report.note(`${name}: ${left} messages under way, taken over after ${Math.round(tookMs)} ms`);
      report.recovered(`${name}: its work is taken over`, tookMs, TAKEOVER_LIMIT_MS);
      if (node.isGone()) await start();
      else node.app.process.kill('SIGCONT');
    }
    isOver = true;
    await load;
    await stage.control('/faults', 'PUT', CALM);
    await client.settleOpen();
    await settle(stage, report);
    report.expect('At the end', await stage.judge(client.history, { settled: true }));
  } finally {
    await stage.close();
  }
}

/** When the first message left after an entry of the centre's journal. */
async function firstAfter(stage: Stage, seq: number): Promise<number> {
  let at: number | undefined;
  const look = async () => {
    const path = `/journal?kind=submission.accepted&limit=1&since=${seq}`;
    const { data } = await stage.control<{ data: readonly { readonly at: string | number }[] }>(path);
    at = data[0] && new Date(data[0].at).getTime();
    return at !== undefined;
  };
  await until('a message leaves', look, GIVE_UP_MS);
  return at!;
}
