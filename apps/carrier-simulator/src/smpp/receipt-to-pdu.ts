import { buildEsmClass, EsmType, type PduBody } from '@chappe/smpp';
import { receiptText, receiptTlvs, type CentreReceipt } from '@chappe/smsc';
import { addressOf } from './addresses.js';

const LATIN1 = 3;
const GSM = 0;
const MAX_RECEIPT_OCTETS = 254;

/**
 * A receipt as a deliver_sm (SMPP 3.4 section 4.6): from the phone to the sender of the message, the text form of appendix B
 * in the dialect of the phone's operator, and beside it the TLVs. A broken receipt has only those that its kind of
 * breakage leaves.
 *
 * @param withTlvs peers older than 3.4 must not be sent optional parameters (section 1.6)
 */
export function receiptToPdu(receipt: CentreReceipt, withTlvs: boolean): PduBody<'deliver_sm'> {
  // An ACCEPTD is not the last word, and those who send it send it as a receipt all the same.
  const isIntermediate = !receipt.final && receipt.state !== 'ACCEPTD';
  const text = Buffer.from(latin1(receiptText(receipt)), 'latin1').subarray(0, MAX_RECEIPT_OCTETS);
  return {
    ...betweenPhoneAndSender(receipt),
    esmClass: buildEsmClass({ type: isIntermediate ? EsmType.intermediateNotification : EsmType.receipt }),
    dataCoding: text.some(octet => octet > 0x7f) ? LATIN1 : GSM,
    shortMessage: text,
    ...(withTlvs ? { tlvs: tlvsOf(receipt) } : {}),
  };
}

/** What the phone itself says about a delivered message: its application (section 5.2.17, bit 2), or its user (bit 3). */
export function acknowledgementToPdu(
  receipt: CentreReceipt,
  by: 'application' | 'user',
  withTlvs: boolean,
): PduBody<'deliver_sm'> {
  return {
    ...betweenPhoneAndSender(receipt),
    esmClass: buildEsmClass({
      type: by === 'user' ? EsmType.userAcknowledgement : EsmType.deliveryAcknowledgement,
    }),
    ...(withTlvs ? { tlvs: { receiptedMessageId: receipt.id } } : {}),
  };
}

function betweenPhoneAndSender({ from, to }: CentreReceipt): PduBody<'deliver_sm'> {
  const phone = addressOf(to);
  const sender = addressOf(from);
  return {
    sourceAddrTon: phone.ton,
    sourceAddrNpi: phone.npi,
    sourceAddr: phone.addr,
    destAddrTon: sender.ton,
    destAddrNpi: sender.npi,
    destinationAddr: sender.addr,
  };
}

function tlvsOf(receipt: CentreReceipt): NonNullable<PduBody<'deliver_sm'>['tlvs']> {
  const { receiptedMessageId, messageState, networkErrorCode } = receiptTlvs(receipt);
  switch (receipt.malformed) {
    case undefined:
    case 'bad_dates':
      return {
        receiptedMessageId,
        messageState,
        ...(networkErrorCode === undefined ? {} : { networkErrorCode: Buffer.from(networkErrorCode) }),
      };
    case 'without_state':
      return { receiptedMessageId };
    case 'truncated':
    case 'other_layout':
    case 'garbage':
      return {};
  }
}

/** The quoted beginning of a text may be in any script; what Latin-1 has no character for becomes a question mark. */
function latin1(text: string): string {
  return text.replace(/[^\x00-\xff]/gu, '?');
}
