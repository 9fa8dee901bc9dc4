import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';
import { Stage, TOKEN, type Node } from '../stage.ts';
import { until } from '../waiting.ts';
import type { Report } from './report.ts';

/** So many at once keep the host busy without asking too much of it: what it can do is measured with them. */
const CONNECTIONS_AT_PEAK = 32;
/** Three times what the host lets in. */
const CONNECTIONS_OVER = 384;
/** For the median: the load shares the machine with the host, and is itself late to read an answer now and then. */
const REFUSAL_LIMIT_MS = 100;
const NORMAL_AGAIN_LIMIT_MS = 10_000;
const NORMAL_ANSWER_MS = 250;
/** What the process may take more than at its peak. */
const RSS_MORE_LIMIT_OCTETS = 400 * 1_048_576;

/** What autocannon tells of the head of an answer: names and values by turns. */
interface Head {
  readonly statusCode: number;
  readonly headers: readonly string[];
}

/** More requests than can be served: the rest is refused at once, memory stays bounded, and soon all is normal again. */
export async function overload(seconds: number, report: Report): Promise<void> {
  const stage = await Stage.open({ database: 'sqlite', clock: 'system', carrier: 'http' });
  try {
    await stage.control('/faults', 'PUT', { downUntil: '2999-01-01T00:00:00Z' });
    const node = await stage.startNode();
    const peak = await press(node, CONNECTIONS_AT_PEAK, seconds);
    const before = await mostMemoryOctets(node);
    const over = await press(node, CONNECTIONS_OVER, seconds);
    const after = await mostMemoryOctets(node);
    const accepted = Math.round(over['2xx'] / over.duration);
    report.note(`at its peak ${Math.round(peak['2xx'] / peak.duration)} accepted a second`);
    report.note(
      `with ${CONNECTIONS_OVER} at once ${accepted} accepted, ${Math.round(over['5xx'] / over.duration)} refused a second; memory ${mib(before)} to ${mib(after)} MiB`,
    );
    const at = (share: number) =>
      Math.round(over.refusalsMs[Math.floor(over.refusalsMs.length * share)] ?? 0);
    report.note(`${over.refusalsMs.length} refusals: median ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms`);
    if (over.errors > 0) report.note(`${over.errors} connections broke off`);
    if (over.refusalsMs.length === 0) report.fail('Nothing was refused.');
    if (at(0.5) > REFUSAL_LIMIT_MS) report.fail(`A refusal takes ${at(0.5)} ms.`);
    if (over.silent > 0) report.fail(`${over.silent} refusals did not say when to come again.`);
    if (over['4xx'] > 0) report.fail(`${over['4xx']} requests were called wrong.`);
    if (after > before + RSS_MORE_LIMIT_OCTETS) report.fail(`Memory grew to ${mib(after)} MiB.`);
    report.recovered(await until('it is normal again', () => isNormal(node), NORMAL_AGAIN_LIMIT_MS));
  } finally {
    await stage.close();
  }
}

/** Sends as much as so many connections can, and notes how long each refusal takes. */
async function press(node: Node, connections: number, seconds: number) {
  const refusalsMs: number[] = [];
  let silent = 0;
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const options = {
    url: `${node.url}/v1/messages`,
    method: 'POST',
    connections,
    duration: seconds,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: '+33612345678', text: 'Votre code : 4711' }),
    // It tells more of the head than its types say.
    setupClient: (client: autocannon.Client) =>
      (client as NodeJS.EventEmitter).on('headers', ({ statusCode, headers }: Head) => {
        const names = headers.map(word => word.toLowerCase());
        if (statusCode === 503 && !names.includes('retry-after')) silent += 1;
      }),
  } as const;
  const running = autocannon(options, (cause: unknown, result) =>
    cause ? reject(cause as Error) : resolve(result),
  );
  running.on('response', (_client, status, _octets, tookMs) => {
    if (status === 503) refusalsMs.push(tookMs);
  });
  return { ...(await promise), silent, refusalsMs: refusalsMs.sort((one, other) => one - other) };
}

/** The most memory that the process has ever had, as the system counts it. */
async function mostMemoryOctets(node: Node): Promise<number> {
  const status = await readFile(`/proc/${node.app.process.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) * 1024;
}

async function ask(node: Node): Promise<{ readonly status: number; readonly headers?: Headers }> {
  try {
    const { status, headers } = await fetch(`${node.url}/v1/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: '+33612345679', text: 'Bonjour' }),
    });
    return { status, headers };
  } catch {
    return { status: 0 };
  }
}

async function isNormal(node: Node): Promise<boolean> {
  const begin = performance.now();
  const { status } = await ask(node);
  return status === 202 && performance.now() - begin < NORMAL_ANSWER_MS;
}

function mib(octets: number): number {
  return Math.round(octets / 1_048_576);
}
