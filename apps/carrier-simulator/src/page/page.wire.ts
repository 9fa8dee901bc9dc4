/**
 * What the page is told, as JSON. Types only, and nothing of Node or Nest: the page in the browser is compiled against this
 * file too. Dates are milliseconds of the epoch, in the simulator's time.
 */

/** One thing that happened. */
export interface EntryView {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly clientId?: string;
  readonly id?: string;
  readonly ref?: string;
  readonly msisdn?: string;
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly errorCode?: string;
  readonly attempt?: number;
  readonly detail?: unknown;
}

/** The clock. */
export interface ClockView {
  readonly now: number;
  readonly mode: 'manual' | 'real';
  /** How many times as fast as the wall clock it goes in `real` mode. */
  readonly speed: number;
  /** When the next thing is due; null where nothing is. */
  readonly nextDueAt: number | null;
  /** The hosts that follow it. */
  readonly followers: readonly string[];
}

/** A phone in the list of those that have been spoken to. */
export interface PhoneSummary {
  /** `+` and digits. */
  readonly msisdn: string;
  /** The last entry of the journal that says something about it; 0 where none is kept. */
  readonly seq: number;
  /** When that was. */
  readonly at: number;
  readonly state: string;
  /** The name of the operator that serves it. */
  readonly operator: string | null;
  readonly dnd: 'marketing' | 'all' | null;
  /** The key of the operator it has moved to. */
  readonly portedTo: string | null;
  readonly unread: number;
  /** The last thing that was said, by whichever side; null where nothing was. */
  readonly last: { readonly text: string; readonly isReply: boolean } | null;
}

/** A message that waits at the centre. */
export interface WaitingMessage {
  readonly id: string;
  readonly ref: string | null;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly parts: number;
  readonly state: string;
  readonly reason: string | null;
  /** Attempts so far. */
  readonly attempts: number;
  readonly submittedAt: number;
  readonly scheduledAt: number | null;
  readonly nextAttemptAt: number | null;
  readonly expiresAt: number;
}

/** The centre's queue, by what happens next. */
export interface QueueView {
  readonly waiting: readonly WaitingMessage[];
  /** Whether more wait than are listed. */
  readonly more: boolean;
}

/** What a kind of failure means. */
export interface ReasonView {
  readonly text: string;
  readonly isPermanent: boolean;
}

/** All there is to know at first, and again after a reset. */
export interface WholeEvent {
  readonly type: 'whole';
  /** Which life of which simulator: entries of another one have nothing to do with these. */
  readonly world: string;
  readonly seed: number;
  readonly clock: ClockView;
  readonly faults: Readonly<Record<string, unknown>>;
  readonly phones: readonly PhoneSummary[];
  /** Whether older phones are left out. */
  readonly morePhones: boolean;
  readonly queue: QueueView;
  /** The newest ones, oldest first; after `since` where the page resumes. */
  readonly entries: readonly EntryView[];
  /** Where the page resumes: the number of the last entry that it has. */
  readonly since: number | null;
  /** How many entries the simulator has had to drop. */
  readonly dropped: number;
  readonly operators: readonly { readonly key: string; readonly name: string; readonly country: string }[];
  readonly reasons: Readonly<Record<string, ReasonView>>;
  /** The codes that a submission can be refused with. */
  readonly submitErrors: readonly string[];
  /** The bad days that can be set with one press. */
  readonly presets: readonly { readonly key: string; readonly text: string }[];
}

/** What has changed. What is left out is as it was. */
export interface ChangeEvent {
  readonly type: 'change';
  readonly clock: ClockView;
  readonly faults?: Readonly<Record<string, unknown>>;
  /** Those that changed. */
  readonly phones?: readonly PhoneSummary[];
  readonly queue?: QueueView;
  /** The newest of the new ones, oldest first. */
  readonly entries?: readonly EntryView[];
  readonly dropped: number;
}

export type PageEvent = WholeEvent | ChangeEvent;

/** One thing said in a conversation. */
export interface Utterance {
  readonly key: string;
  readonly at: number;
  /** Whether the phone said it. */
  readonly isReply: boolean;
  /** The sender as the phone shows it, or the number it wrote to. */
  readonly who: string;
  readonly text: string;
  readonly parts: number;
  /** How many of them have come. */
  readonly partsHere: number;
  readonly messageClass: string;
  readonly isRead: boolean;
  /** What became of a reply: who took it, or why nobody did. */
  readonly fate: 'waiting' | 'taken' | 'unroutable' | null;
  readonly takenBy: string | null;
}

/** A phone that somebody looks at. */
export interface PhoneDetails {
  readonly phone: PhoneSummary;
  /** Its settings, as the control door has them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Oldest first. */
  readonly conversation: readonly Utterance[];
  /** How many messages a phone keeps. */
  readonly capacity: number;
  /** What it may answer to, the latest first: numbers and short codes that have written to it. */
  readonly answerable: readonly string[];
}

/** One part of a text, as it goes over the air. */
export interface PartView {
  readonly no: number;
  readonly text: string;
  /** Septets, or UTF-16 units. */
  readonly units: number;
  readonly capacity: number;
  /** The header in hexadecimal, where there is one. */
  readonly udh: string | null;
  /** The user data in hexadecimal, unpacked. */
  readonly ud: string;
}

/** How a text is written, and what it costs. */
export interface EncodingView {
  readonly alphabet: string;
  readonly dataCoding: number;
  readonly dataCodingMeaning: string;
  /** What a part is measured in. */
  readonly unit: 'septets' | 'UTF-16 units' | 'octets';
  readonly parts: readonly PartView[];
  /** Characters that make it longer than it looks. */
  readonly costly: readonly { readonly character: string; readonly code: string; readonly why: string }[];
  /** Whether it is only one part of a longer message that its sender cut: which one. */
  readonly partOf: { readonly no: number; readonly of: number; readonly reference: number } | null;
}

/** A field of a PDU, explained. */
export interface PduField {
  readonly name: string;
  readonly value: string;
  readonly meaning: string | null;
}

/** An HTTP request or response. */
export interface HttpMessageView {
  /** `POST /carrier/messages HTTP/1.1`, `HTTP/1.1 200 OK`. */
  readonly line: string;
  /** One line for each; secrets left out. */
  readonly headers: string;
  readonly body: string;
  /** What is to be known about the body, where it is not all there. */
  readonly note: string | null;
}

/** What went over the line. */
export type ExchangeView =
  | {
      readonly protocol: 'http';
      readonly title: string;
      readonly request: HttpMessageView;
      readonly answer: HttpMessageView | null;
      readonly note: string | null;
    }
  | {
      readonly protocol: 'smpp';
      readonly title: string;
      readonly fields: readonly PduField[];
      /** The octets in hexadecimal. */
      readonly octets: string;
      readonly note: string | null;
    };

/** An entry of the journal and all that is known about it. */
export interface EntryDetails {
  readonly entry: EntryView;
  /** What happened to the same message, oldest first, this entry included. */
  readonly life: readonly EntryView[];
  readonly encoding: EncodingView | null;
  readonly exchanges: readonly ExchangeView[];
}

/** What a search found. */
export interface FoundEntries {
  /** The newest ones, oldest first. */
  readonly entries: readonly EntryView[];
  /** Whether there are older ones that match too. */
  readonly more: boolean;
}
