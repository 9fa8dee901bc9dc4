import { jest } from '@jest/globals';
import type { DeliveryReceipt, SubmissionResult } from '@chappe/sms';
import {
  buildReceiptText,
  CommandStatus,
  NEVER_ANSWER,
  type PduBody,
  type ServerSession,
} from '@chappe/smpp';
import { smppCarrier, SmppCarrier } from './carrier.js';
import { SMPP_CARRIER_DEFAULTS, type SmppCarrierOptions } from './options/index.js';
import { START, submissionOf, Testbed } from './testbed.contract-spec.js';

let bed: Testbed;
beforeEach(() => (bed = new Testbed()));
afterEach(() => bed.close());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONG = 'a'.repeat(400);
const ok = (number: number, reference: string) => ({ number, accepted: true, reference });

/** The centre reports on a message. Resolves with the status it is thanked with. */
async function report(
  session: ServerSession | undefined,
  id: string,
  given: PduBody<'deliver_sm'> = {},
): Promise<number> {
  const at = new Date(bed.clock.now());
  const shortMessage = Buffer.from(buildReceiptText({ id, stat: 'DELIVRD', submitDate: at, doneDate: at }));
  const body = {
    esmClass: 4,
    sourceAddrTon: 1,
    sourceAddr: '33612345678',
    destinationAddr: 'CHAPPE',
    shortMessage,
  };
  const outcome = await session?.request('deliver_sm', { ...body, ...given });
  if (outcome?.kind !== 'answered') throw new Error(JSON.stringify(outcome));
  return outcome.response.status;
}

