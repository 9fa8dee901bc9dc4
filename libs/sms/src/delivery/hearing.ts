import { createHash } from 'node:crypto';
import type { Clock } from '../kernel/index.js';
import { PART_STATES, reasons, type ReasonKey } from '../messages/index.js';
import type { DeliveryReceipt, InboundSms, PartAnswer, SubmissionResult } from './carrier.js';

/** UTF-16 units of a carrier's name for a message; SMPP 3.4 allows 64, and databases keep no long ones in an index. */
export const REFERENCE_MAX = 255;
/** Numbers that a receipt may name. */
const PHONES_MAX = 4;
/** UTF-16 units of what a carrier calls a state or a failure. */
export const RAW_CODE_MAX = 255;
/** UTF-16 units of a receipt as it came. */
export const RAW_MAX = 4096;
/** UTF-16 units of a message from a phone: 255 parts of 160 characters. */
export const INBOUND_TEXT_MAX = 40_800;

const KNOWN_STATES: ReadonlySet<unknown> = new Set(PART_STATES);

/** What was odd about something, in words that follow "said": each is reported once per carrier. */
type Oddity = string;

/**
 * Makes what carriers say fit to be kept. An adapter may be wrong and a far end may send anything: figures that are none, parts
 * that a message does not have, octets that databases refuse, names without end. One such word must not stop the words beside it,
 * which share its transaction. What makes no sense is left out or replaced, counted, and reported once per carrier and kind.
 */
export class Hearing {
  private count = 0;
  private readonly reported = new Set<string>();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly report: (problem: string, cause: unknown) => void,
  ) {}

  /** How many answers, receipts and messages made no sense in part or whole. */
  get oddities(): number {
    return this.count;
  }

  /** An answer to a message of so many parts. */
  answer(carrier: string, partCount: number, said: SubmissionResult): SubmissionResult {
    const odd: Oddity[] = [];
    const heard = answerOf(said, partCount, odd);
    this.note(carrier, odd, said);
    return heard;
  }

  /** A receipt. */
  receipt(carrier: string, said: DeliveryReceipt): DeliveryReceipt {
    const odd: Oddity[] = [];
    const { ours, covers, phones, state } = said;
    const heard: DeliveryReceipt = {
      reference: referenceOf(said.reference, odd),
      ...(ours && {
        ours: { messageId: textOf(ours.messageId, REFERENCE_MAX, odd), partNumber: ours.partNumber },
      }),
      ...(covers && { covers }),
      ...(phones && { phones: phones.slice(0, PHONES_MAX).map(phone => textOf(phone, REFERENCE_MAX, odd)) }),
      state: KNOWN_STATES.has(state) ? state : (odd.push('a state of no known name'), 'sent'),
      reason: said.reason === null ? null : reasonOf(said.reason, odd),
      rawCode: textOf(said.rawCode, RAW_CODE_MAX, odd),
      at: this.dateOf(said.at, odd),
      raw: textOf(said.raw, RAW_MAX, odd),
    };
    this.note(carrier, odd, said);
    return heard;
  }

  /** A message from a phone. */
  inbound(carrier: string, said: InboundSms): InboundSms {
    const odd: Oddity[] = [];
    const heard: InboundSms = {
      reference: referenceOf(said.reference, odd),
      from: textOf(said.from, REFERENCE_MAX, odd),
      to: textOf(said.to, REFERENCE_MAX, odd),
      text: textOf(said.text, INBOUND_TEXT_MAX, odd),
      at: this.dateOf(said.at, odd),
    };
    this.note(carrier, odd, said);
    return heard;
  }

  private dateOf(at: number, odd: Oddity[]): number {
    if (Number.isSafeInteger(at)) return at;
    if (Number.isFinite(at) && Number.isSafeInteger(Math.trunc(at))) return Math.trunc(at);
    odd.push('a date that is none');
    return this.clock.now();
  }

  private note(carrier: string, odd: readonly Oddity[], said: unknown): void {
    if (odd.length === 0) return;
    this.count += 1;
    for (const oddity of odd) {
      const key = `${carrier} ${oddity}`;
      if (this.reported.has(key)) continue;
      this.reported.add(key);
      const problem = `The carrier ${carrier} said ${oddity}; the rest counts. From now on this is only counted.`;
      this.report(problem, said);
    }
  }
}

