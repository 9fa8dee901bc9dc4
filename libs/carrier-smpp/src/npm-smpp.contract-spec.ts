import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** One of the PDUs of the npm package `smpp`: fields by the standard's names; messages become `{ udh, message }`. */
export interface NpmPdu {
  readonly command: string;
  readonly command_status: number;
  readonly sequence_number: number;
  readonly [field: string]: unknown;
  response(fields?: Readonly<Record<string, unknown>>): NpmPdu;
}

export interface NpmSession extends EventEmitter {
  send(pdu: NpmPdu): boolean;
  close(): void;
  destroy(): void;
  deliver_sm(fields: Readonly<Record<string, unknown>>, answered: (pdu: NpmPdu) => void): boolean;
}

export interface NpmServer extends EventEmitter {
  listen(port: number, host: string, listening: () => void): void;
  address(): AddressInfo;
  close(closed: () => void): void;
}

/** The part of the npm package `smpp` 0.5.1 that the tests use; it has no types of its own. */
export const npmSmpp = createRequire(import.meta.url)('smpp') as {
  createServer(listener: (session: NpmSession) => void): NpmServer;
};