describe('a message handed over', () => {
  it('is accepted under the id that receipts will have', async () => {
    bed.answer = () => ({ messageId: '00ab12' });
    const { carrier } = await bed.open();
    expect(await bed.submit(carrier, submissionOf('Bonjour'))).toEqual({
      kind: 'accepted',
      parts: [ok(1, 'AB12')],
    });
    expect(bed.submitted).toHaveLength(1);
    expect(bed.submitted[0]).toMatchObject({
      sourceAddr: 'CHAPPE',
      destinationAddr: '33612345678',
      registeredDelivery: 1,
      validityPeriod: '000002000000000R',
      shortMessage: Buffer.from('Bonjour'),
    });
    expect(carrier.stats).toMatchObject({ bound: 1, accepted: 1, refused: 0, unanswered: 0 });
  });

  it('goes in parts, back to back on one bind, and is answered part by part', async () => {
    const sessions = new Set<unknown>();
    bed.answer = ({ shortMessage }, session) => {
      sessions.add(session);
      return { messageId: `part${shortMessage[5]}` };
    };
    const { carrier } = await bed.open({ binds: 3 });
    expect(await bed.submit(carrier, submissionOf(LONG))).toEqual({
      kind: 'accepted',
      parts: [ok(1, 'PART1'), ok(2, 'PART2'), ok(3, 'PART3')],
    });
    expect(sessions.size).toBe(1);
    expect(new Set(bed.submitted.map(({ shortMessage }) => shortMessage[3])).size).toBe(1);
  });

  it.each([
    [0x58, { kind: 'throttled', retryAfterMs: null, rawCode: '0x00000058', scope: 'carrier' }],
    [0x14, { kind: 'throttled', retryAfterMs: null, rawCode: '0x00000014', scope: 'carrier' }],
    [0x08, { kind: 'rejected', reason: 'carrier_error', rawCode: '0x00000008', permanent: false }],
    [0x0b, { kind: 'rejected', reason: 'invalid_destination', rawCode: '0x0000000b', permanent: true }],
    [0x0a, { kind: 'rejected', reason: 'sender_not_allowed', rawCode: '0x0000000a', permanent: true }],
    [0x400, { kind: 'rejected', reason: 'unknown', rawCode: '0x00000400', permanent: false }],
  ])('is answered by what status %d asks for', async (status, result) => {
    bed.answer = () => status;
    const { carrier } = await bed.open();
    expect(await bed.submit(carrier, submissionOf('Bonjour'))).toEqual(result);
    expect(carrier.stats.refused).toBe(1);
  });

  it('is answered by the error map of the carrier, which may be changed at any time', async () => {
    bed.answer = () => 0x400;
    const { carrier } = await bed.open({ errorMap: { '0x400': { as: 'throttled', retryAfterMs: 9_000 } } });
    const submit = () => bed.submit(carrier, submissionOf('x'));
    expect(await submit()).toMatchObject({ kind: 'throttled', retryAfterMs: 9_000 });
    carrier.useErrorMaps({ errorMap: { '0x400': { as: 'rejected', reason: 'insufficient_credit' } } });
    expect(await submit()).toMatchObject({
      kind: 'rejected',
      reason: 'insufficient_credit',
      permanent: true,
    });
    expect(() => carrier.useErrorMaps({ errorMap: { '0x400': { as: 'nothing' } as never } })).toThrow(
      '0x400',
    );
    expect(await submit()).toMatchObject({ reason: 'insufficient_credit' });
  });

  it('is refused here when SMPP cannot carry it', async () => {
    const { carrier } = await bed.open();
    const from = 'a-sender-of-more-than-twenty';
    expect(await bed.submit(carrier, submissionOf('x', { from }))).toEqual({
      kind: 'rejected',
      reason: 'invalid_message',
      rawCode: 'unsendable sourceAddr',
      permanent: true,
    });
    expect(bed.submitted).toHaveLength(0);
  });

  it('starts the session anew when the centre says that it is not bound', async () => {
    bed.answer = () => (bed.binds.length === 1 ? CommandStatus.RINVBNDSTS : { messageId: 'late' });
    const { carrier } = await bed.open();
    expect(await bed.submit(carrier, submissionOf('x'))).toEqual({
      kind: 'throttled',
      retryAfterMs: null,
      rawCode: '0x00000004',
    });
    await bed.passUntil('bound again', () => bed.binds.length === 2 && carrier.health().up);
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['RINVCMDLEN', CommandStatus.RINVCMDLEN, false],
    ['RINVCMDID', CommandStatus.RINVCMDID, false],
    ['RINVBNDSTS while others get through', CommandStatus.RINVBNDSTS, true],
  ])(
    'costs the session once, and an attempt after that, when it is what %s is about',
    async (_, status, othersPass) => {
      bed.answer = ({ destinationAddr }) => (destinationAddr.endsWith('13') ? status : { messageId: 'x' });
      const { carrier } = await bed.open({ binds: 2 });
      await bed.passUntil('both are bound', () => carrier.stats.bound === 2);
      const bad = submissionOf('x', { messageId: 'msg_bad', to: '+33600000013' });
      expect(await bed.submit(carrier, bad)).toMatchObject({ kind: 'throttled' });
      await bed.passUntil('it is bound again', () => bed.binds.length === 3 && carrier.stats.bound === 2);
      if (othersPass) await bed.submit(carrier, submissionOf('y'));
      expect(await bed.submit(carrier, bad)).toMatchObject({ kind: 'rejected', permanent: false });
      await bed.clock.advanceBy(MINUTE);
      expect([bed.binds.length, carrier.stats.bound]).toEqual([3, 2]);
    },
  );

  it('in parts costs the session once, though each part is answered with a word about it', async () => {
    bed.answer = () => (bed.binds.length === 1 ? CommandStatus.RINVBNDSTS : { messageId: 'x' });
    const { carrier } = await bed.open();
    expect(await bed.submit(carrier, submissionOf(LONG))).toMatchObject({ kind: 'throttled' });
    await bed.passUntil('it is bound again', () => bed.binds.length === 2 && carrier.health().up);
    expect(await bed.submit(carrier, submissionOf(LONG))).toMatchObject({ kind: 'accepted' });
  });

  it('says that the recipient is full when others get through', async () => {
    bed.answer = ({ destinationAddr }) =>
      destinationAddr.endsWith('9') ? CommandStatus.RMSGQFUL : { messageId: '1' };
    const { carrier } = await bed.open();
    const full = submissionOf('x', { to: '+33612345679' });
    expect(await bed.submit(carrier, full)).toMatchObject({ kind: 'throttled', scope: 'carrier' });
    await bed.submit(carrier, submissionOf('x'));
    const forThisOne = { kind: 'throttled', retryAfterMs: 180_000, scope: 'message' };
    expect(await bed.submit(carrier, full)).toMatchObject(forThisOne);
    await bed.clock.advanceBy(60_001);
    expect(await bed.submit(carrier, full)).toMatchObject({ kind: 'throttled', scope: 'carrier' });
  });

  it('waits for its turn in the rate, and is given back when that takes too long', async () => {
    const { carrier } = await bed.open({ ratePerSecond: 1, paceWaitMaxMs: 2_000 });
    const capabilities = { ratePerSecond: 1, windowSize: 10, deduplicates: false, submitMaxMs: 55_000 };
    expect(carrier.capabilities).toEqual(capabilities);
    const results = Promise.all([1, 2, 3, 4].map(() => bed.submit(carrier, submissionOf('x'))));
    await bed.until('the first has left', () => bed.submitted.length === 1);
    await bed.clock.advanceBy(1_000);
    await bed.until('the second has left', () => bed.submitted.length === 2);
    await bed.clock.advanceBy(1_000);
    expect((await results).map(({ kind }) => kind)).toEqual([
      'accepted',
      'accepted',
      'accepted',
      'throttled',
    ]);
    expect((await results)[3]).toEqual({ kind: 'throttled', retryAfterMs: 3_000, rawCode: 'own_rate' });
  });
});

