import { buildUserDataHeader, CommandStatus, concatenationElement, MessageState } from '@chappe/smpp';
import type { PduBody } from '@chappe/smpp';
import { HOUR, message, MORNING, phone, SECOND, Stage, type Bound } from './stage.contract-spec.js';

const { ROK, RINVMSGID, RCANCELFAIL, RREPLACEFAIL, RINVDSTADR, RINVSRCADR, RTHROTTLED, RINVBNDSTS } =
  CommandStatus;

let stage: Stage;
let shop: Bound;
beforeEach(async () => {
  stage = await Stage.open();
  shop = await stage.bind();
});
afterEach(() => stage.close());

const texts = (index = 1) =>
  stage.simulator.centre.subscribers.messages(`+${phone(index)}`).map(({ text }) => text);
const off = (index = 1) => stage.simulator.centre.subscribers.set(`+${phone(index)}`, { state: 'off' });
const on = (index = 1) => stage.simulator.centre.subscribers.set(`+${phone(index)}`, { state: 'reachable' });
const ucs2 = (words: string) => Buffer.from(words, 'utf16le').swap16();

describe('submit_sm', () => {
  it.each<[string, PduBody<'submit_sm'>, string]>([
    ['0, GSM 03.38', { dataCoding: 0, shortMessage: Buffer.from([0x00, 0x01, 0x1b, 0x65]) }, '@£€'],
    ['1, ASCII', { dataCoding: 1, shortMessage: Buffer.from('a@b') }, 'a@b'],
    ['3, Latin-1', { dataCoding: 3, shortMessage: Buffer.from('été', 'latin1') }, 'été'],
    ['8, UCS-2', { dataCoding: 8, shortMessage: ucs2('Да 🎉') }, 'Да 🎉'],
  ])('with data coding %s arrives as it was meant', async (_coding, fields, text) => {
    expect(await shop.submit(fields)).toMatchObject({ status: ROK });
    await stage.advance();
    expect(texts()).toEqual([text]);
  });

  it.each<[string, (part: number) => PduBody<'submit_sm'>]>([
    [
      'headers',
      part => ({
        esmClass: 0x40,
        shortMessage: Buffer.concat([
          buildUserDataHeader([concatenationElement({ reference: 7, total: 2, part })]),
          Buffer.from(part === 1 ? 'one, ' : 'two'),
        ]),
      }),
    ],
    [
      'SAR TLVs',
      part => ({
        shortMessage: Buffer.from(part === 1 ? 'one, ' : 'two'),
        tlvs: { sarMsgRefNum: 300, sarTotalSegments: 2, sarSegmentSeqnum: part },
      }),
    ],
  ])('in two parts with %s is one message on the phone, whatever their order', async (_how, part) => {
    const answers = [await shop.submit(part(2)), await shop.submit(part(1))];
    expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(2);
    await stage.advance();
    expect(texts()).toEqual(['one, two']);
  });

  it('in a message_payload is cut by the centre: one id, one receipt, three parts billed', async () => {
    const long = 'All work and no play. '.repeat(16);
    const { messageId } = await shop.submit({
      shortMessage: Buffer.alloc(0),
      registeredDelivery: 1,
      tlvs: { messagePayload: Buffer.from(long) },
    });
    await stage.advance();
    expect(texts()).toEqual([long]);
    expect(shop.deliveries.map(({ tlvs }) => tlvs.receiptedMessageId)).toEqual([messageId]);
    expect(stage.simulator.centre.summary().billedParts).toBe(3);
  });

  it('is as many parts in UCS-2 as its data_coding says, whatever its characters', async () => {
    const ucs2 = Buffer.from('a'.repeat(100), 'utf16le').swap16();
    await shop.submit({ dataCoding: 8, shortMessage: ucs2, registeredDelivery: 1 });
    await stage.advance();
    expect(stage.simulator.centre.summary().billedParts).toBe(2);
    expect(shop.deliveries[0]!.shortMessage.toString()).toContain('sub:002 dlvrd:002');
  });

  it('is answered with an id of the form that the world gives', async () => {
    const hex = await Stage.open({ world: { idForm: 'HEX', firstId: 0xabcdef } });
    try {
      expect(await (await hex.bind()).submit()).toEqual({ status: ROK, messageId: 'ABCDEF' });
    } finally {
      await hex.close();
    }
  });

  it.each<[string, PduBody<'submit_sm'>, number]>([
    ['a phone that is no number', { destinationAddr: '0612' }, RINVDSTADR],
    ['no sender', { sourceAddr: '' }, RINVSRCADR],
    ['a validity that has passed', { validityPeriod: '260302080000000+' }, CommandStatus.RINVEXPIRY],
    ['a date that has passed', { scheduleDeliveryTime: '260302080000000+' }, CommandStatus.RINVSCHED],
    [
      'more octets than a message has',
      { dataCoding: 4, shortMessage: Buffer.alloc(141) },
      CommandStatus.RINVMSGLEN,
    ],
    ['a priority there is not', { priorityFlag: 9 }, CommandStatus.RINVPRTFLG],
  ])('with %s is refused by its status', async (_what, fields, status) => {
    expect(await shop.submit(fields)).toEqual({ status, messageId: '' });
  });

  it('waits for its date', async () => {
    await shop.submit({ scheduleDeliveryTime: '000000020000000R' });
    await stage.advance(2 * HOUR - 1);
    expect(texts()).toEqual([]);
    await stage.advance(1);
    expect(texts()).toEqual(['Bonjour']);
  });

  it.each([
    ['relative', '000000030000000R'],
    ['absolute', '260302120000000+'],
  ])('expires at the end of a validity that is %s', async (_kind, validityPeriod) => {
    off();
    await shop.submit({ validityPeriod, registeredDelivery: 1 });
    await stage.advance(3 * HOUR - 1);
    expect(shop.deliveries).toEqual([]);
    await stage.advance(1);
    expect(shop.deliveries.map(({ tlvs }) => tlvs.messageState)).toEqual([MessageState.EXPIRED]);
  });

  it('takes the place of one that waits, if told so', async () => {
    off();
    await shop.submit({ shortMessage: Buffer.from('first') });
    await shop.submit({ shortMessage: Buffer.from('second'), replaceIfPresentFlag: 1 });
    on();
    await stage.advance();
    expect(texts()).toEqual(['second']);
  });

  it('is throttled beyond the rate, and taken again when time has passed', async () => {
    stage.faults({ submitRatePerSecond: 2 });
    const statuses = async () =>
      (await Promise.all([0, 1, 2].map(() => shop.submit()))).map(({ status }) => status);
    expect(await statuses()).toEqual([ROK, ROK, RTHROTTLED]);
    await stage.advance(SECOND);
    expect(await statuses()).toEqual([ROK, ROK, RTHROTTLED]);
  });

  it('is not for receivers', async () => {
    const receiver = await stage.raw();
    await receiver.bind('receiver');
    const answer = await receiver.ask({ command: 'submit_sm', sequence: 2, ...message() });
    expect(answer).toMatchObject({ command: 'submit_sm_resp', status: RINVBNDSTS });
  });

  it('is answered in the order of the wire, however many come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, index) => shop.submit({ destinationAddr: phone(index) })),
    );
    const ids = answers.map(({ messageId }) => Number(messageId));
    expect(ids).toEqual(ids.map((_, index) => ids[0]! + index));
  });
});

