import { dateOf } from '../faults/index.js';
import type { JournalNote } from '../journal/index.js';
import { digitsOf, type Network } from '../network/index.js';
import type { Scheduled, VirtualTime } from '../time/index.js';
import { locate, type Location } from './location.js';
import { mistakesInSettings } from './mistakes-in-settings.js';
import type { PhoneMessage } from './phone-message.js';
import { Phone } from './phone.js';
import { stateAt } from './reception.js';
import { RecentPhones } from './recent-phones.js';
import { SubscriberError } from './subscriber.errors.js';
import type { Fate, SubscriberSettings, SubscriberView } from './subscriber.js';

/** What the subscribers need of the world around them. */
export interface SubscribersOptions {
  readonly time: VirtualTime;
  readonly network: Network;
  readonly limits: {
    readonly maxSubscribers: number;
    readonly maxRecentPhones: number;
    readonly maxMessagesPerPhone: number;
  };
  /** What numbers that were never mentioned are like. */
  readonly fate?: Fate | undefined;
  readonly note: (note: JournalNote) => void;
  /** Called with the digits of a number whose phone may take messages now. */
  readonly awake: (digits: string) => void;
}

interface Mentioned {
  readonly settings: SubscriberSettings;
  readonly phone: Phone;
  wakeUp: Scheduled | undefined;
}

/**
 * The subscribers, by number. Only those that were mentioned are kept; any other number is an ordinary reachable phone,
 * or what its digits make it, and its last messages are remembered while it is among the recent ones.
 */
export class Subscribers {
  private readonly mentioned = new Map<string, Mentioned>();
  private readonly recent: RecentPhones;

  constructor(private readonly options: SubscribersOptions) {
    this.recent = new RecentPhones(options.limits.maxRecentPhones);
  }

  /** How many were mentioned. */
  get size(): number {
    return this.mentioned.size;
  }

  /** A subscriber, mentioned or not. Throws {@link SubscriberError} for what is no international number. */
  get(msisdn: string): SubscriberView {
    return this.viewOf(requireDigits(msisdn));
  }

  /** Those that were mentioned, in the order of their first mention, after a number, at most `limit`. */
  list(after?: string, limit = 100): SubscriberView[] {
    const views: SubscriberView[] = [];
    let skipping = after === undefined ? undefined : requireDigits(after);
    for (const digits of this.mentioned.keys()) {
      if (views.length >= limit) break;
      if (skipping === undefined) views.push(this.viewOf(digits));
      else if (skipping === digits) skipping = undefined;
    }
    return views;
  }

  /**
   * Sets all of a subscriber; what is left out is ordinary. Waiting messages are tried at once when the phone can take
   * them. Throws {@link SubscriberError} with every mistake.
   */
  set(msisdn: string, settings: SubscriberSettings): SubscriberView {
    const digits = requireDigits(msisdn);
    const given = withoutGaps(settings);
    const mistakes = mistakesInSettings(given, this.options.network);
    if (mistakes.length > 0) throw SubscriberError.of(msisdn, mistakes);
    const before = this.mentioned.get(digits);
    if (before === undefined && this.mentioned.size >= this.options.limits.maxSubscribers) {
      throw SubscriberError.tooMany(this.options.limits.maxSubscribers);
    }
    before?.wakeUp?.cancel();
    const phone = before?.phone ?? this.recent.remove(digits) ?? new Phone();
    const subscriber: Mentioned = { settings: structuredClone(given), phone, wakeUp: undefined };
    this.mentioned.set(digits, subscriber);
    this.options.note({ kind: 'subscriber.changed', msisdn: `+${digits}`, detail: subscriber.settings });
    this.planWakeUps(digits, subscriber);
    this.options.awake(digits);
    return this.viewOf(digits);
  }

  /** Changes some; a field given as undefined or null is ordinary again. Throws {@link SubscriberError}. */
  patch(
    msisdn: string,
    changes: { readonly [Field in keyof SubscriberSettings]?: SubscriberSettings[Field] | null },
  ): SubscriberView {
    const before = { ...this.settingsOf(requireDigits(msisdn)) };
    // A new state holds until told otherwise, not until the date that the old one was meant to end.
    if (typeof changes.state === 'string' && changes.until === undefined) {
      delete before.until;
      delete before.then;
    }
    return this.set(msisdn, { ...before, ...changes } as SubscriberSettings);
  }

