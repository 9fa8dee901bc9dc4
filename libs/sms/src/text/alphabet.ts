/**
 * The 7-bit alphabets of 3GPP TS 23.038: the default one, its extension, and the national language tables.
 *
 * A text in a 7-bit alphabet is written with one table of 128 characters, each one septet, and a second table reached
 * by an escape, each of its characters two septets. A national *locking* table replaces the first, a national *single
 * shift* table replaces the second (3GPP TS 23.038 annex A).
 */

/** How a text is written: 7-bit alphabet of 3GPP TS 23.038 6.2.1, or UCS-2 (UTF-16BE code units, 6.2.3). */
export type Encoding = 'GSM7' | 'UCS2';

/** Turkish, Spanish, Portuguese: national language identifiers of 3GPP TS 23.038 6.2.1.2.4. */
export type SingleShiftTable = 1 | 2 | 3;

/** Turkish, Portuguese. No Spanish locking table exists. */
export type LockingTable = 1 | 3;

/** The national tables a text is written with. None of the two: the default alphabet and its extension. */
export interface NationalTables {
  readonly locking?: LockingTable;
  readonly single?: SingleShiftTable;
}

/** One choice of tables, ready to be looked up in both directions. */
export interface Alphabet {
  /** UTF-16 code unit to septet, {@link ABSENT} where the table lacks it. One septet each. */
  readonly base: Uint8Array;
  /** UTF-16 code unit to the septet that follows the escape, {@link ABSENT} where the table lacks it. Two septets each. */
  readonly shift: Uint8Array;
  /** Septet to character. */
  readonly baseCharacters: readonly string[];
  /** Septet after the escape to character; `undefined` where the table has none. */
  readonly shiftCharacters: readonly (string | undefined)[];
}

/** The septet that announces a character of the second table (3GPP TS 23.038 6.2.1). */
export const ESCAPE = 0x1b;

/** What a lookup gives for a character the table does not have: no septet is above 0x7F. */
export const ABSENT = 0xff;

/** One past the highest code unit of any table (U+221E, infinity, in the Portuguese locking table). */
export const ALPHABET_LIMIT = 0x221f;

const DIGITS_AND_SIGNS = `%&'()*+,-./0123456789:;<=>?`;
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SMALLS = 'abcdefghijklmnopqrstuvwxyz';

const DEFAULT_BASE =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤' + `${DIGITS_AND_SIGNS}¡${CAPITALS}ÄÖÑÜ§¿${SMALLS}äöñüà`;
const TURKISH_BASE =
  '@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ !"#¤' + `${DIGITS_AND_SIGNS}İ${CAPITALS}ÄÖÑÜ§ç${SMALLS}äöñüà`;
const PORTUGUESE_BASE =
  '@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ !"#º' + `${DIGITS_AND_SIGNS}Í${CAPITALS}ÃÕÚÜ§~${SMALLS}ãõ\`üà`;

/** The extension every national single shift table repeats (3GPP TS 23.038 6.2.1.1). */
const EXTENSION: Readonly<Record<string, number>> = {
  '\f': 0x0a,
  '^': 0x14,
  '{': 0x28,
  '}': 0x29,
  '\\': 0x2f,
  '[': 0x3c,
  '~': 0x3d,
  ']': 0x3e,
  '|': 0x40,
  '€': 0x65,
};

const TURKISH_SHIFT: Readonly<Record<string, number>> = {
  ...EXTENSION,
  ...{ Ğ: 0x47, İ: 0x49, Ş: 0x53, ç: 0x63, ğ: 0x67, ı: 0x69, ş: 0x73 },
};

const SPANISH_SHIFT: Readonly<Record<string, number>> = {
  ...EXTENSION,
  ...{ ç: 0x09, Á: 0x41, Í: 0x49, Ó: 0x4f, Ú: 0x55, á: 0x61, í: 0x69, ó: 0x6f, ú: 0x75 },
};

const PORTUGUESE_SHIFT: Readonly<Record<string, number>> = {
  ...EXTENSION,
  ...{ ê: 0x05, ç: 0x09, Ô: 0x0b, ô: 0x0c, Á: 0x0e, á: 0x0f, Φ: 0x12, Γ: 0x13, Ω: 0x15, Π: 0x16, Ψ: 0x17 },
  ...{ Σ: 0x18, Θ: 0x19, Ê: 0x1f, À: 0x41, Í: 0x49, Ó: 0x4f, Ú: 0x55, Ã: 0x5b, Õ: 0x5c, Â: 0x61, í: 0x69 },
  ...{ ó: 0x6f, ú: 0x75, ã: 0x7b, õ: 0x7c, â: 0x7f },
};

interface BaseTable {
  readonly septets: Uint8Array;
  readonly characters: readonly string[];
}

interface ShiftTable {
  readonly septets: Uint8Array;
  readonly characters: readonly (string | undefined)[];
}

function baseTable(characters: string): BaseTable {
  const septets = new Uint8Array(ALPHABET_LIMIT).fill(ABSENT);
  const all = [...characters];
  all.forEach((character, septet) => {
    // The escape stands in the table but is no character: a literal ESC in a text cannot be written with it.
    if (septet !== ESCAPE) septets[character.charCodeAt(0)] = septet;
  });
  return { septets, characters: all };
}

function shiftTable(entries: Readonly<Record<string, number>>): ShiftTable {
  const septets = new Uint8Array(ALPHABET_LIMIT).fill(ABSENT);
  const characters = new Array<string | undefined>(128).fill(undefined);
  for (const [character, septet] of Object.entries(entries)) {
    septets[character.charCodeAt(0)] = septet;
    characters[septet] = character;
  }
  return { septets, characters };
}

const BASES: Readonly<Record<0 | LockingTable, BaseTable>> = {
  0: baseTable(DEFAULT_BASE),
  1: baseTable(TURKISH_BASE),
  3: baseTable(PORTUGUESE_BASE),
};

const SHIFTS: Readonly<Record<0 | SingleShiftTable, ShiftTable>> = {
  0: shiftTable(EXTENSION),
  1: shiftTable(TURKISH_SHIFT),
  2: shiftTable(SPANISH_SHIFT),
  3: shiftTable(PORTUGUESE_SHIFT),
};

/** The alphabet that a choice of national tables makes. */
export function alphabetOf(tables: NationalTables): Alphabet {
  const base = BASES[tables.locking ?? 0];
  const shift = SHIFTS[tables.single ?? 0];
  return {
    base: base.septets,
    shift: shift.septets,
    baseCharacters: base.characters,
    shiftCharacters: shift.characters,
  };
}

/** The default alphabet with its extension table, the one every phone and every operator knows. */
export const DEFAULT_ALPHABET: Alphabet = alphabetOf({});

/** Septets one UTF-16 code unit takes in an alphabet: 1, 2, or 0 where the alphabet does not have it. */
export function septetsOf(codeUnit: number, alphabet: Alphabet): 0 | 1 | 2 {
  if (codeUnit >= ALPHABET_LIMIT) return 0;
  if (alphabet.base[codeUnit] !== ABSENT) return 1;
  return alphabet.shift[codeUnit] !== ABSENT ? 2 : 0;
}

/** Septets a whole text takes in an alphabet, or `undefined` where a character of it is missing there. */
export function measure(text: string, alphabet: Alphabet): number | undefined {
  const { base } = alphabet;
  let septets = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < ALPHABET_LIMIT && base[unit] !== ABSENT) continue;
    if (septetsOf(unit, alphabet) === 0) return undefined;
    septets++;
  }
  return septets;
}