describe('data_sm', () => {
  it('submits as submit_sm does', async () => {
    const outcome = await shop.session.request('data_sm', {
      sourceAddr: '36180',
      destinationAddr: phone(1),
      registeredDelivery: 1,
      tlvs: { messagePayload: Buffer.from('data') },
    });
    expect(outcome).toMatchObject({ response: { command: 'data_sm_resp', status: ROK } });
    await stage.advance();
    expect(texts()).toEqual(['data']);
    expect(shop.deliveries).toHaveLength(1);
  });

  it('says in a sentence why it is refused', async () => {
    const outcome = await shop.session.request('data_sm', { sourceAddr: '36180', destinationAddr: '12' });
    expect(outcome).toMatchObject({
      response: {
        status: RINVDSTADR,
        tlvs: { additionalStatusInfoText: expect.stringContaining('country code') },
      },
    });
  });
});

describe('submit_multi', () => {
  const toMany = (...addresses: string[]) =>
    shop.session.request('submit_multi', {
      sourceAddr: '36180',
      registeredDelivery: 1,
      shortMessage: Buffer.from('to all'),
      destinations: addresses.map(addr => ({ kind: 'sme', ton: 1, npi: 1, addr })),
    });

  it('sends to each, names those that were refused, and reports under the one id it answered', async () => {
    const outcome = await toMany(phone(1), '12', phone(2));
    expect(outcome).toMatchObject({
      response: { status: ROK, unsuccessful: [{ ton: 1, npi: 1, addr: '12', status: RINVDSTADR }] },
    });
    const { messageId } = (outcome as unknown as { response: { messageId: string } }).response;
    await stage.advance();
    expect([texts(1), texts(2)]).toEqual([['to all'], ['to all']]);
    expect(shop.deliveries.map(({ sourceAddr, tlvs }) => [sourceAddr, tlvs.receiptedMessageId])).toEqual([
      [phone(1), messageId],
      [phone(2), messageId],
    ]);
    expect(shop.deliveries[1]!.shortMessage.toString()).toContain(`id:${messageId} `);
  });

  it('is refused when nobody can be sent to', async () => {
    expect(await toMany('12', '13')).toMatchObject({
      response: { status: RINVDSTADR, unsuccessful: [{ addr: '12' }, { addr: '13' }] },
    });
    expect(await toMany()).toMatchObject({ response: { status: CommandStatus.RINVNUMDESTS } });
  });

  it('knows no distribution lists', async () => {
    const outcome = await shop.session.request('submit_multi', {
      sourceAddr: '36180',
      destinations: [{ kind: 'list', name: 'friends' }],
    });
    expect(outcome).toMatchObject({ response: { status: CommandStatus.RINVDLNAME } });
  });

  it('is taken back as a whole', async () => {
    off(1);
    off(2);
    const outcome = await toMany(phone(1), phone(2));
    const { messageId } = (outcome as unknown as { response: { messageId: string } }).response;
    expect(await shop.session.request('cancel_sm', { messageId })).toMatchObject({
      response: { status: ROK },
    });
    await stage.advance();
    expect(shop.deliveries.map(({ tlvs }) => tlvs.messageState)).toEqual([
      MessageState.DELETED,
      MessageState.DELETED,
    ]);
  });
});

