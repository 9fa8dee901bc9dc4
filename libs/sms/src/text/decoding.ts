import { alphabetOf, ESCAPE } from './alphabet.js';
import type { NationalTables } from './alphabet.js';
import { readHeader } from './header.js';
import type { Concatenation } from './header.js';

/** A short message as it came in. */
export interface PartToDecode {
  /** SMPP 3.4 5.2.19. */
  readonly dataCoding: number;
  /** GSM7 unpacked (one septet an octet) or UTF-16BE, behind its header where it has one. */
  readonly userData: Uint8Array;
  /** Whether a user data header stands first: bit 0x40 of esm_class. */
  readonly hasHeader: boolean;
}

/** A short message read. */
export interface DecodedPart {
  readonly ok: true;
  /**
   * The text of this part. Another sender may have cut inside a surrogate pair: join the parts first, then check.
   */
  readonly text: string;
  /** Absent where the message is whole in itself. */
  readonly concatenation?: Concatenation;
}

/** Why octets cannot be read as text. */
export interface DecodingRefusal {
  readonly ok: false;
  /** The header or one of its elements claims more octets than came; or the data coding says these are not text. */
  readonly reason: 'MALFORMED_HEADER' | 'NOT_TEXT';
}

/** Reads a short message: its header, then its text by its data coding. */
export function decodePart(part: PartToDecode): DecodedPart | DecodingRefusal {
  const header = part.hasHeader ? readHeader(part.userData) : { octets: 0, tables: {} };
  if (!header) return { ok: false, reason: 'MALFORMED_HEADER' };
  const octets = part.userData.subarray(header.octets);
  const text = decodeText(octets, part.dataCoding, header.tables);
  if (text === undefined) return { ok: false, reason: 'NOT_TEXT' };
  const concatenation = 'concatenation' in header ? header.concatenation : undefined;
  return { ok: true, text, ...(concatenation && { concatenation }) };
}

function decodeText(octets: Uint8Array, dataCoding: number, tables: NationalTables): string | undefined {
  switch (dataCoding) {
    case 0x00:
    case 0x10: // With a message class 0 to 3 (3GPP TS 23.038 4).
    case 0x11:
    case 0x12:
    case 0x13:
    case 0xf0:
    case 0xf1:
    case 0xf2:
    case 0xf3:
      return decodeGsm7(octets, tables);
    case 0x01: // IA5 and Latin-1 (SMPP 3.4 5.2.19).
    case 0x03:
      return decodeLatin1(octets);
    case 0x08:
    case 0x18:
    case 0x19:
    case 0x1a:
    case 0x1b:
      return decodeUcs2(octets);
    default:
      return undefined;
  }
}

/**
 * Text of GSM7 octets, one septet an octet. A shifted septet the table lacks shows the character of the first table,
 * and an escape with nothing known behind it a blank, as the standard has receivers do (3GPP TS 23.038 6.2.1.1).
 */
export function decodeGsm7(octets: Uint8Array, tables: NationalTables = {}): string {
  const { baseCharacters, shiftCharacters } = alphabetOf(tables);
  let text = '';
  for (let index = 0; index < octets.length; index++) {
    const septet = (octets[index] ?? 0) & 0x7f;
    if (septet !== ESCAPE) {
      text += baseCharacters[septet] ?? '';
      continue;
    }
    const next = octets[++index];
    const shifted = next === undefined || (next & 0x7f) === ESCAPE ? ' ' : shiftCharacters[next & 0x7f];
    text += shifted ?? baseCharacters[(next ?? 0) & 0x7f] ?? ' ';
  }
  return text;
}

/** Text of UTF-16BE octets. A lone last octet, which is half a character, is left out. */
export function decodeUcs2(octets: Uint8Array): string {
  let text = '';
  for (let index = 0; index + 1 < octets.length; index += 2) {
    text += String.fromCharCode(((octets[index] ?? 0) << 8) | (octets[index + 1] ?? 0));
  }
  return text;
}

function decodeLatin1(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return text;
}
