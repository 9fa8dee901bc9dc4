import { AccountService, CreditService, Ids, ManualClock, SeededRandom, TokenService } from '@chappe/sms';
import { MemoryStorage } from '@chappe/testing';
import { openDemoAccount } from './demo.js';

const settings = { demoToken: 'chp_demo_token_4711', demoCreditMicros: 1_000_000 };

/** Hosts that start together on one empty database. */
function hosts(count: number) {
  const clock = new ManualClock(Date.parse('2026-03-02T09:00:00Z'));
  const storage = new MemoryStorage();
  const open = (seed: number) => {
    const random = new SeededRandom(seed);
    const ids = new Ids(clock, random);
    const accounts = new AccountService(storage, clock, ids);
    const tokens = new TokenService(storage, clock, random, ids);
    const credits = new CreditService(storage, clock, ids);
    return openDemoAccount({ storage, clock, accounts, tokens, credits }, settings);
  };
  return { start: () => Promise.all(Array.from({ length: count }, (_, index) => open(index))), open };
}

describe('the demo account', () => {
  it('is opened by one of the hosts that start together on an empty database', async () => {
    const opened = await hosts(3).start();
    expect(opened.filter(demo => demo !== undefined)).toEqual([
      { accountId: expect.stringMatching(/^acc_/), token: settings.demoToken },
    ]);
  });

  it('is not opened where there are accounts', async () => {
    const { open } = hosts(1);
    expect(await open(1)).toBeDefined();
    expect(await open(2)).toBeUndefined();
  });
});
