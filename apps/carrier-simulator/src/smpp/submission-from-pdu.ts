import { CommandStatus, type Pdu } from '@chappe/smpp';
import type { CentreReplacement, CentreSubmission } from '@chappe/smsc';
import { phoneOf, senderOf, type Address } from './addresses.js';
import { contentFromPdu, type Content } from './content-from-pdu.js';
import { datesFromPdu, type Dates } from './dates-from-pdu.js';
import { isRefusal, type Refusal } from './refusal.js';

/** All of a submission but whom it is for. */
export type Letter = Omit<CentreSubmission, 'to'>;

const HIGHEST_PRIORITY = 3;
const SECOND_MS = 1_000;

/** A submit_sm as the centre takes it, read at the date `now` (milliseconds of the epoch). */
export function submissionFromPdu(pdu: Pdu<'submit_sm'>, now: number): CentreSubmission | Refusal {
  return addressed(letterFromPdu(pdu, now), destinationOf(pdu));
}

/** What a submit_sm or submit_multi says, whoever it is for. */
export function letterFromPdu(pdu: Pdu<'submit_sm'> | Pdu<'submit_multi'>, now: number): Letter | Refusal {
  if (pdu.priorityFlag > HIGHEST_PRIORITY) {
    return {
      commandStatus: CommandStatus.RINVPRTFLG,
      detail: `priority_flag is ${String(pdu.priorityFlag)}; 0 to 3 have a meaning.`,
    };
  }
  if (pdu.replaceIfPresentFlag > 1) {
    return {
      commandStatus: CommandStatus.RINVREPFLAG,
      detail: `replace_if_present_flag is ${String(pdu.replaceIfPresentFlag)}; 0 and 1 have a meaning.`,
    };
  }
  const letter = letterOf(pdu, datesFromPdu(pdu, now));
  if (isRefusal(letter)) return letter;
  return {
    ...letter,
    priority: pdu.priorityFlag as 0 | 1 | 2 | 3,
    ...(pdu.replaceIfPresentFlag === 1 ? { replaceIfPresent: true } : {}),
  };
}

/** A data_sm as the centre takes it; its validity is qos_time_to_live. */
export function submissionFromDataSm(pdu: Pdu<'data_sm'>): CentreSubmission | Refusal {
  const { qosTimeToLive } = pdu.tlvs;
  const dates = qosTimeToLive === undefined ? {} : { validityMs: qosTimeToLive * SECOND_MS };
  return addressed(letterOf(pdu, dates), destinationOf(pdu));
}

/**
 * What a replace_sm changes. It has no data_coding: that of the message stays. Empty fields change nothing.
 */
export function replacementFromPdu(
  pdu: Pdu<'replace_sm'>,
  dataCoding: number,
  now: number,
): CentreReplacement | Refusal {
  const dates = datesFromPdu(pdu, now);
  if (isRefusal(dates)) return dates;
  const changes = { ...dates, registeredDelivery: pdu.registeredDelivery };
  if (pdu.shortMessage.length === 0 && pdu.tlvs.messagePayload === undefined) return changes;
  const content = contentFromPdu({ ...pdu, esmClass: 0, dataCoding });
  if (isRefusal(content)) return content;
  return { ...changes, ...content };
}

/** A letter for one destination. */
export function addressed(letter: Letter | Refusal, destination: Address): CentreSubmission | Refusal {
  if (isRefusal(letter)) return letter;
  const phone = phoneOf(destination);
  return isRefusal(phone) ? phone : { ...letter, ...phone };
}

interface LetterFields {
  readonly sourceAddrTon: number;
  readonly sourceAddrNpi: number;
  readonly sourceAddr: string;
  readonly registeredDelivery: number;
}

function letterOf(
  pdu: LetterFields & Parameters<typeof contentFromPdu>[0],
  dates: Dates | Refusal,
): Letter | Refusal {
  const sender = senderOf({ ton: pdu.sourceAddrTon, npi: pdu.sourceAddrNpi, addr: pdu.sourceAddr });
  if (isRefusal(sender)) return sender;
  const content: Content | Refusal = contentFromPdu(pdu);
  if (isRefusal(content)) return content;
  if (isRefusal(dates)) return dates;
  return { ...sender, ...content, ...dates, registeredDelivery: pdu.registeredDelivery };
}

function destinationOf(pdu: Pdu<'submit_sm'> | Pdu<'data_sm'>): Address {
  return { ton: pdu.destAddrTon, npi: pdu.destAddrNpi, addr: pdu.destinationAddr };
}
