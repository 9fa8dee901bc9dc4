import { decodePart, type Instant } from '@chappe/sms';
import { messageOctets, parseEsmClass, segmentationOf, type Pdu } from '@chappe/smpp';
import { createHash } from 'node:crypto';
import type { ResolvedOptions } from '../options/index.js';
import { readAddress } from '../submission/index.js';

/** One short message from a phone. */
export interface InboundPart {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly at: Instant;
  /** What it says, in brief: two with the same say the same. */
  readonly content: string;
  /** Tells this short message from others, and a repetition within the minute from a new one. */
  readonly fingerprint: string;
  /** Which part of which text; undefined for one that is whole. */
  readonly piece: { readonly reference: number; readonly total: number; readonly number: number } | undefined;
}

const LATIN1 = 0x03;
const MINUTE_MS = 60_000;

/**
 * Reads a message from a phone: header or sar_* TLVs, short_message or message_payload, the alphabet by data_coding.
 *
 * A deliver_sm has no id of its own. The carrier that got no answer sends it again, alike but for its sequence number, so its
 * content and the minute it came in stand for one.
 *
 * @returns undefined when the octets are not text, or their header runs over its bounds
 */
export function readInbound(
  pdu: Pdu<'deliver_sm'> | Pdu<'data_sm'>,
  options: Pick<ResolvedOptions, 'addresses' | 'defaultCoding'>,
  now: Instant,
): InboundPart | undefined {
  const octets = messageOctets(pdu);
  const isDefault = pdu.dataCoding === 0 && options.defaultCoding !== 'gsm7';
  const decoded = decodePart({
    dataCoding: isDefault ? LATIN1 : pdu.dataCoding,
    userData: octets,
    hasHeader: parseEsmClass(pdu.esmClass).udhi,
  });
  if (!decoded.ok) return undefined;
  const sar = segmentationOf(pdu.tlvs);
  const udh = decoded.concatenation;
  const piece = udh
    ? { reference: udh.reference, total: udh.total, number: udh.sequence }
    : sar && { reference: sar.reference, total: sar.total, number: sar.part };
  const { sourceAddr, destinationAddr, dataCoding, tlvs } = pdu;
  const content = [sourceAddr, destinationAddr, dataCoding, piece, tlvs.userMessageReference];
  const hash = createHash('sha256').update(JSON.stringify(content)).update(octets).digest('hex').slice(0, 24);
  return {
    from: readAddress(pdu.sourceAddrTon, sourceAddr, options.addresses),
    to: readAddress(pdu.destAddrTon, destinationAddr, options.addresses),
    text: decoded.text,
    at: now,
    content: hash,
    fingerprint: `${hash}.${Math.floor(now / MINUTE_MS).toString(36)}`,
    piece: piece && piece.total > 1 ? piece : undefined,
  };
}
