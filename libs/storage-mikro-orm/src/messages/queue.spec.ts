import type { Session } from '../kernel/index.js';
import { QueueTurn, takeQueued } from './queue.js';

describe('the turn of the accounts in the queue', () => {
  it('serves an account once in a claim, while another claim moves the turn on', async () => {
    const turn = new QueueTurn();
    const session = {
      skipLocked: '',
      using: () => '',
      rows: async () => {
        // This is when the other claim ends, having served the same account.
        turn.after = 'acc_1';
        return [['acc_1']];
      },
      ofEach: async (keys: readonly string[], _sql: unknown, parameters: readonly unknown[]) =>
        parameters.at(-1) === 0 ? keys.map(key => [key, 'msg_1']) : [],
    } as unknown as Session;
    const request = { owner: 'node-1', now: 1, leaseUntil: 2, limit: 10 };
    expect(await takeQueued(session, turn, request)).toEqual([['msg_1']]);
  });
});
