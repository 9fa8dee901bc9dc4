import { A_MESSAGE } from '@chappe/testing';
import fc from 'fast-check';
import {
  MESSAGE_STATES,
  isFinal,
  mayMove,
  messageLifecycle,
  type MessageState,
} from './message.lifecycle.js';
import { Message, type Move, type NewMessage } from './message.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');
const HOUR_MS = 3_600_000;

const bonjour: NewMessage = { ...A_MESSAGE, partCount: 2 };

const accepted = (fields: Partial<NewMessage> = {}) => Message.accept({ ...bonjour, ...fields }).message;

/** A message moved along a path, one second per step. */
function moved(...path: readonly MessageState[]): Message {
  const message = accepted();
  path.forEach((state, index) =>
    message.moveTo(state, { at: MORNING + (index + 1) * 1000, cause: 'answer' }),
  );
  return message;
}

describe('A message that is accepted', () => {
  it('is queued at once, and its validity runs from then', () => {
    const { message, move } = Message.accept(bonjour);
    expect(message).toMatchObject({ state: 'queued', wakeAt: MORNING, validUntil: MORNING + 48 * HOUR_MS });
    expect(move).toEqual({
      messageId: 'msg_1',
      seq: 0,
      at: MORNING,
      from: null,
      to: 'queued',
      cause: 'accepted',
      reason: null,
      rawCode: null,
      attempt: 0,
      carrier: null,
    });
  });

  it('waits for its date when it has one, and its validity runs from its leaving', () => {
    const message = accepted({ scheduledAt: MORNING + HOUR_MS });
    expect(message).toMatchObject({ state: 'scheduled', wakeAt: MORNING + HOUR_MS, validUntil: null });
    message.moveTo('queued', { at: MORNING + HOUR_MS, cause: 'due' });
    expect(message.validUntil).toBe(MORNING + 49 * HOUR_MS);
  });

  it('costs the price of its parts', () => {
    expect(accepted().costMicros).toBe(90_000);
  });
});

describe('A message that is moved', () => {
  it('keeps the end of its validity when it is queued again', () => {
    const message = moved('submitting', 'queued');
    expect(message.validUntil).toBe(MORNING + 48 * HOUR_MS);
  });

  it('notes when the carrier took it, when it was on the phone, and when it ended', () => {
    expect(moved('submitting')).toMatchObject({ sentAt: null, deliveredAt: null, finalAt: null });
    expect(moved('submitting', 'sent', 'buffered', 'delivered')).toMatchObject({
      sentAt: MORNING + 2000,
      deliveredAt: MORNING + 4000,
      finalAt: MORNING + 4000,
      wakeAt: null,
    });
    expect(moved('submitting', 'in_doubt', 'delivered')).toMatchObject({ sentAt: MORNING + 3000 });
    expect(moved('submitting', 'rejected')).toMatchObject({ sentAt: null, finalAt: MORNING + 2000 });
  });

  it('gives its lease up as soon as it is no longer being handed over', () => {
    const message = moved('submitting');
    message.leaseOwner = 'node_1';
    message.moveTo('in_doubt', { at: MORNING, cause: 'no_answer' });
    expect(message.leaseOwner).toBeNull();
  });

  it('has the reason and the raw code of its last move, and none that are over', () => {
    const message = moved('submitting');
    message.moveTo('queued', { at: MORNING, cause: 'retry', reason: 'network_error', rawCode: '8' });
    expect(message).toMatchObject({ reason: 'network_error', rawCode: '8' });
    message.moveTo('submitting', { at: MORNING, cause: 'claimed' });
    expect(message).toMatchObject({ reason: null, rawCode: null });
  });

  it('refuses to go where the lifecycle does not lead, says where it could go, and stays as it was', () => {
    for (const from of MESSAGE_STATES) {
      for (const to of MESSAGE_STATES.filter(state => !mayMove(from, state))) {
        const message = accepted();
        message.state = from;
        const before = { ...message };
        const allowed = messageLifecycle[from].join(', ') || 'nowhere, it is final';
        expect(() => message.moveTo(to, { at: MORNING, cause: 'answer' })).toThrow(
          `Message msg_1 is ${from} and cannot become ${to}; from there it may go to: ${allowed}. Read the message again before you move it.`,
        );
        expect({ ...message }).toEqual(before);
      }
    }
  });

  it('has a timeline without gaps, each move beginning where the last one ended, an end being the last', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), choices => {
        const { message, move } = Message.accept(bonjour);
        const timeline: Move[] = [move];
        for (const choice of choices) {
          const targets = messageLifecycle[message.state];
          if (targets.length === 0) break;
          timeline.push(message.moveTo(targets[choice % targets.length]!, { at: MORNING, cause: 'answer' }));
        }
        expect(timeline.map(({ seq }) => seq)).toEqual(timeline.map((_, index) => index));
        expect(timeline.slice(1).map(({ from }) => from)).toEqual(timeline.slice(0, -1).map(({ to }) => to));
        expect(message.moveCount).toBe(timeline.length);
        expect(message.state).toBe(timeline.at(-1)!.to);
        if (isFinal(message.state)) expect(message.wakeAt).toBeNull();
        expect(message.finalAt === null).toBe(!message.isFinal);
      }),
    );
  });

  it('notes in its timeline that its owner changed it, without moving', () => {
    const message = accepted({ scheduledAt: MORNING + HOUR_MS });
    expect(message.noteEdit(MORNING + 1)).toMatchObject({
      seq: 1,
      from: 'scheduled',
      to: 'scheduled',
      cause: 'edited',
    });
    expect(message.state).toBe('scheduled');
  });
});
