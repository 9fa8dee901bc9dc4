/** Parts that the carrier has under one id; which of them its receipts speak of is another matter, see `receiptsPer`. */
export interface KnownPart {
  readonly messageId: string;
  /** More than one when a single id stands for several parts. */
  readonly numbers: readonly number[];
  /** Where it went, E.164 with `+`: carriers that count round give an id out again. */
  readonly to: string;
  /** The id as the carrier wrote it, where that is not the reference. */
  readonly spelling?: string | undefined;
}

/** A message of which some parts were accepted while others stayed without an answer. */
export interface HalfKnown {
  /** The concatenation reference, so that parts sent later still belong to those sent before. */
  readonly concatenation: number;
  /** The carrier's references by part number. */
  readonly accepted: ReadonlyMap<number, string>;
}

/**
 * What was handed over lately, in memory and bounded: the oldest is forgotten first. It spares receipts a look-up, matches
 * those whose answer is not stored yet or was given up, and lets a second attempt send only what is missing. Nothing is lost
 * when it forgets: receipts are then matched by their reference.
 */
export class KnownParts {
  /** The last id that was given, as the carrier wrote it. */
  lastSpelling: string | undefined;
  private readonly byReference = new Map<string, KnownPart>();
  /** Parts of different messages whose ids are the same in their normal form, by the ids as they are written. */
  private readonly bySpelling = new Map<string, KnownPart>();
  private readonly halves = new Map<string, HalfKnown>();

  /** @param max how many references are remembered; a tenth of it for messages that are half known */
  constructor(private readonly max: number) {}

  get size(): number {
    return this.byReference.size;
  }

  /**
   * Under an id that some carriers give to all parts of a text, all of them are remembered.
   *
   * @returns the other message that has this reference too, for as much as is remembered; undefined when there is none
   */
  remember(reference: string, part: KnownPart): string | undefined {
    const spelling = part.spelling ?? reference;
    this.lastSpelling = spelling;
    const before = this.byReference.get(reference);
    const other = before?.messageId === part.messageId ? undefined : before;
    if (other && (other.spelling ?? reference) !== spelling) {
      put(this.bySpelling, other.spelling ?? reference, other, this.max);
      put(this.bySpelling, spelling, part, this.max);
    }
    const numbers =
      before?.messageId === part.messageId
        ? [...new Set([...before.numbers, ...part.numbers])]
        : part.numbers;
    put(this.byReference, reference, { ...part, numbers }, this.max);
    return other?.messageId;
  }

  /** @param spelling the id as it is written, which tells apart what its normal form does not */
  find(reference: string, spelling = reference): KnownPart | undefined {
    return this.bySpelling.get(spelling) ?? this.byReference.get(reference);
  }

  /** What is known of one sending of a message; the second sending has parts of its own. */
  halfOf(messageId: string, sending: 1 | 2): HalfKnown | undefined {
    return this.halves.get(keyOf(messageId, sending));
  }

  rememberHalf(messageId: string, sending: 1 | 2, half: HalfKnown): void {
    put(this.halves, keyOf(messageId, sending), half, Math.ceil(this.max / 10));
  }

  forgetHalf(messageId: string, sending: 1 | 2): void {
    this.halves.delete(keyOf(messageId, sending));
  }
}

function keyOf(messageId: string, sending: 1 | 2): string {
  return `${sending} ${messageId}`;
}

/** Puts an entry last and drops the first ones beyond the limit. */
function put<K, V>(map: Map<K, V>, key: K, value: V, max: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
