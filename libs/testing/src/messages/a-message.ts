import { Message, type MessageState, type NewMessage } from '@chappe/sms';

/** What {@link aMessage} is made of unless it is told otherwise: one part to France, valid for 48 h, accepted on a Monday morning. */
export const A_MESSAGE: NewMessage = {
  id: 'msg_1',
  accountId: 'acc_1',
  to: '+33612121515',
  country: 'FR',
  from: null,
  text: 'Bonjour',
  purpose: 'transactional',
  type: 'text',
  messageClass: null,
  encoding: 'GSM7',
  partCount: 1,
  priority: 'medium',
  replyable: false,
  tag: null,
  clientRef: null,
  campaignId: null,
  callbackUrl: null,
  asset: 'EUR',
  pricePerPartMicros: 45_000,
  network: null,
  pricedNetwork: null,
  validityMs: 48 * 3_600_000,
  createdAt: Date.parse('2026-03-02T09:00:00Z'),
  scheduledAt: null,
};

/** How a message that was handed over comes into a state, from being queued. */
const PATHS: Readonly<Partial<Record<MessageState, readonly MessageState[]>>> = {
  queued: [],
  submitting: ['submitting'],
  in_doubt: ['submitting', 'in_doubt'],
  sent: ['submitting', 'sent'],
  buffered: ['submitting', 'sent', 'buffered'],
  delivered: ['submitting', 'sent', 'delivered'],
  undelivered: ['submitting', 'sent', 'undelivered'],
  rejected: ['submitting', 'rejected'],
  expired: ['submitting', 'in_doubt', 'expired'],
};

/**
 * A message, stored nowhere, for specs of what is done with one.
 *
 * @example
 * const marketing = aMessage({ purpose: 'marketing' });
 */
export function aMessage(fields: Partial<NewMessage> = {}): Message {
  return Message.accept({ ...A_MESSAGE, ...fields }).message;
}

/** A message that was handed to the carrier `simulator` once and came into a state, all in the moment it was accepted. */
export function aMessageIn(state: MessageState, fields: Partial<NewMessage> = {}): Message {
  const path = PATHS[state];
  if (!path) throw new Error(`A message that was handed over is never ${state}.`);
  const message = aMessage(fields);
  message.attempts = 1;
  message.carrier = 'simulator';
  for (const step of path) message.moveTo(step, { at: message.createdAt, cause: 'claimed' });
  return message;
}
