import { buildReceiptText, decodePdu, encodePdu, parseReceipt, type Pdu, type PduBody } from '@chappe/smpp';
import fc from 'fast-check';
import { compileReceiptErrorMap, type ReceiptErrorMap } from '../answers/index.js';
import { resolveOptions, type SmppCarrierOptions } from '../options/index.js';
import { normaliseId } from './message-ids.js';
import { RAW_RECEIPT_MAX, rawReceipt } from './raw-receipt.js';
import { reportOf } from './receipt-report.js';
import { receiptsOf } from './receipts-of.js';

const NOW = Date.parse('2026-11-22T10:05:00Z');
const DONE = Date.parse('2026-11-22T10:01:00Z');

/** As it comes off the wire. */
function delivered(body: PduBody<'deliver_sm'>): Pdu<'deliver_sm'> {
  return decodePdu(encodePdu({ command: 'deliver_sm', ...body })) as Pdu<'deliver_sm'>;
}
const text = (value: string, more: PduBody<'deliver_sm'> = {}) =>
  delivered({ esmClass: 0x04, shortMessage: Buffer.from(value, 'latin1'), ...more });
const standard = (stat: string, err = '000', id = '42') =>
  buildReceiptText({
    id,
    stat,
    err,
    submitDate: new Date('2026-11-22T10:00:00Z'),
    doneDate: new Date(DONE),
    text: 'Bonjour',
  });

function read(
  pdu: Pdu<'deliver_sm'> | Pdu<'data_sm'>,
  given: Partial<SmppCarrierOptions> = {},
  map: ReceiptErrorMap = {},
) {
  const options = resolveOptions({ name: 'test', url: 'smpp://id:pw@host', ...given });
  const receipt = parseReceipt(pdu, {
    utcOffsetMinutes: options.utcOffsetMinutes,
    acceptTextAlone: options.receiptsWithoutFlags,
  });
  if (!receipt) throw new Error('no receipt');
  return reportOf(receipt, rawReceipt(pdu, receipt.text), {
    options,
    meanings: compileReceiptErrorMap({ ...options.receiptErrorMap, ...map }),
    now: NOW,
  });
}

describe('a receipt of the standard', () => {
  it('tells id, state, reason, code, date, and itself as it came', () => {
    const report = read(
      text(standard('UNDELIV', '027'), {
        sourceAddr: '33612345678',
        tlvs: { receiptedMessageId: '42', messageState: 5, networkErrorCode: Buffer.from([3, 0, 27]) },
      }),
    );
    expect(report).toMatchObject({
      reference: '42',
      state: 'undelivered',
      reason: 'absent_subscriber',
      rawCode: 'UNDELIV 027 network 3:27',
      at: DONE,
      understood: true,
    });
    expect(JSON.parse(report.raw)).toMatchObject({
      command: 'deliver_sm',
      sourceAddr: '33612345678',
      text: standard('UNDELIV', '027'),
      tlvs: { receiptedMessageId: '42', messageState: 5, networkErrorCode: '03001b' },
    });
  });

  it.each([
    [0, 'sent', null],
    [1, 'buffered', null],
    [2, 'delivered', null],
    [3, 'expired', 'validity_ended'],
    [4, 'undelivered', 'deleted_by_carrier'],
    [5, 'undelivered', 'not_delivered'],
    [6, 'sent', null],
    [7, 'sent', 'unknown'],
    [8, 'rejected', 'carrier_rejected'],
    [9, 'undelivered', 'not_delivered'],
  ])('with message_state %d means %s', (messageState, state, reason) => {
    const pdu = delivered({ esmClass: 0x04, tlvs: { receiptedMessageId: '42', messageState } });
    expect(read(pdu)).toMatchObject({ reference: '42', state, reason, understood: true });
  });

  it.each([
    ['DELIVRD', 'delivered'],
    ['delivrd', 'delivered'],
    ['EXPIRED', 'expired'],
    ['DELETED', 'undelivered'],
    ['UNDELIV', 'undelivered'],
    ['ACCEPTD', 'sent'],
    ['UNKNOWN', 'sent'],
    ['REJECTD', 'rejected'],
    ['ENROUTE', 'buffered'],
    ['BUFFERD', 'buffered'],
    ['FAILED', 'undelivered'],
    ['NACK', 'rejected'],
  ])('with the word %s means %s', (stat, state) => expect(read(text(standard(stat))).state).toBe(state));
});

