import { ManualClock, type InboundSms } from '@chappe/sms';
import {
  buildUserDataHeader,
  concatenationElement,
  decodePdu,
  encodePdu,
  segmentationTlvs,
  type Pdu,
  type PduBody,
} from '@chappe/smpp';
import { SMPP_CARRIER_DEFAULTS } from '../options/index.js';
import { readInbound, type InboundPart } from './inbound-part.js';
import { GAP, Joining } from './joining.js';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const from = { sourceAddrTon: 1, sourceAddr: '33612345678', destinationAddr: '36180' };
const read = (body: PduBody<'deliver_sm'>, options: object = {}, now = NOW) =>
  readInbound(
    decodePdu(encodePdu({ command: 'deliver_sm', ...from, ...body })) as Pdu<'deliver_sm'>,
    { ...SMPP_CARRIER_DEFAULTS, ...options },
    now,
  );
const header = (reference: number, total: number, part: number, bits: 8 | 16 = 8) =>
  buildUserDataHeader([concatenationElement({ reference, total, part }, bits)]);

describe('a message from a phone', () => {
  it('is read with its addresses and its text', () => {
    expect(read({ shortMessage: Buffer.from('STOP') })).toMatchObject({
      from: '+33612345678',
      to: '36180',
      text: 'STOP',
      at: NOW,
      piece: undefined,
    });
  });

  it.each<[string, PduBody<'deliver_sm'>, object, string]>([
    ['GSM 7-bit', { shortMessage: Buffer.from('001b65', 'hex') }, {}, '@€'],
    ['UCS-2', { dataCoding: 8, shortMessage: Buffer.from('65e5', 'hex') }, {}, '日'],
    ['Latin-1 told', { dataCoding: 3, shortMessage: Buffer.from('e7', 'hex') }, {}, 'ç'],
    ['Latin-1 by default', { shortMessage: Buffer.from('e740', 'hex') }, { defaultCoding: 'latin1' }, 'ç@'],
    ['message_payload', { tlvs: { messagePayload: Buffer.from('long') } }, {}, 'long'],
    ['a header without parts', { esmClass: 0x40, shortMessage: Buffer.from('0324010141', 'hex') }, {}, 'A'],
    [
      'one part of one',
      { esmClass: 0x40, shortMessage: Buffer.concat([header(7, 1, 1), Buffer.from('A')]) },
      {},
      'A',
    ],
  ])('in %s', (_what, body, options, text) =>
    expect(read(body, options)).toMatchObject({ text, piece: undefined }),
  );

  it.each<[string, PduBody<'deliver_sm'>, number]>([
    [
      'a header of 8 bits',
      { esmClass: 0x40, shortMessage: Buffer.concat([header(7, 3, 2), Buffer.from('A')]) },
      7,
    ],
    [
      'a header of 16 bits',
      { esmClass: 0x40, shortMessage: Buffer.concat([header(700, 3, 2, 16), Buffer.from('A')]) },
      700,
    ],
    [
      'sar_*',
      { shortMessage: Buffer.from('A'), tlvs: segmentationTlvs({ reference: 700, total: 3, part: 2 }) },
      700,
    ],
  ])('says which part it is by %s', (_what, body, reference) =>
    expect(read(body)).toMatchObject({ text: 'A', piece: { reference, total: 3, number: 2 } }),
  );

  it.each<[string, PduBody<'deliver_sm'>]>([
    ['binary data', { dataCoding: 4, shortMessage: Buffer.from('ff00', 'hex') }],
    ['a header beyond its bounds', { esmClass: 0x40, shortMessage: Buffer.from('ff00', 'hex') }],
  ])('is not read from %s', (_what, body) => expect(read(body)).toBeUndefined());

  it('is told from another, and a repetition is not', () => {
    const of = (text: string, now = NOW) => read({ shortMessage: Buffer.from(text) }, {}, now)?.fingerprint;
    expect(of('OK', NOW + 59_999)).toBe(of('OK'));
    expect(of('OK', NOW + 60_000)).not.toBe(of('OK'));
    expect(of('KO')).not.toBe(of('OK'));
    expect(read({ sourceAddr: '33699999999', shortMessage: Buffer.from('OK') })?.fingerprint).not.toBe(
      of('OK'),
    );
  });
});

