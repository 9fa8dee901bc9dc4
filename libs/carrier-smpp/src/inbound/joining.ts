import type { Clock, InboundSms, Timer } from '@chappe/sms';
import type { InboundPart } from './inbound-part.js';

/** What a {@link Joining} is made with. */
export interface JoiningParts {
  readonly clock: Clock;
  /** Texts whose parts are being waited for, at most. */
  readonly joinsMax: number;
  readonly joinMs: number;
  readonly partAnswerMs: number;
  /** Whether a part is thanked for when the rest is slow in coming, although it is in memory only. */
  readonly thanksEarly: boolean;
  /** Stores a message; a rejection means that it could not be stored. */
  readonly store: (message: InboundSms) => Promise<void>;
  /** Told when a text is delivered without some of its parts. */
  readonly incomplete: (message: InboundSms) => void;
}

/** Stands where a part is missing. */
export const GAP = '[…]';

/**
 * Puts the parts of long texts together. The answer to a part is held back for a moment, so that the carrier still has all of
 * them until the text is stored. When the rest is slow in coming, the part is kept in memory and the carrier asked to say it
 * again later: it is the carrier's until it is stored, and two processes that hold a part each come together in time. After
 * `joinMs`, or when there are too many texts, what has come is delivered with {@link GAP} in place of the rest. A part of a text
 * that is stored, said again because its answer was lost, is thanked for and dropped.
 */
export class Joining {
  private readonly texts = new Map<string, LongText>();
  /** What was stored within the last `joinMs`, the oldest first: the contents of its parts, by number. */
  private readonly done = new Map<
    string,
    { readonly at: number; readonly contents: ReadonlyMap<number, string> }
  >();
  private closed = false;

  constructor(private readonly parts: JoiningParts) {}

  /** Texts that wait for parts. */
  get size(): number {
    return this.texts.size;
  }

  /** Takes a part. Resolves true when the carrier may be thanked, false when it should say it again later. */
  async take(part: InboundPart): Promise<boolean> {
    // Nobody would wait for the rest of it.
    if (this.closed && part.piece) return false;
    if (!part.piece) {
      return this.stored({ ...addressed(part), reference: part.fingerprint, text: part.text });
    }
    const { reference, total, number } = part.piece;
    const key = JSON.stringify([part.from, part.to, reference, total]);
    if (this.isDone(key, part)) return true;
    const text = this.texts.get(key) ?? this.open(key, total);
    text.pieces.set(number, part);
    if (text.pieces.size === total) return this.finish(key, text);
    return new Promise(resolve => {
      const answer = (thanked: boolean) => {
        timer.cancel();
        text.waiting.delete(answer);
        text.thanked ||= thanked;
        resolve(thanked);
      };
      const timer = this.parts.clock.after(this.parts.partAnswerMs, () => answer(this.parts.thanksEarly));
      text.waiting.add(answer);
    });
  }

  /**
   * Ends the waiting. A text of which nothing was thanked for yet is given back, the carrier has all of it; of another one
   * what has come is delivered.
   */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(
      [...this.texts].map(async ([key, text]) => {
        if (text.thanked) return void (await this.finish(key, text));
        this.forget(key, text);
        text.answerAll(false);
      }),
    );
  }

  private open(key: string, total: number): LongText {
    const text = new LongText(total);
    this.texts.set(key, text);
    this.arm(key, text);
    for (const [oldest, other] of this.texts) {
      if (this.texts.size <= this.parts.joinsMax) break;
      // Out of the way at once, stored or not: the limit is a limit.
      this.forget(oldest, other);
      void this.deliver(other).then(stored => {
        if (stored) this.remember(oldest, other);
        other.answerAll(stored);
      });
    }
    return text;
  }

  private arm(key: string, text: LongText): void {
    text.timer?.cancel();
    text.timer = this.parts.clock.after(this.parts.joinMs, () =>
      this.finish(key, text).then(() => undefined),
    );
  }

  /** Stores what there is, once at a time: a part said twice waits for the same end. */
  private finish(key: string, text: LongText): Promise<boolean> {
    text.finishing ??= this.finishOnce(key, text).finally(() => (text.finishing = undefined));
    return text.finishing;
  }

  /** A text that cannot be stored stays, for the carrier to say a part of it again. */
  private async finishOnce(key: string, text: LongText): Promise<boolean> {
    const stored = await this.deliver(text);
    if (stored) this.remember(key, text);
    if (stored || this.closed) this.forget(key, text);
    else if (this.texts.get(key) === text) this.arm(key, text);
    text.answerAll(stored);
    return stored;
  }

  private isDone(key: string, { content, piece }: InboundPart): boolean {
    const { joinMs, clock } = this.parts;
    const done = this.done.get(key);
    return (
      done !== undefined &&
      clock.now() - done.at <= joinMs &&
      done.contents.get(piece?.number ?? 0) === content
    );
  }

  private remember(key: string, text: LongText): void {
    const contents = new Map([...text.pieces].map(([number, part]) => [number, part.content]));
    this.done.delete(key);
    this.done.set(key, { at: this.parts.clock.now(), contents });
    for (const oldest of this.done.keys()) {
      if (this.done.size <= this.parts.joinsMax) break;
      this.done.delete(oldest);
    }
  }

  private forget(key: string, text: LongText): void {
    text.timer?.cancel();
    if (this.texts.get(key) === text) this.texts.delete(key);
  }

  private async deliver(text: LongText): Promise<boolean> {
    const message = text.joined();
    const stored = await this.stored(message);
    if (stored && text.pieces.size < text.total) this.parts.incomplete(message);
    return stored;
  }

  private async stored(message: InboundSms): Promise<boolean> {
    try {
      await this.parts.clock.track(this.parts.store(message));
      return true;
    } catch {
      return false;
    }
  }
}

class LongText {
  readonly pieces = new Map<number, InboundPart>();
  readonly waiting = new Set<(thanked: boolean) => void>();
  /** Whether the carrier believes that we have a part of it. */
  thanked = false;
  timer: Timer | undefined;
  finishing: Promise<boolean> | undefined;

  constructor(readonly total: number) {}

  answerAll(thanked: boolean): void {
    for (const answer of [...this.waiting]) answer(thanked);
  }

  joined(): InboundSms {
    const numbers = [...this.pieces.keys()].sort((a, b) => a - b);
    const first = this.pieces.get(numbers[0] ?? 1) as InboundPart;
    let text = '';
    for (let number = 1; number <= this.total; number++) {
      const piece = this.pieces.get(number);
      if (piece) text += piece.text;
      else if (this.pieces.has(number - 1) || number === 1) text += GAP;
    }
    const reference = `${first.fingerprint}+${this.pieces.size}`;
    return { ...addressed(first), reference, text };
  }
}

function addressed({ from, to, at }: InboundPart): Pick<InboundSms, 'from' | 'to' | 'at'> {
  return { from, to, at };
}
