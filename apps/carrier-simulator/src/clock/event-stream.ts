import type { Response } from 'express';

/** A stream whose reader lets so much pile up is cut; the reader may come back and resume. */
export const MAX_STREAM_BACKLOG_OCTETS = 4 * 1_048_576;
/** A stream says something at least so often, in real milliseconds, so that both ends notice when the other is gone. */
export const HEARTBEAT_MS = 15_000;

/** Server-sent events, one reader's stream (WHATWG HTML, section 9.2). */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;

  constructor(private readonly response: Response) {
    response.status(200).setHeader('content-type', 'text/event-stream');
    response.setHeader('cache-control', 'no-store');
    response.flushHeaders();
    this.heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
    this.onEnd(() => clearInterval(this.heartbeat));
  }

  /** Calls `ended` once, when the reader has gone or the stream was closed. */
  onEnd(ended: () => void): void {
    this.response.once('close', ended);
  }

  /** @param id where the reader may resume, as `Last-Event-ID` */
  send(data: unknown, id?: string): void {
    if (this.response.destroyed) return;
    const head = id === undefined ? '' : `id: ${id}\n`;
    this.response.write(`${head}data: ${JSON.stringify(data)}\n\n`);
    if (this.response.writableLength > MAX_STREAM_BACKLOG_OCTETS) this.response.destroy();
  }

  close(): void {
    this.response.end();
  }
}
