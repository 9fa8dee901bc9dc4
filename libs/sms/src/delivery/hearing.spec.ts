import type { DeliveryReceipt, InboundSms, SubmissionResult } from './carrier.js';
import { Hearing, RAW_CODE_MAX, RAW_MAX, REFERENCE_MAX } from './hearing.js';
import { MORNING, Platform, YES, type Script } from './platform.contract-spec.js';

const receipt = (fields: Partial<DeliveryReceipt> = {}): DeliveryReceipt => ({
  reference: 'ref_1',
  state: 'delivered',
  reason: null,
  rawCode: 'DELIVRD 000',
  at: MORNING,
  raw: 'id:ref_1 stat:DELIVRD err:000',
  ...fields,
});
const took = (number: number, reference = `ref_${number}`) =>
  ({ number, accepted: true, reference }) as const;

describe('What carriers say', () => {
  let reports: string[];
  let hearing: Hearing;

  beforeEach(() => {
    reports = [];
    hearing = new Hearing({ now: () => MORNING }, problem => reports.push(problem));
  });

  it('is left as it is while it makes sense', () => {
    const answer: SubmissionResult = { kind: 'accepted', parts: [took(1), took(2)] };
    expect(hearing.answer('orange', 2, answer)).toEqual(answer);
    expect(hearing.receipt('orange', receipt())).toEqual(receipt());
    expect(hearing.oddities).toBe(0);
    expect(reports).toEqual([]);
  });

  it.each<[string, number, unknown, SubmissionResult]>([
    [
      'a part that is told twice counts once, by what was said first',
      1,
      { kind: 'accepted', parts: [took(1), took(1, 'other')] },
      { kind: 'accepted', parts: [took(1)] },
    ],
    [
      'parts that the message does not have are nobody’s',
      1,
      { kind: 'accepted', parts: [took(0), took(1), took(2), took(NaN)] },
      { kind: 'accepted', parts: [took(1)] },
    ],
    [
      'a yes to nothing is no answer',
      1,
      { kind: 'accepted', parts: [] },
      { kind: 'unknown', cause: expect.stringContaining('none of its parts') as string },
    ],
    [
      'an answer of no known kind is no answer',
      1,
      { kind: 'perhaps' },
      { kind: 'unknown', cause: expect.stringContaining('perhaps') as string },
    ],
    [
      'nothing at all is no answer',
      1,
      undefined,
      { kind: 'unknown', cause: expect.stringContaining('undefined') as string },
    ],
    [
      'an unknown reason is called so',
      1,
      { kind: 'rejected', reason: 'bad_mood', rawCode: '7', permanent: false },
      { kind: 'rejected', reason: 'unknown', rawCode: '7', permanent: false },
    ],
    [
      'a pause that is no figure is left to us',
      1,
      { kind: 'throttled', retryAfterMs: NaN, rawCode: '88' },
      { kind: 'throttled', retryAfterMs: null, rawCode: '88' },
    ],
  ])('in an answer: %s', (_, partCount, said, heard) => {
    expect(hearing.answer('orange', partCount, said as SubmissionResult)).toEqual(heard);
    expect(hearing.oddities).toBe(1);
    expect(reports).toHaveLength(1);
  });

  it.each<[string, Partial<Record<keyof DeliveryReceipt, unknown>>, Partial<DeliveryReceipt>]>([
    ['octets that databases refuse are dropped', { rawCode: 'DELIVRD 000\0' }, { rawCode: 'DELIVRD 000' }],
    ['also in the reference', { reference: 'ref_1\0' }, { reference: 'ref_1' }],
    ['also in the original', { raw: 'id:1\0' }, { raw: 'id:1' }],
    ['half a character is replaced', { raw: 'id:\ud83d' }, { raw: 'id:\ufffd' }],
    ['a state of no name is no news', { state: 'teleported' }, { state: 'sent' }],
    ['a reason of no name is called unknown', { reason: 'bad_mood' }, { reason: 'unknown' }],
    ['a date that is none is now', { at: NaN }, { at: MORNING }],
    ['a code has its limit', { rawCode: '7'.repeat(5000) }, { rawCode: '7'.repeat(RAW_CODE_MAX) }],
    ['the original has its limit', { raw: '7'.repeat(50_000) }, { raw: '7'.repeat(RAW_MAX) }],
  ])('in a receipt: %s', (_, said, heard) => {
    const odd = { ...receipt(), ...said } as DeliveryReceipt;
    expect(hearing.receipt('orange', odd)).toEqual(receipt(heard));
    expect(hearing.oddities).toBe(1);
  });

  it('calls a message by the same short name in answer and receipt, however long the carrier’s own is', () => {
    const [one, other] = [`${'9'.repeat(9000)}1`, `${'9'.repeat(9000)}2`];
    const { reference } = hearing.receipt('orange', receipt({ reference: one }));
    expect(reference.length).toBeLessThanOrEqual(REFERENCE_MAX);
    expect(hearing.receipt('orange', receipt({ reference: other })).reference).not.toBe(reference);
    const answer = hearing.answer('orange', 1, { kind: 'accepted', parts: [took(1, one)] });
    expect(answer).toEqual({ kind: 'accepted', parts: [took(1, reference)] });
  });

  it('keeps a message from a phone, but for what cannot be kept', () => {
    const said: InboundSms = { reference: 'mo_1\0', from: '+336\0', to: '36180', text: 'A\0B', at: NaN };
    expect(hearing.inbound('orange', said)).toEqual({
      reference: 'mo_1',
      from: '+336',
      to: '36180',
      text: 'AB',
      at: MORNING,
    });
  });

  it('reports each kind of nonsense of a carrier once, and counts all', () => {
    for (let time = 0; time < 3; time += 1) hearing.receipt('orange', receipt({ at: NaN }));
    hearing.receipt('sfr', receipt({ at: NaN }));
    expect(reports).toHaveLength(2);
    expect(reports[0]).toContain('orange');
    expect(hearing.oddities).toBe(4);
  });
});

describe('A carrier that talks nonsense', () => {
  const twice: Script = async submission => {
    const answer = (await YES(submission)) as Extract<SubmissionResult, { kind: 'accepted' }>;
    return { ...answer, parts: [...answer.parts, ...answer.parts] };
  };

  it('costs nobody anything: a part that it takes twice is paid once, and so are the others', async () => {
    const platform = await Platform.open();
    platform.carrier.will(twice, YES);
    const ids = await platform.sendMany({ to: ['+33612121515', '+33612121516', '+33612121517'] });
    for (const id of ids) expect((await platform.message(id)).state).toBe('sent');
    expect(platform.carrier.submissions).toHaveLength(3);
    expect(platform.delivery.status().oddAnswers).toBe(1);
  });

  it('is understood as far as it can be: receipts with rubbish behind their codes move their messages', async () => {
    const platform = await Platform.open();
    const id = await platform.send();
    await platform.carrier.listener.receipt(receipt({ reference: `${id}/1\0`, rawCode: 'DELIVRD 000\0' }));
    expect(await platform.message(id)).toMatchObject({ state: 'delivered' });
  });
});
