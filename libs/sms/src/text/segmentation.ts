import { alphabetOf, DEFAULT_ALPHABET, measure, septetsOf } from './alphabet.js';
import type { Alphabet, Encoding, LockingTable, NationalTables, SingleShiftTable } from './alphabet.js';
import { costlyCharacters } from './costly-characters.js';
import type { CostlyCharacter } from './costly-characters.js';
import { cutUcs2 } from './clusters.js';
import { headerOctets, MAX_PARTS, USER_DATA_OCTETS } from './header.js';

/** How {@link segment} is to cut. */
export interface SegmentOptions {
  /** `auto` (default) takes GSM7 wherever every character allows it. `gsm7` refuses a text that does not. */
  readonly encoding?: 'auto' | 'gsm7' | 'ucs2';
  /** 16-bit concatenation reference: one octet less in each part. Default: 8-bit. */
  readonly ref16?: boolean;
  /** National locking table the carrier allows. Taken only where it saves parts. */
  readonly locking?: LockingTable;
  /** National single shift table the carrier allows. Taken only where it saves parts. */
  readonly single?: SingleShiftTable;
  /** Parts at most, 1 to 255. Default {@link MAX_PARTS}. Many carriers stop at 6 to 10. */
  readonly maxParts?: number;
}

/** One short message of a text. */
export interface TextPart {
  readonly text: string;
  /** Septets for GSM7, 16-bit units for UCS2; the header is not counted. */
  readonly units: number;
}

/** Units that fit a message alone, and each part of several. */
export interface Capacity {
  readonly single: number;
  readonly multi: number;
}

/** A text cut into the short messages that will carry it. */
export interface Segmentation {
  readonly ok: true;
  readonly encoding: Encoding;
  /** Septets (an extension character counts 2) or 16-bit units of the whole text. */
  readonly units: number;
  /** At least one. Joined, their texts are the text. */
  readonly parts: readonly TextPart[];
  /** Octets of header in each part; 0 where none is needed. */
  readonly headerOctets: number;
  readonly capacity: Capacity;
  /** The national tables in use: those allowed that the text gains by. */
  readonly tables: NationalTables;
  /** Width of the concatenation reference. */
  readonly ref16: boolean;
  /** The characters that made it dearer, first come first; see {@link CostlyCharacter}. */
  readonly costly: readonly CostlyCharacter[];
}

/** Why a text cannot be cut as asked. */
export type SegmentationRefusal =
  | {
      readonly ok: false;
      /** GSM7 was insisted on, and these characters are in no table of it. */
      readonly reason: 'NOT_GSM7';
      readonly characters: readonly CostlyCharacter[];
    }
  | {
      readonly ok: false;
      readonly reason: 'TOO_MANY_PARTS';
      /** Parts it would take; beyond {@link LONGEST_TEXT} a lower bound, as such a text is not cut to be counted. */
      readonly parts: number;
      readonly maxParts: number;
    };

/** Units of the roomiest part of several: septets behind the shortest header. */
const LARGEST_PART = 153;

/** UTF-16 code units beyond which no text fits {@link MAX_PARTS} parts, whatever its characters: 39,015. */
export const LONGEST_TEXT = MAX_PARTS * LARGEST_PART;

interface Plan {
  readonly encoding: Encoding;
  readonly tables: NationalTables;
  readonly alphabet: Alphabet;
  readonly units: number;
  readonly capacity: Capacity;
}

/**
 * Cuts a text into short messages (3GPP TS 23.038 and 23.040), which tells its price.
 *
 * The text is taken as it is: put it through `normaliseText` first, and count on the final text, merge fields filled
 * and STOP mention appended. An escape pair, a surrogate pair and, in UCS2, a grapheme cluster are never split over two
 * parts; a cluster longer than a whole part is split between code points.
 *
 * @example
 * segment('Votre code : 4711').parts.length   // 1
 * segment('a'.repeat(161))                    // two parts, of 153 and 8 septets
 * segment('ça va')                            // UCS2: `costly` names the ç
 * @throws RangeError where `maxParts` is not a whole number of 1 to 255.
 */
