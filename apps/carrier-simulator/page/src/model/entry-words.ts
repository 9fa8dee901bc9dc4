import type { EntryView, ReasonView } from '../../../src/page/page.wire.js';

/** How an entry is to be taken. */
export type Tone = 'good' | 'wait' | 'bad' | 'plain';

const WORDS: Readonly<Record<string, readonly [string, Tone]>> = {
  'world.reset': ['The world begins', 'plain'],
  'faults.changed': ['Faults changed', 'plain'],
  'subscriber.changed': ['Phone set', 'plain'],
  'network.changed': ['Network changed', 'plain'],
  'phone.state': ['Phone changed by itself', 'plain'],
  'phone.read': ['Messages read', 'plain'],
  'link.connected': ['Client connected', 'plain'],
  'link.disconnected': ['Client disconnected', 'plain'],
  'client.forgotten': ['Client forgotten', 'plain'],
  'follower.joined': ['A host follows the clock', 'plain'],
  'follower.left': ['A host follows no more', 'plain'],
  'smpp.bound': ['SMPP bind', 'plain'],
  'smpp.bind_refused': ['SMPP bind refused', 'bad'],
  'smpp.closed': ['SMPP line closed', 'plain'],
  'smpp.turned_away': ['SMPP line turned away', 'bad'],
  'request.refused': ['Refused at the door', 'bad'],
  'submission.accepted': ['Accepted', 'plain'],
  'submission.refused': ['Refused', 'bad'],
  'submission.repeated': ['Repeated: answered as before', 'plain'],
  'submission.swallowed': ['Swallowed: neither stored nor answered', 'bad'],
  'answer.late': ['Answered late', 'wait'],
  'answer.lost': ['Answer lost', 'bad'],
  'attempt.failed': ['Attempt failed, will be tried again', 'wait'],
  'message.delivered': ['Delivered', 'good'],
  'message.expired': ['Expired', 'bad'],
  'message.deleted': ['Taken back', 'plain'],
  'message.undeliverable': ['Undeliverable', 'bad'],
  'message.rejected': ['Rejected', 'bad'],
  'message.lost': ['Lost', 'bad'],
  'message.unknown': ['Fate unknown', 'bad'],
  'message.replaced': ['Replaced', 'plain'],
  'receipt.offered': ['Receipt offered', 'plain'],
  'receipt.acknowledged': ['Receipt taken', 'plain'],
  'receipt.refused': ['Receipt not taken, will be offered again', 'wait'],
  'receipt.lost': ['Receipt lost', 'bad'],
  'receipt.dropped': ['Receipt dropped', 'bad'],
  'inbound.sent': ['Phone writes', 'plain'],
  'inbound.unsent': ['The phone could not write', 'bad'],
  'inbound.offered': ['Reply offered', 'plain'],
  'inbound.acknowledged': ['Reply taken', 'good'],
  'inbound.refused': ['Reply not taken, will be offered again', 'wait'],
  'inbound.unroutable': ['Reply to a number that is nobody’s', 'bad'],
  'inbound.dropped': ['Reply dropped', 'bad'],
};

/** What happened, in a few words. */
export function titleOf({ kind, state }: EntryView): string {
  const title = WORDS[kind]?.[0] ?? kind;
  return kind.startsWith('receipt.') && state !== undefined ? `${title}: ${state}` : title;
}

export function toneOf({ kind, state }: EntryView): Tone {
  if (kind === 'receipt.offered' || kind === 'receipt.acknowledged') {
    if (state === 'DELIVRD') return 'good';
    return state === 'ENROUTE' || state === 'ACCEPTD' || state === undefined ? 'wait' : 'bad';
  }
  return WORDS[kind]?.[1] ?? 'plain';
}

/** Who it goes from and to; empty where it is about nobody. */
export function routeOf({ kind, from, to, msisdn, clientId }: EntryView): string {
  const recipient = to ?? (kind.startsWith('inbound.') ? undefined : msisdn);
  if (from !== undefined && recipient !== undefined) return `${from} → ${recipient}`;
  return recipient ?? from ?? msisdn ?? clientId ?? '';
}

/** Why, in a sentence; empty where there is nothing to explain. */
export function reasonWords(
  reason: string | undefined | null,
  reasons: Readonly<Record<string, ReasonView>>,
): string {
  if (reason === undefined || reason === null) return '';
  return Object.hasOwn(reasons, reason) ? reasons[reason]!.text : reason.replaceAll('_', ' ');
}
