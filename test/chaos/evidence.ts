import type { Books } from './books.ts';
import type { History } from './history.ts';

/** An entry of the simulator's journal. */
export interface JournalEntry {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly id?: string;
  readonly ref?: string;
  readonly to?: string;
  readonly msisdn?: string;
  readonly state?: string;
  /** What a submission said. */
  readonly text?: string;
  /** Among other things which part of a text it was, from 1. */
  readonly detail?: unknown;
}

/** A fact as a listener heard it. */
export interface HeardFact {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly messageId: string; readonly state: string };
}

/** What the host says of itself. */
export interface Figures {
  /** Messages by state, as `GET /v1/messages/count` tells. */
  readonly counts: Readonly<Record<string, number>>;
  /** The wallet, as `GET /v1/account` tells. */
  readonly availableMicros: number;
  readonly heldMicros: number;
  /** Whether the host itself finds its chain of rows whole, as `GET /v1/ledger/verify` tells. */
  readonly verified: boolean;
}

/** Everything there is to judge by: what clients were told, what is stored, what the centre saw, what listeners heard. */
export interface Evidence {
  /** The date of the clock that hosts and centre live by. */
  readonly now: number;
  /** How far the clocks of hosts may have been from it. */
  readonly skewMs: number;
  readonly history: History;
  readonly books: Books;
  readonly journal: readonly JournalEntry[];
  readonly facts: readonly HeardFact[];
  readonly figures: Figures;
}
