import type { PhoneSummary, WaitingMessage } from '../../../src/page/page.wire.js';
import { durationWords, whenSeenFrom } from './dates.js';
import type { Tone } from './entry-words.js';

/** What a phone can be like, in the order in which it is offered. */
export const PHONE_STATES: readonly { readonly state: string; readonly words: string }[] = [
  { state: 'reachable', words: 'Reachable' },
  { state: 'off', words: 'Switched off' },
  { state: 'full', words: 'Inbox full' },
  { state: 'out_of_coverage', words: 'Out of coverage' },
  { state: 'roaming', words: 'Roaming' },
  { state: 'busy', words: 'Busy' },
  { state: 'handset_error', words: 'Handset error' },
  { state: 'sim_replaced', words: 'SIM replaced' },
  { state: 'unknown', words: 'Number of nobody' },
  { state: 'barred', words: 'Barred' },
  { state: 'no_credit', words: 'Without credit' },
  { state: 'parental_lock', words: 'Parental lock' },
  { state: 'not_sms_capable', words: 'Without SMS (landline)' },
];

export function stateWords(state: string): string {
  return PHONE_STATES.find(one => one.state === state)?.words ?? state;
}

/** What is out of the ordinary about a phone. */
export function oddities(phone: PhoneSummary): { readonly words: string; readonly tone: Tone }[] {
  const found: { words: string; tone: Tone }[] = [];
  if (phone.state !== 'reachable') {
    found.push({ words: stateWords(phone.state), tone: phone.state === 'roaming' ? 'wait' : 'bad' });
  }
  if (phone.dnd !== null) {
    found.push({ words: phone.dnd === 'all' ? 'Do not disturb' : 'No marketing', tone: 'wait' });
  }
  if (phone.portedTo !== null) found.push({ words: 'Ported', tone: 'plain' });
  return found;
}

/** What happens next to a message that waits, and when. */
export function nextStep(
  message: WaitingMessage,
  now: number,
): { readonly what: string; readonly at: number } {
  const { nextAttemptAt, scheduledAt, expiresAt, attempts } = message;
  if (scheduledAt !== null && scheduledAt > now && attempts === 0) {
    return { what: 'leaves as scheduled', at: nextAttemptAt ?? scheduledAt };
  }
  if (nextAttemptAt === null) return { what: 'expires', at: expiresAt };
  return { what: attempts === 0 ? 'first attempt' : `attempt ${String(attempts + 1)}`, at: nextAttemptAt };
}

/** The same as a sentence. */
export function nextStepWords(message: WaitingMessage, now: number): string {
  const { what, at } = nextStep(message, now);
  return `${what.charAt(0).toUpperCase()}${what.slice(1)} at ${whenSeenFrom(now, at)}${at > now ? `, in ${durationWords(at - now)}` : ''}`;
}
