import type { Socket } from 'node:net';
import { createServer, type Server, type TlsOptions, type TLSSocket } from 'node:tls';

/** How long a client may take for its handshake, in real milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** What becomes of those who come to the gate. */
export interface TlsGateContext {
  readonly passed: (socket: TLSSocket) => void;
  readonly turnedAway: (why: string) => void;
}

/**
 * Where connections become TLS before they become lines. What it takes to listen with TLS may be made when the first client
 * comes: those who come meanwhile wait, unread.
 */
export class TlsGate {
  private made: Promise<Server> | undefined;
  private readonly waiting = new Map<string, Socket>();

  constructor(
    private readonly tls: TlsOptions | (() => Promise<TlsOptions>),
    private readonly context: TlsGateContext,
  ) {
    // A certificate that cannot be used is to be known now, not when somebody comes.
    if (typeof tls !== 'function') this.made = Promise.resolve(this.serverOf(tls));
  }

  /** Takes a connection that was accepted and not read. */
  async admit(socket: Socket): Promise<void> {
    const peer = peerOf(socket);
    this.waiting.set(peer, socket);
    socket.once('close', () => this.waiting.delete(peer));
    socket.on('error', () => undefined);
    try {
      const server = await (this.made ??= this.make());
      if (!socket.destroyed) server.emit('connection', socket);
    } catch (cause) {
      this.made = undefined;
      socket.destroy();
      this.context.turnedAway(cause instanceof Error ? cause.message : String(cause));
    }
  }

  /** Cuts those who have not passed. */
  close(): void {
    for (const socket of this.waiting.values()) socket.destroy();
  }

  private async make(): Promise<Server> {
    return this.serverOf(typeof this.tls === 'function' ? await this.tls() : this.tls);
  }

  private serverOf(tls: TlsOptions): Server {
    const { passed, turnedAway } = this.context;
    return createServer({ handshakeTimeout: HANDSHAKE_TIMEOUT_MS, ...tls }, socket => {
      this.waiting.delete(peerOf(socket));
      passed(socket);
    }).on('tlsClientError', (error: Error) => turnedAway(error.message));
  }
}

/** The same before and after the handshake, which makes a new socket of the old one. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${String(remoteAddress)} ${String(remotePort)}`;
}
