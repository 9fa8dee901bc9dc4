import { encodeGsm, septetsOf } from './gsm7.js';
import { encodeUcs2 } from './user-data.js';
import { concatenationHeader } from './user-data-header.js';

/** One part of a text, ready for a link. */
export interface EncodedPart {
  readonly text: string;
  /** 0 for the default alphabet, 8 for UCS-2. */
  readonly dataCoding: 0 | 8;
  /** Unpacked septets or UTF-16. */
  readonly ud: Uint8Array;
  /** The header, its length octet included, where there are several parts. */
  readonly udh?: Uint8Array;
}

/** What a text comes to, without its octets. */
export interface TextMeasure {
  readonly dataCoding: 0 | 8;
  readonly parts: number;
}

const ONE_GSM = 160;
const PART_GSM = 153;
const ONE_UCS2 = 70;
const PART_UCS2 = 67;

/**
 * How many parts a text takes, and in which alphabet.
 *
 * @param inUcs2 it is to be UCS-2 whatever its characters
 */
export function measureText(text: string, inUcs2 = false): TextMeasure {
  const septets = inUcs2 ? undefined : septetsOf(text);
  if (septets === undefined)
    return { dataCoding: 8, parts: text.length <= ONE_UCS2 ? 1 : cutUcs2(text).length };
  return { dataCoding: 0, parts: septets <= ONE_GSM ? 1 : cutGsm(text).length };
}

/**
 * A text in parts with their octets; `reference` (8 or 16 bits) is what the parts have in common.
 *
 * @param inUcs2 it is to be UCS-2 whatever its characters
 */
export function encodeText(text: string, reference = 0, inUcs2 = false): EncodedPart[] {
  const septets = inUcs2 ? undefined : septetsOf(text);
  if (septets === undefined) {
    const texts = text.length <= ONE_UCS2 ? [text] : cutUcs2(text);
    return withHeaders(texts, 8, encodeUcs2, reference);
  }
  return withHeaders(septets <= ONE_GSM ? [text] : cutGsm(text), 0, encodeGsm, reference);
}

function withHeaders(
  texts: readonly string[],
  dataCoding: 0 | 8,
  encode: (text: string) => Uint8Array,
  reference: number,
): EncodedPart[] {
  if (texts.length === 1) return [{ text: texts[0]!, dataCoding, ud: encode(texts[0]!) }];
  return texts.map((text, index) => ({
    text,
    dataCoding,
    ud: encode(text),
    udh: concatenationHeader({ reference: reference & 0xff, no: index + 1, of: texts.length }),
  }));
}

/** An escape and what it escapes stay together (TS 23.040 9.2.3.24.1). */
function cutGsm(text: string): string[] {
  return cut(text, septetsOf as (piece: string) => number, PART_GSM);
}

/** Surrogate pairs stay together, and what a reader takes for one character does where a part can hold it. */
function cutUcs2(text: string): string[] {
  return cut([...clusters(text)], piece => piece.length, PART_UCS2);
}

function cut(pieces: Iterable<string>, unitsOf: (piece: string) => number, capacity: number): string[] {
  const parts: string[] = [];
  let part = '';
  let units = 0;
  for (const piece of pieces) {
    const more = unitsOf(piece);
    if (units + more > capacity) {
      parts.push(part);
      part = '';
      units = 0;
    }
    part += piece;
    units += more;
  }
  parts.push(part);
  return parts;
}

function* clusters(text: string): Iterable<string> {
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (segment.length > PART_UCS2 || segment === '\r\n') yield* segment;
    else yield segment;
  }
}
