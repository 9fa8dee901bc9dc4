import type { Chance } from '../chance.ts';
import { Client } from '../load.ts';
import { verdictOf } from '../judge.ts';
import { Stage, type Node, type Setting } from '../stage.ts';
import { until } from '../waiting.ts';
import { befall, relent } from './misfortunes.ts';
import type { Report } from './report.ts';

/** The operations that must have boundaries, or the list has not been generated as it should. */
const OPERATIONS = ['accept', 'claim', 'submit', 'answer', 'receipt'];
const DEATH_LIMIT_MS = 15_000;
const NOTICE_LIMIT_MS = 2_000;
/** What is sent in each life, each to recipients of its own: parts, several recipients, both purposes, a change, a cancellation. */
const LIFE = ['short', 'long', 'two', 'marketing', 'later', 'edited', 'cancelled'];
/** Then one to each of these: answers that never come, receipts that come first, refusals. */
const FATES = [
  'unknownNumber',
  'refused',
  'askedForPatience',
  'answerLost',
  'receiptFirst',
  'refusedForNow',
] as const;
/** Of the times that a boundary is reached in a life, one of the first: later ones depend on what falls together. */
const SHARE_OF_TIMES = 0.7;

/**
 * SIGKILL at every write boundary. A first life without a fault lists the boundaries; then one life for each ends there, the
 * next takes over, unknown requests are repeated under their keys, and everything is judged.
 */
export async function killPoints(
  database: Setting['database'],
  {
    chance,
    carrier = 'http',
    limit = Infinity,
  }: { readonly chance: Chance; readonly carrier?: Setting['carrier']; readonly limit?: number },
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database, clock: 'manual', carrier });
  try {
    let node: Node = await stage.startNode({ boundaries: true });
    const client = new Client(
      chance,
      () => node.url,
      () => stage.now,
    );
    const { boundaries: atStart } = await node.order({ do: 'count' });
    await live(stage, client);
    const { boundaries } = await node.order({ do: 'count' });
    const all = Object.keys(boundaries).filter(name => operationOf(name) !== 'other');
    for (const operation of OPERATIONS)
      if (!all.some(name => operationOf(name) === operation))
        report.fail(`No boundary of ${operation} was found: the list is not complete.`);
    const chosen = limit < all.length ? chance.shuffled(all).slice(0, limit) : all;
    const died = new Set<string>();
    for (const boundary of chosen) {
      const times = (boundaries[boundary]! - (atStart[boundary] ?? 0)) * SHARE_OF_TIMES;
      await lastLife(stage, client, node, { boundary, time: 1 + chance.below(Math.max(1, times)) });
      // It came there less often than in the first life.
      if (!node.isGone()) await lastLife(stage, client, node, { boundary, time: 1 });
      if (node.isGone()) died.add(boundary);
      else {
        report.fail(`${boundary} was not reached again.`);
        await node.app.kill();
      }
      node = await stage.startNode({ boundaries: true });
      await client.settleOpen();
      // In two steps, so that what is in doubt is decided, sent again and receipted.
      await stage.advance('PT1H');
      await stage.advance('PT1H');
      const findings = await stage.judge(client.history, { settled: true });
      if (findings.length > 0) {
        report.fail(`After a kill at ${boundary}: ${verdictOf(findings)}`);
        break;
      }
    }
    for (const [operation, names] of Map.groupBy(all, operationOf)) {
      const reached = names.filter(name => died.has(name)).map(name => name.slice(operation.length + 2));
      report.note(`${operation}: killed at ${reached.length} of ${names.length} boundaries`);
      if (limit === Infinity) report.note(`  ${reached.join(' · ')}`);
    }
    report.note(`${died.size} of ${all.length} boundaries killed at, ${chosen.length} asked for`);
    await stage.advance('P4D');
    report.expect('After the last life', await stage.judge(client.history, { settled: true, over: true }));
  } finally {
    await stage.close();
  }
}

function operationOf(boundary: string): string {
  return boundary.slice(0, boundary.indexOf(':'));
}

async function live(stage: Stage, client: Client): Promise<void> {
  for (const kind of LIFE) await client.ask(kind);
  const from = client.nextPlace;
  await befall(stage, client, from, FATES);
  for (const fate of FATES) await client.ask(fate === 'answerLost' ? 'long' : 'short');
  await stage.advance('PT10S');
  await relent(stage, client, from, FATES.length);
  await stage.advance('PT3M');
}

/** A life that ends at a boundary. */
async function lastLife(
  stage: Stage,
  client: Client,
  node: Node,
  at: { readonly boundary: string; readonly time: number },
): Promise<void> {
  await node.order({ do: 'arm', ...at });
  const life = live(stage, client).catch(() => undefined);
  await Promise.race([
    life,
    until('the process dies', () => node.isGone(), DEATH_LIMIT_MS).catch(() => undefined),
  ]);
  await life;
  // Its clients may notice before its parent does.
  await until('the process dies', () => node.isGone(), NOTICE_LIMIT_MS).catch(() => undefined);
}
