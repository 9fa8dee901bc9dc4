import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import type { Socket } from 'node:net';
import { CommandStatus, decodePdu, encodePdu } from '../codec/index.js';
import type { AnyPdu, CommandName, PduInput } from '../codec/index.js';
import { Framer } from '../framing/index.js';
import { SmppServer } from '../server/index.js';
import type { ServerSession, SmppServerOptions } from '../server/index.js';
import { ManualTimers } from '../time/index.js';
import type { ClientSession } from './client-session.js';
import { connect } from './connect.js';
import type { ConnectOptions } from './connect.js';
import type { BindMode } from './bind-states.js';

/** A promise that somebody else settles. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>(settle => (resolve = settle));
  return { promise, resolve };
}

/** Values that come one after the other, and whoever waits for the next one. */
export class Inbox<T> {
  private readonly values: T[] = [];
  private readonly waiters: ((value: T) => void)[] = [];

  put(value: T): void {
    const waiter = this.waiters.shift();
    if (waiter) waiter(value);
    else this.values.push(value);
  }

  next(): Promise<T> {
    if (this.values.length > 0) return Promise.resolve(this.values.shift() as T);
    return new Promise(resolve => this.waiters.push(resolve));
  }

  get size(): number {
    return this.values.length;
  }
}

/** The other end of a session, by hand: it writes any octets and reads PDUs, and answers nothing by itself. */
export class RawPeer {
  readonly inbox = new Inbox<AnyPdu>();
  readonly closed: Promise<unknown>;
  private readonly framer = new Framer(65_536);

  constructor(readonly socket: Socket) {
    this.closed = new Promise(resolve => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.framer.push(chunk);
      for (let frame = this.framer.next(); frame; frame = this.framer.next())
        this.inbox.put(decodePdu(frame));
    });
  }

  static async connect(port: number): Promise<RawPeer> {
    const socket = connectPlain({ host: '127.0.0.1', port });
    const peer = new RawPeer(socket);
    await once(socket, 'connect');
    return peer;
  }

  write(octets: Uint8Array | string): void {
    this.socket.write(octets);
  }

  send<C extends CommandName>(pdu: PduInput<C>): void {
    this.write(encodePdu(pdu));
  }

  /** Sends a request and takes the next PDU for its answer. */
  ask<C extends CommandName>(pdu: PduInput<C>): Promise<AnyPdu> {
    this.send(pdu);
    return this.inbox.next();
  }

  async bind(mode: BindMode = 'transceiver'): Promise<void> {
    await this.ask({ command: `bind_${mode}`, sequence: 1, systemId: 'raw', interfaceVersion: 0x34 });
  }
}

/** What is open at the end of a test and has to be closed. */
export class Loopback {
  readonly timers = new ManualTimers();
  private readonly cleanups: (() => Promise<unknown> | void)[] = [];

  async close(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
  }

  async server(options: Partial<SmppServerOptions> = {}): Promise<{ server: SmppServer; port: number }> {
    const server = new SmppServer({ timers: this.timers, onBind: () => CommandStatus.ROK, ...options });
    const { port } = await server.listen();
    this.cleanups.push(() => server.close({ force: true }));
    return { server, port };
  }

  async client(port: number, options: Partial<ConnectOptions> = {}): Promise<ClientSession> {
    const session = await connect({ host: '127.0.0.1', port, timers: this.timers, ...options });
    this.cleanups.push(() => session.destroy());
    return session;
  }

  async raw(port: number): Promise<RawPeer> {
    const peer = await RawPeer.connect(port);
    this.cleanups.push(() => void peer.socket.destroy());
    return peer;
  }

  /** A client of ours and a server of ours, bound to each other. */
  async pair(
    options: {
      server?: Partial<SmppServerOptions>;
      client?: Partial<ConnectOptions>;
      mode?: BindMode;
    } = {},
  ): Promise<{ client: ClientSession; session: ServerSession; server: SmppServer; port: number }> {
    const { server, port } = await this.server(options.server);
    const accepted = once(server, 'session') as Promise<[ServerSession]>;
    const client = await this.client(port, options.client);
    const outcome = await client.bind(options.mode ?? 'transceiver', {
      systemId: 'chappe',
      password: 'secret',
    });
    if (outcome.kind !== 'answered' || outcome.response.status !== 0)
      throw new Error(JSON.stringify(outcome));
    const [session] = await accepted;
    return { client, session, server, port };
  }

  /** A client of ours bound to a message centre played by hand. */
  async clientOfRaw(
    options: Partial<ConnectOptions> = {},
  ): Promise<{ client: ClientSession; peer: RawPeer }> {
    const { createServer } = await import('node:net');
    const listener = createServer();
    const sockets = once(listener, 'connection') as Promise<[Socket]>;
    listener.listen({ port: 0, host: '127.0.0.1' });
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const client = await this.client(address.port, options);
    const [socket] = await sockets;
    listener.close();
    const peer = new RawPeer(socket);
    this.cleanups.push(() => void socket.destroy());
    const bound = client.bind('transceiver', { systemId: 'chappe', password: 'secret' });
    const { sequence } = await peer.inbox.next();
    peer.send({ command: 'bind_transceiver_resp', sequence });
    await bound;
    return { client, peer };
  }

  /** A bound peer played by hand, and the session the server has for it. */
  async rawOfServer(
    options: Partial<SmppServerOptions> = {},
    mode: BindMode = 'transceiver',
  ): Promise<{ peer: RawPeer; session: ServerSession; server: SmppServer; port: number }> {
    const { server, port } = await this.server(options);
    const accepted = once(server, 'session') as Promise<[ServerSession]>;
    const peer = await this.raw(port);
    const [session] = await accepted;
    await peer.bind(mode);
    return { peer, session, server, port };
  }
}
