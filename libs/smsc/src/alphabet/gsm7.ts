import { DEFAULT_ALPHABET, ESCAPE, EXTENSION, LOCKING_TABLES, SINGLE_SHIFT_TABLES } from './tables.js';

/** Which national language tables are in use; 0 or nothing is the default. */
export interface Languages {
  locking?: number;
  single?: number;
}

/** For each code unit: its septet, with 0x100 added when it takes an escape before it, or 0xFFFF when it has none. */
const SEPTETS = septetsByCodeUnit();
const NONE = 0xffff;
const ESCAPED = 0x100;

/** How many septets a text takes in the default alphabet; undefined when a character is not in it. */
export function septetsOf(text: string): number | undefined {
  let septets = text.length;
  for (let index = 0; index < text.length; index++) {
    const septet = SEPTETS[text.charCodeAt(index)]!;
    if (septet === NONE) return undefined;
    if (septet >= ESCAPED) septets++;
  }
  return septets;
}

/** A text in septets, one an octet. Every character must be in the default alphabet or its extension. */
export function encodeGsm(text: string): Uint8Array {
  const octets: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const septet = SEPTETS[text.charCodeAt(index)]!;
    if (septet >= ESCAPED) octets.push(ESCAPE);
    octets.push(septet & 0x7f);
  }
  return Uint8Array.from(octets);
}

/**
 * The text that a phone shows for septets, one an octet. An escape before a septet that the extension does not have
 * shows the character of the main table, two escapes a blank (TS 23.038 6.2.1.1); a ninth bit is not looked at.
 */
export function decodeGsm(octets: Uint8Array, languages: Languages = {}): string {
  const main = LOCKING_TABLES[languages.locking ?? 0] ?? DEFAULT_ALPHABET;
  const shift = SINGLE_SHIFT_TABLES[languages.single ?? 0] ?? EXTENSION;
  let text = '';
  for (let index = 0; index < octets.length; index++) {
    const septet = octets[index]! & 0x7f;
    if (septet !== ESCAPE) {
      text += main[septet]!;
      continue;
    }
    if (++index >= octets.length) break;
    const escaped = octets[index]! & 0x7f;
    text += shift[escaped] ?? (escaped === ESCAPE ? ' ' : main[escaped]!);
  }
  return text;
}

function septetsByCodeUnit(): Uint16Array {
  const table = new Uint16Array(0x10000).fill(0xffff);
  for (let septet = 0; septet < DEFAULT_ALPHABET.length; septet++) {
    if (septet !== ESCAPE) table[DEFAULT_ALPHABET.charCodeAt(septet)] = septet;
  }
  for (const [septet, character] of Object.entries(EXTENSION)) {
    table[character.charCodeAt(0)] = 0x100 | Number(septet);
  }
  return table;
}
