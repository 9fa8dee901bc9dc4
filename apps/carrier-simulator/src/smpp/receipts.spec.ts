import { CommandStatus, concatenationOf, MessageState, NEVER_ANSWER, parseUserData } from '@chappe/smpp';
import { decodeUserData } from '@chappe/smsc';
import { HOUR, message, MORNING, phone, SECOND, Stage, turn, type Bound } from './stage.contract-spec.js';

/** esm_class of the four kinds of report (SMPP 3.4 section 5.2.12). */
const RECEIPT = 0x04;
const ACKNOWLEDGED_BY_APPLICATION = 0x08;
const ACKNOWLEDGED_BY_USER = 0x10;
const INTERMEDIATE = 0x20;

let stage: Stage;
const open = async (...args: Parameters<typeof Stage.open>) => (stage = await Stage.open(...args));
afterEach(() => stage.close());

const states = ({ deliveries }: Bound) => deliveries.map(({ tlvs }) => tlvs.messageState);
const phones = ({ deliveries }: Bound) => deliveries.map(({ sourceAddr }) => sourceAddr);
const set = (index: number, state: 'off' | 'reachable' | 'unknown') =>
  stage.simulator.centre.subscribers.set(`+${phone(index)}`, { state });

describe('registered_delivery in all its bits', () => {
  /** What section 5.2.17 says that a sender hears. */
  function heard(asked: number, outcome: 'delivered' | 'failed' | 'delivered late'): number[] {
    const isDelivered = outcome !== 'failed';
    const receipt = asked & 3;
    const wanted = receipt === 1 || (receipt === 2 && !isDelivered) || (receipt === 3 && isDelivered);
    return [
      ...((asked & 16) !== 0 && outcome === 'delivered late' ? [INTERMEDIATE] : []),
      ...(wanted ? [RECEIPT] : []),
      ...((asked & 4) !== 0 && isDelivered ? [ACKNOWLEDGED_BY_APPLICATION] : []),
      ...((asked & 8) !== 0 && isDelivered ? [ACKNOWLEDGED_BY_USER] : []),
    ];
  }

  it.each(['delivered', 'failed', 'delivered late'] as const)('for a message that is %s', async outcome => {
    await open();
    const shop = await stage.bind();
    const all = Array.from({ length: 32 }, (_, asked) => asked);
    for (const asked of all) {
      if (outcome !== 'delivered') set(asked, outcome === 'failed' ? 'unknown' : 'off');
      await shop.submit({ destinationAddr: phone(asked), registeredDelivery: asked });
    }
    await stage.advance();
    if (outcome === 'delivered late') for (const asked of all) set(asked, 'reachable');
    await stage.advance();
    for (const asked of all) {
      const told = shop.deliveries.filter(({ sourceAddr }) => sourceAddr === phone(asked));
      expect([asked, told.map(({ esmClass }) => esmClass)]).toEqual([asked, heard(asked, outcome)]);
    }
  });
});

