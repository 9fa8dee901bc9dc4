import fc from 'fast-check';
import { decodePdu, encodePdu } from '../codec/index.js';
import type { Pdu, PduBody } from '../codec/index.js';
import { buildUserDataHeader, concatenationElement, MessageState } from '../values/index.js';
import { decimalToHex, foldMessageId, hexToDecimal, messageIdForms } from './message-id.js';
import { parseReceipt } from './receipt.js';
import type { ReceiptOptions } from './receipt.js';
import { formatReceiptDate, parseReceiptDate } from './receipt-date.js';
import { buildReceiptText, MAX_RECEIPT_CHARACTERS, parseReceiptText } from './receipt-text.js';

const RECEIPT = 0x04;
const TEXT =
  'id:0123456789 sub:001 dlvrd:001 submit date:2611221000 done date:2611221001 stat:DELIVRD err:000 text:Bonjour';

function deliver(body: PduBody<'deliver_sm'>): Pdu<'deliver_sm'> {
  return decodePdu(encodePdu({ command: 'deliver_sm', ...body })) as Pdu<'deliver_sm'>;
}

function read(text: string, body: PduBody<'deliver_sm'> = {}, options?: ReceiptOptions) {
  return parseReceipt(
    deliver({ esmClass: RECEIPT, shortMessage: Buffer.from(text, 'latin1'), ...body }),
    options,
  );
}

describe('the text of a receipt (SMPP 3.4 appendix B)', () => {
  const submitDate = new Date('2026-11-22T10:00:30Z');
  const doneDate = new Date('2026-11-22T10:01:05Z');

  it.each(['\0', '\r\n', '\0\0 '])('may end with %j, which belongs to no value', end => {
    const fields = ['id:7', 'stat:DELIVRD', 'err:000'];
    for (const last of fields) {
      const text = `${fields.filter(field => field !== last).join('\n')} ${last}${end}`;
      expect(parseReceiptText(text)).toMatchObject({ id: '7', stat: 'DELIVRD', err: '000' });
    }
  });

  it('is written as the appendix has it', () => {
    const made = buildReceiptText({
      id: '0123456789',
      submitDate,
      doneDate,
      stat: 'DELIVRD',
      text: 'Bonjour',
    });
    expect(made).toBe(TEXT);
  });

  it('is written in the carrier’s time, with seconds, with its own counts and error, and twenty characters of the text', () => {
    const made = buildReceiptText({
      id: 'A-1',
      submitDate,
      doneDate,
      stat: 'UNDELIV',
      err: '00B',
      sub: 2,
      text: 'a text of more than twenty characters',
      utcOffsetMinutes: 60,
      withSeconds: true,
    });
    expect(made).toBe(
      'id:A-1 sub:002 dlvrd:000 submit date:261122110030 done date:261122110105 stat:UNDELIV err:00B text:a text of more than ',
    );
  });

  it('is read back as it was written', () => {
    const id = fc.stringMatching(/^[0-9A-Za-z-]{1,64}$/);
    fc.assert(
      fc.property(
        id,
        fc.constantFrom('DELIVRD', 'UNDELIV', 'DND-NUMB'),
        fc.string(),
        (messageId, stat, text) => {
          const read = parseReceiptText(
            buildReceiptText({ id: messageId, submitDate, doneDate, stat, text }),
          );
          expect(read).toMatchObject({
            id: messageId,
            stat,
            err: '000',
            submitDate: '2611221000',
            doneDate: '2611221001',
          });
        },
      ),
    );
  });

  it.each([
    [
      'no sub, dlvrd and err',
      'id:1 submit date:2611221000 done date:2611221001 stat:DELIVRD text:',
      { sub: undefined, err: undefined },
    ],
    ['another order', 'stat:EXPIRED err:1F done date:2611221001 id:1', { stat: 'EXPIRED', err: '1F' }],
    ['capitals', 'ID:1 SUB:001 STAT:DELIVRD ERR:000 TEXT:', { stat: 'DELIVRD', sub: '001' }],
    ['Text with a capital', 'id:1 stat:DELIVRD Text:hello', { text: 'hello' }],
    [
      'underscores',
      'id:1 submit_date:2611221000 done_date:2611221001 stat:DELIVRD',
      { doneDate: '2611221001' },
    ],
    ['blanks after the colons', 'id: 1 stat: DELIVRD err: 000', { stat: 'DELIVRD', err: '000' }],
    ['commas between the fields', 'id:1,stat:DELIVRD,err:000', { stat: 'DELIVRD', err: '000' }],
    [
      'fields quoted in the message',
      'id:1 stat:UNDELIV err:001 text:id:9 stat:DELIVRD',
      { stat: 'UNDELIV', text: 'id:9 stat:DELIVRD' },
    ],
    ['fields doubled before it', 'id:1 id:2 stat:UNDELIV stat:DELIVRD', { stat: 'UNDELIV' }],
    ['an operator’s own word', 'id:1 stat:DND-NUMB err:606', { stat: 'DND-NUMB' }],
  ])('is read with %s', (_what, text, expected) => {
    expect(parseReceiptText(text)).toMatchObject({ id: '1', ...expected });
  });

  it('is not read from another form, and never past its limit', () => {
    expect(parseReceiptText('00,0210021543,2611221000')).toBeUndefined();
    expect(parseReceiptText('Hello, is the shop open?')).toBeUndefined();
    expect(parseReceiptText(`${'x'.repeat(MAX_RECEIPT_CHARACTERS)} id:1 stat:DELIVRD`)).toBeUndefined();
  });

  it('is read in time that grows with its length only', () => {
    for (const piece of ['id:', ' id:', 'submit date ', '   ', 'text', ' err : ']) {
      fc.assert(
        fc.property(fc.constant(piece.repeat(20_000)), text => void parseReceiptText(text)),
        { numRuns: 1 },
      );
    }
  });
});

