import type { SubscriberSettings } from '../subscribers/index.js';
import { DELAYS } from './delays.js';
import { OUTCOMES, type FateOutcome } from './outcomes.js';
import { TWISTS, type FateTwist } from './twists.js';

/** What begins the six digits that are a fate. */
export const MARKER = '99';
/** How many last digits are a fate. */
export const TAIL_LENGTH = 6;
/** Shorter numbers, country code included, have no room for a fate and stay ordinary. */
export const SHORTEST_NUMBER = 9;

/** The fate that is written in a number. */
export interface ReadFate {
  readonly outcome: FateOutcome;
  /** The digit of the delay and what it stands for, milliseconds. */
  readonly delay: { readonly code: string; readonly ms: number; readonly text: string };
  readonly twist: FateTwist;
}

const OUTCOMES_BY_CODE: ReadonlyMap<string, FateOutcome> = new Map(
  OUTCOMES.map(outcome => [outcome.code, outcome]),
);

/** The fate in the last digits of an international number, plus or not; undefined for an ordinary one. */
export function readFate(msisdn: string): ReadFate | undefined {
  const from = msisdn.length - TAIL_LENGTH;
  const shortest = msisdn.startsWith('+') ? SHORTEST_NUMBER + 1 : SHORTEST_NUMBER;
  if (msisdn.length < shortest || !msisdn.startsWith(MARKER, from)) return undefined;
  const outcome = OUTCOMES_BY_CODE.get(msisdn.slice(from + 2, from + 4));
  if (outcome === undefined) return undefined;
  const code = msisdn[from + 4]!;
  const delay = DELAYS[Number(code)];
  const twist = TWISTS[Number(msisdn[from + 5]!)];
  return delay === undefined || twist === undefined
    ? undefined
    : { outcome, delay: { code, ...delay }, twist };
}

/**
 * What a number is like by its digits: give it to a centre as its world's `fate`.
 *
 * @example
 * const centre = new MessageCentre({ time, world: { fate: fateOf } });
 * // +33 6 12 99 20 00 is nobody's number, +33 6 12 99 00 48 gets the message after a minute and answers OK.
 */
export function fateOf(msisdn: string): SubscriberSettings | undefined {
  const fate = readFate(msisdn);
  if (fate === undefined) return undefined;
  const { outcome, delay, twist } = fate;
  const { settings, delayed } = outcome;
  return {
    ...settings,
    ...(delayed === 'return' ? { absentForMs: delay.ms } : {}),
    ...(twist.autoReply === undefined ? {} : { autoReply: twist.autoReply }),
    faults: {
      // A fate is kept to the millisecond: no draw of the world comes into it.
      networkDelayMs: delayed === 'attempt' ? delay.ms : 0,
      submitAnswerDelayMs: delayed === 'answer' ? delay.ms : 0,
      receiptDelayMs: 0,
      ...settings.faults,
      ...twist.faults,
    },
  };
}
