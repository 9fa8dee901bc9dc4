import { BUGS } from '../inside/planted/index.ts';
import type { Finding } from '../judge.ts';
import { Client } from '../load.ts';
import type { Chance } from '../chance.ts';
import { Stage, type Node } from '../stage.ts';
import { befall } from './misfortunes.ts';
import { onPostgres } from './on-postgres.ts';
import { Report } from './report.ts';
import { CALM, IMPATIENT, settle } from './settling.ts';

/** A bug that only a power cut shows; the drill `fsync-order` plants it, and strace sees it. */
export const SEEN_BY_STRACE = 'commits_not_synced';
/** The bugs that the judge must find. */
export const JUDGED_BUGS = Object.keys(BUGS).filter(name => name !== SEEN_BY_STRACE);

/** What the run says on its way is not told: the judge's word counts. */
const SILENT = new Report('short', () => undefined);
/** Not a finding of the judge: the run itself broke off. */
const DOES_NOT_RUN = 'does_not_run';
const AT_ONCE = 4;
const REQUESTS = 24;
/** How far the clocks of machines are off: longer than any message is valid. */
const DAYS_MS = 3 * 86_400_000;
/** Whom messages go to, in turn: credit is also given back, and receipts are not all good news. */
const FATES = ['unknownNumber', 'none', 'refused', 'none'] as const;
const KINDS = [
  'short',
  'look',
  'long',
  'two',
  'marketing',
  'later',
  'cancelled',
  'short',
  'list',
  'edited',
  'repeat',
];

/**
 * The bench itself is tested: hosts are given a bug each, and the same run and the same judge that find nothing in the
 * product must find something in them.
 */
export async function plantedBugs(names: readonly string[], chance: Chance, report: Report): Promise<void> {
  const runOf = (name: string) => (BUGS[name]!.onMachines ? runOnMachines : run);
  for (const runBlameless of new Set([run, ...names.map(runOf)]))
    report.expect('Without a bug', await runBlameless(undefined, chance));
  const found = [];
  for (const name of names) {
    const findings = await runOf(name)(name, chance).catch((cause: unknown) => [
      {
        rule: DOES_NOT_RUN,
        at: 0,
        detail: cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause),
      },
    ]);
    const rules = [...new Set(findings.map(({ rule }) => rule))];
    if (rules.includes(DOES_NOT_RUN))
      report.fail(`${name} cannot be planted any more: ${findings[0]!.detail}`);
    else if (rules.length === 0) report.fail(`${name} was not found: ${BUGS[name]!.story}`);
    else if (!rules.includes(BUGS[name]!.finds ?? rules[0]!))
      report.fail(`${name} was found by ${rules.join(', ')} alone: ${BUGS[name]!.story}`);
    else {
      found.push(name);
      report.note(`${name}: ${rules.join(', ')}`);
    }
  }
  report.note(`${found.length} of ${names.length} planted bugs found`);
}

/** One run with everything in it: mixed load, a kill in the middle of it, a new life, and all the time it needs. */
async function run(planted: string | undefined, chance: Chance): Promise<readonly Finding[]> {
  const stage = await Stage.open({ database: 'sqlite', clock: 'manual', carrier: 'http' });
  try {
    const orders = planted === undefined ? {} : { planted };
    let node: Node = await stage.startNode(orders);
    const client = new Client(
      chance,
      () => (node.isGone() ? undefined : node.url),
      () => stage.now,
    );
    const fates = Array.from({ length: REQUESTS }, (_, place) => FATES[place % FATES.length]!);
    await befall(stage, client, 0, fates);
    await stage.control('/faults', 'PUT', {
      receiptContradictionProbability: 0.3,
      receiptDuplicationProbability: 0.3,
    });
    await asks(client, REQUESTS / 2);
    await stage.advance('PT5S');
    await stage.control('/faults', 'PATCH', { submitAnswerDelayMs: 2_000 });
    // Handed over, and no answer will come before the end.
    await asks(client, REQUESTS / 2);
    await node.app.kill();
    await stage.control('/faults', 'PATCH', { submitAnswerDelayMs: null });
    node = await stage.startNode(orders);
    await client.settleOpen();
    for (let hours = 0; hours < 3; hours += 1) await stage.advance('PT1H');
    return await stage.judge(client.history, { settled: true });
  } finally {
    await stage.close();
  }
}

/** One run on two machines that share a database, of which one is days ahead, and the other as far behind. */
async function runOnMachines(planted: string | undefined, chance: Chance): Promise<readonly Finding[]> {
  return onPostgres(async url => {
    const stage = await Stage.open({ database: { url }, clock: 'system', carrier: 'http' });
    try {
      // What is handed over is on its way for a while, so that each sees it with the other.
      await stage.control('/faults', 'PUT', { ...CALM, submitAnswerDelayMs: 1_000 });
      const orders = { delivery: IMPATIENT, ...(planted !== undefined && { planted }) };
      const nodes = [await stage.startNode(orders), await stage.startNode(orders)];
      let turn = 0;
      const client = new Client(chance, () => nodes[turn++ % nodes.length]!.url);
      await asks(client, REQUESTS / 2);
      await stage.stepClock(nodes[0]!, DAYS_MS);
      await stage.stepClock(nodes[1]!, -DAYS_MS);
      await asks(client, REQUESTS / 2);
      await client.settleOpen();
      await settle(stage, SILENT);
      return await stage.judge(client.history, { settled: true });
    } finally {
      await stage.close();
    }
  });
}

async function asks(client: Client, count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left > 0) await client.ask(KINDS[left-- % KINDS.length]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