describe('a part of a text that is refused for now', () => {
  it('is handed over again after a pause, since a text with a hole is worth nothing', async () => {
    let refusals = 2;
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] === 2 && refusals-- > 0
        ? CommandStatus.RTHROTTLED
        : { messageId: `p${shortMessage[5]}` };
    const { carrier } = await bed.open();
    const result = bed.submit(carrier, submissionOf(LONG));
    await bed.until('all have left', () => bed.submitted.length === 3);
    await bed.passUntil('the second has left again, twice', () => bed.submitted.length === 5);
    expect(await result).toEqual({ kind: 'accepted', parts: [ok(1, 'P1'), ok(2, 'P2'), ok(3, 'P3')] });
    expect(bed.submitted.slice(3).map(({ shortMessage }) => shortMessage[5])).toEqual([2, 2]);
    expect(bed.clock.now()).toBeGreaterThanOrEqual(Date.parse('2026-03-02T09:00:03Z'));
  });

  it('for hours, costs neither the other parts nor the lane: the rest is told when it is taken', async () => {
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] !== 1 && bed.clock.now() - START < 2 * HOUR
        ? CommandStatus.RTHROTTLED
        : { messageId: `p${shortMessage[5]}` };
    const { carrier } = await bed.open();
    const result = bed.submit(carrier, submissionOf(LONG));
    await bed.passUntil('they have left three times', () => bed.submitted.length === 7);
    expect(await result).toEqual({ kind: 'accepted', parts: [ok(1, 'P1')] });
    expect(bed.clock.now() - START).toBe(3_000);

    await bed.passUntil('the rest is told', () => bed.ear.receipts.length === 2);
    expect(bed.ear.receipts).toMatchObject([
      { reference: 'P2', ours: { messageId: 'msg_1', partNumber: 2 }, state: 'sent' },
      { reference: 'P3', ours: { messageId: 'msg_1', partNumber: 3 }, state: 'sent' },
    ]);
    const headers = bed.submitted.map(({ shortMessage }) => shortMessage.subarray(0, 5).toString('hex'));
    expect(new Set(headers).size).toBe(1);
    expect(bed.submitted.filter(({ shortMessage }) => shortMessage[5] === 1)).toHaveLength(1);
    // Once a minute, and not in a tight loop.
    expect(bed.submitted.length).toBeLessThan(2 * 140);
    await bed.clock.advanceBy(HOUR);
    expect(bed.ear.receipts).toHaveLength(2);
  });

  it('is handed over with what is left of the validity, and told as expired when that is over', async () => {
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] === 2 ? CommandStatus.RTHROTTLED : { messageId: `p${shortMessage[5]}` };
    const { carrier } = await bed.open();
    void bed.submit(carrier, submissionOf(LONG, { validityMs: 10 * MINUTE }));
    await bed.passUntil('it is told', () => bed.ear.receipts.length === 1);
    expect(bed.ear.receipts).toMatchObject([
      { reference: '', ours: { partNumber: 2 }, state: 'expired', reason: 'validity_ended' },
    ]);
    expect(bed.clock.now() - START).toBeLessThanOrEqual(10 * MINUTE);
    expect(bed.submitted[0]?.validityPeriod).toBe('000000001000000R');
    expect(bed.submitted.at(-1)?.validityPeriod).toMatch(/^0000000000\d\d000R$/);
    expect(bed.clock.nextDueAt()).toBeUndefined();
  });

  it('waits as long as the carrier asks', async () => {
    const errorMap = { '0x58': { as: 'throttled', retryAfterMs: 15 * MINUTE } } as const;
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] === 2 ? CommandStatus.RTHROTTLED : { messageId: `p${shortMessage[5]}` };
    const { carrier } = await bed.open({ errorMap });
    void bed.submit(carrier, submissionOf(LONG));
    await bed.passUntil('it has left four times', () => bed.submitted.length === 6);
    expect(bed.clock.now() - START).toBe(3_000 + 15 * MINUTE);
  });

  it('waits for a bind', async () => {
    bed.answer = ({ shortMessage }, session) => {
      if (shortMessage[5] === 3) setImmediate(() => session.destroy());
      return shortMessage[5] === 2 && bed.binds.length === 1
        ? CommandStatus.RTHROTTLED
        : { messageId: `p${shortMessage[5]}` };
    };
    const { carrier } = await bed.open({ reconnectMinMs: 20_000 });
    void bed.submit(carrier, submissionOf(LONG));
    await bed.passUntil('the rest is told', () => bed.ear.receipts.length === 1);
    expect(bed.ear.receipts).toMatchObject([{ reference: 'P2', state: 'sent' }]);
    expect(bed.submitted.map(({ shortMessage }) => shortMessage[5])).toEqual([1, 2, 3, 2]);
  });

  it('is in doubt by itself when its answer does not come: it does not leave a third time', async () => {
    bed.answer = ({ shortMessage }) => {
      if (shortMessage[5] !== 2) return { messageId: `p${shortMessage[5]}` };
      return bed.submitted.length < 6 ? CommandStatus.RTHROTTLED : NEVER_ANSWER;
    };
    const { carrier } = await bed.open();
    void bed.submit(carrier, submissionOf(LONG));
    await bed.passUntil('it has left for the last time', () => bed.submitted.length === 6);
    await bed.clock.advanceBy(48 * HOUR);
    expect([bed.submitted.length, bed.ear.receipts.length]).toEqual([6, 0]);
  });

  it('is told as refused when the process stops, which knows of it alone', async () => {
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] === 2 ? CommandStatus.RTHROTTLED : { messageId: `p${shortMessage[5]}` };
    const { carrier } = await bed.open();
    void bed.submit(carrier, submissionOf(LONG));
    await bed.passUntil('it has left four times', () => bed.submitted.length === 6);
    await carrier.stop();
    expect(bed.ear.receipts).toMatchObject([
      { reference: '', ours: { partNumber: 2 }, state: 'rejected', reason: 'throttled' },
    ]);
  });

  it('by a slow carrier leaves the answer in time', async () => {
    bed.answer = async ({ shortMessage }) => {
      await new Promise<void>(resolve => bed.clock.after(29_000, resolve));
      return shortMessage[5] === 1 ? { messageId: 'p1' } : CommandStatus.RTHROTTLED;
    };
    const { carrier } = await bed.open();
    let result: SubmissionResult | undefined;
    void bed.submit(carrier, submissionOf(LONG)).then(answer => (result = answer));
    await bed.passUntil('it is answered', () => result !== undefined);
    expect(bed.clock.now() - START).toBeLessThan(SMPP_CARRIER_DEFAULTS.submitMaxMs);
    expect(result).toMatchObject({ kind: 'accepted', parts: [{ number: 1, accepted: true }] });
    expect(bed.submitted).toHaveLength(3);
  });

  it('without being asked for patience is told as refused after five times', async () => {
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] === 2 ? CommandStatus.RSYSERR : { messageId: `p${shortMessage[5]}` };
    const { carrier } = await bed.open();
    const result = bed.submit(carrier, submissionOf(LONG));
    await bed.passUntil('it is told', () => bed.ear.receipts.length === 1);
    expect(await result).toEqual({ kind: 'accepted', parts: [ok(1, 'P1'), ok(3, 'P3')] });
    expect(bed.submitted).toHaveLength(7);
    expect(bed.ear.receipts).toMatchObject([
      { reference: '', state: 'rejected', reason: 'carrier_error', rawCode: '0x00000008' },
    ]);
  });

  it('is not handed over again when it was refused for good', async () => {
    bed.answer = ({ shortMessage }) => (shortMessage[5] === 2 ? CommandStatus.RX_R_APPN : { messageId: 'p' });
    const { carrier } = await bed.open();
    const result = await bed.submit(carrier, submissionOf(LONG));
    expect(result).toMatchObject({
      kind: 'accepted',
      parts: [{}, { accepted: false, reason: 'carrier_rejected' }, {}],
    });
    expect(bed.submitted).toHaveLength(3);
  });
});

