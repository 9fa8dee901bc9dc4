import { buildUserDataHeader, CommandStatus, concatenationElement, decodePdu, encodePdu } from '@chappe/smpp';
import type { Pdu, PduBody } from '@chappe/smpp';
import { encodeText } from '@chappe/smsc';
import { MAX_PAYLOAD_OCTETS } from './content-from-pdu.js';
import { replacementFromPdu, submissionFromDataSm, submissionFromPdu } from './submission-from-pdu.js';

const NOW = Date.UTC(2026, 2, 2, 9);
const UDHI = 0x40;
const HOUR = 3_600_000;

function submitSm(fields: PduBody<'submit_sm'>): Pdu<'submit_sm'> {
  const whole = {
    sourceAddrTon: 5,
    sourceAddr: 'CHAPPE',
    destAddrTon: 1,
    destAddrNpi: 1,
    destinationAddr: '33612345678',
  };
  return decodePdu(encodePdu({ command: 'submit_sm', ...whole, ...fields })) as Pdu<'submit_sm'>;
}

const read = (fields: PduBody<'submit_sm'>) => submissionFromPdu(submitSm(fields), NOW);
const text = (words: string, form: BufferEncoding = 'latin1') => Buffer.from(words, form);
const ucs2 = (words: string) => Buffer.from(words, 'utf16le').swap16();
const header = buildUserDataHeader([concatenationElement({ reference: 7, total: 2, part: 1 })]);

