import { setTimeout as pause } from 'node:timers/promises';
import { openFarEnd } from './far-end.ts';
import { percentile } from './figures.ts';
import { delivered, until } from './lives.ts';
import { Connections, numberOf, postOf } from './requests.ts';
import type { Layout, Theatre } from './stage.ts';
import { milliseconds, table, whole } from './table.ts';

const CONNECTIONS = 64;
const WARM_UP = 1_000;
/** How long it takes to learn what the host can do at most. */
const SATURATING_MS = 4_000;
const IDLE_POSTS = 300;
/** Between two POSTs of a host that has nothing else to do. */
const IDLE_PAUSE_MS = 20;
const HALF_LOAD_SECONDS = 8;
const PACE_MS = 5;

/** From the beginning of a POST to its answer, and to its submit_sm at the message centre, in milliseconds. */
interface Times {
  readonly answered: number[];
  readonly submitted: number[];
}

/** Latency of single messages over SMPP, idle and at half of what the host can do. */
export async function latencyTable(theatre: Theatre): Promise<string> {
  const rows: string[][] = [];
  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    const { idle, half, perSecond } = await latencyOn(theatre, database);
    const cells = ({ answered, submitted }: Times) =>
      [answered, submitted].flatMap(times =>
        [0.5, 0.99].map(share => milliseconds(percentile(times, share))),
      );
    rows.push([database, 'idle', ...cells(idle)]);
    rows.push([database, `half load, ${whole(perSecond)} POSTs a second`, ...cells(half)]);
  }
  return table(
    ['database', 'load', '>POST to 202 p50, ms', '>p99', '>POST to submit_sm p50, ms', '>p99'],
    rows,
  );
}

async function latencyOn(theatre: Theatre, database: Layout['database']) {
  const begunAt = new Map<string, number>();
  let times: Times = { answered: [], submitted: [] };
  let submissions = 0;
  // In this process, so that one clock tells both dates.
  const farEnd = await openFarEnd(to => {
    submissions += 1;
    times.submitted.push(performance.now() - begunAt.get(to)!);
  });
  const layout: Layout = { database, carrier: { smppPort: farEnd.port }, hosts: 1, accounts: 1 };
  try {
    return await theatre.play(layout, async stage => {
      let sent = 0;
      const next = (): ReturnType<typeof postOf> => {
        begunAt.set(numberOf(sent), performance.now());
        return postOf(stage.tokens[0]!, sent++);
      };
      const connections = await Connections.open(stage.hosts[0]!.url, CONNECTIONS, next);
      const post = async () => {
        const begun = performance.now();
        await connections.send(next());
        times.answered.push(performance.now() - begun);
      };
      const allDelivered = () => until(() => delivered(stage), sent);
      await connections.sendAll(WARM_UP, next);
      await allDelivered();

      const idle = (times = { answered: [], submitted: [] });
      for (let index = 0; index < IDLE_POSTS; index += 1) {
        await post();
        while (submissions < sent) await pause(1);
        await pause(IDLE_PAUSE_MS);
      }

      times = { answered: [], submitted: [] };
      const [begin, before] = [performance.now(), sent];
      await connections.sendWhile(() => (performance.now() - begin < SATURATING_MS ? next() : undefined));
      await allDelivered();
      const perSecond = (sent - before) / ((performance.now() - begin) / 1000) / 2;

      const half = (times = { answered: [], submitted: [] });
      await atPace(perSecond, HALF_LOAD_SECONDS, post);
      await allDelivered();
      await connections.close();
      return { idle, half, perSecond };
    });
  } finally {
    await farEnd.stop();
  }
}

/** Begins work at a steady rate, whether or not what was begun before has ended. */
async function atPace(perSecond: number, seconds: number, work: () => Promise<void>): Promise<void> {
  const begin = performance.now();
  const running: Promise<void>[] = [];
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - begin) / 1000) {
    while (running.length < elapsed * perSecond) running.push(work());
    await pause(PACE_MS);
  }
  await Promise.all(running);
}