describe('the ways in which carriers vary (one line each)', () => {
  it.each<[string, Pdu<'deliver_sm'>, Partial<SmppCarrierOptions>, object]>([
    [
      'id hexadecimal in the answer, decimal in the receipt',
      text(standard('DELIVRD', '000', '2748')),
      { messageIds: { answer: 'hex', text: 'decimal' } },
      { reference: normaliseId('0ABC', 'hex') },
    ],
    [
      'id decimal in the answer, hexadecimal in the receipt',
      text(standard('DELIVRD', '000', '0abc')),
      { messageIds: { answer: 'decimal', text: 'hex' } },
      { reference: normaliseId('2748', 'decimal') },
    ],
    [
      'id hexadecimal in the TLV, decimal in the text',
      text(standard('DELIVRD', '000', '2748'), { tlvs: { receiptedMessageId: 'abc' } }),
      { messageIds: { answer: 'hex', tlv: 'hex', text: 'decimal' } },
      { reference: '2748' },
    ],
    [
      'ids of 64 bits',
      text(standard('DELIVRD', '000', '18446744073709551615')),
      { messageIds: { answer: 'hex', text: 'decimal' } },
      { reference: normaliseId('FFFFFFFFFFFFFFFF', 'hex') },
    ],
    [
      'case changed, zeros lost',
      text(standard('DELIVRD', '000', 'ab12')),
      {},
      { reference: normaliseId('00AB12', 'folded') },
    ],
    [
      'ids that differ by case alone, told apart where the carrier means it',
      text(standard('DELIVRD', '000', '00ab')),
      { messageIds: { answer: 'exact', text: 'exact' } },
      { reference: '00ab' },
    ],
    [
      'a UUID',
      text(standard('DELIVRD', '000', '0f0e1d2c-aaaa-4bbb-8ccc-123456789abc')),
      {},
      { reference: normaliseId('0F0E1D2C-AAAA-4BBB-8CCC-123456789ABC', 'folded') },
    ],
    [
      'text id cut to ten characters beside the whole one in the TLV',
      text(standard('DELIVRD', '000', '1234567890'), { tlvs: { receiptedMessageId: '12345678901234' } }),
      {},
      { reference: '12345678901234' },
    ],
    [
      'no state TLV though the id has one',
      text(standard('UNDELIV', '001'), { tlvs: { receiptedMessageId: '42' } }),
      {},
      { state: 'undelivered', reason: 'unknown_subscriber' },
    ],
    [
      'network_error_code as three digits',
      delivered({
        esmClass: 0x04,
        tlvs: { receiptedMessageId: '42', messageState: 5, networkErrorCode: Buffer.from('027') },
      }),
      {},
      { reason: 'absent_subscriber', rawCode: 'UNDELIV network -:27' },
    ],
    ['dates of 12 digits', text('id:42 done date:261122100130 stat:DELIVRD'), {}, { at: DONE + 30_000 }],
    ['dates of 14 digits', text('id:42 done date:20261122100130 stat:DELIVRD'), {}, { at: DONE + 30_000 }],
    ['zeros for a date', text('id:42 done date:0000000000 stat:DELIVRD'), {}, { at: NOW }],
    ['a date far ahead', text('id:42 done date:2712251000 stat:DELIVRD'), {}, { at: NOW }],
    [
      'a date of years ago',
      text('id:42 done date:1611221001 stat:DELIVRD'),
      {},
      { at: Date.parse('2016-11-22T10:01:00Z') },
    ],
    [
      "the carrier's local time",
      text('id:42 done date:2611221101 stat:DELIVRD'),
      { utcOffsetMinutes: 60 },
      { at: DONE },
    ],
    [
      'another order, other case, fields missing',
      text('STAT:UNDELIV ERR:0x1F ID:42 Text:hi'),
      {},
      { reference: '42', state: 'undelivered', rawCode: 'UNDELIV 0x1F' },
    ],
    [
      'a quoted text that looks like a receipt',
      text(`${standard('DELIVRD')} id:66 stat:REJECTD`),
      {},
      { reference: '42', state: 'delivered' },
    ],
    [
      'a wholly different text',
      text('00,0210021543,2611221001'),
      {
        readReceiptText: value => {
          const [code, id = ''] = value.split(',');
          return { id, stat: code === '00' ? 'DELIVRD' : 'UNDELIV' };
        },
      },
      { reference: '210021543', state: 'delivered', understood: true },
    ],
    [
      'a wholly different text that the reader stumbles over',
      text('00,0210021543'),
      {
        readReceiptText: () => {
          throw new Error('what is this');
        },
      },
      { reference: '', state: 'sent', understood: false },
    ],
    [
      'esm_class 0 with TLVs',
      text(standard('DELIVRD'), { esmClass: 0, tlvs: { messageState: 2 } }),
      {},
      { reference: '42' },
    ],
    [
      'esm_class 0 and no TLVs, where the carrier is known for it',
      text(standard('DELIVRD'), { esmClass: 0 }),
      { receiptsWithoutFlags: true },
      { reference: '42', state: 'delivered' },
    ],
    [
      'DELIVRD that only means "handed on", where the carrier is known for it',
      text(standard('DELIVRD')),
      { receiptErrorMap: { DELIVRD: { state: 'sent' } } },
      { state: 'sent', understood: true },
    ],
    [
      'ACCEPTD as the last word, where the carrier is known for it',
      text(standard('ACCEPTD')),
      { receiptErrorMap: { ACCEPTD: { state: 'delivered' } } },
      { state: 'delivered' },
    ],
    [
      'an id in the TLV with a NUL, or without',
      delivered({ esmClass: 0x04, tlvs: { receiptedMessageId: '42', messageState: 2 } }),
      {},
      { reference: '42', state: 'delivered' },
    ],
    [
      'in message_payload',
      delivered({ esmClass: 0x04, tlvs: { messagePayload: Buffer.from(standard('DELIVRD')) } }),
      {},
      { reference: '42', state: 'delivered' },
    ],
    [
      'in UCS-2',
      delivered({
        esmClass: 0x04,
        dataCoding: 8,
        shortMessage: Buffer.from(standard('EXPIRED'), 'utf16le').swap16(),
      }),
      {},
      { reference: '42', state: 'expired' },
    ],
    [
      'an intermediate notification is no end, whatever it says',
      text(standard('UNDELIV', '027'), { esmClass: 0x20 }),
      {},
      { state: 'buffered', reason: 'absent_subscriber' },
    ],
  ])('%s', (_what, pdu, options, expected) => expect(read(pdu, options)).toMatchObject(expected));

  it('in data_sm', () => {
    const tlvs = { messagePayload: Buffer.from(standard('DELIVRD')) };
    const pdu = decodePdu(encodePdu({ command: 'data_sm', esmClass: 4, tlvs })) as Pdu<'data_sm'>;
    expect(read(pdu)).toMatchObject({ reference: '42', state: 'delivered' });
  });
});

