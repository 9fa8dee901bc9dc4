import { askedOfCentre, ClientMemory, MAX_REMEMBERED_MESSAGES, wantsReceipt } from './client-memory.js';
import { LatestEntries } from './latest-entries.js';

describe('what is asked of the centre', () => {
  it('is what the sender asked for, unless the phone itself is to answer', () => {
    for (const asked of [0, 1, 2, 3, 16, 17, 18, 19]) expect(askedOfCentre(asked)).toBe(asked);
  });

  it('is to hear of the delivery whenever the phone itself is to answer', () => {
    for (let asked = 0; asked < 32; asked++) {
      if ((asked & 0b1100) === 0) continue;
      expect([1, 3]).toContain(askedOfCentre(asked) & 3);
      expect(askedOfCentre(asked) & 16).toBe(asked & 16);
    }
  });

  it('is never less than what the sender wants to hear', () => {
    const delivered = { final: true, state: 'DELIVRD' };
    const failed = { final: true, state: 'UNDELIV' };
    for (let asked = 0; asked < 32; asked++) {
      for (const end of [delivered, failed]) {
        if (wantsReceipt(asked, end)) expect(wantsReceipt(askedOfCentre(asked), end)).toBe(true);
      }
    }
  });
});

describe('the memory of a client', () => {
  it('knows the messages of a submit_multi by the id of the first', () => {
    const memory = new ClientMemory();
    memory.multi(['1', '2', '3']);
    expect(memory.idsOf('1')).toEqual(['1', '2', '3']);
    expect(['1', '2', '3', '4'].map(id => memory.answeredId(id))).toEqual(['1', '1', '1', '4']);
  });

  it('forgets all when the world begins anew', () => {
    const memory = new ClientMemory();
    memory.multi(['1', '2']);
    memory.submitted('1', { dataCoding: 8, asked: 4 });
    memory.clear();
    expect([memory.answeredId('2'), memory.dataCodingOf('1'), memory.askedOf('1')]).toEqual([
      '2',
      0,
      undefined,
    ]);
  });

  it('forgets the oldest beyond its limit', () => {
    const memory = new ClientMemory();
    for (let id = 0; id <= MAX_REMEMBERED_MESSAGES; id++)
      memory.submitted(String(id), { dataCoding: 8, asked: 1 });
    expect([memory.dataCodingOf('0'), memory.dataCodingOf('1')]).toEqual([0, 8]);
  });
});

describe('the latest entries', () => {
  it('are so many and no more', () => {
    const entries = new LatestEntries<number, string>(2);
    for (const key of [1, 2, 3]) entries.set(key, String(key));
    expect([entries.size, entries.get(1), entries.get(2), entries.get(3)]).toEqual([2, undefined, '2', '3']);
  });
});
