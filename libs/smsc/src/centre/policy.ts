import type { Operator, Reason } from '../network/index.js';
import { isWithin } from '../network/index.js';
import { wantsPeace, type SubscriberSettings } from '../subscribers/index.js';
import type { MessageContent } from './message.js';
import { isAlphanumeric } from './sender.js';

/** Why an operator does not let a message through at this date; undefined when it does. */
export function refusalOf(
  operator: Operator,
  content: MessageContent,
  settings: SubscriberSettings | undefined,
  at: number,
):
  | Extract<
      Reason,
      'sender_blacklisted' | 'sender_not_allowed' | 'spam' | 'do_not_disturb' | 'marketing_hours'
    >
  | undefined {
  const { from, text, isMarketing, digits } = content;
  if (includes(operator.senderBlacklist, from)) return 'sender_blacklisted';
  if (operator.alphanumericSenders === 'forbidden' && isAlphanumeric(from)) return 'sender_not_allowed';
  if (operator.spamWords !== undefined && operator.spamWords.length > 0) {
    const folded = text.toLowerCase();
    if (operator.spamWords.some(word => folded.includes(word.toLowerCase()))) return 'spam';
  }
  if (wantsPeace(settings, isMarketing, at)) return 'do_not_disturb';
  if (!isMarketing) return undefined;
  if (operator.doNotDisturb?.some(number => withoutPlus(number) === digits) === true) return 'do_not_disturb';
  if (operator.marketingHours !== undefined && !operator.marketingHours.some(hours => isWithin(hours, at))) {
    return 'marketing_hours';
  }
  return undefined;
}

/** The sender as a phone of this operator shows it. */
export function shownSender(operator: Operator, from: string): string {
  const isReplaced = operator.alphanumericSenders === 'replaced' && isAlphanumeric(from);
  return isReplaced ? (operator.shortCode ?? from) : from;
}

function includes(senders: readonly string[] | undefined, from: string): boolean {
  if (senders === undefined || senders.length === 0) return false;
  const folded = withoutPlus(from).toLowerCase();
  return senders.some(sender => withoutPlus(sender).toLowerCase() === folded);
}

function withoutPlus(number: string): string {
  return number.startsWith('+') ? number.slice(1) : number;
}