describe('codes of errors', () => {
  it.each([
    ['map', '006', 'absent_subscriber'],
    ['map', '001', 'unknown_subscriber'],
    ['twilioSmpp', '001', 'absent_subscriber'],
    ['sinch', '158', 'memory_full'],
    ['ovhSmpp', '53', 'opted_out'],
    ['map', '0A7', 'not_delivered'],
    ['map', '999', 'not_delivered'],
    ['map', '000', 'not_delivered'],
  ] as const)('are of the table of the carrier: %s %s', (errorTable, err, reason) =>
    expect(read(text(standard('UNDELIV', err)), { errorTable }).reason).toBe(reason),
  );

  it.each([
    ['vonage', '9', [3, 0, 27], 'opted_out'],
    ['vonage', '99', [3, 0, 27], 'absent_subscriber'],
    ['sinch', '250', [3, 0, 13], 'parental_lock'],
    ['twilioSmpp', '008', [3, 1, 0], 'memory_full'],
    ['map', '013', [3, 0, 27], 'absent_subscriber'],
    ['sinch', '000', [48, 49, 53], 'content_rejected'],
  ] as const)(
    '%s %s beside the network’s %j: %s, the network speaks MAP',
    (errorTable, err, octets, reason) => {
      const tlvs = { messageState: 5, networkErrorCode: Buffer.from(octets) };
      expect(read(text(standard('UNDELIV', err), { tlvs }), { errorTable }).reason).toBe(reason);
    },
  );

  it('of other networks than GSM are not read by its table', () => {
    const tlvs = { messageState: 5, networkErrorCode: Buffer.from([1, 0, 27]) };
    expect(read(text(standard('UNDELIV'), { tlvs })).reason).toBe('not_delivered');
  });

  it('mean what the carrier says, before all tables', () => {
    const map: ReceiptErrorMap = {
      '27': 'handset_busy',
      'DND-NUMB': { state: 'rejected', reason: 'do_not_disturb' },
      ACCEPTD: { state: 'delivered' },
      '0A7': { reason: 'spam_suspected' },
      X1: { reason: null },
    };
    const of = (stat: string, err: string) => {
      const { state, reason, understood } = read(text(standard(stat, err)), {}, map);
      return [state, reason, understood];
    };
    expect(of('UNDELIV', '027')).toEqual(['undelivered', 'handset_busy', true]);
    expect(of('DND-NUMB', '000')).toEqual(['rejected', 'do_not_disturb', true]);
    expect(of('ACCEPTD', '000')).toEqual(['delivered', null, true]);
    expect(of('UNDELIV', '0a7')).toEqual(['undelivered', 'spam_suspected', true]);
    expect(of('UNDELIV', 'x1')).toEqual(['undelivered', null, true]);
  });

  it('say nothing against a delivery', () => {
    expect(read(text(standard('DELIVRD', '027'))).reason).toBeNull();
  });
});

