import {
  CommandStatus,
  messageOctets,
  parseEsmClass,
  segmentationOf,
  type Concatenation,
  type Tlvs,
} from '@chappe/smpp';
import { decodeUserData, type CentreSubmission } from '@chappe/smsc';
import { isRefusal, type Refusal } from './refusal.js';

/** What a message says, as the centre takes it. */
export type Content = Pick<CentreSubmission, 'text' | 'ud' | 'udh' | 'dataCoding' | 'messageClass'>;

/** The fields of a PDU that say it. */
export interface ContentFields {
  readonly esmClass: number;
  readonly dataCoding: number;
  readonly shortMessage?: Buffer;
  readonly tlvs: Tlvs;
}

/** A message_payload is no longer than this, far beyond what any number of parts holds. */
export const MAX_PAYLOAD_OCTETS = 10_000;

/** What fits into one message whatever the alphabet (3GPP TS 23.040: 140 octets). */
const ALWAYS_FITS_OCTETS = 140;

/** dest_addr_subunit (SMPP 3.4 section 5.3.2.1): where on the phone the message goes. */
const SUBUNITS = { 1: 'flash', 2: 'phone', 3: 'sim', 4: 'toolkit' } as const;

/**
 * What a submission says: the octets of short_message or message_payload, with their header apart. One part stays as it
 * is, octet for octet; what is longer than one message and carries no header is decoded, and the centre cuts it.
 */
export function contentFromPdu(pdu: ContentFields): Content | Refusal {
  const { dataCoding, tlvs } = pdu;
  const octets = messageOctets(pdu);
  if (tlvs.messagePayload !== undefined && (pdu.shortMessage?.length ?? 0) > 0) {
    return {
      commandStatus: CommandStatus.RTLVNOTALLWD,
      detail: 'The message is in short_message and in message_payload: leave one of them empty.',
    };
  }
  if (octets.length > MAX_PAYLOAD_OCTETS) {
    return {
      commandStatus: CommandStatus.RINVMSGLEN,
      detail: `message_payload has ${String(octets.length)} octets; ${String(MAX_PAYLOAD_OCTETS)} are taken.`,
    };
  }
  const parts = partsOf(pdu, octets);
  if (isRefusal(parts)) return parts;
  const subunit = SUBUNITS[tlvs.destAddrSubunit as keyof typeof SUBUNITS];
  const messageClass = subunit === undefined ? {} : { messageClass: subunit };
  if (parts.udh === undefined && parts.ud.length > ALWAYS_FITS_OCTETS) {
    const { fits, alphabet, text } = decodeUserData({ ud: parts.ud, dataCoding });
    if (!fits && alphabet !== 'binary') return { text, dataCoding, ...messageClass };
  }
  return { ...parts, dataCoding, ...messageClass };
}

function partsOf(
  { esmClass, tlvs }: ContentFields,
  octets: Buffer,
): { readonly ud: Buffer; readonly udh?: Buffer } | Refusal {
  if (parseEsmClass(esmClass).udhi) {
    const headerOctets = (octets[0] ?? 0) + 1;
    if (headerOctets > octets.length) {
      return {
        commandStatus: CommandStatus.RINVESMCLASS,
        detail: 'esm_class says that a user data header comes first, and it is longer than the message.',
      };
    }
    return { udh: octets.subarray(0, headerOctets), ud: octets.subarray(headerOctets) };
  }
  const part = segmentationOf(tlvs);
  if (part === undefined || part.total === 1) return { ud: octets };
  return { udh: concatenationHeader(part), ud: octets };
}

/** A phone knows no TLVs: the three of SAR reach it as a header (3GPP TS 23.040 section 9.2.3.24.1 and .8). */
function concatenationHeader({ reference, total, part }: Concatenation): Buffer {
  return reference > 0xff
    ? Buffer.from([6, 0x08, 4, reference >> 8, reference & 0xff, total, part])
    : Buffer.from([5, 0x00, 3, reference, total, part]);
}
