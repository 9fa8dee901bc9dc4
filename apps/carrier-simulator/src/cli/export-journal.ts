import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Request } from './arguments.js';

/** What came of it: where the journal is, or why it is nowhere. */
export type Exported = { readonly text: string } | { readonly file: string } | { readonly trouble: string };

/** Fetches the journal of a live simulator, or of one run in it: lines of JSON. */
export async function exportJournal(
  { simulator, out, run, since }: Extract<Request, { verb: 'journal' }>,
  ask: typeof fetch,
): Promise<Exported> {
  const query = new URLSearchParams({
    ...(run === undefined ? {} : { run }),
    ...(since === undefined ? {} : { since: String(since) }),
  });
  let answer: Response;
  try {
    answer = await ask(`${simulator}/control/journal/ndjson?${query.toString()}`);
  } catch {
    return { trouble: `${simulator} does not answer. Is the simulator running?` };
  }
  if (!answer.ok) {
    const { title, detail } = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string };
    const told = [title, detail].filter(text => text !== undefined).map(text => text.replace(/\.?$/, '.'));
    return { trouble: told.join(' ') || `${simulator} answered ${String(answer.status)}.` };
  }
  if (out === undefined || answer.body === null) return { text: await answer.text() };
  await pipeline(Readable.fromWeb(answer.body as ReadableStream), createWriteStream(out));
  return { file: out };
}
