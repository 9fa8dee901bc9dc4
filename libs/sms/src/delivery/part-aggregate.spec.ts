import fc from 'fast-check';
import { reasons, type MessagePart, type PartState, type ReasonKey } from '../messages/index.js';
import { aggregate, isFinalPart } from './part-aggregate.js';

const part = (number: number, state: PartState, reason: ReasonKey | null = null): MessagePart => ({
  messageId: 'msg_1',
  number,
  carrier: 'simulator',
  reference: `ref_${number}`,
  state,
  reason,
  rawCode: reason && `raw ${reason}`,
  at: 0,
});

const anyPart = fc.record({
  state: fc.constantFrom<PartState>('sent', 'buffered', 'delivered', 'undelivered', 'rejected', 'expired'),
  reason: fc.option(fc.constantFrom(...(Object.keys(reasons) as ReasonKey[]))),
});

describe('What the parts of a message amount to', () => {
  it('is delivered when all of them are', () => {
    expect(aggregate([part(1, 'delivered'), part(2, 'delivered')], 2)).toMatchObject({
      state: 'delivered',
      reason: null,
    });
  });

  it('is on its way while one of them is, or has not been heard of', () => {
    expect(aggregate([], 1).state).toBe('sent');
    expect(aggregate([part(1, 'delivered'), part(2, 'sent')], 2).state).toBe('sent');
    expect(aggregate([part(1, 'undelivered', 'unknown_subscriber')], 2)).toMatchObject({
      state: 'sent',
      reason: null,
    });
  });

  it('is held by the operator when one of them is, with the reason', () => {
    const parts = [part(1, 'delivered'), part(2, 'buffered', 'absent_subscriber')];
    expect(aggregate(parts, 2)).toEqual({
      state: 'buffered',
      reason: 'absent_subscriber',
      rawCode: 'raw absent_subscriber',
    });
  });

  it('has failed when all have ended and one has failed', () => {
    const parts = [part(1, 'delivered'), part(2, 'expired', 'absent_subscriber')];
    expect(aggregate(parts, 2)).toMatchObject({ state: 'expired', reason: 'absent_subscriber' });
  });

  it('tells the permanent failure before the temporary one, and the first of equals', () => {
    const parts = [
      part(1, 'expired', 'absent_subscriber'),
      part(2, 'undelivered', 'unknown_subscriber'),
      part(3, 'rejected', 'content_rejected'),
    ];
    expect(aggregate(parts, 3)).toMatchObject({ state: 'undelivered', reason: 'unknown_subscriber' });
  });

  it('does not depend on the order in which the parts are told', () => {
    fc.assert(
      fc.property(
        fc.array(anyPart, { minLength: 1, maxLength: 8 }),
        fc.nat(3),
        fc.integer(),
        (given, missing, seed) => {
          const parts = given.map(({ state, reason }, index) => part(index + 1, state, reason));
          const partCount = parts.length + missing;
          const shuffled = parts
            .map((one, index) => ({ one, place: Math.imul(seed ^ index, 0x9e3779b1) }))
            .sort((a, b) => a.place - b.place)
            .map(({ one }) => one);
          expect(aggregate(shuffled, partCount)).toEqual(aggregate(parts, partCount));
          expect(isFinalPart(aggregate(parts, partCount).state)).toBe(
            missing === 0 && parts.every(({ state }) => isFinalPart(state)),
          );
        },
      ),
    );
  });
});
