import { decodePdu, encodePdu, parseReceipt } from '@chappe/smpp';
import type { Pdu, PduBody } from '@chappe/smpp';
import type { CentreReceipt } from '@chappe/smsc';
import { addressOf, senderOf } from './addresses.js';
import { inboundToPdu } from './inbound-to-pdu.js';
import { acknowledgementToPdu, receiptToPdu } from './receipt-to-pdu.js';

const receipt: CentreReceipt = {
  id: '1000000001',
  from: 'CHAPPE',
  to: '+33612345678',
  state: 'UNDELIV',
  messageState: 5,
  reason: 'unknown_subscriber',
  errorCode: '001',
  dialect: 'map',
  networkError: { type: 3, code: 1 },
  submitAt: Date.UTC(2026, 2, 2, 9),
  doneAt: Date.UTC(2026, 2, 2, 9, 1),
  final: true,
  parts: 1,
  delivered: 0,
  textStart: 'Bonjour',
  copy: 1,
};

function onTheWire(body: PduBody<'deliver_sm'>): Pdu<'deliver_sm'> {
  return decodePdu(encodePdu({ command: 'deliver_sm', ...body })) as Pdu<'deliver_sm'>;
}

describe('a receipt', () => {
  it('goes from the phone to the sender, as text and as TLVs', () => {
    const pdu = onTheWire(receiptToPdu(receipt, true));
    expect(pdu).toMatchObject({
      esmClass: 0x04,
      sourceAddrTon: 1,
      sourceAddrNpi: 1,
      sourceAddr: '33612345678',
      destAddrTon: 5,
      destinationAddr: 'CHAPPE',
      dataCoding: 0,
      tlvs: { receiptedMessageId: '1000000001', messageState: 5, networkErrorCode: Buffer.from([3, 0, 1]) },
    });
    expect(pdu.shortMessage.toString('latin1')).toBe(
      'id:1000000001 sub:001 dlvrd:000 submit date:2603020900 done date:2603020901 stat:UNDELIV err:001 Text:Bonjour',
    );
  });

  it.each([
    ['ENROUTE', 1, false, 0x20],
    ['ACCEPTD', 6, false, 0x04],
    ['DELIVRD', 2, true, 0x04],
  ] as const)('of %s says by esm_class what it is', (state, messageState, final, esmClass) => {
    expect(onTheWire(receiptToPdu({ ...receipt, state, messageState, final }, true)).esmClass).toBe(esmClass);
  });

  it('has no TLVs for peers older than 3.4', () => {
    expect(onTheWire(receiptToPdu(receipt, false)).tlvs).toEqual({});
  });

  it('writes the quoted text in Latin-1, with a question mark for what Latin-1 has not', () => {
    const pdu = onTheWire(receiptToPdu({ ...receipt, textStart: 'été Да' }, true));
    expect(pdu.dataCoding).toBe(3);
    expect(pdu.shortMessage.toString('latin1')).toMatch(/Text:été \?\?$/);
  });

  it.each([
    ['truncated', { messageId: '1000000001', state: undefined }],
    ['without_state', { messageId: '1000000001', state: undefined }],
    ['bad_dates', { messageId: '1000000001', state: 'UNDELIVERABLE', doneDate: undefined }],
    ['other_layout', { messageId: undefined, state: undefined }],
    ['garbage', { state: undefined }],
  ] as const)('that is %s leaves to its reader what that leaves', (malformed, left) => {
    expect(parseReceipt(onTheWire(receiptToPdu({ ...receipt, malformed }, true)))).toMatchObject(left);
  });

  it('of the phone itself says who speaks', () => {
    expect(onTheWire(acknowledgementToPdu(receipt, 'application', true))).toMatchObject({
      esmClass: 0x08,
      sourceAddr: '33612345678',
      tlvs: { receiptedMessageId: '1000000001' },
    });
    expect(onTheWire(acknowledgementToPdu(receipt, 'user', false))).toMatchObject({
      esmClass: 0x10,
      tlvs: {},
    });
  });
});

describe('a message from a phone', () => {
  const part = { id: '1', from: '+33612345678', to: '36180', text: 'Oui', sentAt: 0, dataCoding: 0 };

  it('goes out in its octets', () => {
    expect(onTheWire(inboundToPdu({ ...part, ud: Buffer.from('Oui') }))).toMatchObject({
      esmClass: 0,
      sourceAddr: '33612345678',
      destAddrTon: 0,
      destinationAddr: '36180',
      shortMessage: Buffer.from('Oui'),
    });
  });

  it('has its header in front where it is a part of a long one', () => {
    const udh = Buffer.from([5, 0, 3, 1, 2, 1]);
    expect(onTheWire(inboundToPdu({ ...part, ud: Buffer.from('Oui'), udh }))).toMatchObject({
      esmClass: 0x40,
      shortMessage: Buffer.concat([udh, Buffer.from('Oui')]),
    });
  });
});

describe('an address', () => {
  it.each(['+33612345678', '36180', '33612345678', 'CHAPPE', 'Chappe+1'])('%s finds its way back', number => {
    expect(senderOf(addressOf(number))).toEqual({ from: number });
  });
});