describe('query_sm', () => {
  it('answers the state, and the date once it is final', async () => {
    off();
    const { messageId } = await shop.submit();
    const query = () => shop.session.request('query_sm', { messageId, sourceAddr: '36180' });
    await stage.advance();
    expect(await query()).toMatchObject({
      response: { status: ROK, messageId, finalDate: '', messageState: MessageState.ENROUTE, errorCode: 27 },
    });
    await stage.advance(HOUR);
    on();
    await stage.advance();
    expect(await query()).toMatchObject({
      response: { messageState: MessageState.DELIVERED, finalDate: '260302100000000+', errorCode: 0 },
    });
  });

  it('knows nothing of unknown ids, of other people’s and of other senders’ messages', async () => {
    const bank = await stage.bind('transceiver', 'bank');
    const { messageId } = await shop.submit();
    const { session } = shop;
    for (const asked of [
      session.request('query_sm', { messageId: '77' }),
      session.request('query_sm', { messageId, sourceAddr: '99' }),
      bank.session.request('query_sm', { messageId, sourceAddr: '36180' }),
    ]) {
      expect(await asked).toMatchObject({ response: { status: RINVMSGID } });
    }
  });
});

describe('cancel_sm', () => {
  it('takes back by id what waits, and not what is final', async () => {
    off();
    const { messageId } = await shop.submit({ registeredDelivery: 1 });
    const cancel = () => shop.session.request('cancel_sm', { messageId });
    expect(await cancel()).toMatchObject({ response: { status: ROK } });
    await stage.advance();
    expect(shop.deliveries.map(({ tlvs }) => tlvs.messageState)).toEqual([MessageState.DELETED]);
    expect(await cancel()).toMatchObject({ response: { status: RCANCELFAIL } });
  });

  it('takes back by addresses all that waits', async () => {
    off();
    await shop.submit({ registeredDelivery: 1 });
    await shop.submit({ registeredDelivery: 1 });
    const cancel = () =>
      shop.session.request('cancel_sm', { sourceAddr: '36180', destinationAddr: phone(1) });
    expect(await cancel()).toMatchObject({ response: { status: ROK } });
    await stage.advance();
    expect(shop.deliveries).toHaveLength(2);
    expect(await cancel()).toMatchObject({ response: { status: RCANCELFAIL } });
  });
});

