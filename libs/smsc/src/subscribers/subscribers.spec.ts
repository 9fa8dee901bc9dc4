import { DEFAULT_OPERATORS, Network } from '../network/index.js';
import { VirtualTime } from '../time/index.js';
import { Phone, type ArrivingPart } from './phone.js';
import { RecentPhones } from './recent-phones.js';
import type { SubscriberError } from './subscriber.errors.js';
import type { Fate } from './subscriber.js';
import { Subscribers } from './subscribers.js';

const START = Date.UTC(2026, 0, 1);
const ALICE = '+33612345678';

function open(fate?: Fate, maxSubscribers = 10) {
  const time = new VirtualTime({ startAt: START });
  const awake: string[] = [];
  const kinds: string[] = [];
  const subscribers = new Subscribers({
    time,
    network: new Network(DEFAULT_OPERATORS),
    limits: { maxSubscribers, maxRecentPhones: 4, maxMessagesPerPhone: 3 },
    fate,
    note: ({ kind, state }) => void kinds.push(state === undefined ? kind : `${kind} ${state}`),
    awake: digits => void awake.push(digits),
  });
  return { time, subscribers, awake, kinds };
}

describe('the subscribers', () => {
  it('are ordinary phones until they are mentioned', () => {
    const { subscribers } = open();
    expect(subscribers.get('33612345678')).toEqual({
      msisdn: ALICE,
      state: 'reachable',
      operator: 'fr-2',
      mentioned: false,
    });
    expect(subscribers.size).toBe(0);
  });

  it('may have their fate in their digits, at no cost of memory', () => {
    const { subscribers } = open(msisdn => (msisdn.endsWith('99') ? { state: 'off' } : undefined));
    expect(subscribers.get('+33600000099')).toMatchObject({ state: 'off', mentioned: false });
    expect(subscribers.get('+33600000098').state).toBe('reachable');
    subscribers.set('+33600000099', {});
    expect(subscribers.get('+33600000099')).toMatchObject({ state: 'reachable', mentioned: true });
    expect(subscribers.remove('+33600000099')).toBe(true);
    expect(subscribers.get('+33600000099').state).toBe('off');
  });

  it('end a state at its date, and wake up then', async () => {
    const { time, subscribers, awake, kinds } = open();
    subscribers.set(ALICE, { state: 'off', until: '2026-01-01T01:00:00Z', then: 'roaming' });
    expect(subscribers.get(ALICE).state).toBe('off');
    await time.advanceTo(START + 3_599_999);
    expect(awake).toHaveLength(1);
    await time.advanceBy(1);
    expect([subscribers.get(ALICE).state, awake.length, kinds.at(-1)]).toEqual([
      'roaming',
      2,
      'phone.state roaming',
    ]);
  });

  it('hold a new state past the date that the old one was to end', async () => {
    const { time, subscribers } = open();
    subscribers.set(ALICE, { state: 'off', until: START + 10 });
    subscribers.patch(ALICE, { state: 'full' });
    await time.advanceBy(20);
    expect(subscribers.get(ALICE).state).toBe('full');
    expect(subscribers.patch(ALICE, { state: null }).state).toBe('reachable');
  });

  it('are told all mistakes at once, and then nothing changes', () => {
    const { subscribers } = open();
    subscribers.set(ALICE, { inboxCapacity: 3 });
    let told: SubscriberError | undefined;
    try {
      subscribers.set(ALICE, {
        state: 'asleep' as never,
        until: 'soon',
        operator: 'nobody',
        ported: { gapMs: -1 } as never,
        dnd: { scope: 'some' as never, hours: [{ from: '8', to: '20:00' }] },
        autoReply: { text: '' },
        faults: { cutProbability: 3 },
        shoeSize: 43,
      } as never);
    } catch (error) {
      told = error as SubscriberError;
    }
    expect(told?.mistakes.map(({ field }) => field)).toEqual([
      'state',
      'until',
      'operator',
      'ported.to',
      'ported.gapMs',
      'dnd.scope',
      'dnd.hours.0',
      'autoReply.text',
      'faults.cutProbability',
      'shoeSize',
    ]);
    expect(subscribers.get(ALICE).inboxCapacity).toBe(3);
  });

  it('are refused for what is no number, and beyond the limit', () => {
    const { subscribers } = open(undefined, 1);
    expect(() => subscribers.get('SHOP')).toThrow('"SHOP" is no phone');
    subscribers.set(ALICE, {});
    expect(() => subscribers.set('+33611111111', {})).toThrow('maxSubscribers');
  });

  it('are listed page by page', () => {
    const { subscribers } = open();
    for (const last of [1, 2, 3]) subscribers.set(`+3361111111${String(last)}`, {});
    const [first] = subscribers.list(undefined, 1);
    expect(subscribers.list(first?.msisdn, 10).map(({ msisdn }) => msisdn)).toEqual([
      '+33611111112',
      '+33611111113',
    ]);
  });

  it('are not changed by what happens to the object that was given', () => {
    const { subscribers } = open();
    const dnd: { scope: 'marketing' | 'all' } = { scope: 'all' };
    subscribers.set(ALICE, { dnd });
    dnd.scope = 'marketing';
    expect(subscribers.get(ALICE).dnd).toEqual({ scope: 'all' });
  });

  it('know where a number is before, in and after its move', async () => {
    const { time, subscribers } = open();
    subscribers.set(ALICE, { ported: { to: 'fr-4', at: START + 1_000, gapMs: 500 } });
    const where = () => {
      const { home, present, ported, inGap } = subscribers.locate('33612345678');
      return [home?.key, present?.key, ported, inGap];
    };
    expect(where()).toEqual(['fr-2', 'fr-2', false, false]);
    await time.advanceBy(1_000);
    expect(where()).toEqual(['fr-2', 'fr-4', true, true]);
    await time.advanceBy(500);
    expect(where()).toEqual(['fr-2', 'fr-4', true, false]);
  });
});