  /** Makes it an ordinary phone again. What is on the phone is forgotten. Answers whether it had been mentioned. */
  remove(msisdn: string): boolean {
    const digits = requireDigits(msisdn);
    this.recent.remove(digits);
    const subscriber = this.mentioned.get(digits);
    if (subscriber === undefined) return false;
    subscriber.wakeUp?.cancel();
    this.mentioned.delete(digits);
    this.options.note({ kind: 'subscriber.changed', msisdn: `+${digits}` });
    this.options.awake(digits);
    return true;
  }

  /** What is on a phone, oldest first. */
  messages(msisdn: string): PhoneMessage[] {
    return this.peekPhone(requireDigits(msisdn))?.list() ?? [];
  }

  /** Reads all that is on a phone, which frees its inbox. Answers how many messages were unread. */
  read(msisdn: string): number {
    return this.emptied(requireDigits(msisdn), phone => phone.read());
  }

  /** Deletes all that is on a phone. Answers how many messages it were. */
  clearInbox(msisdn: string): number {
    return this.emptied(requireDigits(msisdn), phone => phone.clear());
  }

  /** @internal What a number (digits) is like: what was set, or what its digits say, or nothing out of the ordinary. */
  settingsOf(digits: string): SubscriberSettings | undefined {
    return this.mentioned.get(digits)?.settings ?? this.options.fate?.(`+${digits}`);
  }

  /** @internal The phone of a number; of the recent ones when it was never mentioned. */
  phoneOf(digits: string): Phone {
    return this.mentioned.get(digits)?.phone ?? this.recent.use(digits);
  }

  /** @internal Marks one message as read, by the id of a part. */
  readOne(digits: string, id: string): void {
    this.emptied(digits, phone => phone.read(id));
  }

  /** @internal Where a number is at this date. */
  locate(digits: string): Location {
    return locate(this.options.network, digits, this.settingsOf(digits), this.options.time.now());
  }

  /** @internal Forgets everybody. */
  clear(): void {
    for (const { wakeUp } of this.mentioned.values()) wakeUp?.cancel();
    this.mentioned.clear();
    this.recent.clear();
  }

  private emptied(digits: string, empty: (phone: Phone) => number): number {
    const phone = this.peekPhone(digits);
    const count = phone === undefined ? 0 : empty(phone);
    if (count > 0) {
      this.options.note({ kind: 'phone.read', msisdn: `+${digits}`, detail: { messages: count } });
      this.options.awake(digits);
    }
    return count;
  }

  /** @internal The phone of a number, if anything is remembered of it. */
  peekPhone(digits: string): Phone | undefined {
    return this.mentioned.get(digits)?.phone ?? this.recent.peek(digits);
  }

  private planWakeUps(digits: string, subscriber: Mentioned): void {
    const { time } = this.options;
    const until = dateOf(subscriber.settings.until);
    if (until === undefined || until <= time.now()) return;
    subscriber.wakeUp = time.at(until, () => {
      const state = stateAt(subscriber.settings, until);
      this.options.note({ kind: 'phone.state', msisdn: `+${digits}`, state });
      this.options.awake(digits);
    });
  }

  private viewOf(digits: string): SubscriberView {
    const settings = this.settingsOf(digits);
    const home = settings?.operator ?? this.options.network.homeOf(digits)?.key;
    return {
      msisdn: `+${digits}`,
      ...settings,
      state: stateAt(settings, this.options.time.now()),
      ...(home === undefined ? {} : { operator: home }),
      mentioned: this.mentioned.has(digits),
    };
  }
}

function requireDigits(msisdn: string): string {
  const digits = digitsOf(msisdn.trim());
  if (digits === undefined) throw SubscriberError.notANumber(msisdn);
  return digits;
}

function withoutGaps(settings: object): SubscriberSettings {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined && value !== null),
  ) as SubscriberSettings;
}
