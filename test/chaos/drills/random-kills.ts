import type { Chance } from '../chance.ts';
import { Client, MIXED } from '../load.ts';
import { Stage, type Node, type Setting } from '../stage.ts';
import type { Report } from './report.ts';
import { until } from '../waiting.ts';

const AT_ONCE = 8;
/** A life under load is at most this long. */
const LIFE_MAX_MS = 400;
/** Judging reads everything, so it is done after every so many kills, and at the end. */
const JUDGED_EVERY = 20;
const SERVES_AGAIN_LIMIT_MS = 20_000;
/** How often the centre's journal is read, so that nothing of it is gone by then. */
const READ_EVERY = 5;

/**
 * A host is killed again and again at random moments under load, while time goes on. The clients do not stop: what they were
 * not answered they repeat under its key.
 */
export async function randomKills(
  database: Setting['database'],
  { chance, kills }: { readonly chance: Chance; readonly kills: number },
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database, clock: 'manual', carrier: 'http' });
  try {
    let node: Node = await stage.startNode();
    const client = new Client(
      chance,
      () => (node.isGone() ? undefined : node.url),
      () => stage.now,
    );
    for (let kill = 1; kill <= kills; kill += 1) {
      const dieAt = performance.now() + chance.below(LIFE_MAX_MS);
      const load = client.keepAsking(AT_ONCE, MIXED, () => node.isGone());
      const time = passTime(stage, () => node.isGone());
      await until('its hour has come', () => performance.now() >= dieAt, LIFE_MAX_MS + 1_000);
      await node.app.kill();
      await Promise.all([load, time]);
      const begin = performance.now();
      node = await stage.startNode();
      await until('requests are answered again', () => isAnswered(client, node), SERVES_AGAIN_LIMIT_MS);
      report.recovered(
        `SIGKILL under load, one process, ${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}: a send is accepted`,
        performance.now() - begin,
      );
      if (kill % READ_EVERY === 0) await stage.readJournal();
      if (kill % JUDGED_EVERY > 0 && kill < kills) continue;
      await client.settleOpen();
      for (let hours = 0; hours < 3; hours += 1) await stage.advance('PT1H');
      const findings = await stage.judge(client.history, { settled: true });
      report.expect(`After ${kill} kills`, findings);
      if (findings.length > 0) return;
    }
    report.note(`${kills} kills, ${client.history.promisedIds.length} messages acknowledged, none lost`);
  } finally {
    await stage.close();
  }
}

/** Lets receipts come in the middle of everything. */
async function passTime(stage: Stage, isOver: () => boolean): Promise<void> {
  while (!isOver()) await stage.advance('PT1S').catch(() => undefined);
}

async function isAnswered(client: Client, node: Node): Promise<boolean> {
  if (node.isGone()) throw new Error('The host that was started again has ended by itself.');
  const { outcomes } = await client.ask('short');
  return outcomes.at(-1)?.kind === 'accepted';
}