describe('a submission without an answer', () => {
  it('is unknown after its time', async () => {
    bed.answer = () => NEVER_ANSWER;
    const { carrier, sessions } = await bed.open();
    const result = bed.submit(carrier, submissionOf('x'));
    await bed.until('it has left', () => bed.submitted.length === 1);
    expect(bed.clock.outsideCount).toBe(1);
    await bed.clock.advanceBy(30_000);
    expect(await result).toEqual({ kind: 'unknown', cause: 'timeout' });
    // A centre on the same virtual time holds it still, and counts it until the session ends.
    expect([bed.clock.outsideCount, carrier.stats.unanswered]).toEqual([1, 1]);
    sessions[0]?.destroy();
    await bed.until('nothing is on the wire', () => bed.clock.outsideCount === 0);
  });

  it('is unknown when the session ends', async () => {
    bed.answer = (_pdu, session) => {
      session.destroy();
      return NEVER_ANSWER;
    };
    const { carrier } = await bed.open();
    expect(await bed.submit(carrier, submissionOf('x'))).toEqual({ kind: 'unknown', cause: 'closed' });
  });

  it('is unknown when the process is being stopped', async () => {
    bed.answer = () => NEVER_ANSWER;
    const { carrier } = await bed.open();
    const abort = new AbortController();
    const result = bed.submit(carrier, submissionOf('x'), abort.signal);
    await bed.until('it has left', () => bed.submitted.length === 1);
    abort.abort();
    expect(await result).toEqual({ kind: 'unknown', cause: 'aborted' });
  });

  it('is throttled when it never left: nobody is bound, or we are stopping', async () => {
    const away = bed.carrier(1);
    await away.start(bed.ear);
    const throttled = { kind: 'throttled', retryAfterMs: null };
    expect(await bed.submit(away, submissionOf('x'))).toEqual({ ...throttled, rawCode: 'not_bound' });
    const { carrier } = await bed.open();
    await carrier.stop();
    expect(await bed.submit(carrier, submissionOf('x'))).toEqual({ ...throttled, rawCode: 'stopping' });
    expect(bed.submitted).toHaveLength(0);
  });

  it('is throttled when it never left: the window stayed full, or the signal came first', async () => {
    bed.answer = () => NEVER_ANSWER;
    const { carrier } = await bed.open({ window: 1 });
    const abort = new AbortController();
    const first = bed.submit(carrier, submissionOf('x'));
    await bed.until('one has left', () => bed.submitted.length === 1);
    await bed.clock.advanceBy(10_000);
    const aborted = bed.submit(carrier, submissionOf('x'), abort.signal);
    const third = bed.submit(carrier, submissionOf('x'));
    const fourth = bed.submit(carrier, submissionOf('x'));
    // What waits for room has not left, and virtual time must not wait for it.
    expect(bed.clock.outsideCount).toBe(1);
    abort.abort();
    expect(await aborted).toEqual({ kind: 'throttled', retryAfterMs: null, rawCode: 'aborted' });
    await bed.clock.advanceBy(20_000);
    expect(await first).toEqual({ kind: 'unknown', cause: 'timeout' });
    await bed.until('the third has left', () => bed.submitted.length === 2);
    await bed.clock.advanceBy(10_000);
    expect(await fourth).toEqual({ kind: 'throttled', retryAfterMs: null, rawCode: 'window_full' });
    await bed.clock.advanceBy(20_000);
    expect(await third).toEqual({ kind: 'unknown', cause: 'timeout' });
  });

  it('is unknown as a whole when one part is without; the others keep their receipts', async () => {
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] === 2 ? NEVER_ANSWER : { messageId: `p${shortMessage[5]}` };
    const { carrier, sessions } = await bed.open();
    const result = bed.submit(carrier, submissionOf(LONG));
    await bed.until('all have left', () => bed.submitted.length === 3);
    await bed.clock.advanceBy(30_000);
    expect(await result).toEqual({ kind: 'unknown', cause: 'timeout' });
    expect(await report(sessions[0], 'p3')).toBe(0);
    expect(bed.ear.receipts).toMatchObject([
      { reference: 'P3', ours: { messageId: 'msg_1', partNumber: 3 }, state: 'delivered' },
    ]);
  });

  it('sends at the next attempt only what was not accepted, under the same concatenation reference', async () => {
    let silent = true;
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] === 2 && silent ? NEVER_ANSWER : { messageId: `p${shortMessage[5]}` };
    const { carrier } = await bed.open();
    const first = bed.submit(carrier, submissionOf(LONG));
    await bed.until('all have left', () => bed.submitted.length === 3);
    await bed.clock.advanceBy(30_000);
    await first;
    silent = false;
    expect(await bed.submit(carrier, submissionOf(LONG, { attempt: 2 }))).toEqual({
      kind: 'accepted',
      parts: [ok(1, 'P1'), ok(2, 'P2'), ok(3, 'P3')],
    });
    expect(bed.submitted.slice(3).map(({ shortMessage }) => shortMessage[5])).toEqual([2]);
    expect(new Set(bed.submitted.map(({ shortMessage }) => shortMessage[3])).size).toBe(1);
  });

  it('sends all parts at the second sending, which is another message, under another concatenation reference', async () => {
    let silent = true;
    bed.answer = ({ sequence, shortMessage }) =>
      shortMessage[5] === 2 && silent ? NEVER_ANSWER : { messageId: `p${sequence}` };
    const { carrier } = await bed.open();
    const first = bed.submit(carrier, submissionOf(LONG));
    await bed.until('all have left', () => bed.submitted.length === 3);
    await bed.clock.advanceBy(30_000);
    expect(await first).toMatchObject({ kind: 'unknown' });
    silent = false;
    const second = await bed.submit(carrier, submissionOf(LONG, { attempt: 2, sending: 2 }));
    expect(second).toMatchObject({ kind: 'accepted', parts: [{ number: 1 }, { number: 2 }, { number: 3 }] });
    expect(bed.submitted.slice(3).map(({ shortMessage }) => shortMessage[5])).toEqual([1, 2, 3]);
    const references = bed.submitted.map(({ shortMessage }) => shortMessage[3]);
    expect([new Set(references).size, references[3] === references[0]]).toEqual([2, false]);
  });

  it('is told like a receipt when the answer comes late, and is then not sent again', async () => {
    let answerLate: (answer: { messageId: string }) => void = () => undefined;
    bed.answer = () => new Promise(resolve => (answerLate = resolve));
    const { carrier } = await bed.open();
    const result = bed.submit(carrier, submissionOf('x'));
    await bed.until('it has left', () => bed.submitted.length === 1);
    await bed.clock.advanceBy(30_000);
    expect(await result).toMatchObject({ kind: 'unknown' });
    answerLate({ messageId: 'late1' });
    await bed.until('it is told', () => bed.ear.receipts.length === 1);
    expect(bed.ear.receipts[0]).toMatchObject({
      reference: 'LATE1',
      ours: { messageId: 'msg_1', partNumber: 1 },
      state: 'sent',
      reason: null,
    });
    expect(await bed.submit(carrier, submissionOf('x', { attempt: 2 }))).toEqual({
      kind: 'accepted',
      parts: [ok(1, 'LATE1')],
    });
    expect([bed.submitted.length, carrier.stats.lateAnswers, bed.clock.outsideCount]).toEqual([1, 1, 0]);
  });

  it('is told with all parts that were accepted in time, when the answer to one of them comes late', async () => {
    let answerLate: (answer: { messageId: string }) => void = () => undefined;
    bed.answer = ({ shortMessage }) =>
      shortMessage[5] === 2
        ? new Promise(resolve => (answerLate = resolve))
        : { messageId: `p${shortMessage[5]}` };
    const { carrier } = await bed.open();
    const result = bed.submit(carrier, submissionOf(LONG));
    await bed.until('all have left', () => bed.submitted.length === 3);
    await bed.clock.advanceBy(30_000);
    expect(await result).toMatchObject({ kind: 'unknown' });
    answerLate({ messageId: 'p2' });
    await bed.until('it is told', () => bed.ear.receipts.length === 3);
    const told = bed.ear.receipts.map(({ reference, ours, state }) => [ours?.partNumber, reference, state]);
    expect(told.sort()).toEqual([
      [1, 'P1', 'sent'],
      [2, 'P2', 'sent'],
      [3, 'P3', 'sent'],
    ]);
  });

  it('stays in doubt when the late answer is a refusal', async () => {
    let answerLate: (answer: number) => void = () => undefined;
    bed.answer = () => new Promise(resolve => (answerLate = resolve));
    const { carrier } = await bed.open();
    const result = bed.submit(carrier, submissionOf('x'));
    await bed.until('it has left', () => bed.submitted.length === 1);
    await bed.clock.advanceBy(30_000);
    await result;
    answerLate(CommandStatus.RSYSERR);
    await bed.until('it is counted', () => carrier.stats.lateAnswers === 1);
    expect([bed.ear.receipts.length, carrier.stats.oddities]).toEqual([0, { 'late-refusal': 1 }]);
  });
});