describe('a receipt that makes no sense', () => {
  it('without an id names no message', () => {
    expect(read(text('stat:DELIVRD'))).toMatchObject({ reference: '', state: 'delivered' });
    expect(read(text('hello'))).toMatchObject({ reference: '', state: 'sent', understood: false });
  });

  it('with a word nobody knows says no more than that it was sent', () => {
    expect(read(text(standard('WHATEVER', '000')))).toMatchObject({
      reference: '42',
      state: 'sent',
      reason: null,
      rawCode: 'WHATEVER 000',
      understood: false,
    });
  });

  it('never costs more than itself, whatever its octets', () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 254 }).map(value => Buffer.from(value)),
      fc
        .string({ maxLength: 120 })
        .map(value => Buffer.from(`id:${value} stat:${value} err:${value}`).subarray(0, 254)),
    );
    const tlvs = fc.record({
      receiptedMessageId: fc.option(fc.string({ maxLength: 30, unit: fc.constantFrom(...'0aF-z ') }), {
        nil: undefined,
      }),
      messageState: fc.option(fc.nat({ max: 255 }), { nil: undefined }),
      networkErrorCode: fc.option(fc.uint8Array({ minLength: 3, maxLength: 3 }).map(Buffer.from), {
        nil: undefined,
      }),
    });
    const forms = fc.constantFrom('exact', 'folded', 'decimal', 'hex');
    fc.assert(
      fc.property(octets, tlvs, fc.nat({ max: 255 }), forms, (shortMessage, tlvs, dataCoding, form) => {
        const pdu = delivered({ esmClass: 0x04, dataCoding, shortMessage, tlvs });
        const report = read(pdu, { messageIds: { answer: form, tlv: form, text: form } });
        expect(report.raw.length).toBeLessThanOrEqual(RAW_RECEIPT_MAX);
        expect(report.rawCode.length).toBeLessThanOrEqual(100);
        expect(report.at).toBeLessThanOrEqual(NOW + 24 * 3_600_000);
        if (tlvs.messageState !== undefined && tlvs.messageState <= 9) expect(report.understood).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is told of the same id, however the receipt writes it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
        fc.nat({ max: 3 }),
        fc.boolean(),
        (id, zeros, upper) => {
          const hex = `${'0'.repeat(zeros)}${upper ? id.toString(16).toUpperCase() : id.toString(16)}`;
          const forms = { answer: 'hex', tlv: 'hex', text: 'decimal' } as const;
          const asText = read(text(standard('DELIVRD', '000', id.toString())), { messageIds: forms });
          const asTlv = read(delivered({ esmClass: 4, tlvs: { receiptedMessageId: hex, messageState: 2 } }), {
            messageIds: forms,
          });
          expect([asText.reference, asTlv.reference]).toEqual([normaliseId(hex, 'hex'), id.toString()]);
        },
      ),
    );
  });
});