function answerOf(said: SubmissionResult, partCount: number, odd: Oddity[]): SubmissionResult {
  switch ((said as SubmissionResult | undefined)?.kind) {
    case 'accepted':
      return acceptedOf((said as Extract<SubmissionResult, { kind: 'accepted' }>).parts, partCount, odd);
    case 'rejected': {
      const { reason, rawCode, permanent } = said as Extract<SubmissionResult, { kind: 'rejected' }>;
      return {
        kind: 'rejected',
        reason: reasonOf(reason, odd),
        rawCode: textOf(rawCode, RAW_CODE_MAX, odd),
        permanent,
      };
    }
    case 'throttled': {
      const throttled = said as Extract<SubmissionResult, { kind: 'throttled' }>;
      const { retryAfterMs, rawCode } = throttled;
      const isDuration = retryAfterMs === null || (Number.isFinite(retryAfterMs) && retryAfterMs >= 0);
      if (!isDuration) odd.push('a pause that is no duration');
      return {
        ...throttled,
        retryAfterMs: isDuration ? retryAfterMs : null,
        rawCode: textOf(rawCode, RAW_CODE_MAX, odd),
      };
    }
    case 'unknown':
      return said;
    default:
      odd.push('an answer of no known kind');
      return {
        kind: 'unknown',
        cause: `The carrier answered what is no answer: ${String((said as SubmissionResult | undefined)?.kind)}.`,
      };
  }
}

function acceptedOf(said: readonly PartAnswer[], partCount: number, odd: Oddity[]): SubmissionResult {
  const heard = new Map<number, PartAnswer>();
  for (const part of said) {
    const isOneOfIts = Number.isInteger(part.number) && part.number >= 1 && part.number <= partCount;
    if (!isOneOfIts) odd.push('something of parts that the message does not have');
    else if (heard.has(part.number)) odd.push('two things of the same part');
    else heard.set(part.number, partOf(part, odd));
  }
  if (heard.size > 0) return { kind: 'accepted', parts: [...heard.values()] };
  odd.push('yes to no part of a message');
  return { kind: 'unknown', cause: 'The carrier accepted the message, but none of its parts.' };
}

function partOf(part: PartAnswer, odd: Oddity[]): PartAnswer {
  return part.accepted
    ? { ...part, reference: referenceOf(part.reference, odd) }
    : { ...part, reason: reasonOf(part.reason, odd), rawCode: textOf(part.rawCode, RAW_CODE_MAX, odd) };
}

/** The same name for the same message, in answers and receipts, whatever its length. */
function referenceOf(said: string, odd: Oddity[]): string {
  const whole = textOf(said, Infinity, odd);
  if (whole.length <= REFERENCE_MAX) return whole;
  odd.push('a reference of more than 255 characters');
  const digest = createHash('sha256').update(whole).digest('hex');
  return `${whole.slice(0, REFERENCE_MAX - digest.length)}${digest}`;
}

function reasonOf(said: ReasonKey, odd: Oddity[]): ReasonKey {
  if (Object.hasOwn(reasons, said)) return said;
  odd.push('a reason of no known name');
  return 'unknown';
}

/** NUL is refused by PostgreSQL, and half a character by what reads UTF-8. */
function textOf(said: string, lengthMax: number, odd: Oddity[]): string {
  const text = String(said);
  const fit = text.replaceAll('\0', '').slice(0, lengthMax).toWellFormed();
  if (fit !== said) odd.push('text that cannot be kept as it is');
  return fit;
}