export function segment(text: string, options: SegmentOptions = {}): Segmentation | SegmentationRefusal {
  const maxParts = options.maxParts ?? MAX_PARTS;
  if (!Number.isInteger(maxParts) || maxParts < 1 || maxParts > MAX_PARTS) {
    throw new RangeError(
      `maxParts was ${maxParts}, but a text is cut into 1 to ${MAX_PARTS} parts (3GPP TS 23.040 9.2.3.24.1). ` +
        'Give a whole number in that range.',
    );
  }
  if (text.length > LONGEST_TEXT) {
    return { ok: false, reason: 'TOO_MANY_PARTS', parts: Math.ceil(text.length / LARGEST_PART), maxParts };
  }
  const plan = planFor(text, options);
  if (!plan) {
    return {
      ok: false,
      reason: 'NOT_GSM7',
      characters: costlyCharacters(text, widestAlphabet(options), 'UCS2'),
    };
  }
  const parts = cut(text, plan);
  if (parts.length > maxParts) return { ok: false, reason: 'TOO_MANY_PARTS', parts: parts.length, maxParts };
  const ref16 = options.ref16 ?? false;
  return {
    ok: true,
    encoding: plan.encoding,
    units: plan.units,
    parts,
    headerOctets: headerOctets(plan.tables, parts.length === 1 ? 'none' : ref16 ? 16 : 8),
    capacity: plan.capacity,
    tables: plan.tables,
    ref16,
    costly: costlyOf(text, plan, options),
  };
}

function planFor(text: string, options: SegmentOptions): Plan | undefined {
  if (options.encoding !== 'ucs2') {
    const plan = gsm7Plan(text, options);
    if (plan || options.encoding === 'gsm7') return plan;
  }
  return {
    encoding: 'UCS2',
    tables: {},
    alphabet: DEFAULT_ALPHABET,
    units: text.length,
    capacity: capacityOf('UCS2', {}, options),
  };
}

function gsm7Plan(text: string, options: SegmentOptions): Plan | undefined {
  let best: Plan | undefined;
  for (const tables of tableChoices(options)) {
    const alphabet = alphabetOf(tables);
    const units = measure(text, alphabet);
    if (units === undefined) continue;
    const plan: Plan = {
      encoding: 'GSM7',
      tables,
      alphabet,
      units,
      capacity: capacityOf('GSM7', tables, options),
    };
    if (!best || partsFor(plan) < partsFor(best)) best = plan;
  }
  return best;
}

/** From the plainest to the richest: at equal parts the plainer wins, since fewer phones know the others. */
function tableChoices({ locking, single }: SegmentOptions): readonly NationalTables[] {
  return [
    {},
    ...(single ? [{ single }] : []),
    ...(locking ? [{ locking }] : []),
    ...(single && locking ? [{ single, locking }] : []),
  ];
}

function widestAlphabet({ locking, single }: SegmentOptions): Alphabet {
  return alphabetOf({ ...(locking && { locking }), ...(single && { single }) });
}

function partsFor({ units, capacity }: Plan): number {
  return units <= capacity.single ? 1 : Math.ceil(units / capacity.multi);
}

function capacityOf(encoding: Encoding, tables: NationalTables, options: SegmentOptions): Capacity {
  const room = (octets: number): number =>
    encoding === 'GSM7'
      ? Math.floor(((USER_DATA_OCTETS - octets) * 8) / 7)
      : Math.floor((USER_DATA_OCTETS - octets) / 2);
  return {
    single: room(headerOctets(tables, 'none')),
    multi: room(headerOctets(tables, options.ref16 ? 16 : 8)),
  };
}

function cut(text: string, { encoding, alphabet, units, capacity }: Plan): readonly TextPart[] {
  if (units <= capacity.single) return [{ text, units }];
  if (encoding === 'UCS2')
    return cutUcs2(text, capacity.multi).map(part => ({ text: part, units: part.length }));
  return cutGsm7(text, alphabet, capacity.multi);
}

function cutGsm7(text: string, alphabet: Alphabet, capacity: number): readonly TextPart[] {
  const parts: TextPart[] = [];
  let start = 0;
  let units = 0;
  for (let index = 0; index < text.length; index++) {
    const septets = septetsOf(text.charCodeAt(index), alphabet);
    if (units + septets > capacity) {
      parts.push({ text: text.slice(start, index), units });
      start = index;
      units = 0;
    }
    units += septets;
  }
  parts.push({ text: text.slice(start), units });
  return parts;
}

function costlyOf(text: string, plan: Plan, options: SegmentOptions): readonly CostlyCharacter[] {
  // UCS2 that was asked for was forced by no character; and where every character took one septet, none was costly.
  if (plan.encoding === 'UCS2' ? options.encoding === 'ucs2' : plan.units === text.length) return [];
  const alphabet = plan.encoding === 'UCS2' ? widestAlphabet(options) : plan.alphabet;
  return costlyCharacters(text, alphabet, plan.encoding);
}
