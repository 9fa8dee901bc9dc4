import fc from 'fast-check';
import type { FaultOptions } from '../faults/index.js';
import { VirtualTime } from '../time/index.js';
import type { CarrierLink } from './carrier-link.js';
import type { CentreLimits } from './limits.js';
import { MessageCentre } from './message-centre.js';
import { receiptId, receiptText, receiptTlvs } from './receipt-text.js';
import type { CentreReceipt } from './receipt.js';
import { RecordingLink } from './recording-link.js';
import { NO_LATENCY } from './world-options.js';

const START = Date.UTC(2026, 0, 1, 8);
const SECOND = 1_000;
const HOUR = 3_600_000;
const ALICE = '+33612345678';

function macrotask(): Promise<void> {
  return new Promise(done => setImmediate(done));
}

function open(
  faults: FaultOptions = {},
  link: CarrierLink = new RecordingLink('shop'),
  limits: Partial<CentreLimits> = {},
) {
  const time = new VirtualTime({ startAt: START, turn: macrotask });
  const centre = new MessageCentre({ time, world: { latency: NO_LATENCY, faults }, limits });
  const connection = centre.connect(link);
  const events: string[] = [];
  const submit = (to = ALICE): void =>
    centre.submit('shop', { from: '36180', to, text: 'Hello' }, ({ ok }) =>
      events.push(ok ? 'answer' : 'refusal'),
    );
  return { time, centre, connection, submit, events };
}

describe('a receipt on its way', () => {
  const states = async (faults: FaultOptions, hours = 48): Promise<[string, number, number][]> => {
    const link = new RecordingLink('shop');
    const { time, submit } = open(faults, link);
    submit();
    await time.advanceBy(hours * HOUR);
    return link.receipts.map(({ state, copy, doneAt }) => [state, copy, doneAt - START]);
  };

  it('may be lost', async () => expect(await states({ receiptLossProbability: 1 })).toEqual([]));

  it('may come twice', async () =>
    expect(await states({ receiptDuplicationProbability: 1, receiptDuplicateAfterMs: HOUR })).toEqual([
      ['DELIVRD', 1, 0],
      ['DELIVRD', 2, 0],
    ]));

  it('may be late', async () => {
    const faults: FaultOptions = { receiptLateProbability: 1, receiptLateMs: 24 * HOUR };
    expect(await states(faults, 23)).toEqual([]);
    expect(await states(faults, 24)).toEqual([['DELIVRD', 1, 0]]);
  });

  it('may be followed by one that it should have followed', async () =>
    expect((await states({ receiptReorderProbability: 1 })).map(([state]) => state)).toEqual([
      'DELIVRD',
      'ENROUTE',
    ]));

  it('may be contradicted', async () =>
    expect((await states({ receiptContradictionProbability: 1 })).map(([state]) => state)).toEqual([
      'DELIVRD',
      'UNDELIV',
    ]));

  it('may be preceded by an ACCEPTD that nobody asked for', async () =>
    expect((await states({ receiptAcceptedProbability: 1 })).map(([state]) => state)).toEqual([
      'ACCEPTD',
      'DELIVRD',
    ]));

  it('may have company for an id that was never given out', async () => {
    const link = new RecordingLink('shop');
    const { time, submit } = open({ receiptUnknownIdProbability: 1 }, link);
    submit();
    await time.advanceBy(0);
    expect(link.receipts.map(({ id }) => Number(id) > 9_000_000_000)).toEqual([false, true]);
  });

  it('may be broken, and the text form says how', async () => {
    const link = new RecordingLink('shop');
    const { time, submit } = open({ receiptMalformedProbability: 1 }, link);
    for (let index = 0; index < 100; index++) submit();
    await time.advanceBy(0);
    expect(new Set(link.receipts.map(({ malformed }) => malformed))).toEqual(
      new Set(['truncated', 'without_state', 'bad_dates', 'other_layout', 'garbage']),
    );
  });

  it('comes before the answer to the submission, and the answer once it was acknowledged', async () => {
    const events: string[] = [];
    const link: CarrierLink = {
      clientId: 'shop',
      receipt: async ({ state }) => {
        events.push(state);
        await macrotask();
        events.push('acknowledged');
        return true;
      },
      inbound: () => true,
    };
    const { time, centre } = open({ receiptBeforeAnswerProbability: 1 }, link);
    centre.submit('shop', { from: '36180', to: ALICE, text: 'Hello' }, () => events.push('answer'));
    await time.settle();
    expect(events).toEqual(['DELIVRD', 'acknowledged', 'answer']);
  });

  it('does not keep the answer back where nobody takes it', async () => {
    const { centre, connection, submit, events, time } = open({ receiptBeforeAnswerProbability: 1 });
    submit();
    centre.subscribers.set(ALICE, { state: 'off' });
    submit();
    connection.disconnect();
    submit();
    centre.faults.patch({ receiptLossProbability: 1 });
    submit();
    centre.faults.patch({ messageLossProbability: 1 });
    submit('+33611111111');
    await time.settle();
    expect(events).toEqual(['answer', 'answer', 'answer', 'answer', 'answer']);
  });

  it('never overtakes another one by chance alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async seed => {
        const link = new RecordingLink('shop');
        const time = new VirtualTime({ startAt: START });
        const receiptMs = { kind: 'uniform', min: 0, max: HOUR } as const;
        const centre = new MessageCentre({ time, seed, world: { latency: { networkMs: 0, receiptMs } } });
        centre.connect(link);
        centre.subscribers.set(ALICE, { state: 'off', until: START + 5 * SECOND });
        centre.submit('shop', { from: '36180', to: ALICE, text: 'Hello' }, () => undefined);
        await time.advanceBy(5 * HOUR);
        expect(link.receipts.map(({ state }) => state)).toEqual(['ENROUTE', 'DELIVRD']);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves at once at the end of a validity, which is no news from the network', async () => {
    const link = new RecordingLink('shop');
    const time = new VirtualTime({ startAt: START });
    const centre = new MessageCentre({ time });
    centre.connect(link);
    centre.subscribers.set(ALICE, { state: 'off' });
    centre.submit(
      'shop',
      { from: '36180', to: ALICE, text: 'Hello', registeredDelivery: 1 },
      () => undefined,
    );
    await time.advanceBy(48 * HOUR);
    expect(link.receipts.map(({ state }) => state)).toEqual(['EXPIRED']);
  });
});

