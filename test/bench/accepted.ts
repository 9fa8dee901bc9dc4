import autocannon from 'autocannon';
import { sendBatch } from './lives.ts';
import { postOf } from './requests.ts';
import { settings } from './settings.ts';
import { setFaults, type Layout, type Stage, type Theatre } from './stage.ts';
import { fixed, table, whole } from './table.ts';
import { readUsage, usedPer } from './usage.ts';

const CONNECTIONS = 64;
const BATCH = 1_000;
const BATCHES_AT_ONCE = 4;
/** A process that has just begun is slower. */
const WARM_UP_SECONDS = 2;
const AWAY_MS = 3_600_000;

/** Messages accepted per second while nothing leaves: the carrier is away. */
export async function acceptedTable(theatre: Theatre): Promise<string> {
  const rows: string[][] = [];
  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    for (const accounts of [1, 4]) {
      const layout: Layout = { database, carrier: 'HTTP', hosts: 1, accounts };
      for (const way of [singles, batches]) {
        rows.push([database, String(accounts), ...(await theatre.play(layout, stage => accept(stage, way)))]);
      }
    }
  }
  return table(
    ['database', '>accounts', 'handed in as', '>accepted/s', '>host ms each', '>database ms', '>meter ms'],
    rows,
  );
}

interface Taken {
  readonly accepted: number;
  readonly perSecond: number;
  readonly how: string;
}

async function accept(
  stage: Stage,
  way: (stage: Stage, seconds: number) => Promise<Taken>,
): Promise<readonly string[]> {
  await setFaults(stage.simulator!, { downUntil: new Date(Date.now() + AWAY_MS).toISOString() });
  await way(stage, WARM_UP_SECONDS);
  const before = readUsage(stage.pids);
  const { accepted, perSecond, how } = await way(stage, settings.seconds);
  const { cpuMs } = usedPer(accepted, before, readUsage(stage.pids));
  return [how, whole(perSecond), fixed(cpuMs['host']), fixed(cpuMs['database']), fixed(cpuMs['meter'])];
}

async function singles({ hosts, tokens }: Stage, seconds: number): Promise<Taken> {
  const result = await autocannon({
    url: hosts[0]!.url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: tokens.map(token => {
      const { method, path, headers, body } = postOf(token, 0);
      return { method, path, headers: { ...headers }, body };
    }),
  });
  if (result.non2xx > 0) throw new Error(`${result.non2xx} requests were refused.`);
  const accepted = result['2xx'];
  return { accepted, perSecond: accepted / result.duration, how: `single POSTs, ${CONNECTIONS} connections` };
}

async function batches({ hosts, tokens }: Stage, seconds: number): Promise<Taken> {
  const begin = performance.now();
  let accepted = 0;
  const sender = async (index: number) => {
    while (performance.now() - begin < seconds * 1000) {
      await sendBatch(hosts[0]!.url, tokens[index % tokens.length]!, accepted, BATCH);
      accepted += BATCH;
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, (_, index) => sender(index)));
  const perSecond = accepted / ((performance.now() - begin) / 1000);
  return { accepted, perSecond, how: `batches of 1,000, ${BATCHES_AT_ONCE} at once` };
}
