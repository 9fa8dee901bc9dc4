import { setTimeout as pause } from 'node:timers/promises';
import type { TestPostgres } from '@chappe/testing';
import type { Chance } from '../chance.ts';
import { Client, MIXED } from '../load.ts';
import { verdictOf } from '../judge.ts';
import { Stage, type Node } from '../stage.ts';
import { until } from '../waiting.ts';
import { Wire } from '../wire.ts';
import { CLUSTER_FAULTS, type ClusterFault, type Lines, type Scene } from './cluster-faults.ts';
import type { Report } from './report.ts';
import { CALM, IMPATIENT, settle } from './settling.ts';
import { slowestOf } from './slowest.ts';

const NODES = 3;
const AT_ONCE = 6;
/** Requests are spaced, so that ten minutes fit into the simulator's journal. */
const SPACING_MS = 120;
const CALM_MS = 2_000;
/** Waited for in vain by then: something is broken for good. */
const GIVE_UP_MS = 150_000;
/** How soon a message is accepted and leaves again after a fault. */
const WORKS_AGAIN_LIMIT_MS = 15_000;

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
    const touchedBy = new Map<string, number>();
    const windows: { readonly name: string; readonly fromAt: number; readonly toAt: number }[] = [];
    let faults: ClusterFault[] = [];
    for (let round = 0; round < rounds && performance.now() < endAt; round += 1) {
      if (faults.length === 0)
        faults = chance.shuffled(
          rounds < Infinity ? CLUSTER_FAULTS.filter(({ limitMs }) => !limitMs) : CLUSTER_FAULTS,
        );
      const fault = faults.pop()!;
      const fromAt = Date.now();
      const touched = await fault.run(scene);
      touchedBy.set(fault.name, (touchedBy.get(fault.name) ?? 0) + touched);
      const begin = performance.now();
      const isWell = async () =>
        ((await fault.isOver?.(scene)) ?? true) && (await leavesAgain(stage, client));
      await until(`messages leave again after: ${fault.name}`, isWell, GIVE_UP_MS);
      const tookMs = performance.now() - begin;
      report.recovered(`cluster: ${fault.name}`, tookMs, fault.limitMs ?? WORKS_AGAIN_LIMIT_MS);
      report.note(`${fault.name} (${touched} touched): messages left again after ${Math.round(tookMs)} ms`);
      await stage.readJournal();
      await pause(CALM_MS);
      windows.push({ name: fault.name, fromAt, toAt: Date.now() });
    }
    for (const [name, touched] of touchedBy)
      if (touched === 0) report.fail(`${name}: it never touched anything.`);
    isOver = true;
    await load;
    await client.settleOpen();
    await settle(stage, report);
    for (const [name, tookMs] of slowestOf(client.history, await stage.readJournal(), windows))
      report.recovered(`cluster: ${name}: the slowest message sent meanwhile is with the carrier`, tookMs);
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