describe('receipts', () => {
  it('come after five hours to a client whose phone was off for five hours', async () => {
    await open();
    const shop = await stage.bind();
    stage.simulator.centre.subscribers.set(`+${phone(1)}`, { state: 'off', until: MORNING + 5 * HOUR });
    const { messageId } = await shop.submit({ registeredDelivery: 17 });
    await stage.advance(5 * HOUR - 1);
    expect(states(shop)).toEqual([MessageState.ENROUTE]);
    await stage.advance(1);
    expect(states(shop)).toEqual([MessageState.ENROUTE, MessageState.DELIVERED]);
    const [waiting, done] = shop.deliveries;
    expect(waiting!.tlvs.networkErrorCode).toEqual(Buffer.from([3, 0, 27]));
    expect(done!.shortMessage.toString()).toContain(`id:${messageId} `);
    // The operator of the phone writes its own local time.
    expect(done!.shortMessage.toString()).toContain(
      'submit date:260302100000 done date:260302150000 stat:DELIVRD',
    );
  });

  it('are shared fairly by all binds that take them, and by no transmitter', async () => {
    await open();
    const transmitter = await stage.bind('transmitter');
    const receivers = [
      await stage.bind('receiver'),
      await stage.bind('transceiver'),
      await stage.bind('receiver'),
    ];
    for (let index = 0; index < 30; index++) {
      await transmitter.submit({ destinationAddr: phone(index), registeredDelivery: 1 });
    }
    await stage.advance();
    expect(receivers.map(({ deliveries }) => deliveries.length)).toEqual([10, 10, 10]);
    expect(transmitter.deliveries).toEqual([]);
  });

  it('of one client are not told to another', async () => {
    await open();
    const [shop, bank] = [await stage.bind('transceiver', 'shop'), await stage.bind('transceiver', 'bank')];
    await shop.submit({ registeredDelivery: 1 });
    await stage.advance();
    expect([shop.deliveries.length, bank.deliveries.length]).toEqual([1, 0]);
  });

  it('that are refused are told again later, until they are taken', async () => {
    await open();
    const shop = await stage.bind();
    let refusals = 2;
    shop.answer = () => (refusals-- > 0 ? CommandStatus.RX_T_APPN : undefined);
    await shop.submit({ registeredDelivery: 1 });
    await stage.advance();
    expect(shop.deliveries).toHaveLength(1);
    await stage.advance(5 * SECOND);
    expect(shop.deliveries).toHaveLength(2);
    await stage.advance(HOUR);
    expect(phones(shop)).toEqual([phone(1), phone(1), phone(1)]);
  });

  it('that are never answered are told again by another bind, and an advance does not wait for ever', async () => {
    await open({ smpp: { deliverTimeoutMs: 20 } });
    const silent = await stage.bind('transceiver', 'shop', {
      handlers: { deliver_sm: () => NEVER_ANSWER },
    });
    await silent.submit({ registeredDelivery: 1 });
    await stage.advance();
    const other = await stage.bind('receiver');
    silent.session.destroy();
    await silent.session.closed;
    await stage.until(() => stage.simulator.centre.clients().some(({ links }) => links === 1));
    await stage.advance(5 * SECOND);
    expect(states(other)).toEqual([MessageState.DELIVERED]);
  });

  it('are waited for once, and then no more until the client says something', async () => {
    await open({ smpp: { deliverTimeoutMs: 20 } });
    const peer = await stage.raw();
    await peer.bind('transceiver', 'shop');
    await peer.ask({ command: 'submit_sm', sequence: 2, ...message({ registeredDelivery: 1 }) });
    const offered = () =>
      stage.simulator.smpp.pdus.list().filter(({ pdu }) => pdu?.['command'] === 'deliver_sm').length;
    await stage.advance(24 * HOUR);
    expect(offered()).toBe(1);
    peer.send({ command: 'enquire_link', sequence: 3 });
    await stage.until(() => stage.simulator.smpp.views()[0]!.framesIn === 3);
    await stage.advance(HOUR);
    expect(offered()).toBe(2);
  });

  it('wait for a client that is away', async () => {
    await open();
    const before = await stage.bind('transmitter');
    await before.submit({ registeredDelivery: 1 });
    await stage.advance(HOUR);
    const after = await stage.bind('receiver');
    await stage.advance();
    expect(states(after)).toEqual([MessageState.DELIVERED]);
  });

  it('to a peer that says SMPP 3.3 have no TLVs', async () => {
    await open();
    const old = await stage.bind('transceiver', 'shop', { interfaceVersion: 0x33 });
    await old.submit({ registeredDelivery: 1 });
    await stage.advance();
    expect(old.deliveries.map(({ tlvs }) => tlvs)).toEqual([{}]);
  });

  it('come for each part of a long message', async () => {
    await open();
    const shop = await stage.bind();
    const ids: string[] = [];
    for (const part of [1, 2]) {
      const { messageId } = await shop.submit({
        registeredDelivery: 1,
        tlvs: { sarMsgRefNum: 7, sarTotalSegments: 2, sarSegmentSeqnum: part },
      });
      ids.push(messageId);
    }
    await stage.advance();
    expect(shop.deliveries.map(({ tlvs }) => tlvs.receiptedMessageId)).toEqual(ids);
  });

  it('are broken as the faults say', async () => {
    await open({ world: { faults: { receiptMalformedProbability: 1, receiptDuplicationProbability: 1 } } });
    const shop = await stage.bind();
    await shop.submit({ registeredDelivery: 1 });
    await stage.advance();
    expect(shop.deliveries).toHaveLength(2);
    const [first] = shop.deliveries;
    const isWhole =
      /^id:\S+ sub:\d+ .*stat:\w+ err:\w+/.test(first!.shortMessage.toString('latin1')) &&
      !first!.shortMessage.includes('date:0000000000');
    expect(isWhole).toBe(false);
  });

  it('come before the answer to the submission, where a fault says so', async () => {
    await open({ world: { faults: { receiptBeforeAnswerProbability: 1 } } });
    const shop = await stage.bind();
    let answered = false;
    const order: boolean[] = [];
    shop.answer = () => void order.push(answered);
    const submission = shop.submit({ registeredDelivery: 1 }).then(() => (answered = true));
    await submission;
    await stage.advance();
    expect(order).toEqual([false]);
  });
});

describe('messages from phones', () => {
  it('come to the client whose message they answer', async () => {
    await open();
    const [shop, bank] = [await stage.bind('transceiver', 'shop'), await stage.bind('transceiver', 'bank')];
    stage.simulator.centre.subscribers.set(`+${phone(1)}`, { autoReply: { text: 'STOP', delayMs: SECOND } });
    await shop.submit();
    await stage.advance(SECOND);
    expect(shop.deliveries).toMatchObject([
      { esmClass: 0, sourceAddr: phone(1), destinationAddr: '36180', shortMessage: Buffer.from('STOP') },
    ]);
    expect(bank.deliveries).toEqual([]);
  });

  it('come in parts with headers when they are long', async () => {
    await open();
    const shop = await stage.bind();
    const long = 'Да! '.repeat(30);
    stage.simulator.centre.sendFromPhone(`+${phone(1)}`, { to: '36180', text: long });
    await stage.advance();
    expect(shop.deliveries).toHaveLength(2);
    const parts = shop.deliveries.map(({ esmClass, dataCoding, shortMessage }) => {
      expect([esmClass, dataCoding]).toEqual([0x40, 8]);
      const { elements, body } = parseUserData(shortMessage)!;
      return { ...concatenationOf(elements)!, text: decodeUserData({ ud: body, dataCoding }).text };
    });
    expect(parts.map(({ part, total }) => [part, total])).toEqual([
      [1, 2],
      [2, 2],
    ]);
    expect(parts.map(({ text }) => text).join('')).toBe(long);
  });
});

describe('a flood of receipts', () => {
  it('goes no faster than the window, and all of it arrives', async () => {
    await open({ smpp: { window: 3 } });
    let unanswered = 0;
    let most = 0;
    const shop = await stage.bind('transceiver', 'shop', {
      handlers: {
        deliver_sm: async () => {
          most = Math.max(most, ++unanswered);
          await turn();
          unanswered--;
        },
      },
    });
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        shop.submit({ destinationAddr: phone(index), registeredDelivery: 1 }),
      ),
    );
    await stage.advance();
    expect(most).toBe(3);
    expect(stage.simulator.centre.summary().receipts).toMatchObject({ offered: 200, acknowledged: 200 });
  });
});
