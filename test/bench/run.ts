/**
 * `npm run bench`: what this machine does, in real processes on SQLite with durable commits, and the message centre alone in
 * virtual time. Prints a table; figures of one run are comparable with each other, not with another machine's.
 */
import autocannon from 'autocannon';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type TestPostgres } from '@chappe/testing';
import { call, startApp, type RunningApp } from '../processes.ts';
import { aMillionOverTwoDays } from './million.ts';
import { smppFigures } from './smpp.ts';
import { virtualLivesPerSecond } from './virtual-time.ts';

const TOKEN = 'chp_bench_token_4711';
const CONNECTIONS = 32;
const BATCH = 1000;
const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const lives = Number(process.env.BENCH_LIVES ?? 20_000);

interface Setting {
  readonly host: RunningApp;
  readonly simulator: RunningApp;
}

interface Layout {
  readonly database?: 'SQLite' | 'PostgreSQL';
  readonly carrier?: 'HTTP' | 'SMPP';
  /** Host processes on one database. */
  readonly hosts?: number;
}

let postgres: TestPostgres | undefined;

/** Starts hosts and a simulator on an empty database, runs `work`, and takes them away. */
async function onFreshHost<T>(work: (setting: Setting) => Promise<T>, layout: Layout = {}): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-bench-'));
  const simulator = await startApp('carrier-simulator', { SMPP_PORT: '0' });
  const [, smppAddress] = await simulator.line(/smpp listening on smpp:\/\/(\S+)/);
  const database =
    layout.database === 'PostgreSQL'
      ? await (postgres ??= await startPostgres()).createDatabase()
      : `sqlite:${join(folder, 'host.db')}`;
  const hosts: RunningApp[] = [];
  for (let index = 0; index < (layout.hosts ?? 1); index += 1) {
    hosts.push(
      await startApp('host', {
        DATABASE_URL: database,
        CHAPPE_CARRIER_URL:
          layout.carrier === 'SMPP' ? `smpp://bench${index}:bench@${smppAddress}` : simulator.url,
        CHAPPE_DEMO_TOKEN: TOKEN,
        CHAPPE_DEMO_CREDIT: '1000000',
      }),
    );
  }
  try {
    return await work({ host: hosts[0]!, simulator });
  } finally {
    for (const host of hosts) await host.kill();
    await simulator.kill();
    await rm(folder, { recursive: true });
  }
}

const numbers = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => `+336${10_000_000 + from + index}`);

/** Messages accepted per second by single POSTs. Nothing leaves meanwhile: the carrier is away. */
async function singlePosts({ host, simulator }: Setting): Promise<number> {
  await carrierAway(simulator);
  const result = await autocannon({
    url: `${host.url}/v1/messages`,
    method: 'POST',
    connections: CONNECTIONS,
    duration: seconds,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: '+33612345678', text: 'Votre code : 4711' }),
  });
  if (result.non2xx > 0) throw new Error(`${result.non2xx} requests were refused.`);
  return result['2xx'] / result.duration;
}

/** Messages accepted per second by batches of 1000. */
async function batches({ host, simulator }: Setting): Promise<number> {
  await carrierAway(simulator);
  const begin = performance.now();
  let accepted = 0;
  let next = 0;
  const sender = async () => {
    while (performance.now() - begin < seconds * 1000) {
      const taken = await sendBatch(host, (next += BATCH));
      accepted += taken;
    }
  };
  await Promise.all([sender(), sender(), sender(), sender()]);
  return accepted / ((performance.now() - begin) / 1000);
}

/** Whole lives per second: accepted, held, submitted over HTTP, receipted, delivered, captured. */
async function wholeLives({ host, simulator }: Setting): Promise<number> {
  await call(`${simulator.url}/control/faults`, {
    method: 'PUT',
    body: { networkDelayMs: 0, receiptDelayMs: 0 },
  });
  const begin = performance.now();
  for (let sent = 0; sent < lives; sent += BATCH) await sendBatch(host, sent);
  for (;;) {
    const { body } = await call(`${host.url}/v1/messages/count?status=delivered`, { token: TOKEN });
    if ((body as { count: number }).count >= lives) break;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return lives / ((performance.now() - begin) / 1000);
}

async function sendBatch(host: RunningApp, from: number): Promise<number> {
  const { status, body } = await call(`${host.url}/v1/messages`, {
    token: TOKEN,
    body: { to: numbers(from, BATCH), text: 'Votre code : 4711' },
  });
  if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
  return (body as { accepted: unknown[] }).accepted.length;
}

async function carrierAway(simulator: RunningApp): Promise<void> {
  const downUntil = new Date(Date.now() + 3_600_000).toISOString();
  await call(`${simulator.url}/control/faults`, { method: 'PUT', body: { downUntil } });
}

const onPostgres = (hosts: number) =>
  onFreshHost(wholeLives, { database: 'PostgreSQL', carrier: 'SMPP', hosts });
const rows: [string, number][] = [
  [`accepted per second, single POSTs at ${CONNECTIONS} connections`, await onFreshHost(singlePosts)],
  [`accepted per second, batches of ${BATCH}`, await onFreshHost(batches)],
  [`whole lives per second over HTTP, of ${lives}`, await onFreshHost(wholeLives)],
  ['whole lives per second over SMPP', await onFreshHost(wholeLives, { carrier: 'SMPP' })],
  ['whole lives per second over SMPP on PostgreSQL, one host', await onPostgres(1)],
  ['whole lives per second over SMPP on PostgreSQL, two hosts', await onPostgres(2)],
  ['whole lives per second over SMPP on PostgreSQL, three hosts', await onPostgres(3)],
  ['lives of 48 h per second, message centre alone', await virtualLivesPerSecond()],
];
await postgres?.stop();
const smpp = await smppFigures([1, 10, 100, 1000]);
const million = await aMillionOverTwoDays();

const [cpu] = cpus();
console.log(
  `\n${cpus().length} × ${cpu?.model ?? 'unknown processor'}, Node ${process.version}, SQLite in WAL with synchronous=FULL\n`,
);
console.log('| what | per second |\n|---|---:|');
for (const [what, perSecond] of rows)
  console.log(`| ${what} | ${Math.round(perSecond).toLocaleString('en')} |`);
console.log(
  '\n| window | npm smpp server, answers only | simulator, answers and receipts | ratio | receipt lag p99 |',
);
console.log('|---:|---:|---:|---:|---:|');
for (const { window, stubPerSecond, simulatorPerSecond, receiptLagP99Ms } of smpp) {
  const figures = [stubPerSecond, simulatorPerSecond].map(figure => Math.round(figure).toLocaleString('en'));
  const ratio = (simulatorPerSecond / stubPerSecond).toFixed(2);
  console.log(`| ${window} | ${figures.join(' | ')} | ${ratio} | ${receiptLagP99Ms.toFixed(0)} ms |`);
}
console.log(
  `\nA million messages over two days of virtual time: ${million.seconds.toFixed(0)} s, ${million.peakMegabytes.toFixed(0)} MB at most.`,
);
