import { REASONS, type CentreMessageView, type JournalEntry, type MessageCentre } from '@chappe/smsc';
import type { WorldClock } from '../clock/index.js';
import { answerableIn, conversationOf } from './conversation.js';
import type {
  ClockView,
  EntryView,
  PhoneDetails,
  PhoneSummary,
  QueueView,
  ReasonView,
  WaitingMessage,
} from './page.wire.js';
import type { Mention } from './phone-directory.js';

/** How many waiting messages the page lists. */
export const MAX_LISTED_WAITING = 200;

/** Of a text in a list of entries so much is told; all of it comes with the entry's details. */
export const MAX_TEXT_TOLD = 500;
/** Further details of an entry are told in a list while they are no longer than this in JSON. */
export const MAX_DETAIL_TOLD = 1_000;

/** The first characters of a text, for a list. */
const PREVIEW_LENGTH = 160;

/** An entry as a list tells it: however long what it says is, a list of them stays short. */
export function briefly(entry: JournalEntry): EntryView {
  const { text, detail } = entry;
  const isLong = text !== undefined && text.length > MAX_TEXT_TOLD;
  const isDetailed = detail !== undefined && (JSON.stringify(detail) ?? '').length > MAX_DETAIL_TOLD;
  if (!isLong && !isDetailed) return entry;
  return {
    ...entry,
    ...(isLong ? { text: `${text.slice(0, MAX_TEXT_TOLD)}…` } : {}),
    ...(isDetailed ? { detail: 'too long for a list' } : {}),
  };
}

export function clockView(clock: WorldClock, followers: readonly string[]): ClockView {
  return { ...clock.read(), nextDueAt: clock.time.nextDueAt() ?? null, followers };
}

/** The messages that wait, those first whose turn comes first. */
export function queueView(centre: MessageCentre): QueueView {
  const waiting: WaitingMessage[] = [];
  for (const view of centre.messages({}, MAX_LISTED_WAITING + 1)) {
    // The waiting ones come first.
    if (view.final) break;
    waiting.push(waitingMessage(view));
  }
  return {
    waiting: waiting.slice(0, MAX_LISTED_WAITING).sort((one, other) => nextDate(one) - nextDate(other)),
    more: waiting.length > MAX_LISTED_WAITING,
  };
}

export function phoneSummary(
  centre: MessageCentre,
  msisdn: string,
  mention: Mention | undefined,
): PhoneSummary {
  const { state, dnd, ported } = centre.subscribers.get(msisdn);
  return {
    msisdn,
    seq: mention?.seq ?? 0,
    at: mention?.at ?? centre.time.now(),
    state,
    operator: centre.lookup(msisdn)?.present?.name ?? null,
    dnd: dnd === undefined ? null : (dnd.scope ?? 'marketing'),
    portedTo: ported?.to ?? null,
    unread: centre.subscribers.messages(msisdn).filter(message => !message.read).length,
    last: mention?.last ?? null,
  };
}

/** All of a phone that somebody looks at. */
export function phoneDetails(
  centre: MessageCentre,
  msisdn: string,
  mention: Mention | undefined,
): PhoneDetails {
  const { limits, journal, subscribers } = centre;
  const { msisdn: _number, mentioned: _mentioned, ...settings } = subscribers.get(msisdn);
  const conversation = conversationOf(
    subscribers.messages(msisdn),
    journal.list({ msisdn, kind: 'inbound' }, limits.maxJournalEntries),
  );
  return {
    phone: phoneSummary(centre, msisdn, mention),
    settings: { ...settings },
    conversation,
    capacity: limits.maxMessagesPerPhone,
    answerable: answerableIn(conversation),
  };
}

export function reasonViews(): Record<string, ReasonView> {
  return Object.fromEntries(
    Object.entries(REASONS).map(([key, { text, kind }]) => [
      key,
      { text, isPermanent: kind === 'permanent' },
    ]),
  );
}

function waitingMessage(view: CentreMessageView): WaitingMessage {
  return {
    id: view.id,
    ref: view.ref ?? null,
    from: view.from,
    to: view.to,
    text: view.text.slice(0, PREVIEW_LENGTH),
    parts: view.parts,
    state: view.state,
    reason: view.reason ?? null,
    attempts: view.attempts,
    submittedAt: view.submittedAt,
    scheduledAt: view.scheduledAt ?? null,
    nextAttemptAt: view.nextAttemptAt ?? null,
    expiresAt: view.expiresAt,
  };
}

function nextDate({ nextAttemptAt, expiresAt }: WaitingMessage): number {
  return nextAttemptAt ?? expiresAt;
}
