import { aMessageIn } from '@chappe/testing';
import type { MessagePart } from '../messages/index.js';
import { defaultDeliveryOptions } from './delivery.options.js';
import { doubtEnded, leaseEnded, outlived, wentSilent, type DueContext } from './due.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const VALID_UNTIL = MORNING + 48 * HOUR_MS;

const GRACE_END = VALID_UNTIL + 24 * HOUR_MS;
const context = (now: number, fields: Partial<DueContext> = {}): DueContext => ({
  now,
  options: defaultDeliveryOptions,
  deduplicates: false,
  doubts: 1,
  parts: [],
  ...fields,
});
const partIn = (
  number: number,
  state: MessagePart['state'],
  reason: MessagePart['reason'] = null,
): MessagePart => ({
  messageId: 'msg_1',
  number,
  carrier: 'simulator',
  reference: `ref_${number}`,
  state,
  reason,
  rawCode: null,
  at: MORNING,
});

describe('A message whose lease ended', () => {
  it('is in doubt: a late receipt gets its chance before it is sent again', () => {
    const message = aMessageIn('submitting');
    const change = leaseEnded(message, context(MORNING));
    expect(message).toMatchObject({ state: 'in_doubt', reason: 'no_answer', wakeAt: MORNING + MINUTE_MS });
    expect(change).toMatchObject({ paidParts: null, moves: [{ cause: 'lease_ended' }] });
  });

  it('is asked about at once, if the carrier recognises it', () => {
    const message = aMessageIn('submitting', { purpose: 'marketing' });
    leaseEnded(message, context(MORNING, { deduplicates: true }));
    expect(message).toMatchObject({ state: 'in_doubt', wakeAt: MORNING });
  });

  it('waits for its receipt as long as one may come, if it is marketing', () => {
    const message = aMessageIn('submitting', { purpose: 'marketing' });
    leaseEnded(message, context(MORNING));
    expect(message.wakeAt).toBe(GRACE_END);
  });
});

describe('A message in doubt whose waiting is over', () => {
  it('is sent again, if it is transactional', () => {
    const message = aMessageIn('in_doubt');
    const change = doubtEnded(message, context(MORNING + MINUTE_MS));
    expect(message).toMatchObject({ state: 'queued', wakeAt: MORNING + MINUTE_MS });
    expect(change).toMatchObject({ paidParts: null, moves: [{ cause: 'retry', reason: 'no_answer' }] });
  });

  it('is not sent a third time: a phone that got it twice has had enough', () => {
    const message = aMessageIn('in_doubt');
    expect(doubtEnded(message, context(MORNING + MINUTE_MS, { doubts: 2 })).moves).toEqual([]);
    expect(message).toMatchObject({ state: 'in_doubt', wakeAt: GRACE_END });
  });

  it('is never sent again, if it is marketing', () => {
    const message = aMessageIn('in_doubt', { purpose: 'marketing' });
    expect(doubtEnded(message, context(MORNING + MINUTE_MS)).moves).toEqual([]);
    expect(message).toMatchObject({ state: 'in_doubt', wakeAt: GRACE_END });
  });

  it('is sent again as often as it takes, to a carrier that recognises it', () => {
    const message = aMessageIn('in_doubt', { purpose: 'marketing' });
    doubtEnded(message, context(MORNING + MINUTE_MS, { deduplicates: true, doubts: 7 }));
    expect(message.state).toBe('queued');
  });

  it('is not sent after its validity, but still waits for a receipt', () => {
    const message = aMessageIn('in_doubt');
    expect(doubtEnded(message, context(VALID_UNTIL)).moves).toEqual([]);
    expect(message).toMatchObject({ state: 'in_doubt', wakeAt: GRACE_END });
  });

  it('expires when it can no longer be heard of, and its credit goes back', () => {
    const message = aMessageIn('in_doubt');
    expect(doubtEnded(message, context(GRACE_END)).paidParts).toBe(0);
    expect(message).toMatchObject({ state: 'expired', reason: 'no_answer', wakeAt: null });
  });
});

describe('A message that went silent', () => {
  it('has expired, for want of a receipt; it was paid when it was sent', () => {
    const message = aMessageIn('sent');
    const change = wentSilent(message, context(GRACE_END, { parts: [partIn(1, 'sent')] }));
    expect(message).toMatchObject({ state: 'expired', reason: 'no_receipt' });
    expect(change).toMatchObject({
      paidParts: null,
      parts: [{ number: 1, reference: 'ref_1', state: 'expired' }],
    });
  });

  it('keeps what was told of its parts', () => {
    const message = aMessageIn('buffered', { partCount: 3 });
    const parts = [
      partIn(1, 'delivered'),
      partIn(2, 'undelivered', 'unknown_subscriber'),
      partIn(3, 'buffered'),
    ];
    const change = wentSilent(message, context(GRACE_END, { parts }));
    expect(message).toMatchObject({ state: 'undelivered', reason: 'unknown_subscriber' });
    expect(change.parts).toMatchObject([{ number: 3, state: 'expired', reason: 'no_receipt' }]);
  });

  it('is paid now, if a receipt of one part was all that was ever heard of it', () => {
    const message = aMessageIn('sent', { partCount: 2 });
    const change = wentSilent(message, context(GRACE_END, { parts: [partIn(1, 'delivered')] }));
    expect(message).toMatchObject({ state: 'expired', reason: 'no_receipt' });
    expect(change.paidParts).toBe(2);
  });
});

describe('A message whose validity ended while it waited for its turn', () => {
  it('has expired, and its credit goes back', () => {
    const message = aMessageIn('queued');
    expect(outlived(message, context(VALID_UNTIL)).paidParts).toBe(0);
    expect(message).toMatchObject({ state: 'expired', reason: 'validity_ended', wakeAt: null });
  });
});