describe('replace_sm', () => {
  it('changes what waits in its place and in its alphabet, and not what is final', async () => {
    off();
    const { messageId } = await shop.submit({ dataCoding: 8, shortMessage: ucs2('раз') });
    const replace = (shortMessage: Buffer) =>
      shop.session.request('replace_sm', { messageId, sourceAddr: '36180', shortMessage });
    expect(await replace(ucs2('два'))).toMatchObject({ response: { status: ROK } });
    on();
    await stage.advance();
    expect(texts()).toEqual(['два']);
    expect(await replace(ucs2('три'))).toMatchObject({ response: { status: RREPLACEFAIL } });
  });

  it('does not know other ids', async () => {
    expect(await shop.session.request('replace_sm', { messageId: '77' })).toMatchObject({
      response: { status: RINVMSGID },
    });
  });
});

describe('the link', () => {
  it('is enquired and unbound', async () => {
    expect(await shop.session.request('enquire_link', {})).toMatchObject({ response: { status: ROK } });
    expect(await shop.session.unbind()).toMatchObject({ response: { command: 'unbind_resp', status: ROK } });
    expect(await shop.session.closed).toMatchObject({ reason: 'unbound' });
  });

  it('answers what it does not know with generic_nack', async () => {
    const peer = await stage.raw();
    await peer.bind();
    peer.write(Buffer.from('00000010' + '00000111' + '00000000' + '00000009', 'hex'));
    expect(await peer.next()).toMatchObject({
      command: 'generic_nack',
      status: CommandStatus.RINVCMDID,
      sequence: 9,
    });
  });

  it('has its binds in the journal and its PDUs in the log, without passwords', async () => {
    await shop.submit();
    const { centre, smpp } = stage.simulator;
    expect(centre.journal.find({ kind: 'smpp.bound' })).toMatchObject({
      clientId: 'shop',
      at: MORNING,
      detail: { mode: 'transceiver', version: 0x34, address: '127.0.0.1' },
    });
    expect(smpp.pdus.list().map(({ direction, pdu }) => [direction, pdu?.['command']])).toEqual([
      ['in', 'bind_transceiver'],
      ['out', 'bind_transceiver_resp'],
      ['in', 'submit_sm'],
      ['out', 'submit_sm_resp'],
    ]);
    expect(smpp.pdus.list()[0]!.pdu).toMatchObject({ systemId: 'shop', password: '' });
    expect(smpp.pdus.list({ clientId: 'shop', since: 2 })[0]!.pdu).toMatchObject({
      shortMessage: Buffer.from('Bonjour').toString('hex'),
    });
  });

  it('is shown by the control door', async () => {
    await shop.submit();
    const read = async (path: string) =>
      (await fetch(`${stage.simulator.url}${path}`)).json() as Promise<{ data: unknown[] }>;
    expect((await read('/control/smpp/lines')).data).toMatchObject([
      { clientId: 'shop', boundAs: 'transceiver', isTls: false, isHalfOpen: false, unanswered: 0 },
    ]);
    const { data } = await read('/control/smpp/pdus?since=2&clientId=shop&limit=1');
    expect(data).toMatchObject([{ seq: 3, direction: 'in', at: '2026-03-02T09:00:00.000Z' }]);
  });
});