describe('a receipt', () => {
  it('names its message while that is remembered, and its reference always', async () => {
    bed.answer = () => ({ messageId: '0a1' });
    const { carrier, sessions } = await bed.open();
    await bed.submit(carrier, submissionOf('x'));
    expect(await report(sessions[0], 'A1')).toBe(0);
    expect(await report(sessions[0], 'A2')).toBe(0);
    expect(bed.ear.receipts).toMatchObject([
      {
        reference: 'A1',
        ours: { messageId: 'msg_1', partNumber: 1 },
        state: 'delivered',
        at: bed.clock.now(),
      },
      { reference: 'A2', state: 'delivered' },
    ]);
    expect(bed.ear.receipts[1]).not.toHaveProperty('ours');
    expect(carrier.stats).toMatchObject({ receipts: 2, receiptsNotRemembered: 1 });
  });

  it('may come before the answer: it is told by reference, under which the answer then comes', async () => {
    bed.answer = async (_pdu, session) => {
      await report(session, 'a1');
      return { messageId: 'A1' };
    };
    const { carrier } = await bed.open();
    expect(await bed.submit(carrier, submissionOf('x'))).toEqual({ kind: 'accepted', parts: [ok(1, 'A1')] });
    expect(bed.ear.receipts).toMatchObject([{ reference: 'A1', state: 'delivered' }]);
  });

  it('names its message when it comes in one packet with the answer', async () => {
    const thanked = Promise.withResolvers<number>();
    bed.answer = (_pdu, session) => {
      queueMicrotask(() => thanked.resolve(report(session, 'a1')));
      return { messageId: 'A1' };
    };
    const { carrier } = await bed.open();
    await bed.submit(carrier, submissionOf('x'));
    expect(await thanked.promise).toBe(0);
    expect(bed.ear.receipts[0]?.ours).toEqual({ messageId: 'msg_1', partNumber: 1 });
    expect(carrier.stats.receiptsNotRemembered).toBe(0);
  });

  it.each<[string, Partial<SmppCarrierOptions>, number, object]>([
    ['for each part', {}, 3, {}],
    [
      'for the whole text, of a carrier that reports once',
      { receiptsPer: 'message' },
      3,
      { covers: 'message' },
    ],
    ['for the whole text, sent in message_payload', { longMessages: 'payload' }, 1, { covers: 'message' }],
  ])('speaks %s', async (_what, options, lastId, covers) => {
    let id = 0;
    bed.answer = () => ({ messageId: `p${++id}` });
    const { carrier, sessions } = await bed.open(options);
    const answer = await bed.submit(carrier, submissionOf(LONG));
    await report(sessions[0], `p${lastId}`);
    await report(sessions[0], 'from before a restart');
    const [remembered, unknown] = bed.ear.receipts;
    const ours = { messageId: 'msg_1', partNumber: lastId };
    expect(remembered).toEqual(expect.objectContaining({ reference: `P${lastId}`, ours, ...covers }));
    expect(unknown).toMatchObject(covers);
    expect([remembered?.covers, unknown?.covers]).toEqual(
      'covers' in covers ? ['message', 'message'] : [undefined, undefined],
    );
    // What is stored with each part is what the receipt will name, in the life of this process and after it.
    expect(answer.kind === 'accepted' && answer.parts).toContainEqual(
      expect.objectContaining({ number: lastId, reference: `P${lastId}` }),
    );
  });

  it('of the first sending and of the second are told apart by their references', async () => {
    let id = 0;
    bed.answer = () => ({ messageId: `s${++id}` });
    const { carrier, sessions } = await bed.open();
    await bed.submit(carrier, submissionOf('x'));
    expect(await bed.submit(carrier, submissionOf('x', { attempt: 2, sending: 2 }))).toEqual({
      kind: 'accepted',
      parts: [ok(1, 'S2')],
    });
    expect(bed.submitted).toHaveLength(2);
    await report(sessions[0], 's1');
    await report(sessions[0], 's2');
    const ours = { messageId: 'msg_1', partNumber: 1 };
    expect(bed.ear.receipts).toMatchObject([
      { reference: 'S1', ours },
      { reference: 'S2', ours },
    ]);
  });

  it('is asked for again when it could not be stored, and only then', async () => {
    const { carrier, sessions } = await bed.open();
    bed.ear.away = true;
    expect(await report(sessions[0], 'x')).toBe(CommandStatus.RSYSERR);
    bed.ear.away = false;
    expect(await report(sessions[0], 'x')).toBe(0);
    expect([bed.ear.receipts.length, carrier.stats.notStored, bed.named('notStored').length]).toEqual([
      1, 1, 1,
    ]);
  });

  it('in data_sm is one too', async () => {
    const { sessions } = await bed.open();
    const tlvs = { receiptedMessageId: '7', messageState: 2 };
    expect(await sessions[0]?.request('data_sm', { esmClass: 4, tlvs })).toMatchObject({
      response: { status: 0 },
    });
    expect(bed.ear.receipts).toMatchObject([{ reference: '7', state: 'delivered' }]);
  });
});

