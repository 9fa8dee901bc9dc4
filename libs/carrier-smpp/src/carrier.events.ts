import type { BindMode } from '@chappe/smpp';
import type { BindRefusal } from './links/index.js';

/**
 * What a carrier may say that makes no sense. None of it harms: it is counted, told with what came, and where a message is
 * concerned kept as it came.
 *
 * - `empty-id`: a submission was accepted without an id: its receipt cannot be matched.
 * - `id-given-twice`: two messages were accepted under one id, or under ids that differ in nothing but case or leading zeros: where
 *   the carrier means the difference, set `messageIds` to `exact`.
 * - `unknown-status`: a command_status that neither the standard nor the error map knows.
 * - `our-fault-status`: a command_status that only a fault of the sender's software produces.
 * - `receipt-without-id`: a receipt that names no message.
 * - `receipt-without-state`: a receipt that says nothing we understand of its message.
 * - `foreign-receipt`: a receipt whose id is of a message to another phone.
 * - `unreadable-inbound`: a message from a phone whose octets are not text.
 * - `query-refused`: the carrier does not know query_sm, and is not asked again.
 * - `query-of-another`: the answer to a query is about another id, or in a state that nobody knows.
 * - `late-refusal`: a submission was refused after its time was over.
 * - `nonsense`: a PDU that could not be read, or an answer to nothing.
 */
export type OddityKind =
  | 'empty-id'
  | 'id-given-twice'
  | 'unknown-status'
  | 'our-fault-status'
  | 'receipt-without-id'
  | 'receipt-without-state'
  | 'foreign-receipt'
  | 'unreadable-inbound'
  | 'query-refused'
  | 'query-of-another'
  | 'late-refusal'
  | 'nonsense';

/** Something that made no sense, as it came. */
export interface Oddity {
  readonly kind: OddityKind;
  readonly raw: string;
}

/** What a carrier tells while it works. Nothing of it has to be listened to. */
export interface SmppCarrierEvents {
  /** A bind was accepted. */
  bound: [mode: BindMode];
  /** A bind was lost; it is tried again by itself. */
  unbound: [mode: BindMode, why: string];
  /** Messages can be handed over: the first bind that takes them is there. */
  up: [];
  /** Messages can no longer be handed over. */
  down: [why: string];
  /** The carrier refused a bind as a matter of set-up: credentials, rights, kind of bind; or its certificate is not trusted. Somebody must look. */
  misconfigured: [refusal: BindRefusal];
  oddity: [oddity: Oddity];
  /** The library could not store what the carrier delivered; the carrier was asked to say it again later. */
  notStored: [cause: unknown];
}

/** What has happened since the carrier was made. */
export interface SmppCarrierStats {
  /** Binds held at present. */
  readonly bound: number;
  /** Parts (submit_sm) by what became of them. */
  readonly accepted: number;
  readonly refused: number;
  readonly unanswered: number;
  /** Answers that came after their time was over. */
  readonly lateAnswers: number;
  readonly receipts: number;
  /** Parts the carrier was asked about, and what it told of them. */
  readonly queries: number;
  readonly queriesTold: number;
  /** Receipts for ids not handed over lately: the library looks them up, and keeps those that match nothing. */
  readonly receiptsNotRemembered: number;
  readonly inbound: number;
  /** Replies delivered without some of their parts. */
  readonly inboundIncomplete: number;
  /** Acknowledgements from phones; the library has no use for them. */
  readonly acknowledgements: number;
  readonly notStored: number;
  readonly oddities: Readonly<Partial<Record<OddityKind, number>>>;
}
