/**
 * `npm run bench`: what this machine does, in real processes on SQLite with durable commits, and the message centre alone in
 * virtual time. Prints a table; figures of one run are comparable with each other, not with another machine's.
 */
import autocannon from 'autocannon';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, startApp, type RunningApp } from '../processes.ts';
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

/** Starts a host and a simulator on an empty database, runs `work`, and takes them away. */
async function onFreshHost<T>(work: (setting: Setting) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-bench-'));
  const simulator = await startApp('carrier-simulator', { SMPP_PORT: '0' });
  const host = await startApp('host', {
    DATABASE_URL: `sqlite:${join(folder, 'host.db')}`,
    CHAPPE_CARRIER_URL: simulator.url,
    CHAPPE_DEMO_TOKEN: TOKEN,
    CHAPPE_DEMO_CREDIT: '1000000',
  });
  try {
    return await work({ host, simulator });
  } finally {
    await host.kill();
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

const rows: [string, number][] = [
  [`accepted per second, single POSTs at ${CONNECTIONS} connections`, await onFreshHost(singlePosts)],
  [`accepted per second, batches of ${BATCH}`, await onFreshHost(batches)],
  [`whole lives per second over HTTP, of ${lives}`, await onFreshHost(wholeLives)],
  ['lives of 48 h per second, message centre alone', await virtualLivesPerSecond()],
];

const [cpu] = cpus();
console.log(
  `\n${cpus().length} × ${cpu?.model ?? 'unknown processor'}, Node ${process.version}, SQLite in WAL with synchronous=FULL\n`,
);
console.log('| what | per second |\n|---|---:|');
for (const [what, perSecond] of rows)
  console.log(`| ${what} | ${Math.round(perSecond).toLocaleString('en')} |`);