describe('what a carrier says that makes no sense', () => {
  const oddities = () => bed.named('oddity').map(([, oddity]) => (oddity as { kind: string }).kind);

  it('an empty id: the part is accepted, under a reference no receipt has', async () => {
    bed.answer = () => ({ messageId: '' });
    const { carrier } = await bed.open();
    const results = await Promise.all([
      bed.submit(carrier, submissionOf('x')),
      bed.submit(carrier, submissionOf('y', { messageId: 'msg_2' })),
    ]);
    expect(results).toEqual([
      { kind: 'accepted', parts: [ok(1, 'no id: msg_1.1')] },
      { kind: 'accepted', parts: [ok(1, 'no id: msg_2.1')] },
    ]);
    expect(oddities()).toEqual(['empty-id', 'empty-id']);
  });

  it('one id for two messages: counted; a receipt settles only the message whose phone it names', async () => {
    bed.answer = () => ({ messageId: 'same' });
    const { carrier, sessions } = await bed.open();
    await bed.submit(carrier, submissionOf('x', { to: '+33611111111' }));
    await bed.submit(carrier, submissionOf('y', { messageId: 'msg_2', to: '+33622222222' }));
    expect(carrier.stats.oddities).toEqual({ 'id-given-twice': 1 });
    expect(bed.named('oddity')).toEqual([
      ['oddity', { kind: 'id-given-twice', raw: 'same: msg_1 and msg_2' }],
    ]);
    await report(sessions[0], 'same', { sourceAddr: '33611111111' });
    await report(sessions[0], 'same', { sourceAddr: '33622222222' });
    expect(bed.ear.receipts.map(({ ours }) => ours?.messageId)).toEqual([undefined, 'msg_2']);
  });

  it('ids that differ by case alone: each receipt finds its own message all the same', async () => {
    const ids = ['aB', 'Ab', 'AB'];
    bed.answer = () => ({ messageId: ids[bed.submitted.length - 1] ?? '' });
    const { carrier, sessions } = await bed.open();
    for (const messageId of ['msg_1', 'msg_2', 'msg_3'])
      await bed.submit(carrier, submissionOf('x', { messageId }));
    for (const id of [...ids, 'ab']) await report(sessions[0], id);
    expect(bed.ear.receipts.map(({ ours }) => ours?.messageId)).toEqual([
      'msg_1',
      'msg_2',
      'msg_3',
      // As it is written it is nobody's: the last message that got it is meant.
      'msg_3',
    ]);
    expect(carrier.stats.oddities).toEqual({ 'id-given-twice': 2 });
  });

  it('a status nobody knows, and one that blames us', async () => {
    const statuses = [0x7777, CommandStatus.RINVMSGLEN];
    bed.answer = () => statuses.shift();
    const { carrier } = await bed.open();
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({
      kind: 'rejected',
      reason: 'unknown',
    });
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'rejected', permanent: true });
    expect(oddities()).toEqual(['unknown-status', 'our-fault-status']);
  });

  it("a receipt for another's message: kept as it came, settles nothing", async () => {
    bed.answer = () => ({ messageId: '1' });
    const { carrier, sessions } = await bed.open();
    await bed.submit(carrier, submissionOf('x'));
    expect(await report(sessions[0], '1', { sourceAddr: '33699999999' })).toBe(0);
    const [receipt] = bed.ear.receipts as [DeliveryReceipt];
    expect(receipt.reference).toBe('1@33699999999');
    expect(receipt).not.toHaveProperty('ours');
    expect(JSON.parse(receipt.raw)).toMatchObject({ sourceAddr: '33699999999' });
    expect([oddities(), carrier.stats.oddities]).toEqual([['foreign-receipt'], { 'foreign-receipt': 1 }]);
  });

  it('receipts without id, without state, in rubbish; messages that are not text; acknowledgements', async () => {
    const { carrier, sessions } = await bed.open();
    const bodies: PduBody<'deliver_sm'>[] = [
      { esmClass: 4, shortMessage: Buffer.from('stat:DELIVRD') },
      { esmClass: 4, shortMessage: Buffer.from('id:7 stat:PERHAPS') },
      { esmClass: 4, shortMessage: Buffer.from('00ff00ff', 'hex') },
      { dataCoding: 4, shortMessage: Buffer.from('00ff', 'hex') },
      { esmClass: 0x40, shortMessage: Buffer.from('ff', 'hex') },
      { esmClass: 0x08, shortMessage: Buffer.from('seen') },
    ];
    for (const body of bodies) {
      expect(await sessions[0]?.request('deliver_sm', body)).toMatchObject({ response: { status: 0 } });
    }
    expect(oddities()).toEqual([
      'receipt-without-id',
      'receipt-without-state',
      'receipt-without-id',
      'receipt-without-state',
      'unreadable-inbound',
      'unreadable-inbound',
    ]);
    expect(bed.ear.receipts.map(({ reference, state }) => [reference, state])).toEqual([
      ['', 'delivered'],
      ['7', 'sent'],
      ['', 'sent'],
    ]);
    expect(bed.ear.receipts.every(({ state, reason }) => state === 'delivered' || reason === null)).toBe(
      true,
    );
    expect([carrier.stats.acknowledgements, bed.ear.inbounds.length]).toEqual([1, 0]);
  });

  it('a nack, answers to nothing, rubbish: the next message passes', async () => {
    bed.answer = ({ sequence }, session) => {
      if (bed.submitted.length > 1) return { messageId: '2' };
      session.send({ command: 'generic_nack', sequence, status: 0 });
      session.send({ command: 'submit_sm_resp', sequence: 4711, messageId: 'who' });
      session.send({ command: 'deliver_sm', sequence: 9, shortMessage: Buffer.from('hi') });
      void session.sendRaw(Buffer.from('00000012800000040000000000000fff4142', 'hex'));
      return NEVER_ANSWER;
    };
    const { carrier } = await bed.open();
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({
      kind: 'rejected',
      permanent: false,
    });
    expect(await bed.submit(carrier, submissionOf('y'))).toEqual({ kind: 'accepted', parts: [ok(1, '2')] });
    expect(carrier.stats.oddities['nonsense']).toBeGreaterThanOrEqual(2);
  });

  it('what is no answer and no message: a phone that is back, a wish to be bound', async () => {
    const { carrier, sessions } = await bed.open();
    sessions[0]?.send({ command: 'alert_notification', sourceAddr: '33612345678', esmeAddr: 'CHAPPE' });
    sessions[0]?.send({ command: 'outbind', systemId: 'centre', password: 'x' });
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
    expect([carrier.stats.bound, bed.named('unbound').length, bed.ear.inbounds.length]).toEqual([1, 0, 0]);
  });

  it('a receipt and a message of almost 64 KiB: kept as much of as can be, and thanked for', async () => {
    const { carrier, sessions } = await bed.open();
    const messagePayload = Buffer.alloc(65_000, 0x41);
    for (const tlvs of [{ messagePayload }, { messagePayload, receiptedMessageId: '1', messageState: 2 }])
      expect(
        await sessions[0]?.request('deliver_sm', {
          sourceAddr: '33612345678',
          esmClass: 'messageState' in tlvs ? 4 : 0,
          tlvs,
        }),
      ).toMatchObject({ response: { status: 0 } });
    expect(bed.ear.inbounds.map(({ text }) => text.length)).toEqual([65_000]);
    expect(bed.ear.receipts).toMatchObject([{ reference: '1', state: 'delivered' }]);
    expect(bed.ear.receipts[0]?.raw.length).toBeLessThanOrEqual(4096);
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
  });

  it('more receipts than can be stored at once: no more than a thousand are held, none is lost, messages pass', async () => {
    const { carrier, sessions } = await bed.open({}, { window: 5_000 });
    let store = () => {};
    const stored = new Promise<void>(resolve => (store = resolve));
    const told = jest.spyOn(bed.ear, 'receipt').mockImplementation(() => stored);
    const body = { esmClass: 4, tlvs: { receiptedMessageId: '1', messageState: 2 } };
    const [session] = sessions as [ServerSession];
    const flood = Array.from({ length: 5_000 }, () => session.request('deliver_sm', body));
    await bed.until('it reads no more', () => told.mock.calls.length === 1_000);
    store();
    const outcomes = await Promise.all(flood);
    expect(outcomes.every(outcome => outcome.kind === 'answered' && outcome.response.status === 0)).toBe(
      true,
    );
    expect(told).toHaveBeenCalledTimes(5_000);
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
  });

  it('costs nothing when whoever listens to it throws', async () => {
    bed.answer = () => ({ messageId: '' });
    const { carrier } = await bed.open();
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    carrier.events.on('oddity', () => {
      throw new Error('the pager is broken');
    });
    expect(await bed.submit(carrier, submissionOf('x'))).toMatchObject({ kind: 'accepted' });
    expect(String(warn.mock.calls[0]?.[0])).toContain('the pager is broken');
    warn.mockRestore();
  });
});

