import { Socket } from 'node:net';
import type { Boundaries } from './boundaries.ts';

/** Commands of SMPP 3.4 (section 5.1.2.1) by which messages and receipts go, as boundaries call them. */
const COMMANDS: Readonly<Record<number, string>> = {
  0x0000_0004: 'submit: submit_sm',
  0x8000_0005: 'receipt: deliver_sm_resp',
};
const HEADER_OCTETS = 16;

/** Makes what goes to an SMPP carrier a boundary: each write in which there are submissions, or thanks for receipts. */
export function watchSmpp(boundaries: Boundaries): void {
  const { write } = Socket.prototype;
  Socket.prototype.write = function (this: Socket, ...given: unknown[]) {
    const names = namesOf(given[0]);
    for (const name of names) boundaries.reach(`${name}, before`);
    const result = Reflect.apply(write, this, given) as boolean;
    for (const name of names) boundaries.reach(`${name}, after`);
    return result;
  } as typeof write;
}

/** What is written that counts. Anything else, such as HTTP, does not consist of PDUs that begin with their lengths. */
function namesOf(chunk: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  if (!(chunk instanceof Uint8Array)) return names;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  for (let at = 0; at + HEADER_OCTETS <= chunk.length;) {
    const length = view.getUint32(at);
    if (length < HEADER_OCTETS || at + length > chunk.length) return new Set();
    const name = COMMANDS[view.getUint32(at + 4)];
    if (name !== undefined) names.add(name);
    at += length;
  }
  return names;
}
