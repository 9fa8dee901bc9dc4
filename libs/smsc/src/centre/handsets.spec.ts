import { decodeUserData } from '../alphabet/index.js';
import { VirtualTime } from '../time/index.js';
import { MessageCentre } from './message-centre.js';
import { RecordingLink } from './recording-link.js';
import { NO_LATENCY, type WorldOptions } from './world-options.js';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1_000;
const ALICE = '+33612345678';

function open(world: WorldOptions = {}) {
  const time = new VirtualTime({ startAt: START });
  const centre = new MessageCentre({ time, world: { latency: NO_LATENCY, ...world } });
  const shop = new RecordingLink('shop');
  const bank = new RecordingLink('bank');
  centre.connect(shop);
  centre.connect(bank);
  const submit = (clientId: string, from: string, text = 'Hello'): void =>
    centre.submit(clientId, { from, to: ALICE, text }, () => undefined);
  return { time, centre, shop, bank, submit };
}

describe('a phone', () => {
  it('answers to the client that wrote from that number to it last', async () => {
    const { time, centre, shop, bank, submit } = open();
    submit('shop', '36180');
    submit('bank', '+33700000001');
    await time.advanceBy(0);
    centre.sendFromPhone(ALICE, { to: '36180', text: 'STOP' });
    centre.sendFromPhone(ALICE, { to: '33700000001', text: 'Balance?', delayMs: 5 * SECOND });
    expect(shop.messages).toMatchObject([
      { from: ALICE, to: '36180', text: 'STOP', inReplyTo: '1000000001', sentAt: START },
    ]);
    expect(bank.messages).toEqual([]);
    await time.advanceBy(5 * SECOND);
    expect(bank.messages).toMatchObject([{ text: 'Balance?', inReplyTo: '1000000002' }]);
  });

  it('writes to the client that the number was given to', () => {
    const { centre, shop, bank } = open({ inboundRoutes: { '36180': 'bank' } });
    centre.sendFromPhone(ALICE, { to: '36180', text: 'START' });
    centre.routeInbound('+36180', 'shop');
    centre.sendFromPhone(ALICE, { to: '36180', text: 'START' });
    expect([bank.messages.length, shop.messages.length]).toEqual([1, 1]);
  });

  it.each([
    [{ state: 'off' }, 'absent_subscriber'],
    [{ state: 'unknown' }, 'unknown_subscriber'],
    [{ state: 'barred' }, 'call_barred'],
    [{ state: 'no_credit' }, 'subscriber_no_credit'],
    [{ state: 'roaming', roaming: { reachable: false } }, 'roaming_not_allowed'],
  ] as const)('that is %j sends nothing, now or later', async (settings, reason) => {
    const { time, centre, shop } = open({ inboundRoutes: { '36180': 'shop' } });
    centre.sendFromPhone(ALICE, { to: '36180', text: 'later', delayMs: 5 * SECOND });
    centre.subscribers.set(ALICE, settings);
    expect(() => centre.sendFromPhone(ALICE, { to: '36180', text: 'now' })).toThrow(reason);
    await time.advanceBy(5 * SECOND);
    expect(shop.messages).toEqual([]);
    expect(centre.journal.list({ kind: 'inbound' })).toMatchObject([
      { kind: 'inbound.unsent', reason, text: 'later' },
    ]);
    centre.subscribers.set(ALICE, { state: 'full' });
    centre.sendFromPhone(ALICE, { to: '36180', text: 'now' });
    expect(shop.messages).toMatchObject([{ text: 'now' }]);
  });

  it('writes to nobody where nobody has the number', () => {
    const { centre, shop, bank } = open();
    centre.sendFromPhone(ALICE, { to: '36999', text: 'Hello?' });
    expect([shop.messages, bank.messages, centre.summary().inbound.unroutable]).toEqual([[], [], 1]);
  });

  it('sends a long answer in parts that belong together', () => {
    const { centre, shop } = open({ inboundRoutes: { '36180': 'shop' } });
    const text = 'Merci, ça va bien, oui. '.repeat(8);
    centre.sendFromPhone(ALICE, { to: '36180', text });
    expect(shop.messages.map(({ part }) => part)).toEqual([
      { reference: 0, no: 1, of: 3 },
      { reference: 0, no: 2, of: 3 },
      { reference: 0, no: 3, of: 3 },
    ]);
    const decoded = shop.messages.map(message => decodeUserData(message));
    expect(decoded.map(one => one.text).join('')).toBe(text);
    expect(decoded.map(one => one.header.concatenation?.no)).toEqual([1, 2, 3]);
    centre.sendFromPhone(ALICE, { to: '36180', text });
    expect(shop.messages.at(-1)?.part?.reference).toBe(1);
  });

  it('can flood a number', async () => {
    const { time, centre, shop } = open({ inboundRoutes: { '36180': 'shop' } });
    centre.sendFromPhone(ALICE, { to: '36180', text: 'Hey', count: 500, everyMs: 10 });
    await time.advanceBy(10 * 499 - 1);
    expect(shop.messages).toHaveLength(499);
    await time.advanceBy(1_000_000);
    expect(shop.messages).toHaveLength(500);
  });

  it('cannot send nothing, nor endlessly, nor be no phone', () => {
    const { centre } = open();
    expect(() => centre.sendFromPhone('SHOP', { to: '36180', text: 'Hey' })).toThrow('is no phone');
    expect(() => centre.sendFromPhone(ALICE, { to: '36180', text: '' })).toThrow('1 to 10 parts');
    expect(() => centre.sendFromPhone(ALICE, { to: '36180', text: 'a'.repeat(1_531) })).toThrow(
      '1 to 10 parts',
    );
    expect(() => centre.sendFromPhone(ALICE, { to: '36180', text: 'Hey', count: 100_001 })).toThrow('100000');
  });

  it('answers by itself, after a while, as often as it was told, to what it was told', async () => {
    const { time, centre, shop, submit } = open();
    centre.subscribers.set(ALICE, {
      autoReply: { text: ['STOP', 'I mean it'], delayMs: 2 * SECOND, when: 'sale', times: 1 },
    });
    submit('shop', '36180', 'Hello');
    submit('shop', '36180', 'Big SALE today');
    submit('shop', '36180', 'Another sale');
    await time.advanceBy(60 * SECOND);
    expect(shop.messages.map(({ text, sentAt, inReplyTo }) => [text, sentAt - START, inReplyTo])).toEqual([
      ['STOP', 2 * SECOND, '1000000003'],
      ['I mean it', 4 * SECOND, '1000000003'],
    ]);
  });

  it('answers a long message once, when it is whole', async () => {
    const { time, centre, shop } = open();
    centre.subscribers.set(ALICE, { autoReply: { text: 'OK', delayMs: 0, when: 'end' } });
    for (const no of [1, 2]) {
      const udh = Uint8Array.of(5, 0, 3, 1, 2, no);
      centre.submit(
        'shop',
        { from: '36180', to: ALICE, text: no === 1 ? 'the e' : 'nd', udh },
        () => undefined,
      );
    }
    await time.advanceBy(0);
    expect(shop.messages).toHaveLength(1);
  });

  it('cannot answer letters', async () => {
    const { time, centre, shop, submit } = open();
    submit('shop', 'SHOP');
    await time.advanceBy(0);
    centre.sendFromPhone(ALICE, { to: 'SHOP', text: 'Who are you?' });
    expect([shop.messages, centre.summary().inbound]).toMatchObject([[], { sent: 1, unroutable: 1 }]);
  });
});