describe('a reply', () => {
  it('is told once it is stored, and asked for again when it cannot be', async () => {
    const { carrier, sessions } = await bed.open();
    const body = {
      sourceAddrTon: 1,
      sourceAddr: '33612345678',
      destinationAddr: '36180',
      shortMessage: Buffer.from('STOP'),
    };
    bed.ear.away = true;
    expect(await sessions[0]?.request('deliver_sm', body)).toMatchObject({
      response: { status: CommandStatus.RSYSERR },
    });
    bed.ear.away = false;
    expect(await sessions[0]?.request('deliver_sm', body)).toMatchObject({ response: { status: 0 } });
    expect(bed.ear.inbounds).toMatchObject([
      { from: '+33612345678', to: '36180', text: 'STOP', at: bed.clock.now() },
    ]);
    expect(carrier.stats).toMatchObject({ inbound: 1, notStored: 1 });
  });

  it('is one though it names the message that it answers in receipted_message_id, as some centres have it', async () => {
    const { carrier, sessions } = await bed.open();
    const tell = (shortMessage: string, tlvs: PduBody<'deliver_sm'>['tlvs']) =>
      sessions[0]?.request('deliver_sm', {
        ...{ sourceAddrTon: 1, sourceAddr: '33612345678', destinationAddr: '36180' },
        ...{ shortMessage: Buffer.from(shortMessage), tlvs },
      });
    const answers = [
      await tell('STOP', { receiptedMessageId: '7' }),
      await tell('', { receiptedMessageId: '7' }),
      await tell('STOP', { receiptedMessageId: '7', messageState: 2 }),
      await tell('STOP', { receiptedMessageId: '7', messageState: 77 }),
      await tell('id:7 stat:DELIVRD', { receiptedMessageId: '7' }),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ response: { status: 0 } });
    expect(bed.ear.inbounds.map(({ text }) => text)).toEqual(['STOP']);
    expect(bed.ear.receipts.map(({ state }) => state)).toEqual(['sent', 'delivered', 'sent', 'delivered']);
    expect(carrier.stats.oddities).toEqual({ 'receipt-without-state': 2 });
  });

  it('in parts is put together', async () => {
    const { sessions } = await bed.open();
    const part = (number: number, text: string) =>
      sessions[0]?.request('deliver_sm', {
        esmClass: 0x40,
        sourceAddrTon: 1,
        sourceAddr: '33612345678',
        destinationAddr: '36180',
        shortMessage: Buffer.concat([Buffer.from([5, 0, 3, 7, 2, number]), Buffer.from(text)]),
      });
    const answers = await Promise.all([part(2, 'monde'), part(1, 'Bonjour, ')]);
    expect(answers).toMatchObject([{ response: { status: 0 } }, { response: { status: 0 } }]);
    expect(bed.ear.inbounds.map(({ text }) => text)).toEqual(['Bonjour, monde']);
  });
});

describe('smppCarrier', () => {
  it('is wired with the clock and the chance of the module, and checks its options at once', () => {
    const options = { name: 'orange', url: 'smpp://id:pw@host' };
    const binding = smppCarrier(options);
    expect(binding.inject).toHaveLength(2);
    const carrier = (binding.useFactory as (...args: unknown[]) => SmppCarrier)(bed.clock, { next: () => 0 });
    expect(carrier).toBeInstanceOf(SmppCarrier);
    expect(carrier.name).toBe('orange');
    expect(carrier.health()).toEqual({ up: false, why: expect.stringContaining('it has not been started') });
    expect(() => smppCarrier({ ...options, window: 0 })).toThrow('window is 0');
  });
});
