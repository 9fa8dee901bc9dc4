import type { PartQuery } from '@chappe/sms';
import { CommandStatus, MessageState, NEVER_ANSWER, type Pdu, type SmppServerOptions } from '@chappe/smpp';
import type { SmppCarrier } from './carrier.js';
import { QUERIES_AT_ONCE } from './inquirer.js';
import type { SmppCarrierOptions } from './options/index.js';
import { submissionOf, Testbed } from './testbed.contract-spec.js';

let bed: Testbed;
beforeEach(() => (bed = new Testbed()));
afterEach(() => bed.close());

type Query = Pdu<'query_sm'>;
type Answering = NonNullable<NonNullable<SmppServerOptions['handlers']>['query_sm']>;

const { RINVCMDID, RINVMSGID, RTHROTTLED, RQUERYFAIL } = CommandStatus;
const signal = new AbortController().signal;
const part = (reference: string | null, given: Partial<PartQuery> = {}): PartQuery => ({
  messageId: 'msg_1',
  partNumber: 1,
  reference,
  from: 'CHAPPE',
  ...given,
});
const ask = (carrier: SmppCarrier, ...parts: readonly PartQuery[]) =>
  carrier.query?.(parts, { signal }) ?? Promise.reject(new Error('It cannot be asked.'));
const delivered: Answering = ({ messageId }) => ({ messageId, messageState: MessageState.DELIVERED });

/** A carrier bound to a centre that is asked. */
async function open(answer: Answering, given: Partial<SmppCarrierOptions> = {}) {
  const asked: Query[] = [];
  const handlers: SmppServerOptions['handlers'] = {
    submit_sm: (pdu, session) => bed.answer(pdu, session),
    query_sm: (pdu, session) => {
      asked.push(pdu);
      return answer(pdu, session);
    },
  };
  const { carrier } = await bed.open(given, { handlers });
  return { carrier, asked, ids: () => asked.map(({ messageId }) => messageId) };
}

describe('what became of a part', () => {
  it.each([
    [MessageState.ENROUTE, 0, 'buffered', null],
    [MessageState.DELIVERED, 0, 'delivered', null],
    [MessageState.EXPIRED, 0, 'expired', 'validity_ended'],
    [MessageState.DELETED, 0, 'undelivered', 'deleted_by_carrier'],
    [MessageState.UNDELIVERABLE, 27, 'undelivered', 'absent_subscriber'],
    [MessageState.ACCEPTED, 0, 'sent', null],
    [MessageState.UNKNOWN, 0, 'sent', 'unknown'],
    [MessageState.REJECTED, 0, 'rejected', 'carrier_rejected'],
  ])('is told from state %s with error %s: %s, %s', async (messageState, errorCode, state, reason) => {
    const finalDate = '260302083000000+';
    const { carrier, asked } = await open(({ messageId }) => ({
      messageId,
      finalDate,
      messageState,
      errorCode,
    }));
    expect(await ask(carrier, part('42'))).toEqual([
      {
        reference: '42',
        ours: { messageId: 'msg_1', partNumber: 1 },
        state,
        reason,
        rawCode: expect.stringMatching(/^[A-Z]{5,7}( 27)?$/),
        at: Date.parse('2026-03-02T08:30:00Z'),
        raw: JSON.stringify({
          command: 'query_sm_resp',
          messageId: '42',
          finalDate,
          messageState,
          errorCode,
        }),
      },
    ]);
    expect(asked).toMatchObject([
      { messageId: '42', sourceAddr: 'CHAPPE', sourceAddrTon: 5, sourceAddrNpi: 0 },
    ]);
  });

  it('is told by the carrier’s own tables, as receipts are', async () => {
    const { carrier } = await open(
      ({ messageId }) => ({ messageId, messageState: MessageState.UNDELIVERABLE, errorCode: 77 }),
      { receiptErrorMap: { 77: 'do_not_disturb' } },
    );
    expect(await ask(carrier, part('42'))).toMatchObject([{ reason: 'do_not_disturb' }]);
  });

  it('is not asked where there is no id, and left out where nobody knows it', async () => {
    const { carrier, ids } = await open(pdu =>
      pdu.messageId === '7' ? RINVMSGID : pdu.messageId === '8' ? RQUERYFAIL : delivered(pdu, {} as never),
    );
    const told = await ask(carrier, part(null), part('no id: msg_1.1'), part('7'), part('8'), part('9'));
    expect(told.map(({ reference }) => reference)).toEqual(['9']);
    expect(ids()).toEqual(['7', '8', '9']);
    expect(carrier.stats).toMatchObject({ queries: 3, queriesTold: 1 });
  });

  it('is asked once for all parts under one id, and holds for all of them', async () => {
    const { carrier, ids } = await open(delivered);
    const told = await ask(carrier, part('42'), part('42', { partNumber: 2 }));
    expect(told.map(({ ours }) => ours?.partNumber)).toEqual([1, 2]);
    expect(ids()).toEqual(['42']);
  });

  it('is asked in the name of the sender the message had, the default included', async () => {
    const { carrier, asked } = await open(delivered, { defaultSender: '36180' });
    await ask(carrier, part('1', { from: '+33612345678' }), part('2', { from: null }));
    expect(asked).toMatchObject([
      { sourceAddr: '33612345678', sourceAddrTon: 1, sourceAddrNpi: 1 },
      { sourceAddr: '36180', sourceAddrTon: 3 },
    ]);
  });

  it.each([
    ['about another id', { messageId: '43', messageState: MessageState.DELIVERED }],
    ['in a state nobody knows', { messageId: '42', messageState: 99 }],
  ])('is not believed %s', async (_what, answer) => {
    const { carrier } = await open(() => answer);
    expect(await ask(carrier, part('42'))).toEqual([]);
    expect(carrier.stats.oddities).toEqual({ 'query-of-another': 1 });
  });
});

