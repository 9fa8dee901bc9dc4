import type { Instant } from '@chappe/sms';
import {
  messageStateName,
  parseSmppTime,
  receiptWordOf,
  resolveSmppTime,
  type Pdu,
  type Receipt,
} from '@chappe/smpp';
import { reportOf, type ReceiptContext, type ReceiptReport } from './receipt-report.js';

/**
 * What the answer to a query_sm says (SMPP 3.4 §4.8.2): read like a receipt, by the same tables, so that asking and being told
 * come to the same.
 *
 * @param reference the id that was asked about, in its normal form
 * @returns undefined when the state is none that the standard knows: nothing has been told then
 */
export function queryReport(
  pdu: Pdu<'query_sm_resp'>,
  reference: string,
  context: ReceiptContext,
): ReceiptReport | undefined {
  const state = messageStateName(pdu.messageState);
  if (!state) return undefined;
  const receipt: Receipt = {
    evidence: 'tlv',
    intermediate: false,
    messageId: pdu.messageId,
    tlvId: undefined,
    textId: undefined,
    state,
    stat: receiptWordOf(state),
    // The field is one octet and always there: 0 says that there was no error.
    err: pdu.errorCode === 0 ? undefined : String(pdu.errorCode),
    networkError: undefined,
    submitDate: undefined,
    doneDate: dateOf(pdu.finalDate, context.now),
    fields: undefined,
    text: '',
  };
  const { messageId, finalDate, messageState, errorCode } = pdu;
  const raw = JSON.stringify({ command: pdu.command, messageId, finalDate, messageState, errorCode });
  return { ...reportOf(receipt, raw, context), reference };
}

function dateOf(finalDate: string, now: Instant): Date | undefined {
  const time = parseSmppTime(finalDate);
  return time && resolveSmppTime(time, new Date(now));
}
