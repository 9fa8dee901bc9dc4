import { readDataCoding, type DataCoding } from './data-coding.js';
import { decodeGsm } from './gsm7.js';
import { readHeader, type UserDataHeader } from './user-data-header.js';

/** User data as they come over a link: unpacked, the header apart. */
export interface UserData {
  ud: Uint8Array;
  /** The header, its length octet included. */
  udh?: Uint8Array;
  dataCoding: number;
}

/** What they say. */
export interface DecodedUserData extends DataCoding {
  /** As a phone would show it; empty for binary data. */
  readonly text: string;
  readonly header: UserDataHeader;
  /** Whether header and data fit into one message (TS 23.040: 140 octets). */
  readonly fits: boolean;
  /** What is wrong with them, in sentences. A phone shows something all the same. */
  readonly mistakes: readonly string[];
}

/** The octets of one message. */
export const MAX_OCTETS = 140;
/** The septets of one message. */
export const MAX_SEPTETS = 160;

const NO_HEADER: UserDataHeader = { octets: 0, mistakes: [] };

/** Decodes one part. Nothing makes it throw: what is wrong is told. */
export function decodeUserData({ ud, udh, dataCoding }: UserData): DecodedUserData {
  const header = udh === undefined ? NO_HEADER : readHeader(udh);
  const coding = readDataCoding(dataCoding);
  let mistakes = header.mistakes;
  if (coding.alphabet === 'ucs2' && ud.length % 2 === 1)
    mistakes = [...mistakes, 'UCS-2 has an odd number of octets'];
  const fits =
    coding.alphabet === 'gsm7' || coding.alphabet === 'ascii'
      ? ud.length + Math.ceil((header.octets * 8) / 7) <= MAX_SEPTETS
      : ud.length + header.octets <= MAX_OCTETS;
  return { ...coding, text: textOf(ud, coding, header), header, fits, mistakes };
}

function textOf(ud: Uint8Array, coding: DataCoding, header: UserDataHeader): string {
  switch (coding.alphabet) {
    case 'gsm7':
      return decodeGsm(ud, header);
    case 'ucs2':
      return decodeUcs2(ud);
    case 'ascii':
    case 'latin1': {
      let text = '';
      for (const octet of ud) text += String.fromCharCode(octet);
      return text;
    }
    case 'binary':
      return '';
  }
}

/** UTF-16 in big endian, as phones have it since emoji; an odd last octet is left out. */
export function decodeUcs2(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at + 1 < octets.length; at += 2) {
    text += String.fromCharCode((octets[at]! << 8) | octets[at + 1]!);
  }
  return text;
}

/** A text in UTF-16, big endian. */
export function encodeUcs2(text: string): Uint8Array {
  const octets = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    octets[2 * index] = unit >> 8;
    octets[2 * index + 1] = unit & 0xff;
  }
  return octets;
}