describe('dates of a receipt', () => {
  it.each([
    ['2611221001', '2026-11-22T10:01:00.000Z'],
    ['261122100105', '2026-11-22T10:01:05.000Z'],
    ['20261122100105', '2026-11-22T10:01:05.000Z'],
    ['202611221001', '2026-11-22T10:01:00.000Z'],
  ])('%s', (digits, expected) => {
    expect(parseReceiptDate(digits)?.toISOString()).toBe(expected);
  });

  it.each(['0000000000', '000000000000', '2613221001', '2602301001', '2611222501', '26112210', 'none', ''])(
    '%j is none',
    digits => expect(parseReceiptDate(digits)).toBeUndefined(),
  );

  it('are of the carrier’s clock', () => {
    const at = new Date('2026-11-22T10:01:00Z');
    expect(formatReceiptDate(at, 330)).toBe('2611221531');
    expect(parseReceiptDate('2611221531', 330)).toEqual(at);
  });
});

describe('a receipt: TLVs first, text second', () => {
  it('takes id and state from the TLVs when they are there, and keeps what the text says', () => {
    const receipt = read('id:0123456789 stat:EXPIRED err:013 text:', {
      tlvs: {
        receiptedMessageId: '0123456789abcdef',
        messageState: MessageState.DELIVERED,
        networkErrorCode: Buffer.from([3, 0, 27]),
      },
    });
    expect(receipt).toMatchObject({
      evidence: 'esm-class',
      messageId: '0123456789abcdef',
      textId: '0123456789',
      state: 'DELIVERED',
      stat: 'EXPIRED',
      err: '013',
      networkError: { networkType: 3, code: 27 },
    });
  });

  it('takes the state from the text when only the id is a TLV', () => {
    expect(read(TEXT, { tlvs: { receiptedMessageId: 'ff' } })).toMatchObject({
      messageId: 'ff',
      state: 'DELIVERED',
    });
  });

  it('takes all from the text when there is no TLV', () => {
    expect(read(TEXT)).toMatchObject({
      messageId: '0123456789',
      state: 'DELIVERED',
      intermediate: false,
      submitDate: new Date('2026-11-22T10:00:00Z'),
      doneDate: new Date('2026-11-22T10:01:00Z'),
      networkError: undefined,
    });
  });

  it('takes all from the TLVs when the text is of the carrier’s own form, which it hands over', () => {
    const tlvs = { receiptedMessageId: '7', messageState: MessageState.UNDELIVERABLE };
    const receipt = read('00,0210021543,x', { tlvs });
    expect(receipt).toMatchObject({
      messageId: '7',
      state: 'UNDELIVERABLE',
      fields: undefined,
      text: '00,0210021543,x',
    });
    expect(read('00,0210021543,x')).toMatchObject({
      messageId: undefined,
      state: undefined,
      text: '00,0210021543,x',
    });
  });

  it('knows three ASCII digits for a network error', () => {
    expect(read(TEXT, { tlvs: { networkErrorCode: Buffer.from('069') } })?.networkError?.code).toBe(69);
  });

  it('tells what is not final', () => {
    expect(read('id:1 stat:ENROUTE')).toMatchObject({ intermediate: true, state: 'ENROUTE' });
    expect(read('id:1 stat:ACCEPTD')?.intermediate).toBe(true);
    expect(read('id:1 stat:DELIVRD', { esmClass: 0x20 })?.intermediate).toBe(true);
  });

  it('reads it from messagePayload, behind a user data header, and in UCS-2', () => {
    const octets = Buffer.from(TEXT);
    const udh = buildUserDataHeader([concatenationElement({ reference: 1, total: 1, part: 1 })]);
    const bodies: PduBody<'deliver_sm'>[] = [
      { shortMessage: Buffer.alloc(0), tlvs: { messagePayload: octets } },
      { shortMessage: Buffer.concat([udh, octets]), esmClass: RECEIPT | 0x40 },
      { dataCoding: 8, shortMessage: Buffer.from(TEXT.slice(0, 120), 'utf16le').swap16() },
    ];
    for (const body of bodies) {
      expect(read('', body)).toMatchObject({ messageId: '0123456789', state: 'DELIVERED' });
    }
  });

  it('reads it from data_sm', () => {
    const pdu = decodePdu(
      encodePdu({ command: 'data_sm', esmClass: RECEIPT, tlvs: { messagePayload: Buffer.from(TEXT) } }),
    ) as Pdu<'data_sm'>;
    expect(parseReceipt(pdu)).toMatchObject({ evidence: 'esm-class', state: 'DELIVERED' });
  });

  it('knows a receipt without flags by its TLVs, and by its text only for carriers known to send such', () => {
    expect(read(TEXT, { esmClass: 0, tlvs: { receiptedMessageId: '1' } })?.evidence).toBe('tlv');
    expect(read(TEXT, { esmClass: 0 })).toBeUndefined();
    expect(read(TEXT, { esmClass: 0 }, { acceptTextAlone: true })?.evidence).toBe('text');
    expect(read('What does stat:DELIVRD mean?', { esmClass: 0 }, { acceptTextAlone: true })).toBeUndefined();
  });

  it('leaves messages and acknowledgements of phones alone', () => {
    expect(read('Bonjour', { esmClass: 0 })).toBeUndefined();
    expect(read('Bonjour', { esmClass: 0x08 })).toBeUndefined();
    expect(read('Bonjour', { esmClass: 0x10 })).toBeUndefined();
  });

  it('reads local dates', () => {
    expect(read(TEXT, {}, { utcOffsetMinutes: 60 })?.doneDate).toEqual(new Date('2026-11-22T09:01:00Z'));
  });

  it('never throws, whatever the octets', () => {
    const body = fc.record({
      esmClass: fc.integer({ min: 0, max: 255 }),
      dataCoding: fc.constantFrom(0, 8),
      shortMessage: fc.uint8Array({ maxLength: 254 }).map(octets => Buffer.from(octets)),
    });
    fc.assert(fc.property(body, any => void parseReceipt(deliver(any), { acceptTextAlone: true })));
  });
});