describe('a phone', () => {
  const part = (id: string, no: number, of: number, more: Partial<ArrivingPart> = {}): ArrivingPart => ({
    id,
    clientId: 'shop',
    from: 'SHOP',
    text: `(${String(no)})`,
    at: no,
    messageClass: 'none',
    concatenation: of > 1 ? { reference: 7, no, of } : undefined,
    size: 1,
    ...more,
  });

  it('puts a long message together in whatever order its parts come', () => {
    const phone = new Phone();
    expect(phone.take(part('b', 2, 3), 10)).toBe(false);
    expect(phone.list()[0]).toMatchObject({ text: '[...](2)[...]', complete: false });
    phone.take(part('c', 3, 3), 10);
    expect(phone.take(part('a', 1, 3), 10)).toBe(true);
    expect(phone.list()).toHaveLength(1);
    expect(phone.list()[0]).toMatchObject({
      text: '(1)(2)(3)',
      complete: true,
      of: 3,
      at: 2,
      completedAt: 1,
    });
    expect(phone.list()[0]?.parts.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('does not mix up senders, references, or a part that comes again', () => {
    const phone = new Phone();
    phone.take(part('a', 1, 2), 10);
    phone.take(part('x', 2, 2, { from: 'BANK' }), 10);
    phone.take(part('y', 2, 2, { concatenation: { reference: 8, no: 2, of: 2 } }), 10);
    phone.take(part('z', 1, 2), 10);
    expect(phone.list().map(({ complete }) => complete)).toEqual([false, false, false, false]);
  });

  it('counts unread parts, flash messages not, and frees them when read', () => {
    const phone = new Phone();
    phone.take(part('a', 1, 1, { size: 3 }), 10);
    phone.take(part('b', 1, 1, { messageClass: 'flash' }), 10);
    expect(phone.unread).toBe(3);
    expect(phone.read()).toBe(2);
    expect([phone.unread, phone.read()]).toEqual([0, 0]);
  });

  it('keeps as many messages as it may', () => {
    const phone = new Phone();
    for (const id of ['a', 'b', 'c']) phone.take(part(id, 1, 1), 2);
    expect(phone.list().map(({ parts }) => parts[0]?.id)).toEqual(['b', 'c']);
    expect(phone.unread).toBe(2);
  });
});

describe('the recent phones', () => {
  it('are never more than the limit, and those in use are not forgotten', () => {
    const phones = new RecentPhones(10);
    const favourite = phones.use('1');
    for (let number = 0; number < 100; number++) {
      phones.use(`2${String(number)}`);
      expect(phones.use('1')).toBe(favourite);
      expect(phones.size).toBeLessThanOrEqual(10);
    }
    expect(phones.peek('20')).toBeUndefined();
    expect(phones.peek('299')).toBeDefined();
  });
});
