import { aMessageIn } from '@chappe/testing';
import { SeededRandom } from '../kernel/index.js';
import type { MessagePart } from '../messages/index.js';
import { applyAnswer, type AnswerContext } from './answer.js';
import type { PartAnswer, SubmissionResult } from './carrier.js';
import { defaultDeliveryOptions } from './delivery.options.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const VALID_UNTIL = MORNING + 48 * HOUR_MS;

const NOW = MORNING + MINUTE_MS;
const context = (fields: Partial<AnswerContext> = {}): AnswerContext => ({
  now: NOW,
  random: new SeededRandom(1),
  options: { ...defaultDeliveryOptions, retryJitter: 0 },
  carrier: 'simulator',
  // Accepted, claimed.
  moveCount: 2,
  deduplicates: false,
  knownParts: [],
  ...fields,
});
const took = (...numbers: number[]): PartAnswer[] =>
  numbers.map(number => ({ number, accepted: true, reference: `ref_${number}` }));
const refused = (number: number): PartAnswer => ({
  number,
  accepted: false,
  reason: 'content_rejected',
  rawCode: '69',
});
const accepted = (...parts: PartAnswer[]): SubmissionResult => ({ kind: 'accepted', parts });
const rejectedFor = (permanent: boolean): SubmissionResult => ({
  kind: 'rejected',
  reason: permanent ? 'unknown_subscriber' : 'network_error',
  rawCode: '11',
  permanent,
});
const tooFast = (retryAfterMs: number | null): SubmissionResult => ({
  kind: 'throttled',
  retryAfterMs,
  rawCode: '88',
});
const noAnswer: SubmissionResult = { kind: 'unknown', cause: 'time-out' };

describe('A carrier that accepts a message', () => {
  it('has it: the message is sent, all its parts are paid, and silence is looked for after validity and grace', () => {
    const message = aMessageIn('submitting', { partCount: 2 });
    const change = applyAnswer(message, accepted(...took(1, 2)), context());
    expect(message).toMatchObject({
      state: 'sent',
      sentAt: NOW,
      wakeAt: VALID_UNTIL + 24 * HOUR_MS,
      leaseOwner: null,
    });
    expect(change.paidParts).toBe(2);
    expect(change.parts).toMatchObject([
      { number: 1, carrier: 'simulator', reference: 'ref_1', state: 'sent' },
      { number: 2, carrier: 'simulator', reference: 'ref_2', state: 'sent' },
    ]);
  });

  it('is paid for the parts it took, not for those it refused', () => {
    const message = aMessageIn('submitting', { partCount: 2 });
    const change = applyAnswer(message, accepted(...took(1), refused(2)), context());
    expect(message.state).toBe('sent');
    expect(change.paidParts).toBe(1);
    expect(change.parts[1]).toMatchObject({
      number: 2,
      state: 'rejected',
      reason: 'content_rejected',
      rawCode: '69',
    });
  });

  it('is paid once all parts are known, where it leaves some to be told of later', () => {
    const message = aMessageIn('submitting', { partCount: 2 });
    const change = applyAnswer(message, accepted(...took(1)), context());
    expect(message.state).toBe('sent');
    expect(change.paidParts).toBeNull();
    expect(change.parts).toMatchObject([{ number: 1, reference: 'ref_1' }]);
  });

  it('settles a doubt, even after the message was queued to be sent again', () => {
    for (const state of ['in_doubt', 'queued'] as const) {
      const message = aMessageIn(state);
      expect(applyAnswer(message, accepted(...took(1)), context()).paidParts).toBe(1);
      expect(message.state).toBe('sent');
    }
  });

  it('adds only its references where receipts have settled the message', () => {
    const message = aMessageIn('delivered');
    const told: MessagePart = {
      messageId: 'msg_1',
      number: 1,
      carrier: 'simulator',
      reference: 'told',
      state: 'delivered',
      reason: null,
      rawCode: '2',
      at: MORNING,
    };
    const change = applyAnswer(message, accepted(...took(1)), context({ knownParts: [told] }));
    expect(change).toMatchObject({ moves: [], paidParts: null, parts: [{ ...told, reference: 'ref_1' }] });
  });

  it('ends the message when receipts had told the rest and it refuses what was left', () => {
    const message = aMessageIn('sent', { partCount: 2 });
    const told: MessagePart = {
      messageId: 'msg_1',
      number: 1,
      carrier: 'simulator',
      reference: 'ref_1',
      state: 'delivered',
      reason: null,
      rawCode: '2',
      at: MORNING,
    };
    const change = applyAnswer(message, accepted(...took(1), refused(2)), context({ knownParts: [told] }));
    expect(message).toMatchObject({ state: 'rejected', reason: 'content_rejected' });
    expect(change.paidParts).toBe(1);
  });

  it('is too late for a message that has ended without it: it ends once', () => {
    for (const state of ['rejected', 'expired'] as const) {
      const message = aMessageIn(state);
      expect(applyAnswer(message, accepted(...took(1)), context())).toMatchObject({
        moves: [],
        paidParts: null,
      });
      expect(message.state).toBe(state);
    }
  });
});

