import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chance } from '../chance.ts';
import { Client } from '../load.ts';
import { Stage } from '../stage.ts';
import { until } from '../waiting.ts';
import { SEEN_BY_STRACE } from './planted.ts';
import type { Report } from './report.ts';

const REQUESTS = 200;
/** Each message is accepted, and thanks are given for its receipt; a phone may take its time. */
const ANSWERS_MIN = 1.8 * REQUESTS;
const ATTACH_LIMIT_MS = 10_000;

/** What strace saw of answers and of the disk. */
interface Order {
  readonly answers: number;
  /** Answers 2xx before which the log had been written and not yet been synced. */
  readonly early: number;
}

/**
 * No 2xx leaves before the commit it speaks of is on the disk, be it a client's 202 or the thanks for a receipt: the system calls
 * of a host are watched. The proof proves itself: a host that does not sync is found.
 */
export async function fsyncOrder(chance: Chance, report: Report): Promise<void> {
  if (spawnSync('strace', ['-V']).status !== 0) {
    report.fail('strace is not there. Install it (apt-get install strace).');
    return;
  }
  const sound = await watch(chance, undefined);
  report.note(`${sound.answers} answers 2xx, ${sound.early} before their commit was on the disk`);
  if (sound.answers < ANSWERS_MIN) report.fail(`Only ${sound.answers} of ${ANSWERS_MIN} answers were seen.`);
  if (sound.early > 0) report.fail(`${sound.early} answers left before their commit was on the disk.`);
  const careless = await watch(chance, SEEN_BY_STRACE);
  report.note(`a host that does not sync: ${careless.early} of ${careless.answers} are found`);
  if (careless.early === 0)
    report.fail('A host that does not sync was not found: this proof proves nothing.');
}

async function watch(chance: Chance, planted: string | undefined): Promise<Order> {
  const stage = await Stage.open({ database: 'sqlite', clock: 'manual', carrier: 'http' });
  try {
    const node = await stage.startNode(planted === undefined ? {} : { planted });
    const trace = join(stage.folder, 'trace');
    const calls = 'trace=pwrite64,write,writev,sendmsg,sendto,fsync,fdatasync';
    const pid = String(node.app.process.pid);
    const strace = spawn('strace', ['-f', '-y', '-s', '24', '-e', calls, '-o', trace, '-p', pid], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    strace.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until('strace is attached', () => said.includes('attached'), ATTACH_LIMIT_MS);
    const client = new Client(chance, () => node.url);
    for (let count = 0; count < REQUESTS; count += 1) await client.ask('short');
    await stage.advance('PT1M');
    const ended = once(strace, 'exit');
    strace.kill('SIGINT');
    await ended;
    return orderIn(await readFile(trace, 'utf8'));
  } finally {
    await stage.close();
  }
}

/** Reads a trace line by line: what is written to the log is owed until the log is synced. */
export function orderIn(trace: string): Order {
  let isOwed = false;
  let answers = 0;
  let early = 0;
  for (const line of trace.split('\n')) {
    if (/(pwrite64|write|writev)\(\d+<[^>]*-wal>/.test(line)) isOwed = true;
    // A call that is interrupted in the trace counts when it is over.
    else if (/(fsync|fdatasync)\(\d+<[^>]*-wal>\)\s*=\s*0/.test(line)) isOwed = false;
    else if (/<\.\.\. (fsync|fdatasync) resumed>.*=\s*0/.test(line)) isOwed = false;
    else if (/HTTP\/1\.1 2\d\d/.test(line)) {
      answers += 1;
      if (isOwed) early += 1;
    }
  }
  return { answers, early };
}
