import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import {
  connect,
  decodePdu,
  encodePdu,
  Framer,
  type AnyPdu,
  type BindMode,
  type ClientSession,
  type CommandName,
  type ConnectOptions,
  type Pdu,
  type PduBody,
  type PduInput,
} from '@chappe/smpp';
import { NO_LATENCY, type FaultOptions } from '@chappe/smsc';
import { createSimulator, type Simulator } from '../simulator.js';
import type { SimulatorOptions } from '../simulator.options.js';

export const MORNING = Date.UTC(2026, 2, 2, 9);
export const SECOND = 1_000;
export const HOUR = 3_600_000;
/** A phone, one of as many as one likes. */
export const phone = (index: number): string => String(33_612_000_000 + index);

/** What a client was told. */
export interface Told {
  readonly deliveries: Pdu<'deliver_sm'>[];
  /** What it answers; taken by default. */
  answer: () => number | undefined;
}

/** A client of ours that is bound, and what it was told. */
export interface Bound extends Told {
  readonly session: ClientSession;
  submit(fields?: PduBody<'submit_sm'>): Promise<{ status: number; messageId: string }>;
}

/** A simulator that stands still until told to advance, its phones without delay, and all that speaks to it. */
export class Stage {
  private readonly cleanups: (() => Promise<unknown> | void)[] = [];

  private constructor(readonly simulator: Simulator) {}

  static async open(options: SimulatorOptions = {}): Promise<Stage> {
    const simulator = await createSimulator({
      port: 0,
      clockMode: 'manual',
      startAt: MORNING,
      ...options,
      world: { latency: NO_LATENCY, ...options.world },
    });
    return new Stage(simulator);
  }

  async close(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
    await this.simulator.close();
  }

  /** Done when the stage closes. */
  later(cleanup: () => Promise<unknown> | void): void {
    this.cleanups.push(cleanup);
  }

  get port(): number {
    return Number(new URL(this.simulator.smppUrl).port);
  }

  advance(durationMs = 0): Promise<void> {
    return this.simulator.clock.advanceBy(durationMs);
  }

  faults(options: FaultOptions): void {
    this.simulator.centre.faults.set(options);
  }

  async connect(options: Partial<ConnectOptions> = {}): Promise<ClientSession> {
    const session = await connect({ host: '127.0.0.1', port: this.port, ...options });
    this.later(() => session.destroy());
    return session;
  }

  async bind(
    mode: BindMode = 'transceiver',
    systemId = 'shop',
    options: Partial<ConnectOptions> & { interfaceVersion?: number } = {},
  ): Promise<Bound> {
    const { interfaceVersion = 0x34, ...rest } = options;
    const told: Told = { deliveries: [], answer: () => undefined };
    const session = await this.connect({
      handlers: {
        deliver_sm: pdu => {
          told.deliveries.push(pdu);
          return told.answer();
        },
      },
      window: 1_000,
      ...rest,
    });
    const outcome = await session.bind(mode, { systemId, password: 'secret', interfaceVersion });
    if (outcome.kind !== 'answered' || outcome.response.status !== 0)
      throw new Error(JSON.stringify(outcome));
    const submit = async (fields: PduBody<'submit_sm'> = {}) => {
      const answer = await session.request('submit_sm', message(fields));
      if (answer.kind !== 'answered') throw new Error(JSON.stringify(answer));
      const { status } = answer.response;
      return { status, messageId: 'messageId' in answer.response ? answer.response.messageId : '' };
    };
    return Object.assign(told, { session, submit });
  }

  async raw(): Promise<RawPeer> {
    const peer = await RawPeer.connect(this.port);
    this.later(() => void peer.socket.destroy());
    return peer;
  }

  /** Waits until something is so, by turns of the event loop. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await turn();
  }
}

/** A submission of a short text, unless `fields` say otherwise. */
export function message(fields: PduBody<'submit_sm'> = {}): PduBody<'submit_sm'> {
  return {
    sourceAddr: '36180',
    destAddrTon: 1,
    destAddrNpi: 1,
    destinationAddr: phone(1),
    shortMessage: Buffer.from('Bonjour'),
    ...fields,
  };
}

export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** A peer by hand: it writes any octets, keeps all that comes, and answers nothing by itself. */
export class RawPeer {
  readonly closed: Promise<unknown>;
  private octets = Buffer.alloc(0);
  private readonly waiters = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    this.closed = new Promise(resolve => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.octets = Buffer.concat([this.octets, chunk]);
      for (const waiter of this.waiters) waiter();
    });
  }

  static async connect(port: number): Promise<RawPeer> {
    const socket = connectPlain({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    return new RawPeer(socket);
  }

  /** All that has come and was not taken by {@link next}. */
  get received(): Buffer {
    return this.octets;
  }

  write(octets: Uint8Array | string): void {
    this.socket.write(octets);
  }

  send<C extends CommandName>(pdu: PduInput<C>): void {
    this.write(encodePdu(pdu));
  }

  /** Takes the next whole PDU. */
  async next(): Promise<AnyPdu> {
    for (;;) {
      const framer = new Framer(65_536);
      framer.push(this.octets);
      const frame = framer.next();
      if (frame !== undefined) {
        const pdu = decodePdu(Buffer.from(frame));
        this.octets = Buffer.from(this.octets.subarray(frame.length));
        return pdu;
      }
      await new Promise<void>(resolve => {
        const waiter = (): void => {
          this.waiters.delete(waiter);
          resolve();
        };
        this.waiters.add(waiter);
      });
    }
  }

  ask<C extends CommandName>(pdu: PduInput<C>): Promise<AnyPdu> {
    this.send(pdu);
    return this.next();
  }

  bind(mode: BindMode = 'transceiver', systemId = 'raw'): Promise<AnyPdu> {
    return this.ask({ command: `bind_${mode}`, sequence: 1, systemId, interfaceVersion: 0x34 });
  }
}
