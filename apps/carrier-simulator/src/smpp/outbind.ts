import { connect, type Socket } from 'node:net';
import type { Line } from './line.js';
import type { OutbindTarget } from './smpp.options.js';

/** How long a client may take to accept our connection, in real milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** What {@link Outbinds} need. */
export interface OutbindContext {
  readonly adopt: (socket: Socket) => Line | undefined;
  /** The wait before a client is called again, in real milliseconds. */
  readonly retryMs: number;
  readonly note: (kind: 'smpp.outbind' | 'smpp.outbind_failed', target: OutbindTarget, why?: string) => void;
}

/**
 * Calls the clients that want to be called (outbind, SMPP 3.4 section 4.1.7): connects, says who calls, and waits for the
 * client to bind on that connection. Calls again when nobody answered or the line has ended.
 */
export class Outbinds {
  private readonly waits = new Set<NodeJS.Timeout>();
  private readonly calls = new Set<Socket>();
  private isOver = false;

  constructor(private readonly context: OutbindContext) {}

  start(targets: readonly OutbindTarget[]): void {
    for (const target of targets) this.call(target);
  }

  /** Calls nobody any more; lines that exist are left alone. */
  close(): void {
    this.isOver = true;
    for (const wait of this.waits) clearTimeout(wait);
    for (const socket of this.calls) socket.destroy();
  }

  private call(target: OutbindTarget): void {
    const { host, port, systemId, password } = target;
    const socket = connect({ host, port });
    this.calls.add(socket);
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error('nobody answered in time')));
    socket.once('error', error => {
      if (this.calls.has(socket)) this.context.note('smpp.outbind_failed', target, error.message);
    });
    socket.once('close', () => {
      this.calls.delete(socket);
      this.callLater(target);
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      this.calls.delete(socket);
      this.context.note('smpp.outbind', target);
      this.context.adopt(socket)?.send({ command: 'outbind', sequence: 1, systemId, password });
    });
  }

  private callLater(target: OutbindTarget): void {
    if (this.isOver) return;
    const wait = setTimeout(() => {
      this.waits.delete(wait);
      this.call(target);
    }, this.context.retryMs);
    wait.unref();
    this.waits.add(wait);
  }
}
