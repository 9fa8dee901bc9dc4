import { ABSENT, ALPHABET_LIMIT, alphabetOf, ESCAPE } from './alphabet.js';
import type { Encoding, NationalTables } from './alphabet.js';
import { writeHeader } from './header.js';
import type { Concatenation } from './header.js';
import type { Segmentation } from './segmentation.js';

/** One part with all it takes to put it on the wire. */
export interface PartToEncode {
  readonly text: string;
  readonly encoding: Encoding;
  /** Default: none. */
  readonly tables?: NationalTables;
  /** Absent where the text is one message. */
  readonly concatenation?: Concatenation;
}

/** A part in octets. */
export interface EncodedPart {
  /** SMPP 3.4 5.2.19: 0 the carrier's default alphabet, 8 UCS2. */
  readonly dataCoding: 0x00 | 0x08;
  /** The user data header with its length octet; empty where none is needed. Its presence is esm_class 0x40 in SMPP. */
  readonly header: Uint8Array;
  /** The text without header: GSM7 unpacked, one septet an octet, or UTF-16BE. */
  readonly userData: Uint8Array;
}

/**
 * One part in octets. Where SMPP has them in `short_message`, the header comes first, then the user data.
 *
 * @throws RangeError where a character is not in the alphabet of the part, or a header field does not fit: neither
 * happens to what `segment` cut.
 */
export function encodePart(part: PartToEncode): EncodedPart {
  const tables = part.tables ?? {};
  const { concatenation } = part;
  return {
    dataCoding: part.encoding === 'GSM7' ? 0x00 : 0x08,
    header: writeHeader({ tables, ...(concatenation && { concatenation }) }),
    userData: part.encoding === 'GSM7' ? encodeGsm7(part.text, tables) : encodeUcs2(part.text),
  };
}

/**
 * All parts of a text, in order, under one concatenation reference.
 *
 * @param reference 0 to 255, or to 65535 where the text was cut with `ref16`; not used where there is one part.
 */
export function encodeParts(segmentation: Segmentation, reference: number): readonly EncodedPart[] {
  const { encoding, tables, parts, ref16 } = segmentation;
  const total = parts.length;
  return parts.map(({ text }, index) =>
    encodePart({
      text,
      encoding,
      tables,
      ...(total > 1 && { concatenation: { reference, total, sequence: index + 1, bits: ref16 ? 16 : 8 } }),
    }),
  );
}

/**
 * GSM7 octets of a text, one septet an octet, most significant bit 0 (3GPP TS 23.038 6.2.1).
 *
 * @throws RangeError naming the character that no table has.
 */
export function encodeGsm7(text: string, tables: NationalTables = {}): Uint8Array {
  const { base, shift } = alphabetOf(tables);
  const octets = new Uint8Array(2 * text.length);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const known = unit < ALPHABET_LIMIT;
    const septet = known ? (base[unit] ?? ABSENT) : ABSENT;
    if (septet !== ABSENT) {
      octets[length++] = septet;
      continue;
    }
    const shifted = known ? (shift[unit] ?? ABSENT) : ABSENT;
    if (shifted === ABSENT) {
      throw new RangeError(
        `U+${unit.toString(16).toUpperCase().padStart(4, '0')} at ${index} is not in the GSM 7-bit alphabet, ` +
          'so the text cannot be written in it. Encode it as UCS2, or ask `segment` which encoding it takes.',
      );
    }
    octets[length++] = ESCAPE;
    octets[length++] = shifted;
  }
  return octets.slice(0, length);
}

/** UCS2 octets of a text: its UTF-16 code units, most significant octet first (3GPP TS 23.038 6.2.3). */
export function encodeUcs2(text: string): Uint8Array {
  const octets = new Uint8Array(2 * text.length);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    octets[2 * index] = unit >> 8;
    octets[2 * index + 1] = unit & 0xff;
  }
  return octets;
}
