import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { Line } from './line.js';
import { TlsGate } from './tls-gate.js';

/** How long the clients have to answer our unbind when the door closes. */
const CLOSING_PATIENCE_MS = 1_000;

/** Where to listen. */
export interface LinePort {
  readonly host: string;
  readonly port: number;
  /** How to listen with TLS, or what makes that when the first client comes. */
  readonly tls?: TlsOptions | (() => Promise<TlsOptions>);
}

/** What {@link Lines} need. */
export interface LinesContext {
  readonly maxLines: number;
  readonly makeLine: (socket: Socket) => Line;
  /** A connection was turned away: too many, or its TLS handshake failed. */
  readonly turnedAway: (why: string) => void;
}

/** All lines there are, those that clients opened and those that we did (outbind), plain and TLS. */
export class Lines {
  private readonly open = new Set<Line>();
  private readonly listeners = new Set<Server>();
  private readonly gates = new Set<TlsGate>();

  constructor(private readonly context: LinesContext) {}

  [Symbol.iterator](): Iterator<Line> {
    return [...this.open].values();
  }

  get size(): number {
    return this.open.size;
  }

  /** Answers the port. Rejects with the system's error, for example when the port is taken. */
  listen({ host, port, tls }: LinePort): Promise<number> {
    const gate = tls === undefined ? undefined : this.gate(tls);
    const listener = createServer({ pauseOnConnect: gate !== undefined }, socket => {
      if (gate === undefined) this.adopt(socket);
      else void gate.admit(socket);
    });
    // A connection in the middle of its TLS handshake is no line yet, and must be counted all the same.
    listener.maxConnections = this.context.maxLines;
    listener.on('drop', () => this.context.turnedAway('too many connections'));
    return new Promise((resolve, reject) => {
      listener.once('error', reject);
      listener.listen({ port, host }, () => {
        listener.removeListener('error', reject);
        listener.on('error', error => this.context.turnedAway(error.message));
        this.listeners.add(listener);
        resolve((listener.address() as AddressInfo).port);
      });
    });
  }

  private gate(tls: NonNullable<LinePort['tls']>): TlsGate {
    const gate = new TlsGate(tls, {
      passed: socket => void this.adopt(socket),
      turnedAway: this.context.turnedAway,
    });
    this.gates.add(gate);
    return gate;
  }

  /** Makes a line of a connection; undefined, and the connection is closed, when there are too many. */
  adopt(socket: Socket): Line | undefined {
    if (this.open.size >= this.context.maxLines) {
      socket.on('error', () => undefined).destroy();
      this.context.turnedAway('too many connections');
      return undefined;
    }
    const line = this.context.makeLine(socket);
    this.open.add(line);
    line.once('close', () => this.open.delete(line));
    return line;
  }

  /** Stops listening, says unbind on all lines, and cuts those that do not answer. */
  async close(): Promise<void> {
    const closed = [...this.listeners].map(
      listener => new Promise<void>(resolve => listener.close(() => resolve())),
    );
    this.listeners.clear();
    for (const gate of this.gates) gate.close();
    this.gates.clear();
    await Promise.all([...closed, ...[...this.open].map(leave)]);
  }
}

async function leave(line: Line): Promise<void> {
  const patience = setTimeout(() => line.destroy(), CLOSING_PATIENCE_MS);
  if (line.boundAs === undefined || line.isHalfOpen) line.destroy();
  else void line.unbind();
  await line.closed;
  clearTimeout(patience);
}
