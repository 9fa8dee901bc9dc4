import { composeFate, type FateWish } from './compose.js';
import { DELAYS } from './delays.js';
import { explainFate } from './explain.js';
import { OUTCOMES, type OutcomeKey } from './outcomes.js';
import { TWISTS } from './twists.js';

/** A line of the card. */
export interface FateCardRow {
  /** The digits. */
  readonly code: string;
  /** The name by which it is composed. */
  readonly key: string;
  readonly text: string;
  /** A number that has it, and nothing else out of the ordinary. */
  readonly example: string;
}

/** All that numbers can say: what is printed on the card. */
export interface FateCard {
  readonly country: string;
  readonly outcomes: readonly FateCardRow[];
  readonly delays: readonly FateCardRow[];
  readonly twists: readonly FateCardRow[];
  /** Numbers to begin with, and what becomes of a message to them. */
  readonly examples: readonly { readonly msisdn: string; readonly text: string }[];
}

const EXAMPLES: readonly FateWish[] = [
  { outcome: 'delivered', delayMs: 5_000 },
  { outcome: 'delivered', twist: 'replies_stop' },
  { outcome: 'delivered', twist: 'receipt_twice' },
  { outcome: 'delivered_when_back', delayMs: 3_600_000 },
  { outcome: 'absent_subscriber' },
  { outcome: 'unknown_subscriber' },
  { outcome: 'throttled' },
  { outcome: 'silence' },
];

/** The card for a country. Throws {@link FateError} for one without mobile numbers of enough digits. */
export function fateCard(country = 'FR'): FateCard {
  return {
    country: country.toUpperCase(),
    outcomes: OUTCOMES.map(({ code, key, text }) => ({
      code,
      key,
      text,
      example: composeFate({ outcome: key as OutcomeKey, country }),
    })),
    delays: DELAYS.map(({ ms, text }, digit) => ({
      code: String(digit),
      key: String(ms),
      text,
      example: composeFate({ delayMs: ms, country }),
    })),
    twists: TWISTS.map(({ code, key, text }) => ({
      code,
      key,
      text,
      example: composeFate({ twist: key, country }),
    })),
    examples: EXAMPLES.map(wish => {
      const msisdn = composeFate({ ...wish, country });
      return { msisdn, text: explainFate(msisdn)?.text ?? '' };
    }),
  };
}
