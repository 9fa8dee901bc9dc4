import type { MessageChanges, SendCommand, SendOutcome } from '@chappe/sms';

/** What became of something that was asked for: answered, or nobody knows. */
export type Heard<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  /** The process died, or its storage failed: it may have been done, or not. */
  | { readonly kind: 'unknown' };

/** A send that was asked for, as its client knows it. */
export interface AskedSend {
  /** The client's own reference, unique to what was asked. */
  readonly ref: string;
  readonly accountId: string;
  readonly key: string | null;
  readonly command: SendCommand;
  readonly askedAt: number;
  /** What was accepted, once somebody said so. */
  outcome?: SendOutcome;
  /** How often nobody knew. */
  unknown: number;
  /** Made from this message. */
  readonly copyOf?: string;
  readonly changes?: MessageChanges;
}

/** A message as its client knows it. */
export interface KnownMessage {
  readonly id: string;
  readonly accountId: string;
  readonly ask: AskedSend;
  /** What it may say, and to whom, after edits that were answered or not. */
  readonly versions: Set<string>;
  /** Whether an edit that nobody answered may have added the STOP mention. */
  mayEndWithMention: boolean;
  /** Whether somebody was told that it was cancelled. */
  cancelled: boolean;
  hidden: 'no' | 'perhaps' | 'yes';
}

/** What the clients were told: simpler than the system, and what it must live up to. */
export class Book {
  readonly asks: AskedSend[] = [];
  readonly messages = new Map<string, KnownMessage>();
  /** Per account: what it has certainly brought in, and what it perhaps has. */
  readonly funds = new Map<string, { certainMicros: number; perhapsMicros: number }>();
  /** Per account and number: whether it is on the list; undefined where nobody knows. */
  readonly optOuts = new Map<string, boolean | undefined>();

  /** Notes what a send was answered. */
  accepted(ask: AskedSend, outcome: SendOutcome): void {
    ask.outcome = outcome;
    for (const message of outcome.accepted) this.meet(message.id, ask, message.text, message.to);
  }

  /** Notes a message, by an answer or because it turned up. */
  meet(id: string, ask: AskedSend, text: string, to: string): KnownMessage {
    const known = this.messages.get(id) ?? {
      id,
      accountId: ask.accountId,
      ask,
      versions: new Set<string>(),
      mayEndWithMention: false,
      cancelled: false,
      hidden: 'no' as const,
    };
    known.versions.add(versionOf(text, to));
    this.messages.set(id, known);
    return known;
  }

  fund(accountId: string, micros: number, isCertain: boolean): void {
    const funds = this.funds.get(accountId) ?? { certainMicros: 0, perhapsMicros: 0 };
    if (isCertain) funds.certainMicros += micros;
    else funds.perhapsMicros += micros;
    this.funds.set(accountId, funds);
  }

  optOut(accountId: string, msisdn: string, isOut: boolean | undefined): void {
    this.optOuts.set(`${accountId} ${msisdn}`, isOut);
  }

  /** Whether the number is on the account's list: false, true, or undefined when nobody knows. */
  isOptedOut(accountId: string, msisdn: string): boolean | undefined {
    const key = `${accountId} ${msisdn}`;
    return this.optOuts.has(key) ? this.optOuts.get(key) : false;
  }
}

/** A text and a recipient, as one thing to compare. */
export function versionOf(text: string, to: string): string {
  return `${to} ${text}`;
}
