import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Boundaries } from './boundaries.ts';
import type { SqliteUnderTest } from './sqlite.ts';
import type { SkewedTime } from './time.ts';

/** What the door gives access to. */
interface Inside {
  readonly boundaries: Boundaries;
  readonly sqlite: SqliteUnderTest;
  readonly time: SkewedTime;
  readonly owner: () => string | undefined;
}

/** A command of the test: `POST /` with one of these as JSON. Answers the boundaries that have been reached, and who it is. */
export type DoorCommand =
  | { readonly do: 'count' }
  | { readonly do: 'arm'; readonly boundary: string; readonly time: number }
  | { readonly do: 'step_clock'; readonly byMs: number }
  | { readonly do: 'limit_pages'; readonly more: number | null };

/** Opens the door on a free port of this machine and prints where it is. It does not keep the process alive. */
export async function openDoor(inside: Inside): Promise<void> {
  const server = createServer((request, response) => {
    void bodyOf(request).then(body => {
      const answer = carryOut(JSON.parse(body) as DoorCommand, inside);
      response.setHeader('connection', 'close');
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  server.unref();
  console.log(`chaos door at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function carryOut(command: DoorCommand, { boundaries, sqlite, time, owner }: Inside): unknown {
  if (command.do === 'arm') boundaries.arm(command.boundary, command.time);
  else if (command.do === 'step_clock') time.step(command.byMs);
  else if (command.do === 'limit_pages') sqlite.limitPages(command.more);
  return { boundaries: boundaries.counts, owner: owner(), now: Date.now() };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
