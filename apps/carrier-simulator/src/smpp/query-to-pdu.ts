import { formatAbsoluteTime, MessageState, type PduBody } from '@chappe/smpp';
import { REASONS, type CentreMessageView } from '@chappe/smsc';

/** The answer to a query_sm (SMPP 3.4 section 4.8): the state, its date once it is final, and the network's error code. */
export function queryToPdu(view: CentreMessageView, messageId: string): PduBody<'query_sm_resp'> {
  return {
    messageId,
    finalDate: view.doneAt === undefined ? '' : formatAbsoluteTime(new Date(view.doneAt)),
    // SCHEDULED is of SMPP 5.0; to 3.4 such a message is on its way.
    messageState: Math.max(view.messageState, MessageState.ENROUTE),
    // The field is one octet, and some codes of the network are not.
    errorCode: view.reason === undefined ? 0 : Math.min(REASONS[view.reason].map, 0xff),
  };
}
