import type { Chance } from '../chance.ts';
import { Client } from '../load.ts';
import { verdictOf } from '../judge.ts';
import { Stage, type Node, type Setting } from '../stage.ts';
import { until } from '../waiting.ts';
import type { Report } from './report.ts';

/** The operations that must have boundaries, or the list has not been generated as it should. */
const OPERATIONS = ['accept', 'claim', 'submit', 'answer', 'receipt'];
const DEATH_LIMIT_MS = 15_000;
const NOTICE_LIMIT_MS = 2_000;
/** What is sent in each life: parts, several recipients, both purposes, a cancellation. */
const LIFE = ['short', 'long', 'two', 'marketing', 'cancelled'];

/**
 * SIGKILL at every write boundary. A first life without a fault lists the boundaries; then one life for each ends there, the
 * next takes over, unknown requests are repeated under their keys, and everything is judged.
 */
export async function killPoints(
  database: Setting['database'],
  { chance, limit = Infinity }: { readonly chance: Chance; readonly limit?: number },
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database, clock: 'manual', carrier: 'http' });
  try {
    let node: Node = await stage.startNode({ boundaries: true });
    const start = await stage.control<{ now: string }>('/clock');
    const client = new Client(
      chance,
      () => node.url,
      () => Date.parse(start.now),
    );
    await live(stage, client, 'PT2M');
    const { boundaries } = await node.order({ do: 'count' });
    const all = Object.keys(boundaries).filter(name => OPERATIONS.includes(name.split(':')[0]!));
    for (const operation of OPERATIONS) {
      const count = all.filter(name => name.startsWith(`${operation}:`)).length;
      if (count === 0) report.fail(`No boundary of ${operation} was found: the list is not complete.`);
      report.note(`${operation}: ${count} boundaries`);
    }
    const chosen = limit < all.length ? chance.shuffled(all).slice(0, limit) : all;
    let died = 0;
    for (const boundary of chosen) {
      await node.order({ do: 'arm', boundary });
      const life = live(stage, client, 'PT2M').catch(() => undefined);
      await Promise.race([
        life,
        until('the process dies', () => node.isGone(), DEATH_LIMIT_MS).catch(() => undefined),
      ]);
      await life;
      // Its clients may notice before its parent does.
      await until('the process dies', () => node.isGone(), NOTICE_LIMIT_MS).catch(() => undefined);
      if (node.isGone()) died += 1;
      else {
        report.fail(`${boundary} was not reached again.`);
        await node.app.kill();
      }
      const begin = performance.now();
      node = await stage.startNode({ boundaries: true });
      report.recovered(performance.now() - begin);
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
    report.note(`${died} of ${all.length} boundaries killed at, ${chosen.length} asked for`);
    await stage.advance('P4D');
    report.expect('After the last life', await stage.judge(client.history, { settled: true }));
  } finally {
    await stage.close();
  }
}

async function live(stage: Stage, client: Client, by: string): Promise<void> {
  for (const kind of LIFE) await client.ask(kind);
  await stage.advance(by);
}
