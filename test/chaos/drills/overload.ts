import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';
import { Stage, TOKEN, type Node } from '../stage.ts';
import { until } from '../waiting.ts';
import type { Report } from './report.ts';

/** As many at once as the host lets in, or nearly: what it can do is measured with them, when it has warmed up. */
const CONNECTIONS_AT_PEAK = 112;
const WARM_UP_SECONDS = 3;
/** Three times what the host lets in. */
const CONNECTIONS_OVER = 384;
const REFUSAL_LIMIT_MS = 100;
/** Of refusals: the load shares the machine with the host, and is itself late to read an answer now and then. */
const SHARE_IN_TIME = 0.95;
const NORMAL_AGAIN_LIMIT_MS = 10_000;
const NORMAL_ANSWER_MS = 250;
/** What the process may take more than at its peak. */
const RSS_MORE_LIMIT_OCTETS = 128 * 1_048_576;

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
    await press(node, CONNECTIONS_AT_PEAK, WARM_UP_SECONDS);
    const peak = await press(node, CONNECTIONS_AT_PEAK, seconds);
    const before = await mostMemoryOctets(node);
    const over = await press(node, CONNECTIONS_OVER, seconds);
    const after = await mostMemoryOctets(node);
    const perSecond = (count: number, { duration }: { readonly duration: number }) =>
      Math.round(count / duration);
    const accepted = perSecond(over['2xx'], over);
    const refused = perSecond(over['5xx'], over);
    const most = Math.max(accepted, perSecond(peak['2xx'], peak));
    report.note(`it can accept ${most} a second`);
    report.note(
      `asked ${((accepted + refused) / most).toFixed(1)} times as much by ${CONNECTIONS_OVER} at once: ${accepted} accepted and ${refused} refused a second; memory ${mib(before)} to ${mib(after)} MiB`,
    );
    const at = (share: number) =>
      Math.round(over.refusalsMs[Math.floor(over.refusalsMs.length * share)] ?? 0);
    report.note(
      `${over.refusalsMs.length} refusals: median ${at(0.5)} ms, ${SHARE_IN_TIME * 100} of 100 within ${at(SHARE_IN_TIME)} ms, 99 within ${at(0.99)} ms`,
    );
    if (over.errors > 0) report.note(`${over.errors} connections broke off`);
    if (over.refusalsMs.length === 0) report.fail('Nothing was refused.');
    if (at(SHARE_IN_TIME) > REFUSAL_LIMIT_MS) report.fail(`A refusal takes ${at(SHARE_IN_TIME)} ms.`);
    if (over.silent > 0) report.fail(`${over.silent} refusals did not say when to come again.`);
    if (over['4xx'] > 0) report.fail(`${over['4xx']} requests were called wrong.`);
    if (after > before + RSS_MORE_LIMIT_OCTETS) report.fail(`Memory grew to ${mib(after)} MiB.`);
    report.recovered(
      'three times as many requests as can be served: all is normal',
      await until('it is normal again', () => isNormal(node), NORMAL_AGAIN_LIMIT_MS),
      NORMAL_AGAIN_LIMIT_MS,
    );
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