describe('message ids', () => {
  it('have a folded, a decimal and a hexadecimal form', () => {
    expect(messageIdForms('00ab12')).toEqual({
      raw: '00ab12',
      folded: 'AB12',
      hexToDecimal: '43794',
      decimalToHex: undefined,
    });
    expect(messageIdForms('0012')).toEqual({
      raw: '0012',
      folded: '12',
      hexToDecimal: '18',
      decimalToHex: 'C',
    });
  });

  it('are exact beyond 2^53', () => {
    expect(hexToDecimal('FFFFFFFFFFFFFFFF')).toBe('18446744073709551615');
    expect(decimalToHex('18446744073709551615')).toBe('FFFFFFFFFFFFFFFF');
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), id => {
        expect(hexToDecimal(decimalToHex(String(id)) ?? '')).toBe(String(id));
      }),
    );
  });

  it('are left alone when they are no numbers', () => {
    const uuid = '3f2b8c1e-0d4a-4b5c-9e6f-7a8b9c0d1e2f';
    expect(messageIdForms(uuid)).toMatchObject({
      folded: uuid.toUpperCase(),
      hexToDecimal: undefined,
      decimalToHex: undefined,
    });
    expect(messageIdForms('')).toMatchObject({
      folded: '',
      hexToDecimal: undefined,
      decimalToHex: undefined,
    });
    expect(hexToDecimal('f'.repeat(65))).toBeUndefined();
    expect(foldMessageId('0000')).toBe('0');
  });
});
