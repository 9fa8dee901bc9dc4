import type { MessageCentre, PhoneMessage } from '@chappe/smsc';
import { DAY } from './duration.js';
import { codeOf, linksOf } from './text-contents.js';

/** What to wait for. */
export interface WaitForOptions {
  /** The phone, plus or not. */
  readonly to: string;
  /** What the text contains, or what it looks like. Default: any text. */
  readonly match?: string | RegExp;
  /** Who it comes from, as the phone shows it. */
  readonly from?: string;
  /** Which of several that match, from 1. Default 1. */
  readonly nth?: number;
  /** Whether time goes on by itself until it comes. Default true; otherwise it must be there once all that needs no time is done. */
  readonly advance?: boolean;
  /** How much simulated time may pass, milliseconds. Default 7 days. */
  readonly within?: number;
}

/** A message on a phone, and what one mostly looks for in it. */
export interface WaitedMessage extends PhoneMessage {
  /** The one-time code in it, if there is one. */
  readonly code: string | undefined;
  /** The links in it. */
  readonly links: readonly string[];
}

/** Waits until a whole message is on a phone of the centre, and answers it: what `World.waitFor` does. */
export async function waitFor(centre: MessageCentre, options: WaitForOptions): Promise<WaitedMessage> {
  const { to, advance = true, within = 7 * DAY } = options;
  const { time, subscribers } = centre;
  const find = (): PhoneMessage | undefined => chosen(subscribers.messages(to), options);
  if (advance) await time.advanceUntil(() => find() !== undefined, time.now() + within);
  else await time.advanceBy(0);
  const message = find();
  if (message !== undefined) return read(message);
  const { msisdn } = subscribers.get(to);
  throw didNotCome(options, {
    within: `${String(advance ? within : 0)} ms of simulated time`,
    texts: subscribers.messages(to).map(({ text }) => text),
    happened: centre.journal.list({ msisdn }, Number.MAX_SAFE_INTEGER),
  });
}

/** The message among these that was waited for, if it is there. */
export function chosen<T extends Pick<PhoneMessage, 'complete' | 'from' | 'text'>>(
  messages: readonly T[],
  { match, from, nth = 1 }: WaitForOptions,
): T | undefined {
  return messages.filter(
    message =>
      message.complete &&
      (from === undefined || message.from === from) &&
      (match === undefined ||
        (typeof match === 'string' ? message.text.includes(match) : message.text.search(match) >= 0)),
  )[nth - 1];
}

/** A message with what one mostly looks for in it. */
export function read(message: PhoneMessage): WaitedMessage {
  return { ...message, code: codeOf(message.text), links: linksOf(message.text) };
}

/** What there was instead of what was waited for. */
export interface Instead {
  /** How long was waited, in words. */
  readonly within: string;
  readonly texts: readonly string[];
  /** What happened to the phone. */
  readonly happened: readonly {
    readonly at: number | string;
    readonly kind: string;
    readonly reason?: string;
  }[];
}

/** It did not come: what is on the phone, and what happened to it last. */
export function didNotCome(
  { to, match, from, nth = 1 }: WaitForOptions,
  { within, texts, happened }: Instead,
): Error {
  const wanted = [
    nth > 1 ? `message number ${String(nth)}` : 'a message',
    `to ${to}`,
    from === undefined ? '' : `from ${from}`,
    match === undefined ? '' : `with ${String(match)}`,
  ];
  const quoted = texts.map(text => `  ${JSON.stringify(text)}`);
  const last = happened
    .slice(-5)
    .map(({ at, kind, reason = '' }) => `  ${new Date(at).toISOString()} ${kind} ${reason}`.trimEnd());
  return new Error(
    [
      `${wanted.filter(Boolean).join(' ')} did not come within ${within}.`,
      quoted.length === 0 ? 'Nothing is on the phone.' : `On the phone:\n${quoted.join('\n')}`,
      last.length === 0 ? 'Nothing was sent to it.' : `What happened last:\n${last.join('\n')}`,
    ].join('\n'),
  );
}
