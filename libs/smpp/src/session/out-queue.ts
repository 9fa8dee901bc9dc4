import type { Socket } from 'node:net';

/** Somebody who wants to know what becomes of octets. */
export interface Departure {
  /** False once nobody wants the octets sent any more; they are then dropped instead. */
  readonly wanted: boolean;
  /** The octets were handed to the socket; from here on the peer may have them. */
  left(): void;
}

/** The most octets that go to the socket in one write: what is not handed over yet is known not to have left. */
export const MAX_WRITE_OCTETS = 65_536;

/**
 * Octets on their way to the socket: collected during one turn of the event loop and written together, since one write
 * for many PDUs is worth two to three times the rate. While the peer does not read, they stay here, and not in the socket.
 */
export class OutQueue {
  private chunks: Buffer[] = [];
  private departures: (Departure | undefined)[] = [];
  private queued = 0;
  private scheduled: NodeJS.Immediate | undefined;
  private blocked = false;
  private ending = false;

  /** @param written called each time the system has taken what was written. */
  constructor(
    private readonly socket: Socket,
    private readonly written: () => void,
  ) {
    socket.on('drain', () => {
      this.blocked = false;
      this.flush();
    });
  }

  /** Octets that wait, those the socket holds included. */
  get octets(): number {
    return this.queued + this.socket.writableLength;
  }

  push(octets: Buffer, departure?: Departure): void {
    this.chunks.push(octets);
    this.departures.push(departure);
    this.queued += octets.length;
    this.scheduled ??= setImmediate(() => {
      this.scheduled = undefined;
      this.flush();
    });
  }

  /** Sends what is here, then FIN. */
  end(): void {
    this.ending = true;
    if (!this.scheduled) this.flush();
  }

  /** Forgets what has not been handed over. */
  clear(): void {
    if (this.scheduled) clearImmediate(this.scheduled);
    this.scheduled = undefined;
    this.chunks = [];
    this.departures = [];
    this.queued = 0;
  }

  private flush(): void {
    if (this.socket.destroyed || this.socket.writableEnded) return;
    while (!this.blocked && this.chunks.length > 0) this.write();
    if (this.ending && this.chunks.length === 0) this.socket.end();
  }

  private write(): void {
    const chunks: Buffer[] = [];
    const leaving: Departure[] = [];
    let taken = 0;
    let size = 0;
    for (; taken < this.chunks.length; taken++) {
      const octets = this.chunks[taken] as Buffer;
      const departure = this.departures[taken];
      if (departure?.wanted === false) {
        this.queued -= octets.length;
        continue;
      }
      if (size > 0 && size + octets.length > MAX_WRITE_OCTETS) break;
      size += octets.length;
      chunks.push(octets);
      if (departure) leaving.push(departure);
    }
    this.chunks.splice(0, taken);
    this.departures.splice(0, taken);
    this.queued -= size;
    if (size === 0) return;
    const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
    this.blocked = !this.socket.write(whole, this.written);
    for (const departure of leaving) departure.left();
  }
}
