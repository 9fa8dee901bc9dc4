import { EventEmitter } from 'node:events';
import { createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import type { Handlers, SessionOptions } from '../session/index.js';
import { checkWhole, resolveOptions } from '../session/session.options.js';
import type { ResolvedOptions } from '../session/session.options.js';
import { ServerSession } from './server-session.js';
import type { BindHandler } from './server-session.js';

/** What a server is made with. */
export interface SmppServerOptions extends SessionOptions<ServerSession> {
  /** Decides about each bind. Called once for each connection, with the password as it came. */
  readonly onBind: BindHandler;
  /** What to do with submissions. */
  readonly handlers?: Handlers<ServerSession>;
  /** The name that bind responses carry; empty by default. */
  readonly systemId?: string;
  /** How long a connection may stay without a bind; 10,000 by default. */
  readonly unboundTimeoutMs?: number;
  /** Connections at once, bound or not; those beyond are closed at once. 1,000 by default. */
  readonly maxSessions?: number;
}

/** Where to listen. */
export interface ListenOptions {
  /** 0, the default, lets the system choose; the answer of `listen` says what it chose. */
  readonly port?: number;
  /** 127.0.0.1 by default: opening to the world is a decision. */
  readonly host?: string;
  /** Listens with TLS; with options of `node:tls`. */
  readonly tls?: TlsOptions;
}

/** What a server tells; nothing of it has to be listened to. */
export interface SmppServerEvents {
  /** Somebody connected; not bound yet. */
  session: [session: ServerSession];
  /** A connection was closed because there were `maxSessions` already. */
  refused: [remoteAddress: string | undefined];
  /** A TLS handshake failed, or the system could not accept a connection. It cost that connection only. */
  connectionError: [error: Error];
}

const DEFAULT_UNBOUND_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_SESSIONS = 1_000;
const TLS_HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * A message centre's door. One server may listen on several ports, plain and TLS.
 *
 * @throws SmppOptionError when an option makes no sense.
 * @example
 * const server = new SmppServer({
 *   onBind: bind => (bind.password === 'secret' ? CommandStatus.ROK : CommandStatus.RINVPASWD),
 *   handlers: { submit_sm: async pdu => ({ messageId: await accept(pdu) }) },
 * });
 * const { port } = await server.listen();
 */
export class SmppServer extends EventEmitter<SmppServerEvents> {
  private readonly open = new Set<ServerSession>();
  private readonly doors = new Set<Server>();
  private readonly resolved: ResolvedOptions<ServerSession>;
  private readonly unboundTimeoutMs: number;
  private readonly maxSessions: number;

  constructor(private readonly options: SmppServerOptions) {
    super();
    this.resolved = resolveOptions(options);
    this.unboundTimeoutMs = options.unboundTimeoutMs ?? DEFAULT_UNBOUND_TIMEOUT_MS;
    this.maxSessions = options.maxSessions ?? DEFAULT_MAX_SESSIONS;
    checkWhole('unboundTimeoutMs', this.unboundTimeoutMs, 1);
    checkWhole('maxSessions', this.maxSessions, 1);
  }

  /** The connections there are, bound or not. */
  get sessions(): ReadonlySet<ServerSession> {
    return this.open;
  }

  /** Starts to listen. Rejects with the system's error, for example when the port is taken. */
  listen({ port = 0, host = '127.0.0.1', tls }: ListenOptions = {}): Promise<AddressInfo> {
    const listener = tls
      ? createTlsServer({ handshakeTimeout: TLS_HANDSHAKE_TIMEOUT_MS, ...tls }, socket => this.accept(socket))
      : createPlainServer(socket => this.accept(socket));
    // A connection in the middle of its TLS handshake is no session yet, and must be counted all the same.
    listener.maxConnections = this.maxSessions;
    listener.on('drop', data => this.emit('refused', data?.remoteAddress));
    listener.on('tlsClientError', (error: Error) => this.emit('connectionError', error));
    return new Promise((resolve, reject) => {
      listener.once('error', reject);
      listener.listen({ port, host }, () => {
        listener.removeListener('error', reject);
        listener.on('error', error => this.emit('connectionError', error));
        this.doors.add(listener);
        resolve(listener.address() as AddressInfo);
      });
    });
  }

  /**
   * Stops listening and leaves: bound sessions are drained and unbound, the others are cut.
   *
   * @param force cuts all of them at once.
   */
  async close({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
    const listeners = [...this.doors].map(
      listener => new Promise<void>(resolve => void listener.close(() => resolve())),
    );
    this.doors.clear();
    const sessions = [...this.open].map(async session => {
      if (force || session.boundAs === undefined) session.destroy();
      else await session.unbind();
      await session.closed;
    });
    await Promise.all([...listeners, ...sessions]);
  }

  private accept(socket: Socket): void {
    if (this.open.size >= this.maxSessions) {
      const { remoteAddress } = socket;
      socket.on('error', () => undefined).destroy();
      this.emit('refused', remoteAddress);
      return;
    }
    const { onBind, handlers = {}, systemId = '' } = this.options;
    const server = { onBind, systemId, unboundTimeoutMs: this.unboundTimeoutMs };
    const session = new ServerSession(socket, this.resolved, handlers, server);
    this.open.add(session);
    session.once('close', () => this.open.delete(session));
    this.emit('session', session);
  }
}