describe('A carrier that refuses a message', () => {
  it('for good ends it, and its credit goes back', () => {
    const message = aMessageIn('submitting');
    const change = applyAnswer(message, rejectedFor(true), context());
    expect(message).toMatchObject({
      state: 'rejected',
      reason: 'unknown_subscriber',
      rawCode: '11',
      finalAt: NOW,
    });
    expect(change.paidParts).toBe(0);
  });

  it('for now has it tried again later, and its credit stays held', () => {
    const message = aMessageIn('submitting');
    const change = applyAnswer(message, rejectedFor(false), context());
    expect(message).toMatchObject({ state: 'queued', reason: 'network_error', wakeAt: NOW + 30_000 });
    expect(change.paidParts).toBeNull();
  });

  it('for now, but for a reason that is permanent, ends it', () => {
    const message = aMessageIn('submitting');
    const answer = { kind: 'rejected', reason: 'do_not_disturb', rawCode: 'DND', permanent: false } as const;
    applyAnswer(message, answer, context());
    expect(message).toMatchObject({ state: 'rejected', reason: 'do_not_disturb' });
  });

  it('as often as it may be tried ends it', () => {
    const message = aMessageIn('submitting');
    message.attempts = 5;
    applyAnswer(message, rejectedFor(false), context());
    expect(message.state).toBe('rejected');
  });

  it('settles a doubt about this attempt', () => {
    const message = aMessageIn('in_doubt');
    expect(applyAnswer(message, rejectedFor(true), context()).paidParts).toBe(0);
    expect(message.state).toBe('rejected');
  });

  it('says nothing of an attempt that came after, which may be on its way', () => {
    const message = aMessageIn('in_doubt');
    expect(applyAnswer(message, rejectedFor(true), context({ moveCount: 1 })).moves).toEqual([]);
    expect(message.state).toBe('in_doubt');
  });

  it('says nothing of a message that another carrier has by now', () => {
    const message = aMessageIn('submitting');
    message.carrier = 'other';
    expect(applyAnswer(message, rejectedFor(true), context()).moves).toEqual([]);
  });

  it('cannot take back what receipts have told', () => {
    for (const state of ['sent', 'buffered', 'delivered'] as const) {
      expect(applyAnswer(aMessageIn(state), rejectedFor(true), context())).toMatchObject({
        moves: [],
        paidParts: null,
      });
    }
  });
});

describe('A carrier that says too fast', () => {
  it('leaves the pause to its lane: the message is free for another carrier at once, and that costs no attempt', () => {
    for (const retryAfterMs of [2500, null]) {
      const message = aMessageIn('submitting');
      const change = applyAnswer(message, tooFast(retryAfterMs), context());
      expect(message).toMatchObject({ state: 'queued', reason: 'throttled', attempts: 0, wakeAt: NOW });
      expect(change.paidParts).toBeNull();
    }
  });

  it.each([
    [180_000, 180_000],
    [null, defaultDeliveryOptions.pauseMaxMs],
    [0, defaultDeliveryOptions.pauseMinMs],
  ])(
    'to this message alone makes it wait: told %s, waits %s ms; that costs no attempt either',
    (retryAfterMs, waitMs) => {
      const message = aMessageIn('submitting');
      applyAnswer(message, { kind: 'throttled', retryAfterMs, rawCode: '20', scope: 'message' }, context());
      expect(message).toMatchObject({
        state: 'queued',
        reason: 'throttled',
        attempts: 0,
        wakeAt: NOW + waitMs,
      });
    },
  );

  it('after its lease has ended says for certain that it never left: it is queued again, marketing too', () => {
    const message = aMessageIn('in_doubt', { purpose: 'marketing' });
    applyAnswer(message, tooFast(1000), context());
    expect(message).toMatchObject({ state: 'queued', wakeAt: NOW });
  });

  it('says nothing of a later attempt', () => {
    const message = aMessageIn('submitting');
    expect(applyAnswer(message, tooFast(null), context({ moveCount: 1 })).moves).toEqual([]);
  });

  it('says nothing of a later handover that has the same number, because this one was not counted', () => {
    const message = aMessageIn('submitting');
    applyAnswer(message, tooFast(null), context());
    message.attempts += 1;
    message.moveTo('submitting', { at: NOW, cause: 'claimed' });
    expect(message.attempts).toBe(1);
    expect(applyAnswer(message, tooFast(null), context()).moves).toEqual([]);
    expect(message.state).toBe('submitting');
  });
});

describe('A carrier that does not answer', () => {
  it('leaves a transactional message in doubt, to be sent again after a while', () => {
    const message = aMessageIn('submitting');
    const change = applyAnswer(message, noAnswer, context());
    expect(message).toMatchObject({ state: 'in_doubt', reason: 'no_answer', wakeAt: NOW + MINUTE_MS });
    expect(change.paidParts).toBeNull();
  });

  it('leaves a marketing message in doubt until it can no longer be heard of', () => {
    const message = aMessageIn('submitting', { purpose: 'marketing' });
    applyAnswer(message, noAnswer, context());
    expect(message).toMatchObject({ state: 'in_doubt', wakeAt: VALID_UNTIL + 24 * HOUR_MS });
  });

  it('gets any message again if it recognises what it has had', () => {
    const message = aMessageIn('submitting', { purpose: 'marketing' });
    applyAnswer(message, noAnswer, context({ deduplicates: true }));
    expect(message.wakeAt).toBe(NOW + MINUTE_MS);
  });

  it('says nothing where receipts have told, or another attempt is under way', () => {
    expect(applyAnswer(aMessageIn('sent'), noAnswer, context()).moves).toEqual([]);
    expect(applyAnswer(aMessageIn('submitting'), noAnswer, context({ moveCount: 1 })).moves).toEqual([]);
  });
});