describe('the message a receipt is for', () => {
  const report = read(text(standard('DELIVRD')));
  const known = { messageId: 'msg_1', numbers: [1, 2], to: '+33612345678' };

  it('is told by reference when it is not remembered', () => {
    const { receipts, foreign } = receiptsOf(report, undefined, ['33612345678', '36180'], 'part');
    expect(foreign).toBe(false);
    expect(receipts).toHaveLength(1);
    const phones = ['33612345678', '36180'];
    expect(receipts[0]).toMatchObject({ reference: '42', state: 'delivered', phones });
    expect(receipts[0]).not.toHaveProperty('ours');
  });

  it('is named, part by part, when it is', () => {
    const { receipts } = receiptsOf(report, known, ['33612345678', '36180'], 'part');
    expect(receipts.map(({ ours }) => ours)).toEqual([
      { messageId: 'msg_1', partNumber: 1 },
      { messageId: 'msg_1', partNumber: 2 },
    ]);
  });

  it('is covered whole, known or not, when the carrier reports on whole messages', () => {
    const addresses = ['33612345678', '36180'];
    const covered = { reference: '42', covers: 'message' };
    expect(receiptsOf(report, known, addresses, 'message').receipts).toMatchObject([
      { ...covered, ours: { messageId: 'msg_1', partNumber: 1 } },
    ]);
    expect(receiptsOf(report, undefined, addresses, 'message').receipts).toMatchObject([covered]);
  });

  it.each([
    [['33612345678', '36180'], false],
    [['CHAPPE', '33612345678'], false],
    [['0612345678', 'CHAPPE'], false],
    [['', ''], false],
    [['36180', 'CHAPPE'], false],
    [['33699999999', '33688888888'], true],
    [['33699999999', 'CHAPPE'], true],
  ])('to a phone of %s: foreign is %s', (addresses, foreign) => {
    const matched = receiptsOf(report, known, addresses, 'part');
    expect(matched.foreign).toBe(foreign);
    if (foreign) {
      expect(matched.receipts).toEqual([expect.objectContaining({ reference: '42@33699999999' })]);
      expect(matched.receipts[0]).not.toHaveProperty('ours');
    }
  });
});