describe('the id that is asked about', () => {
  it.each<[string, Partial<SmppCarrierOptions>, string, string]>([
    ['folded', {}, '00ab-1f', 'AB-1F'],
    ['hexadecimal', { messageIds: { answer: 'hex' } }, '0FF', '255'],
  ])('is written as the carrier wrote it, when it was %s', async (_form, given, id, reference) => {
    bed.answer = () => ({ messageId: id });
    const { carrier, ids } = await open(delivered, given);
    const answer = await bed.submit(carrier, submissionOf('x'));
    expect(answer).toMatchObject({ parts: [{ reference }] });
    expect(await ask(carrier, part(reference))).toMatchObject([{ reference, state: 'delivered' }]);
    expect(ids()).toEqual([id]);
  });

  it.each<[string, Partial<SmppCarrierOptions>, string, string, string]>([
    ['folded, with zeros', {}, '000012ab', 'F7', '000000f7'],
    ['folded, in capitals', {}, '12AB', '99', '0099'],
    ['decimal, with zeros', { messageIds: { answer: 'decimal' } }, '0000000041', '42', '0000000042'],
    ['hexadecimal, with zeros', { messageIds: { answer: 'hex' } }, '0000ab12', '255', '000000ff'],
    ['a UUID', {}, '9b2c-41d0', 'B2C-41D1', '0b2c-41d1'],
    ['exact', { messageIds: { answer: 'exact' } }, '00ab', 'f7', 'f7'],
  ])('is tried first as the carrier writes others: %s', async (_form, given, other, reference, tried) => {
    bed.answer = () => ({ messageId: other });
    const { carrier, ids } = await open(() => RINVMSGID, given);
    await bed.submit(carrier, submissionOf('x'));
    expect(await ask(carrier, part(reference))).toEqual([]);
    expect(ids()[0]).toBe(tried);
  });

  it.each<[string, Partial<SmppCarrierOptions>, string, string]>([
    ['in small letters', {}, 'AB-1F', 'ab-1f'],
    ['in hexadecimal', { messageIds: { answer: 'hex' } }, '255', 'FF'],
    ['in hexadecimal, small', { messageIds: { answer: 'hex' } }, '255', 'ff'],
  ])('is found %s by a process that did not hear it given', async (_form, given, reference, id) => {
    const { carrier } = await open(
      pdu => (pdu.messageId === id ? delivered(pdu, {} as never) : RINVMSGID),
      given,
    );
    expect(await ask(carrier, part(reference))).toMatchObject([{ reference, state: 'delivered' }]);
  });
});