describe('a reply in parts', () => {
  const limits = { joinsMax: 3, joinMs: 600_000, partAnswerMs: 1_000 };
  function open({ thanksEarly = false } = {}) {
    const clock = new ManualClock(NOW);
    const stored: InboundSms[] = [];
    const state = { away: false, incomplete: 0 };
    const joining = new Joining({
      clock,
      ...limits,
      thanksEarly,
      store: async message => {
        if (state.away) throw new Error('the storage is away');
        stored.push(message);
      },
      incomplete: () => (state.incomplete += 1),
    });
    /** Answers by number once they are given. */
    const answers = new Map<string, boolean>();
    const take = (reference: number, total: number, number: number, text = String(number)) => {
      const piece = { reference, total, number };
      const part: InboundPart = {
        from: '+33612345678',
        to: '36180',
        text,
        at: clock.now(),
        content: text,
        fingerprint: `${reference}/${number}`,
        piece,
      };
      void joining.take(part).then(answer => answers.set(`${reference}.${number}`, answer));
      return clock.settle();
    };
    return { clock, stored, state, joining, answers, take };
  }

  it('is stored once it is whole, in order, and then all of it is thanked for', async () => {
    const { stored, answers, take, joining, clock } = open();
    await take(7, 3, 3);
    await take(7, 3, 1);
    expect([stored.length, answers.size]).toEqual([0, 0]);
    await take(7, 3, 2);
    expect(stored).toEqual([{ from: '+33612345678', to: '36180', text: '123', at: NOW, reference: '7/1+3' }]);
    expect([...answers.values()]).toEqual([true, true, true]);
    expect([joining.size, clock.timerCount]).toEqual([0, 0]);
  });

  it('does not mix with another of the same phone, and takes a part twice for once', async () => {
    const { stored, take } = open();
    await take(7, 2, 1, 'a');
    await take(8, 2, 1, 'c');
    await take(7, 2, 1, 'a');
    await take(8, 2, 2, 'd');
    await take(7, 2, 2, 'b');
    expect(stored.map(({ text }) => text)).toEqual(['cd', 'ab']);
  });

  it.each([false, true])(
    'is answered after a moment when the rest is slow, so that a carrier with a window of one goes on: thanked for %s',
    async thanksEarly => {
      const { stored, answers, take, clock } = open({ thanksEarly });
      await take(7, 2, 1);
      await clock.advanceBy(limits.partAnswerMs);
      // What is in memory only is the carrier's still, unless it says nothing twice.
      expect([answers.get('7.1'), stored.length]).toEqual([thanksEarly, 0]);
      await take(7, 2, 2);
      expect(stored.map(({ text }) => text)).toEqual(['12']);
      await take(7, 2, 1);
      expect([answers.get('7.1'), stored.length]).toEqual([true, 1]);
    },
  );

  it('of which a part is said again after it was stored is thanked for and dropped; another text is not', async () => {
    const { stored, answers, take, clock, joining } = open();
    await take(7, 2, 1);
    await take(7, 2, 2);
    answers.clear();
    await take(7, 2, 2);
    expect([answers.get('7.2'), joining.size]).toEqual([true, 0]);
    await take(7, 2, 1, 'another');
    await take(7, 2, 2, ' text');
    expect(stored.map(({ text }) => text)).toEqual(['12', 'another text']);
    await clock.advanceBy(limits.joinMs + 1);
    await take(7, 2, 1, 'another');
    expect(joining.size).toBe(1);
    await clock.advanceBy(limits.joinMs);
  });

  it('is remembered after it was stored for so many only', async () => {
    const { take, joining, answers } = open();
    for (const reference of [1, 2, 3, 4]) {
      await take(reference, 2, 1);
      await take(reference, 2, 2);
    }
    await take(4, 2, 1);
    await take(1, 2, 1);
    expect([answers.get('4.1'), joining.size]).toEqual([true, 1]);
  });

  it('is delivered with a gap when the rest does not come', async () => {
    const { stored, state, take, clock, joining } = open();
    await take(7, 5, 2);
    await take(7, 5, 5);
    await clock.advanceBy(limits.joinMs);
    expect(stored.map(({ text }) => text)).toEqual([`${GAP}2${GAP}5`]);
    expect([state.incomplete, joining.size, clock.timerCount]).toEqual([1, 0, 0]);
  });

  it('makes room for another, when there are too many', async () => {
    const { stored, take, joining } = open();
    for (const reference of [1, 2, 3, 4]) await take(reference, 2, 1, `${reference}`);
    expect([stored.map(({ text }) => text), joining.size]).toEqual([[`1${GAP}`], 3]);
  });

  it('is asked for again when it cannot be stored, and stored when its last part comes again', async () => {
    const { stored, state, answers, take } = open();
    state.away = true;
    await take(7, 2, 1);
    await take(7, 2, 2);
    expect([...answers.values()]).toEqual([false, false]);
    state.away = false;
    await take(7, 2, 2);
    expect(stored.map(({ text }) => text)).toEqual(['12']);
    expect(answers.get('7.2')).toBe(true);
  });

  it('is given back at a stop when nothing of it was thanked for, and delivered as it is otherwise', async () => {
    const { stored, answers, take, clock, joining } = open({ thanksEarly: true });
    await take(7, 2, 1);
    await clock.advanceBy(limits.partAnswerMs);
    await take(8, 2, 1);
    await joining.close();
    await clock.settle();
    expect(stored.map(({ reference, text }) => [reference, text])).toEqual([['7/1+1', `1${GAP}`]]);
    expect([answers.get('7.1'), answers.get('8.1')]).toEqual([true, false]);
    expect([joining.size, clock.timerCount]).toEqual([0, 0]);
  });

  it('is the carrier’s to say again when a part of it comes after the stop has begun', async () => {
    const { stored, answers, take, clock, joining } = open({ thanksEarly: true });
    await joining.close();
    await take(7, 2, 1);
    expect([answers.get('7.1'), joining.size, clock.timerCount]).toEqual([false, 0, 0]);
    await take(7, 2, 2);
    expect([answers.get('7.2'), stored]).toEqual([false, []]);
  });

  it('leaves nothing behind at a stop while the storage is away', async () => {
    const { state, take, clock, joining } = open({ thanksEarly: true });
    await take(7, 2, 1);
    await clock.advanceBy(limits.partAnswerMs);
    state.away = true;
    await joining.close();
    expect([joining.size, clock.timerCount]).toEqual([0, 0]);
  });
});
