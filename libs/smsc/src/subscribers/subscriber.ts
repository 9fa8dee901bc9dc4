import type { FaultOptions } from '../faults/index.js';
import type { DailyHours, Reason } from '../network/index.js';
import type { Distribution } from '../time/index.js';

/** What a phone or its subscription is like. */
export type PhoneState =
  /** Takes messages. */
  | 'reachable'
  /** Switched off: absent subscriber, tried again. */
  | 'off'
  /** Out of coverage: no paging response, tried again. */
  | 'out_of_coverage'
  /** In a visited network, see {@link SubscriberSettings.roaming}. */
  | 'roaming'
  /** Its inbox is full, whatever is in it: tried again. */
  | 'full'
  /** Busy with another message: tried again soon. */
  | 'busy'
  /** Answers with a protocol error: tried again. */
  | 'handset_error'
  /** The SIM was replaced, the new one has not attached yet: tried again. */
  | 'sim_replaced'
  /** The number is attributed to nobody (NPAI). */
  | 'unknown'
  /** Messages are barred. */
  | 'barred'
  /** The subscriber is without credit. */
  | 'no_credit'
  /** A parental lock is on. */
  | 'parental_lock'
  /** No SMS service: a landline. */
  | 'not_sms_capable';

/** What is known of a subscriber. Every field may be left out: what is left is an ordinary reachable phone. */
export interface SubscriberSettings {
  /** Default `reachable`. */
  state?: PhoneState;
  /** The date at which the state ends, milliseconds of the epoch or ISO 8601. */
  until?: number | string;
  /** What the phone is then. Default `reachable`. */
  then?: PhoneState;
  /** The key of the operator the number was first given by. Default: from its prefix. */
  operator?: string;
  /** Where it has moved to. */
  ported?: {
    /** The key of the operator that serves it now. */
    to: string;
    /** The key of the operator it came from. Default: from its prefix. */
    from?: string;
    /** Since when, milliseconds of the epoch or ISO 8601. Default: always. */
    at?: number | string;
    /** For so long after the move both networks answer that they do not know it, milliseconds. Default 0. */
    gapMs?: number;
  };
  /** With the state `roaming`: which operator it visits, and whether messages come through there (default true). */
  roaming?: { operator?: string; reachable?: boolean };
  /** When it must not be disturbed. */
  dnd?: {
    /** By marketing only (default), or by anybody. */
    scope?: 'marketing' | 'all';
    /** In these hours only. Default: always. */
    hours?: readonly DailyHours[];
  };
  /** How many parts its inbox holds, read ones not counted. Default: no limit but the centre's. */
  inboxCapacity?: number;
  /** How long after it came a message is read (which frees its place), milliseconds. Default: never by itself. */
  readAfterMs?: Distribution;
  /** What it answers. */
  autoReply?: AutoReply;
  /** For each message anew: the phone is absent for so long after the submission, milliseconds. */
  absentForMs?: number;
  /** Each message fails with this reason. */
  failsWith?: Reason;
  /** Faults for this number, on top of everybody's. */
  faults?: FaultOptions;
}

/** What a phone answers by itself. */
export interface AutoReply {
  /** One answer or several, sent one after the other. Long ones go in parts. */
  text: string | readonly string[];
  /** How long the phone takes over an answer, milliseconds. Default 5,000. */
  delayMs?: Distribution;
  /** Only to messages that contain this, without regard to case. */
  when?: string;
  /** How many messages it answers at most. Default: no limit. */
  times?: number;
}

/** A subscriber as the control door shows it. */
export interface SubscriberView extends SubscriberSettings {
  /** `+` and digits. */
  readonly msisdn: string;
  readonly state: PhoneState;
  /** The key of its home operator; undefined where no operator has the prefix. */
  readonly operator?: string;
  /** Whether anything was set for it; otherwise it is an ordinary phone (or has its fate from its digits). */
  readonly mentioned: boolean;
}

/** Decides what a number that was never mentioned is like, by its digits; undefined for an ordinary phone. */
export type Fate = (msisdn: string) => SubscriberSettings | undefined;
