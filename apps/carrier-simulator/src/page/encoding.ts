import { decodeUserData, encodeText, type CentreSubmission } from '@chappe/smsc';
import type { EncodingView, PartView } from './page.wire.js';

/** How many costly characters are named. */
export const MAX_COSTLY_NAMED = 20;

/** What a short message holds (TS 23.040 section 9.2.3.24). */
const OCTETS = 140;
const GSM_ONE = 160;
const GSM_PART = 153;
const UCS2_ONE = 70;
const UCS2_PART = 67;

/** How a text is written on the air, cut as the centre cuts it (3GPP TS 23.038, TS 23.040). */
export function encodingOfText(text: string, inUcs2 = false): EncodingView {
  const parts = encodeText(text, 0, inUcs2);
  const dataCoding = parts[0]!.dataCoding;
  const isGsm = dataCoding === 0;
  const isLong = parts.length > 1;
  const capacity = isGsm ? (isLong ? GSM_PART : GSM_ONE) : isLong ? UCS2_PART : UCS2_ONE;
  return {
    alphabet: isGsm ? 'GSM 7-bit' : 'UCS-2',
    dataCoding,
    dataCodingMeaning: dataCodingMeaning(dataCoding),
    unit: isGsm ? 'septets' : 'UTF-16 units',
    parts: parts.map((part, index): PartView => ({
      no: index + 1,
      text: part.text,
      units: isGsm ? part.ud.length : part.ud.length / 2,
      capacity,
      udh: part.udh === undefined ? null : hex(part.udh),
      ud: hex(part.ud),
    })),
    costly: costlyCharacters(text, isGsm),
    partOf: null,
  };
}

/** How a part is written that came with its octets. */
export function encodingOfOctets({ ud, udh, dataCoding = 0 }: CentreSubmission): EncodingView | null {
  if (ud === undefined) return null;
  const read = decodeUserData({ ud, dataCoding, ...(udh === undefined ? {} : { udh }) });
  const isGsm = read.alphabet === 'gsm7';
  const headerOctets = udh?.length ?? 0;
  const isWide = read.alphabet === 'ucs2';
  const room = OCTETS - headerOctets;
  return {
    alphabet: ALPHABET_NAMES[read.alphabet],
    dataCoding,
    dataCodingMeaning: dataCodingMeaning(dataCoding),
    unit: isWide ? 'UTF-16 units' : isGsm ? 'septets' : 'octets',
    parts: [
      {
        no: read.header.concatenation?.no ?? 1,
        text: read.text,
        units: isWide ? Math.ceil(ud.length / 2) : ud.length,
        capacity: isWide ? Math.floor(room / 2) : isGsm ? GSM_ONE - Math.ceil((headerOctets * 8) / 7) : room,
        udh: udh === undefined ? null : hex(udh),
        ud: hex(ud),
      },
    ],
    costly: costlyCharacters(read.text, isGsm),
    partOf: read.header.concatenation ?? null,
  };
}

const ALPHABET_NAMES = {
  gsm7: 'GSM 7-bit',
  ascii: 'ASCII (IA5)',
  latin1: 'Latin-1',
  ucs2: 'UCS-2',
  binary: 'Octets',
} as const;

/** data_coding in words (TS 23.038 section 4, SMPP 3.4 section 5.2.19). */
export function dataCodingMeaning(dataCoding: number): string {
  const { alphabet, messageClass } = decodeUserData({ ud: new Uint8Array(), dataCoding });
  const words = {
    gsm7: 'GSM default alphabet, 7 bits a character',
    ascii: 'ASCII (IA5)',
    latin1: 'Latin-1 (ISO 8859-1)',
    ucs2: 'UCS-2, 16 bits a character',
    binary: 'octets, no text',
  }[alphabet];
  const classes = {
    flash: ', class 0: shown at once (flash)',
    phone: ', class 1: kept in the phone',
    sim: ', class 2: kept on the SIM',
    toolkit: ', class 3: for the toolkit',
    none: '',
  };
  return words + classes[messageClass];
}

function costlyCharacters(text: string, isGsm: boolean): EncodingView['costly'] {
  const costly: { character: string; code: string; why: string }[] = [];
  const why = isGsm
    ? 'takes two septets: it is in the extension table'
    : 'is not in the GSM alphabet, so every character takes 16 bits';
  for (const character of new Set(text)) {
    if (costly.length === MAX_COSTLY_NAMED) break;
    const [part] = encodeText(character);
    if (isGsm ? part!.ud.length > 1 : part!.dataCoding === 8) {
      costly.push({ character, code: codePoint(character), why });
    }
  }
  return costly;
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
