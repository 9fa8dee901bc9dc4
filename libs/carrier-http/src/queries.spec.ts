import type { PartQuery } from '@chappe/sms';
import { askAbout } from './queries.js';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const part = (partNumber: number, reference: string | null): PartQuery => ({
  messageId: 'm',
  partNumber,
  reference,
  from: null,
});
const ask = (parts: readonly PartQuery[], known: Readonly<Record<string, unknown>>) =>
  askAbout(
    parts,
    async id => known[id],
    () => NOW,
  );

describe('Questions to the HTTP door', () => {
  it('are answered like receipts: the state, the reason, the date, and whose part it is', async () => {
    const told = await ask([part(1, '7'), part(2, '8')], {
      '7': { id: '7', ref: 'm.1', state: 'DELIVRD', errorCode: '000', doneAt: '2026-03-02T08:59:00Z' },
      '8': { id: '8', ref: 'm.2', state: 'UNDELIV', reason: 'unknown_subscriber', errorCode: '001' },
    });
    expect(told).toMatchObject([
      { reference: '7', ours: { messageId: 'm', partNumber: 1 }, state: 'delivered', at: NOW - 60_000 },
      { reference: '8', ours: { messageId: 'm', partNumber: 2 }, reason: 'unknown_subscriber', at: NOW },
    ]);
  });

  it('leave out what has no id, what the door does not know, and what it tells of another', async () => {
    const known = { '9': { id: '10', state: 'DELIVRD' }, '11': { id: '11', state: 'NEVER HEARD OF' } };
    expect(await ask([part(1, null), part(2, '8'), part(3, '9'), part(4, '11')], known)).toEqual([]);
  });

  it('fail together when the door cannot be asked', async () => {
    const away = () => Promise.reject(new Error('The line is cut.'));
    await expect(askAbout([part(1, '7')], away, () => NOW)).rejects.toThrow('The line is cut.');
  });
});
