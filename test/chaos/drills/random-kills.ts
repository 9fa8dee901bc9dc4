import type { Chance } from '../chance.ts';
import { Client, MIXED } from '../load.ts';
import { Stage, type Node, type Setting } from '../stage.ts';
import type { Report } from './report.ts';
import { until } from '../waiting.ts';
import { processorTimeOf } from './processor.ts';

const AT_ONCE = 8;
/** A life under load is at most this long. */
const LIFE_MAX_MS = 400;
/** How often the process that is started again is killed before it is well: in the middle of its recovery. */
const DIES_YOUNG = 0.25;
/** By then a process has started, or nearly. */
const YOUTH_MS = 1_200;
/** Judging reads everything, so it is done after every so many kills, and at the end. */
const JUDGED_EVERY = 20;
const SERVES_AGAIN_LIMIT_MS = 20_000;
/** A start that takes longer is explained. */
const SLOW_MS = 2_000;
/** How often the centre's journal is read, so that nothing of it is gone by then. */
const READ_EVERY = 5;
/** Beyond the validity of a message and the grace of its receipt. */
const EVERYTHING_IS_OVER = 'P4D';

/** What is killed, and how often. */
interface Terms {
  readonly chance: Chance;
  readonly kills: number;
  readonly carrier?: Setting['carrier'];
}

/**
 * A host is killed again and again at random moments under load, while time goes on, and now and then before it has recovered
 * from the last time. The clients do not stop: what they were not answered they repeat under its key.
 */
export async function randomKills(
  database: Setting['database'],
  { chance, kills, carrier = 'http' }: Terms,
  report: Report,
): Promise<void> {
  const stage = await Stage.open({ database, clock: 'manual', carrier });
  const where = database === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  let youngDeaths = 0;
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
      const passing = passTime(stage, () => node.isGone());
      await until('its hour has come', () => performance.now() >= dieAt, LIFE_MAX_MS + 1_000);
      await node.app.kill();
      await Promise.all([load, passing]);
      if (chance.next() < DIES_YOUNG) {
        await dieYoung(stage, chance.below(YOUTH_MS));
        youngDeaths += 1;
      }
      const begin = performance.now();
      node = await stage.startNode();
      const listensMs = Math.round(performance.now() - begin);
      await until('requests are answered again', () => isAnswered(client, node), SERVES_AGAIN_LIMIT_MS);
      const tookMs = performance.now() - begin;
      report.recovered(`SIGKILL under load, one process, ${where}: a send is accepted`, tookMs);
      const time = await processorTimeOf(node.app.process.pid!);
      if (time)
        report.recovered(
          `SIGKILL under load, one process, ${where}: a send is accepted, less its wait for a processor`,
          tookMs - time.inLineMs,
        );
      if (tookMs > SLOW_MS)
        report.note(
          `kill ${kill}: it listened after ${listensMs} ms, a send was accepted after ${Math.round(tookMs)} ms; ${JSON.stringify(time)}`,
        );
      if (kill % READ_EVERY === 0) await stage.readJournal();
      if (kill % JUDGED_EVERY > 0 && kill < kills) continue;
      await client.settleOpen();
      for (let hours = 0; hours < 3; hours += 1) await stage.advance('PT1H');
      const findings = await stage.judge(client.history, { settled: true });
      report.expect(`After ${kill} kills`, findings);
      if (findings.length > 0) return;
    }
    await stage.advance(EVERYTHING_IS_OVER);
    report.expect('At the end', await stage.judge(client.history, { settled: true, over: true }));
    report.note(
      `${kills} kills, ${youngDeaths} more in the middle of a recovery, ${client.history.promisedIds.length} messages acknowledged, none lost`,
    );
  } finally {
    await stage.close();
  }
}

/** Starts a host that is killed so soon after its beginning, which may be before it listens. */
async function dieYoung(stage: Stage, afterMs: number): Promise<void> {
  const youngster = await stage.startNode({ diesAfterMs: afterMs }).catch(() => undefined);
  if (youngster) await until('it dies young', () => youngster.isGone(), YOUTH_MS + 1_000);
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
