import type { DailyHours } from './hours.js';

/** A mobile operator: whose numbers they are, what it lets through, and how its receipts speak. */
export interface Operator {
  /** A short name without blanks, by which everything refers to it: `fr-1`. */
  readonly key: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2; `ZZ` for the operator of all other numbers. */
  readonly country: string;
  /** Mobile country code, three digits. */
  readonly mcc: string;
  /** Mobile network code, two or three digits: 01 is not 001. */
  readonly mnc: string;
  /** The first digits of its numbers, international and without plus: `336`. The longest match wins; `''` is any number. */
  readonly prefixes: readonly string[];
  /** Attempts per second that its network takes; more wait for their turn. Default: no limit. */
  readonly rateLimitPerSecond?: number;
  /** What it does with senders of letters. */
  readonly alphanumericSenders?: 'allowed' | 'replaced' | 'forbidden';
  /** The short code that takes the place of an alphanumeric sender where those are `replaced`. */
  readonly shortCode?: string;
  /** Senders it refuses, whole and without regard to case. */
  readonly senderBlacklist?: readonly string[];
  /** Words it refuses in texts, without regard to case. */
  readonly spamWords?: readonly string[];
  /** The hours in which it lets marketing through. Default: all. */
  readonly marketingHours?: readonly DailyHours[];
  /** Its do-not-disturb register: these numbers get no marketing. */
  readonly doNotDisturb?: readonly string[];
  /** Where its refusals show: in the answer to the submission, or in a receipt (default). */
  readonly refusesAt?: 'submission' | 'receipt';
  /** Whether messages for numbers that have left it reach their new network. Default true, as in the EU. */
  readonly resolvesPortedNumbers?: boolean;
  /** What becomes of a message for a number that has left it, when it does not resolve them. Default `undeliverable`. */
  readonly misrouted?: 'undeliverable' | 'rejected' | 'lost';
  /** Which dialect its error codes are in: the name of one of {@link RECEIPT_DIALECTS}. Default `map`. */
  readonly dialect?: string;
}

/** A range of numbers that has moved to another operator. */
export interface PortedRange {
  /** First digits, international and without plus. */
  readonly prefix: string;
  /** The key of the operator that serves it now. */
  readonly to: string;
}

/** What a home location register answers about a number. */
export interface HlrAnswer {
  /** `+` and digits. */
  readonly msisdn: string;
  /** Whether the number is attributed to somebody. */
  readonly known: boolean;
  /** Whether the phone could be reached now; `unknown` where nobody has the number. */
  readonly reach: 'present' | 'absent' | 'unknown';
  /** The network the number was first given by, from its prefix. */
  readonly home: NetworkName | undefined;
  /** The network that serves it now. */
  readonly present: NetworkName | undefined;
  readonly ported: boolean;
  /** The network it is visiting, when roaming. */
  readonly visited?: NetworkName;
  /** The date of the answer, milliseconds of the epoch. */
  readonly at: number;
}

/** A network by its names. */
export interface NetworkName {
  readonly operator: string;
  readonly name: string;
  readonly country: string;
  readonly mcc: string;
  readonly mnc: string;
}

/** What is otherwise for a while: where numbers have moved, and how operators route numbers that have. */
export interface Disturbance {
  /** Ranges that have moved, besides those that were set up; they come first. */
  ported?: readonly PortedRange[];
  /** How operators deal with numbers that have moved away from them, by their keys. */
  operators?: Readonly<Record<string, Pick<Operator, 'resolvesPortedNumbers' | 'misrouted'>>>;
}
