/**
 * The tables of 3GPP TS 23.038: the default alphabet (6.2.1), its extension (6.2.1.1) and the national language tables
 * that the vectors use (annex A). A locking table takes the place of the default alphabet, a single shift table that of
 * the extension.
 */

/** The escape to the extension table. */
export const ESCAPE = 0x1b;

/** Septet to character; the escape stands in its own place. */
export const DEFAULT_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅå' +
  'Δ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ' +
  ' !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§' +
  '¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Septet after an escape to character. */
export type ShiftTable = Readonly<Record<number, string>>;

export const EXTENSION: ShiftTable = {
  0x0a: '\f',
  0x14: '^',
  0x28: '{',
  0x29: '}',
  0x2f: '\\',
  0x3c: '[',
  0x3d: '~',
  0x3e: ']',
  0x40: '|',
  0x65: '€',
};

/** Language numbers, as in the header elements 0x24 (single shift) and 0x25 (locking shift). */
export const TURKISH = 1;
export const SPANISH = 2;
export const PORTUGUESE = 3;

export const LOCKING_TABLES: Readonly<Record<number, string>> = {
  [TURKISH]: replaced(DEFAULT_ALPHABET, {
    0x04: '€',
    0x07: 'ı',
    0x0b: 'Ğ',
    0x0c: 'ğ',
    0x1c: 'Ş',
    0x1d: 'ş',
    0x40: 'İ',
    0x60: 'ç',
  }),
  [PORTUGUESE]:
    '@£$¥êéúíóç\nÔô\rÁá' +
    'Δ_ªÇÀ∞^\\€Ó|\u001bÂâÊÉ' +
    ' !"#º%&\'()*+,-./0123456789:;<=>?' +
    'ÍABCDEFGHIJKLMNOPQRSTUVWXYZÃÕÚÜ§' +
    '~abcdefghijklmnopqrstuvwxyzãõ`üà',
};

export const SINGLE_SHIFT_TABLES: Readonly<Record<number, ShiftTable>> = {
  [TURKISH]: { ...EXTENSION, 0x47: 'Ğ', 0x49: 'İ', 0x53: 'Ş', 0x63: 'ç', 0x67: 'ğ', 0x69: 'ı', 0x73: 'ş' },
  [SPANISH]: {
    ...EXTENSION,
    0x09: 'ç',
    0x41: 'Á',
    0x49: 'Í',
    0x4f: 'Ó',
    0x55: 'Ú',
    0x61: 'á',
    0x69: 'í',
    0x6f: 'ó',
    0x75: 'ú',
  },
  [PORTUGUESE]: {
    ...EXTENSION,
    0x05: 'ê',
    0x09: 'ç',
    0x0b: 'Ô',
    0x0c: 'ô',
    0x0e: 'Á',
    0x0f: 'á',
    0x12: 'Φ',
    0x13: 'Γ',
    0x15: 'Ω',
    0x16: 'Π',
    0x17: 'Ψ',
    0x18: 'Σ',
    0x19: 'Θ',
    0x1f: 'Ê',
    0x41: 'À',
    0x49: 'Í',
    0x4f: 'Ó',
    0x55: 'Ú',
    0x5b: 'Ã',
    0x5c: 'Õ',
    0x61: 'Â',
    0x69: 'í',
    0x6f: 'ó',
    0x75: 'ú',
    0x7b: 'ã',
    0x7c: 'õ',
    0x7f: 'â',
  },
};

function replaced(alphabet: string, changes: Readonly<Record<number, string>>): string {
  return [...alphabet].map((character, septet) => changes[septet] ?? character).join('');
}
