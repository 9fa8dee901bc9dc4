import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** The part of the npm package `smpp` 0.5.1 that the tests use; it has no types of its own. */
export interface NpmSmpp {
  connect(options: { host: string; port: number }): NpmSession;
  createServer(listener: (session: NpmSession) => void): NpmServer;
}

/** One of its PDUs: fields by the standard's names; messages become `{ udh, message }`. */
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
  bind_transceiver: NpmCommand;
  bind_receiver: NpmCommand;
  bind_transmitter: NpmCommand;
  submit_sm: NpmCommand;
  submit_multi: NpmCommand;
  deliver_sm: NpmCommand;
  data_sm: NpmCommand;
  query_sm: NpmCommand;
  enquire_link: NpmCommand;
  unbind: NpmCommand;
}

export type NpmCommand = (
  fields: Readonly<Record<string, unknown>>,
  answered: (pdu: NpmPdu) => void,
) => boolean;

export interface NpmServer extends EventEmitter {
  listen(port: number, host: string, listening: () => void): void;
  address(): AddressInfo;
  close(closed: () => void): void;
}

export const npmSmpp = createRequire(import.meta.url)('smpp') as NpmSmpp;