describe('a carrier that is asked', () => {
  const many = Array.from({ length: 100 }, (_, index) => part(String(index + 1), { partNumber: index + 1 }));

  it('has few questions open at once, and half a window of room for messages', async () => {
    for (const [window, expected] of [
      [1, 1],
      [8, 4],
      [1_000, QUERIES_AT_ONCE],
    ] as const) {
      const open_: (() => void)[] = [];
      const { carrier, asked } = await open(
        pdu => new Promise(resolve => open_.push(() => resolve(delivered(pdu, {} as never) as never))),
        { window, name: `window-${window}` },
      );
      const told = ask(carrier, ...many);
      await bed.until('it was asked', () => open_.length >= expected);
      expect(asked).toHaveLength(expected);
      for (let answered = 0; answered < many.length; answered++) {
        await bed.until('it was asked on', () => open_.length > answered);
        open_[answered]?.();
      }
      expect(await told).toHaveLength(many.length);
    }
  });

  it('is asked in several batches at once no more than in one, and takes messages all the while', async () => {
    const held: (() => void)[] = [];
    const { carrier, asked } = await open(
      pdu => new Promise(resolve => held.push(() => resolve(delivered(pdu, {} as never) as never))),
      { window: 4 },
    );
    const told = [many, many, many].map(batch => ask(carrier, ...batch));
    await bed.until('it was asked', () => held.length >= 2);
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
    expect(asked).toHaveLength(2);
    await bed.clock.advanceBy(30_000);
    expect((await Promise.all(told)).flat()).toEqual([]);
  });

  it('and does not answer is not asked on: the batch ends after one time-out', async () => {
    const { carrier, asked } = await open(() => NEVER_ANSWER, { window: 4, requestTimeoutMs: 5_000 });
    const told = ask(carrier, ...many);
    await bed.until('it was asked', () => asked.length === 2);
    await bed.clock.advanceBy(5_000);
    expect(await told).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it('and says "too fast" keeps what it has told, and is left alone', async () => {
    const { carrier, asked } = await open(
      pdu => (pdu.messageId === '2' ? RTHROTTLED : delivered(pdu, {} as never)),
      { window: 1 },
    );
    expect(await ask(carrier, ...many)).toMatchObject([{ reference: '1' }]);
    expect(asked).toHaveLength(2);
  });

  it('and does not know the command is never asked again, and says so once', async () => {
    const { carrier, asked } = await open(() => RINVCMDID, { window: 1 });
    expect(await ask(carrier, ...many)).toEqual([]);
    expect(await ask(carrier, ...many)).toEqual([]);
    expect(asked).toHaveLength(1);
    expect(bed.named('oddity')).toHaveLength(1);
    expect(carrier.stats.oddities).toEqual({ 'query-refused': 1 });
  });

  it('is not, where it is known that it offers no queries, nor while it is away or we are stopped', async () => {
    const port = 1;
    expect(bed.carrier(port, { queries: false }).query).toBeUndefined();
    expect(await ask(bed.carrier(port), part('1'))).toEqual([]);
    const { carrier, asked } = await open(delivered);
    const stopped = carrier.query?.([part('1')], { signal: AbortSignal.abort() });
    expect([await stopped, asked]).toEqual([[], []]);
  });

  it('and answers when nobody waits any more has said nothing odd', async () => {
    const answer = Promise.withResolvers<{ messageId: string }>();
    const { carrier, asked } = await open(() => answer.promise, { requestTimeoutMs: 5_000 });
    const told = ask(carrier, part('1'));
    await bed.until('it was asked', () => asked.length === 1);
    await bed.clock.advanceBy(5_000);
    expect(await told).toEqual([]);
    answer.resolve({ messageId: '1' });
    await bed.submit(carrier, submissionOf('x'));
    expect(carrier.stats.oddities).toEqual({});
  });
});
