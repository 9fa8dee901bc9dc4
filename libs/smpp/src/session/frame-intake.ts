import type { Socket } from 'node:net';
import { Framer, FramingError } from '../framing/index.js';
import type { Cancel, Timers } from '../time/index.js';

interface FrameIntakeOptions {
  readonly socket: Socket;
  readonly timers: Timers;
  readonly maxFrameOctets: number;
  readonly unfinishedPduTimeoutMs: number;
  /** Whether the session wants another frame now. */
  readonly willing: () => boolean;
  /** Takes one frame; it is a view, good for this call only. */
  readonly take: (frame: Buffer) => void;
  /** Octets came: the peer is alive. */
  readonly heard: () => void;
  /** The stream is of no use any more. */
  readonly spoilt: (reason: 'bad-frame' | 'unfinished-pdu', error?: Error) => void;
}

/**
 * Frames from the socket, one at a time, for as long as the session is willing; then the socket is paused, so that what
 * the peer sends piles up on its own side.
 */
export class FrameIntake {
  private readonly framer: Framer;
  private taking = false;
  private cancelUnfinished: Cancel | undefined;

  constructor(private readonly options: FrameIntakeOptions) {
    this.framer = new Framer(options.maxFrameOctets);
    options.socket.on('data', (chunk: Buffer) => {
      options.heard();
      this.framer.push(chunk);
      this.takeFrames();
    });
  }

  /** Octets that came and are not taken yet. */
  get bufferedOctets(): number {
    return this.framer.bufferedOctets;
  }

  set maxFrameOctets(octets: number) {
    this.framer.maxFrameOctets = octets;
  }

  /** To be called whenever the session may have become willing, or unwilling. */
  update(): void {
    const { socket, willing } = this.options;
    if (socket.destroyed) return;
    if (!willing()) {
      socket.pause();
      this.stopTimer();
      return;
    }
    if (socket.isPaused()) socket.resume();
    this.takeFrames();
  }

  stop(): void {
    this.stopTimer();
  }

  private takeFrames(): void {
    const { socket, willing, take, spoilt, timers, unfinishedPduTimeoutMs } = this.options;
    if (this.taking || socket.destroyed) return;
    this.taking = true;
    try {
      while (willing()) {
        const frame = this.framer.next();
        if (!frame) break;
        this.stopTimer();
        take(frame);
        if (socket.destroyed) return;
      }
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
      return spoilt('bad-frame', error);
    } finally {
      this.taking = false;
    }
    if (!willing()) return this.update();
    // From the first octet, and not anew with each: a PDU may not be dripped in.
    if (this.framer.bufferedOctets > 0) {
      this.cancelUnfinished ??= timers.after(unfinishedPduTimeoutMs, () => spoilt('unfinished-pdu'));
    }
  }

  private stopTimer(): void {
    this.cancelUnfinished?.();
    this.cancelUnfinished = undefined;
  }
}
