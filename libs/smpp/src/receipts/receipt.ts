import type { Pdu } from '../codec/index.js';
import {
  EsmType,
  messageStateName,
  messageStateOfWord,
  parseEsmClass,
  parseNetworkErrorCode,
  parseUserData,
} from '../values/index.js';
import type { MessageStateName, NetworkErrorCode } from '../values/index.js';
import { parseReceiptDate } from './receipt-date.js';
import { MAX_RECEIPT_CHARACTERS, parseReceiptText } from './receipt-text.js';
import type { ReceiptText } from './receipt-text.js';

/** What a deliver_sm or data_sm reports about a message that was sent. */
export interface Receipt {
  /**
   * What makes it a receipt, the strongest first. `text` alone proves nothing, since anybody with a phone can send such
   * a text: take it only from carriers known to leave esm_class at 0.
   */
  readonly evidence: 'esm-class' | 'tlv' | 'text';
  /** True for an intermediate notification, and for states that are not final. */
  readonly intermediate: boolean;
  /** The id of submit_sm_resp: from receiptedMessageId when there, else from the text. Undefined when there is none. */
  readonly messageId: string | undefined;
  /** The id as receiptedMessageId has it. */
  readonly tlvId: string | undefined;
  /** The id as the text has it; some carriers cut it to 10 characters or write it in another base. */
  readonly textId: string | undefined;
  /** From messageState when there, else from `stat`. Undefined when neither says anything the standard knows. */
  readonly state: MessageStateName | undefined;
  /** `stat` as it came, the carrier's own words included. */
  readonly stat: string | undefined;
  /** `err` as it came; may be alphanumeric. */
  readonly err: string | undefined;
  readonly networkError: NetworkErrorCode | undefined;
  readonly submitDate: Date | undefined;
  readonly doneDate: Date | undefined;
  /** All fields of appendix B as they came; undefined when the text has another form. */
  readonly fields: ReceiptText | undefined;
  /** The whole text, one character per octet (or UTF-16 when data_coding says so): for forms a carrier made up. */
  readonly text: string;
}

/** How to read the receipts of one carrier. */
export interface ReceiptOptions {
  /** What the carrier's clock is ahead of UTC, in minutes; 0 by default. */
  readonly utcOffsetMinutes?: number;
  /** Also take a message without receipt flags whose text has `id:` and `stat:`; false by default. */
  readonly acceptTextAlone?: boolean;
}

const UCS2 = 0x08;
const NOT_FINAL: ReadonlySet<MessageStateName> = new Set(['SCHEDULED', 'ENROUTE', 'ACCEPTED']);

/**
 * Reads a receipt: TLVs first, text second. Never throws.
 *
 * @returns undefined when the PDU is an ordinary message (or an acknowledgement from a phone).
 */
export function parseReceipt(
  pdu: Pdu<'deliver_sm'> | Pdu<'data_sm'>,
  { utcOffsetMinutes = 0, acceptTextAlone = false }: ReceiptOptions = {},
): Receipt | undefined {
  const { receiptedMessageId, messageState, networkErrorCode } = pdu.tlvs;
  const { type } = parseEsmClass(pdu.esmClass);
  const flagged = type === EsmType.receipt || type === EsmType.intermediateNotification;
  const tagged = receiptedMessageId !== undefined || messageState !== undefined;
  if (!flagged && !tagged && !acceptTextAlone) return undefined;
  const text = textOf(pdu);
  const fields = parseReceiptText(text);
  if (!flagged && !tagged && !(fields?.id && fields.stat)) return undefined;
  const stateByWord = fields?.stat === undefined ? undefined : messageStateOfWord(fields.stat);
  const state = messageState === undefined ? stateByWord : (messageStateName(messageState) ?? stateByWord);
  return {
    evidence: flagged ? 'esm-class' : tagged ? 'tlv' : 'text',
    intermediate: type === EsmType.intermediateNotification || (state !== undefined && NOT_FINAL.has(state)),
    messageId: receiptedMessageId || fields?.id,
    tlvId: receiptedMessageId || undefined,
    textId: fields?.id,
    state,
    stat: fields?.stat,
    err: fields?.err,
    networkError: networkErrorCode && parseNetworkErrorCode(networkErrorCode),
    submitDate:
      fields?.submitDate === undefined ? undefined : parseReceiptDate(fields.submitDate, utcOffsetMinutes),
    doneDate:
      fields?.doneDate === undefined ? undefined : parseReceiptDate(fields.doneDate, utcOffsetMinutes),
    fields,
    text,
  };
}

/** The octets of a message wherever they travel: messagePayload when there, else short_message. */
export function messageOctets(pdu: {
  readonly shortMessage?: Buffer;
  readonly tlvs: Pdu<'data_sm'>['tlvs'];
}): Buffer {
  return pdu.tlvs.messagePayload ?? pdu.shortMessage ?? Buffer.alloc(0);
}

function textOf(pdu: Pdu<'deliver_sm'> | Pdu<'data_sm'>): string {
  const octets = messageOctets(pdu);
  const body = parseEsmClass(pdu.esmClass).udhi ? (parseUserData(octets)?.body ?? octets) : octets;
  if (pdu.dataCoding !== UCS2) return body.toString('latin1', 0, MAX_RECEIPT_CHARACTERS);
  const even = Buffer.from(body.subarray(0, Math.min(body.length & ~1, MAX_RECEIPT_CHARACTERS * 2)));
  return even.swap16().toString('utf16le');
}