describe('the outbox of a client', () => {
  it('offers again what was not acknowledged, later and later, until it is', async () => {
    const offered: number[] = [];
    let up = false;
    const link: CarrierLink = {
      clientId: 'shop',
      receipt: () => {
        offered.push((time.now() - START) / SECOND);
        return up ? true : offered.length % 2 === 0 ? Promise.reject(new Error('gone')) : false;
      },
      inbound: () => true,
    };
    const { time, centre, submit } = open({}, link);
    submit();
    await time.advanceBy(HOUR / 2);
    expect(offered).toEqual([0, 5, 15, 45, 105, 405, 1305]);
    up = true;
    await time.advanceBy(48 * HOUR);
    expect(offered).toEqual([0, 5, 15, 45, 105, 405, 1305, 4905]);
    expect(centre.summary().receipts).toMatchObject({ offered: 1, acknowledged: 1 });
    expect(time.waiting).toBe(0);
  });

  it('gives up in the end', async () => {
    const { time, centre, submit } = open({}, new RecordingLink('shop', () => false));
    submit();
    await time.advanceBy(8 * 24 * HOUR);
    expect(centre.summary().receipts).toMatchObject({ acknowledged: 0, dropped: 1 });
    expect([time.waiting, centre.clients()]).toEqual([0, [{ clientId: 'shop', links: 1, undelivered: 0 }]]);
  });

  it('keeps receipts while nobody is connected, and gives them to the next link', async () => {
    const { time, centre, connection, submit } = open();
    connection.disconnect();
    submit();
    await time.advanceBy(24 * HOUR);
    const next = new RecordingLink('shop');
    centre.connect(next);
    expect(next.receipts).toEqual([]);
    await time.settle();
    expect(next.receipts).toHaveLength(1);
  });

  it('drops what is older than its retention when somebody comes at last', async () => {
    const { time, centre, connection, submit } = open();
    connection.disconnect();
    submit();
    await time.advanceBy(8 * 24 * HOUR);
    const next = new RecordingLink('shop');
    centre.connect(next);
    await time.settle();
    expect([next.receipts, centre.summary().receipts.dropped]).toEqual([[], 1]);
  });

  it('drops the oldest beyond its limit', async () => {
    const { time, centre, connection, submit } = open({}, undefined, { maxUndelivered: 3 });
    connection.disconnect();
    for (let index = 0; index < 5; index++) submit();
    await time.advanceBy(0);
    const next = new RecordingLink('shop');
    centre.connect(next);
    await time.settle();
    expect(next.receipts.map(({ id }) => id)).toEqual(['1000000003', '1000000004', '1000000005']);
  });

  it('has no more under way than its window, and goes on when one is acknowledged', async () => {
    let open_ = 0;
    let most = 0;
    const link: CarrierLink = {
      clientId: 'shop',
      receipt: async () => {
        most = Math.max(most, ++open_);
        await macrotask();
        open_--;
        return true;
      },
      inbound: () => true,
    };
    const { time, centre, submit } = open({}, link, { deliveryWindow: 4 });
    for (let index = 0; index < 20; index++) submit();
    await time.advanceBy(0);
    expect([most, centre.summary().receipts.acknowledged]).toEqual([4, 20]);
  });

  it('goes round the links of the client', async () => {
    const one = new RecordingLink('shop');
    const { time, centre, submit } = open({}, one);
    const other = new RecordingLink('shop');
    centre.connect(other);
    for (let index = 0; index < 6; index++) submit();
    await time.advanceBy(0);
    expect([one.receipts.length, other.receipts.length]).toEqual([3, 3]);
  });

  it('keeps virtual time waiting while a client takes its time', async () => {
    const dates: number[] = [];
    const link: CarrierLink = {
      clientId: 'shop',
      receipt: async () => {
        await macrotask();
        await macrotask();
        dates.push(time.now() - START);
        return true;
      },
      inbound: () => true,
    };
    const { time, submit } = open({}, link);
    submit();
    await time.advanceBy(48 * HOUR);
    expect(dates).toEqual([0]);
  });

  it('does not let the old world speak in the new one', async () => {
    let release: (taken: boolean) => void = () => undefined;
    const link: CarrierLink = {
      clientId: 'shop',
      receipt: () => new Promise<boolean>(done => (release = done)),
      inbound: () => true,
    };
    const { time, centre, submit } = open({}, link);
    submit();
    const advance = time.advanceBy(0);
    await macrotask();
    centre.reset();
    release(true);
    await advance;
    expect(centre.journal.list({ kind: 'receipt' })).toEqual([]);
    expect(centre.summary().receipts.acknowledged).toBe(0);
  });
});

