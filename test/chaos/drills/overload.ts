import { setTimeout as pause } from 'node:timers/promises';
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
const PROBE_EVERY_MS = 100;
const PROBES_AT_ONCE = 16;
const NORMAL_AGAIN_LIMIT_MS = 10_000;
const NORMAL_ANSWER_MS = 250;
/** What the process may take more than at its peak. */
const RSS_MORE_LIMIT_OCTETS = 400 * 1_048_576;

/** More requests than can be served: the rest is refused at once, memory stays bounded, and soon all is normal again. */
export async function overload(seconds: number, report: Report): Promise<void> {
  const stage = await Stage.open({ database: 'sqlite', clock: 'system', carrier: 'http' });
  try {
    await stage.control('/faults', 'PUT', { downUntil: '2999-01-01T00:00:00Z' });
    const node = await stage.startNode();
    const peak = await press(node, CONNECTIONS_AT_PEAK, seconds);
    const before = (await node.order({ do: 'count' })).rssOctets;
    let isOver = false;
    const watching = probe(node, () => isOver);
    const over = await press(node, CONNECTIONS_OVER, seconds);
    isOver = true;
    const { seen, silent, rssOctets } = await watching;
    const accepted = Math.round(over['2xx'] / over.duration);
    report.note(`at its peak ${Math.round(peak['2xx'] / peak.duration)} accepted a second`);
    report.note(
      `with ${CONNECTIONS_OVER} at once ${accepted} accepted, ${Math.round(over['5xx'] / over.duration)} refused a second; memory ${mib(before)} to ${mib(rssOctets)} MiB`,
    );
    const at = (share: number) =>
      Math.round(over.refusalsMs[Math.floor(over.refusalsMs.length * share)] ?? 0);
    report.note(`${over.refusalsMs.length} refusals: median ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms`);
    if (over.errors > 0) report.note(`${over.errors} connections broke off`);
    if (over.refusalsMs.length === 0) report.fail('Nothing was refused.');
    if (at(0.5) > REFUSAL_LIMIT_MS) report.fail(`A refusal takes ${at(0.5)} ms.`);
    if (seen === 0) report.note('No refusal was looked at for its Retry-After.');
    if (silent > 0) report.fail(`${silent} refusals did not say when to come again.`);
    if (over['4xx'] > 0) report.fail(`${over['4xx']} requests were called wrong.`);
    if (rssOctets > before + RSS_MORE_LIMIT_OCTETS) report.fail(`Memory grew to ${mib(rssOctets)} MiB.`);
    report.recovered(await until('it is normal again', () => isNormal(node), NORMAL_AGAIN_LIMIT_MS));
  } finally {
    await stage.close();
  }
}

/** Sends as much as so many connections can, and notes how long each refusal takes. */
async function press(node: Node, connections: number, seconds: number) {
  const refusalsMs: number[] = [];
  const running = autocannon({
    url: `${node.url}/v1/messages`,
    method: 'POST',
    connections,
    duration: seconds,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: '+33612345678', text: 'Votre code : 4711' }),
  });
  running.on('response', (_client, status, _octets, tookMs) => {
    if (status === 503) refusalsMs.push(tookMs);
  });
  return { ...(await running), refusalsMs: refusalsMs.sort((one, other) => one - other) };
}

/** Asks now and then as another client would, and watches the memory of the process. */
async function probe(node: Node, isOver: () => boolean) {
  let rssOctets = 0;
  let [seen, silent] = [0, 0];
  while (!isOver()) {
    for (const { status, headers } of await Promise.all(
      Array.from({ length: PROBES_AT_ONCE }, () => ask(node)),
    )) {
      if (status !== 503) continue;
      seen += 1;
      if (headers?.get('retry-after') === null) silent += 1;
    }
    rssOctets = Math.max(rssOctets, (await node.order({ do: 'count' })).rssOctets);
    await pause(PROBE_EVERY_MS);
  }
  return { seen, silent, rssOctets };
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
