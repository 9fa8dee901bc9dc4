import { aMessage } from '@chappe/testing';
import { Ids, ManualClock, SeededRandom } from '../kernel/index.js';
import { messageEvents } from './message.events.js';
import { MESSAGE_STATES } from './message.lifecycle.js';

const MORNING = Date.parse('2026-03-02T09:00:00Z');

const message = aMessage({
  from: 'Chappe',
  text: 'Votre code : 4711',
  tag: 'login',
  clientRef: 'order-1794',
});
const ids = new Ids(new ManualClock(MORNING), new SeededRandom(1));
const move = { ...message.noteEdit(MORNING), cause: 'receipt' } as const;

describe('The facts of a message', () => {
  it('are one for each state that it comes to, being leased to a dispatcher excepted', () => {
    const moves = MESSAGE_STATES.map(to => ({ ...move, to }));
    expect(messageEvents(ids, message, moves).map(({ type }) => type)).toEqual(
      MESSAGE_STATES.filter(state => state !== 'submitting').map(state => `message.${state}`),
    );
  });

  it('tell of an edit as an edit', () => {
    const edited = { ...move, to: 'scheduled', cause: 'edited' } as const;
    expect(messageEvents(ids, message, [edited])).toMatchObject([{ type: 'message.edited' }]);
  });

  it('say which message, what became of it and why, and never its text', () => {
    const moves = [{ ...move, to: 'undelivered', reason: 'unknown_subscriber', rawCode: '1' } as const];
    const [fact] = messageEvents(ids, message, moves);
    expect(fact).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      accountId: 'acc_1',
      at: MORNING,
      data: {
        messageId: 'msg_1',
        to: '+33612121515',
        state: 'undelivered',
        reason: 'unknown_subscriber',
        rawCode: '1',
        tag: 'login',
        clientRef: 'order-1794',
        costMicros: 45_000,
        asset: 'EUR',
      },
    });
    expect(JSON.stringify(fact)).not.toContain('4711');
  });
});