describe('the text form of a receipt', () => {
  const receipt: CentreReceipt = {
    id: '1000000001',
    from: '36180',
    to: ALICE,
    state: 'DELIVRD',
    messageState: 2,
    errorCode: '000',
    dialect: 'map',
    submitAt: START,
    doneAt: START + 65 * SECOND,
    final: true,
    parts: 1,
    delivered: 1,
    textStart: 'Hello id:7 stat:X',
    copy: 1,
  };

  it.each([
    [
      'map',
      'id:1000000001 sub:001 dlvrd:001 submit date:2601010800 done date:2601010801 stat:DELIVRD err:000 Text:Hello id:7 stat:X',
    ],
    [
      'twilio',
      'id:001000000001 sub:001 dlvrd:001 submit date:260101080000 done date:260101080105 stat:DELIVRD err:000 Text:Hello id:7 stat:X',
    ],
    [
      'vonage',
      'id:1000000001 sub:001 dlvrd:001 submit date:2601010800 done date:2601010801 stat:DELIVRD err:000 text:Hello id:7 stat:X',
    ],
    [
      'sinch',
      'id:3B9ACA01 submit date:20260101080000 done date:20260101080105 stat:DELIVRD err:000 Text:Hello id:7 stat:X',
    ],
    [
      'ovh',
      'id:1000000001 sub:001 dlvrd:001 submit date:260101090000 done date:260101090105 stat:DELIVRD err:000 Text:Hello id:7 stat:X',
    ],
  ])('in the dialect %s', (dialect, text) => expect(receiptText({ ...receipt, dialect })).toBe(text));

  it('has the words of the dialect', () => {
    expect(receiptText({ ...receipt, dialect: 'ovh', state: 'ENROUTE' })).toContain('stat:BUFFERD');
  });

  it('turns a hexadecimal id into a decimal one, as some do in the text only', () => {
    expect(receiptId({ id: '3b9aca01', dialect: 'vonage' })).toBe('1000000001');
    expect(receiptTlvs({ ...receipt, id: '3b9aca01', dialect: 'vonage' }).receiptedMessageId).toBe(
      '3b9aca01',
    );
  });

  it.each([
    ['truncated', 'id:1000000001 sub:001 dlvrd:00'],
    ['other_layout', `00,1000000001,2,000,${String(START + 65 * SECOND)}`],
  ] as const)('broken as %s', (malformed, text) => expect(receiptText({ ...receipt, malformed })).toBe(text));

  it('broken in its dates or without its state', () => {
    expect(receiptText({ ...receipt, malformed: 'bad_dates' })).toContain(
      'done date:0000000000 stat:DELIVRD',
    );
    expect(receiptText({ ...receipt, malformed: 'without_state' })).not.toContain('stat:DELIVRD');
    expect(receiptText({ ...receipt, malformed: 'garbage' })).not.toContain('1000000001');
  });

  it('has the values of the TLVs beside it', () => {
    expect(receiptTlvs({ ...receipt, networkError: { type: 3, code: 257 } })).toEqual({
      receiptedMessageId: '1000000001',
      messageState: 2,
      networkErrorCode: Uint8Array.of(3, 1, 1),
    });
    expect(receiptTlvs(receipt)).not.toHaveProperty('networkErrorCode');
  });
});
