import type { Concatenation } from '../values/index.js';
import { PduEncodeError } from './codec.errors.js';
import type { Tlvs } from './tlvs.js';

/**
 * The three TLVs that say which part of a long message this is, for carriers that want them instead of a user data
 * header (SMPP 3.4 §5.3.2.22 to 24).
 *
 * @throws PduEncodeError when the part is not one of 1 to total.
 */
export function segmentationTlvs({ reference, total, part }: Concatenation): Tlvs {
  if (part < 1 || part > total) {
    throw PduEncodeError.outOfRange('sarSegmentSeqnum', String(part), `1 to the number of parts, ${total}`);
  }
  return { sarMsgRefNum: reference, sarTotalSegments: total, sarSegmentSeqnum: part };
}

/** Which part the TLVs say this is; undefined unless all three are there and make sense. */
export function segmentationOf(tlvs: Tlvs): Concatenation | undefined {
  const { sarMsgRefNum: reference, sarTotalSegments: total, sarSegmentSeqnum: part } = tlvs;
  if (reference === undefined || total === undefined || part === undefined) return undefined;
  return part >= 1 && part <= total ? { reference, total, part } : undefined;
}
