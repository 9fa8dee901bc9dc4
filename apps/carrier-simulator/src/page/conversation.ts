import type { JournalEntry, PhoneMessage } from '@chappe/smsc';
import type { Utterance } from './page.wire.js';

/** How many replies of a phone its conversation goes back. */
export const MAX_REPLIES_SHOWN = 100;

type Reply = { -readonly [Field in keyof Utterance]: Utterance[Field] };

/**
 * What a phone got and what it sent, in the order of time.
 *
 * @param inbound the entries `inbound.*` of the journal about this phone, oldest first
 */
export function conversationOf(
  messages: readonly PhoneMessage[],
  inbound: Iterable<JournalEntry>,
): Utterance[] {
  const received = messages.map((message): Utterance => ({
    key: `m${message.parts[0]?.id ?? String(message.at)}`,
    at: message.at,
    isReply: false,
    who: message.from,
    text: message.text,
    parts: message.of,
    partsHere: message.parts.length,
    messageClass: message.messageClass,
    isRead: message.read,
    fate: null,
    takenBy: null,
  }));
  return [...received, ...repliesIn(inbound)].sort((one, other) => one.at - other.at);
}

/** The numbers that a phone may answer to, the latest first: nobody can answer a name (3GPP TS 23.040 section 9.1.2.5). */
export function answerableIn(conversation: readonly Utterance[]): string[] {
  const numbers = conversation.map(({ who }) => who).filter(who => /^\+?\d+$/.test(who));
  return [...new Set(numbers.reverse())];
}

function repliesIn(inbound: Iterable<JournalEntry>): Utterance[] {
  const replies: Reply[] = [];
  for (const entry of inbound) {
    if (entry.kind === 'inbound.sent') replies.push(replyOf(entry));
    else if (entry.kind === 'inbound.unroutable') settle(replies, entry, 'unroutable');
    else if (entry.kind === 'inbound.acknowledged') settle(replies, entry, 'taken');
    if (replies.length > MAX_REPLIES_SHOWN) replies.shift();
  }
  return replies;
}

function replyOf({ seq, at, to = '', text = '', detail }: JournalEntry): Reply {
  const parts = (detail as { parts?: number } | undefined)?.parts ?? 1;
  return {
    key: `r${String(seq)}`,
    at,
    isReply: true,
    who: to,
    text,
    parts,
    partsHere: 0,
    messageClass: 'none',
    isRead: true,
    fate: 'waiting',
    takenBy: null,
  };
}

/** The entries of parts do not name the message they belong to: it is the first one open that has their text. */
function settle(
  replies: readonly Reply[],
  { to, text = '', clientId }: JournalEntry,
  fate: 'taken' | 'unroutable',
) {
  const reply = replies.find(one => one.fate === 'waiting' && one.who === to && one.text.includes(text));
  if (reply === undefined) return;
  reply.partsHere += 1;
  if (fate === 'taken' && reply.partsHere < reply.parts) return;
  reply.partsHere = reply.parts;
  reply.fate = fate;
  reply.takenBy = clientId ?? null;
}
