import { msisdnOf } from '../network/index.js';
import { readFate, type ReadFate } from './fate.js';
import { promiseOf, type FatePromise } from './promise.js';

/** What will happen to a message to a number. */
export interface FateExplanation {
  /** `+` and digits. */
  readonly msisdn: string;
  /** Whether the digits carry a fate; otherwise it is an ordinary phone. */
  readonly ordinary: boolean;
  /** What will happen, in sentences. */
  readonly text: string;
  /** The names that compose the number. Left out for an ordinary one. */
  readonly wish?: { readonly outcome: string; readonly delayMs: number; readonly twist: string };
  /** The same for programs. Left out for an ordinary number. */
  readonly promise?: FatePromise;
}

const DELAYED = {
  attempt: 'The first attempt is made after',
  return: 'The phone comes back after',
  answer: 'The submission is answered after',
} as const;

/** What the digits of a number say, in words; undefined for what is no international number. */
export function explainFate(number: string): FateExplanation | undefined {
  const msisdn = msisdnOf(number);
  if (msisdn === undefined) return undefined;
  const fate = readFate(msisdn);
  if (fate === undefined) {
    const text =
      'An ordinary phone: reachable, with the delays of the network, unless it is set up otherwise.';
    return { msisdn, ordinary: true, text };
  }
  const { outcome, delay, twist } = fate;
  return {
    msisdn,
    ordinary: false,
    text: [outcome.text, delayText(fate), twistText(fate)].filter(Boolean).join(' '),
    wish: { outcome: outcome.key, delayMs: delay.ms, twist: twist.key },
    promise: promiseOf(fate),
  };
}

function delayText({ outcome: { delayed, course }, delay, twist }: ReadFate): string {
  if (course.kind === 'swallowed') return '';
  if (delay.ms === 0) return delayed === 'return' ? 'It is back at once.' : '';
  if (delayed === 'attempt' && twist.key === 'receipt_before_answer') return '';
  return `${DELAYED[delayed]} ${delay.text}.`;
}

/** A twist of receipts where there are none, or of a phone that gets nothing, is without effect. */
function twistText(fate: ReadFate): string {
  const { twist } = fate;
  if (twist.concerns === 'nothing') return '';
  const promise = promiseOf(fate);
  const concerned = twist.concerns === 'phone' ? promise.reply !== undefined : promise.end !== undefined;
  return concerned ? twist.text : `The last digit (${twist.key}) has no effect here.`;
}
