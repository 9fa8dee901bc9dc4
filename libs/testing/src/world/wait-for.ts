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
  const { advance = true, within = 7 * DAY } = options;
  const { time } = centre;
  if (advance) await time.advanceUntil(() => find(centre, options) !== undefined, time.now() + within);
  else await time.advanceBy(0);
  const message = find(centre, options);
  if (message === undefined) throw new Error(complaint(centre, options, advance ? within : 0));
  return { ...message, code: codeOf(message.text), links: linksOf(message.text) };
}

function find(centre: MessageCentre, { to, match, from, nth = 1 }: WaitForOptions): PhoneMessage | undefined {
  return centre.subscribers
    .messages(to)
    .filter(
      message =>
        message.complete &&
        (from === undefined || message.from === from) &&
        (match === undefined ||
          (typeof match === 'string' ? message.text.includes(match) : message.text.search(match) >= 0)),
    )[nth - 1];
}

function complaint(
  centre: MessageCentre,
  { to, match, from, nth = 1 }: WaitForOptions,
  withinMs: number,
): string {
  const wanted = [
    nth > 1 ? `message number ${String(nth)}` : 'a message',
    `to ${to}`,
    from === undefined ? '' : `from ${from}`,
    match === undefined ? '' : `with ${String(match)}`,
  ];
  const texts = centre.subscribers.messages(to).map(({ text }) => `  ${JSON.stringify(text)}`);
  const { msisdn } = centre.subscribers.get(to);
  const happened = centre.journal
    .list({ msisdn }, Number.MAX_SAFE_INTEGER)
    .slice(-5)
    .map(({ at, kind, reason = '' }) => `  ${new Date(at).toISOString()} ${kind} ${reason}`.trimEnd());
  return [
    `${wanted.filter(Boolean).join(' ')} did not come within ${String(withinMs)} ms of simulated time.`,
    texts.length === 0 ? 'Nothing is on the phone.' : `On the phone:\n${texts.join('\n')}`,
    happened.length === 0 ? 'Nothing was sent to it.' : `What happened last:\n${happened.join('\n')}`,
  ].join('\n');
}