describe('a submit_sm', () => {
  it('becomes a submission with what it says and nothing besides', () => {
    expect(read({ shortMessage: text('Bonjour'), registeredDelivery: 1 })).toEqual({
      from: 'CHAPPE',
      to: '33612345678',
      ud: text('Bonjour'),
      dataCoding: 0,
      priority: 0,
      registeredDelivery: 1,
    });
  });

  it.each<[string, PduBody<'submit_sm'>, object]>([
    ['data coding 1', { dataCoding: 1, shortMessage: text('a') }, { dataCoding: 1, ud: text('a') }],
    ['data coding 3', { dataCoding: 3, shortMessage: text('é') }, { dataCoding: 3, ud: text('é') }],
    ['data coding 8', { dataCoding: 8, shortMessage: ucs2('Да') }, { dataCoding: 8, ud: ucs2('Да') }],
    ['nothing to say', {}, { ud: Buffer.alloc(0) }],
    [
      'a user data header',
      { esmClass: UDHI, shortMessage: Buffer.concat([header, text('part')]) },
      { udh: header, ud: text('part') },
    ],
    [
      'SAR TLVs, which become a header',
      { shortMessage: text('part'), tlvs: { sarMsgRefNum: 7, sarTotalSegments: 2, sarSegmentSeqnum: 1 } },
      { udh: header, ud: text('part') },
    ],
    [
      'SAR TLVs with a reference of 16 bits',
      {
        shortMessage: text('part'),
        tlvs: { sarMsgRefNum: 0x1234, sarTotalSegments: 2, sarSegmentSeqnum: 2 },
      },
      { udh: Buffer.from('060804123402' + '02', 'hex'), ud: text('part') },
    ],
    [
      'SAR TLVs that say it is alone',
      { shortMessage: text('whole'), tlvs: { sarMsgRefNum: 7, sarTotalSegments: 1, sarSegmentSeqnum: 1 } },
      { ud: text('whole') },
    ],
    [
      'a header and SAR TLVs: the header counts',
      {
        esmClass: UDHI,
        shortMessage: Buffer.concat([header, text('part')]),
        tlvs: { sarMsgRefNum: 9, sarTotalSegments: 3, sarSegmentSeqnum: 1 },
      },
      { udh: header, ud: text('part') },
    ],
    ['message_payload', { tlvs: { messagePayload: text('payload') } }, { ud: text('payload') }],
    [
      'a message_payload longer than a message, for the centre to cut',
      { tlvs: { messagePayload: text('x'.repeat(400)) } },
      { text: 'x'.repeat(400), dataCoding: 0 },
    ],
    [
      'a short_message longer than a message',
      { dataCoding: 8, shortMessage: ucs2('я'.repeat(71)) },
      { text: 'я'.repeat(71), dataCoding: 8 },
    ],
    [
      '160 septets, which fit',
      { shortMessage: text('x'.repeat(160)) },
      { ud: text('x'.repeat(160)), dataCoding: 0 },
    ],
    [
      'too many octets of binary data, for the centre to refuse',
      { dataCoding: 4, shortMessage: Buffer.alloc(150) },
      { ud: Buffer.alloc(150), dataCoding: 4 },
    ],
    ['dest_addr_subunit 1', { tlvs: { destAddrSubunit: 1 } }, { messageClass: 'flash' }],
    ['the highest priority', { priorityFlag: 3 }, { priority: 3 }],
    ['replace_if_present', { replaceIfPresentFlag: 1 }, { replaceIfPresent: true }],
    ['all bits of registered_delivery', { registeredDelivery: 31 }, { registeredDelivery: 31 }],
    ['an absolute validity', { validityPeriod: '260302110000000+' }, { validityMs: 2 * HOUR }],
    ['an absolute validity east of here', { validityPeriod: '260302120000004+' }, { validityMs: 2 * HOUR }],
    ['a relative validity', { validityPeriod: '000001000000000R' }, { validityMs: 24 * HOUR }],
    [
      'a validity of a month, in months',
      { validityPeriod: '000100000000000R' },
      { validityMs: 31 * 24 * HOUR },
    ],
    [
      'an absolute date of delivery',
      { scheduleDeliveryTime: '260302100000000+' },
      { scheduledAt: NOW + HOUR },
    ],
    ['a relative one', { scheduleDeliveryTime: '000000020000000R' }, { scheduledAt: NOW + 2 * HOUR }],
    [
      'both: the validity counts from the first attempt',
      { scheduleDeliveryTime: '000000020000000R', validityPeriod: '000000050000000R' },
      { scheduledAt: NOW + 2 * HOUR, validityMs: 3 * HOUR },
    ],
  ])('with %s', (_what, fields, expected) => {
    expect(read(fields)).toMatchObject(expected);
  });

  it.each<[string, PduBody<'submit_sm'>, string]>([
    [
      '+ and digits for an international number',
      { sourceAddrTon: 1, sourceAddr: '33700000001' },
      '+33700000001',
    ],
    ['no second plus', { sourceAddrTon: 1, sourceAddr: '+33700000001' }, '+33700000001'],
    ['digits for a short code', { sourceAddrTon: 3, sourceAddr: '36180' }, '36180'],
    ['letters', { sourceAddrTon: 5, sourceAddr: 'Chappe' }, 'Chappe'],
  ])('has as its sender %s', (_what, fields, from) => {
    expect(read(fields)).toMatchObject({ from });
  });

  it.each<[string, PduBody<'submit_sm'>, keyof typeof CommandStatus]>([
    ['a priority of 4', { priorityFlag: 4 }, 'RINVPRTFLG'],
    ['a replace_if_present_flag of 2', { replaceIfPresentFlag: 2 }, 'RINVREPFLAG'],
    ['an unknown type of number of the sender', { sourceAddrTon: 9 }, 'RINVSRCTON'],
    ['an unknown numbering plan of the sender', { sourceAddrNpi: 2 }, 'RINVSRCNPI'],
    ['an unknown type of number of the phone', { destAddrTon: 9 }, 'RINVDSTTON'],
    ['an unknown numbering plan of the phone', { destAddrNpi: 7 }, 'RINVDSTNPI'],
    ['UDHI and a header longer than all', { esmClass: UDHI, shortMessage: text('\x09ab') }, 'RINVESMCLASS'],
    ['UDHI and nothing', { esmClass: UDHI }, 'RINVESMCLASS'],
    [
      'its text in two places',
      { shortMessage: text('one'), tlvs: { messagePayload: text('two') } },
      'RTLVNOTALLWD',
    ],
    [
      'an oversized payload',
      { tlvs: { messagePayload: Buffer.alloc(MAX_PAYLOAD_OCTETS + 1) } },
      'RINVMSGLEN',
    ],
  ])('with %s is refused', (_what, fields, status) => {
    expect(read(fields)).toMatchObject({ commandStatus: CommandStatus[status] });
  });

  it.each([
    ['validityPeriod', 'tomorrow', CommandStatus.RINVEXPIRY],
    ['scheduleDeliveryTime', '261302000000000+', CommandStatus.RINVSCHED],
  ] as const)('with an unreadable %s is refused', (field, written, commandStatus) => {
    expect(submissionFromPdu({ ...submitSm({}), [field]: written }, NOW)).toMatchObject({ commandStatus });
  });

  it('says in both alphabets what the centre’s own encoder says', () => {
    for (const words of ['@£$ é [brackets] €', 'Привет 🎉']) {
      const [part] = encodeText(words);
      const said = read({ dataCoding: part!.dataCoding, shortMessage: Buffer.from(part!.ud) });
      expect(said).toMatchObject({ ud: Buffer.from(part!.ud), dataCoding: part!.dataCoding });
    }
  });
});

describe('a data_sm', () => {
  it('has its text in message_payload and its validity in qos_time_to_live', () => {
    const pdu = decodePdu(
      encodePdu({
        command: 'data_sm',
        sourceAddr: '36180',
        destinationAddr: '33612345678',
        registeredDelivery: 1,
        tlvs: { messagePayload: text('data'), qosTimeToLive: 3_600 },
      }),
    ) as Pdu<'data_sm'>;
    expect(submissionFromDataSm(pdu)).toEqual({
      from: '36180',
      to: '33612345678',
      ud: text('data'),
      dataCoding: 0,
      validityMs: HOUR,
      registeredDelivery: 1,
    });
  });
});

describe('a replace_sm', () => {
  const replaceSm = (fields: PduBody<'replace_sm'>) =>
    decodePdu(encodePdu({ command: 'replace_sm', messageId: '1', ...fields })) as Pdu<'replace_sm'>;

  it('is read in the alphabet of the message it changes', () => {
    expect(replacementFromPdu(replaceSm({ shortMessage: ucs2('Да') }), 8, NOW)).toMatchObject({
      ud: ucs2('Да'),
      dataCoding: 8,
    });
  });

  it('leaves the text and the dates that it does not mention', () => {
    expect(replacementFromPdu(replaceSm({ registeredDelivery: 1 }), 0, NOW)).toEqual({
      registeredDelivery: 1,
    });
  });
});
