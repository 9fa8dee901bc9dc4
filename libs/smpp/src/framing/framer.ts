import { HEADER_OCTETS } from '../codec/index.js';

const NOTHING = Buffer.alloc(0);
const LENGTH_OCTETS = 4;

/** The peer does not frame as SMPP does: its next four octets are no command_length. Nothing after them can be read. */
export class FramingError extends Error {
  override readonly name = 'FramingError';

  constructor(
    message: string,
    /** The four octets read as a number. */
    readonly length: number,
    /** What the four octets look like, when it is something known: `HTTP`, `TLS`, `RDP`, `AMQP`, `SSH`. */
    readonly looksLike: string | undefined,
  ) {
    super(message);
  }

  static of(length: number, maxOctets: number): FramingError {
    const looksLike = foreignProtocol(length);
    const guess = looksLike ? `; the peer seems to speak ${looksLike}` : '';
    return new FramingError(
      `command_length is ${length}, and a frame here has ${HEADER_OCTETS} to ${maxOctets} octets${guess}. ` +
        'The connection is closed, since no later frame can be found.',
      length,
      looksLike,
    );
  }
}

/**
 * Cuts a stream of octets into frames by their command_length (SMPP 3.4 §3.2). It holds at most one unfinished frame and
 * what was pushed and not taken yet; each octet is copied a bounded number of times however small the pieces are.
 *
 * @example
 * framer.push(chunk);
 * for (let frame = framer.next(); frame; frame = framer.next()) handle(decodePdu(frame));
 */
export class Framer {
  private store: Buffer = NOTHING;
  private start = 0;
  private end = 0;
  /** Whether `store` was made here, with room to append to, or is a chunk of the socket's. */
  private owned = false;

  /** @param maxFrameOctets a longer frame is refused; may be raised while running. */
  constructor(public maxFrameOctets: number) {}

  /** Octets pushed and not taken yet. */
  get bufferedOctets(): number {
    return this.end - this.start;
  }

  /** Adds what the socket gave. The chunk is not copied when it begins a frame, so it must not be changed afterwards. */
  push(chunk: Buffer): void {
    const left = this.end - this.start;
    if (left === 0) {
      this.store = chunk;
      this.owned = false;
      this.start = 0;
      this.end = chunk.length;
      return;
    }
    if (!this.owned || this.end + chunk.length > this.store.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(left * 2, left + chunk.length));
      this.store.copy(grown, 0, this.start, this.end);
      this.store = grown;
      this.owned = true;
      this.start = 0;
      this.end = left;
    }
    this.store.set(chunk, this.end);
    this.end += chunk.length;
  }

  /**
   * The next whole frame, or undefined until more octets come. The frame is a view: use it before the next `push`, or
   * copy it.
   *
   * @throws FramingError when the next four octets are no length a frame may have; the framer is of no use afterwards.
   */
  next(): Buffer | undefined {
    const left = this.end - this.start;
    if (left < LENGTH_OCTETS) return undefined;
    const length = this.store.readUInt32BE(this.start);
    if (length < HEADER_OCTETS || length > this.maxFrameOctets)
      throw FramingError.of(length, this.maxFrameOctets);
    if (left < length) return undefined;
    const frame = this.store.subarray(this.start, this.start + length);
    this.start += length;
    if (this.start === this.end) {
      this.store = NOTHING;
      this.start = this.end = 0;
    }
    return frame;
  }
}

function foreignProtocol(length: number): string | undefined {
  if (length >>> 16 === 0x1603) return 'TLS';
  if (length >>> 16 === 0x0300) return 'RDP';
  const octets = Buffer.alloc(LENGTH_OCTETS);
  octets.writeUInt32BE(length);
  const text = octets.toString('latin1');
  if (/^(GET |POST|PUT |HEAD|OPTI|DELE|PATC|CONN|TRAC|PRI |HTTP)$/.test(text)) return 'HTTP';
  if (text === 'AMQP') return 'AMQP';
  return text === 'SSH-' ? 'SSH' : undefined;
}
