import { createRequire } from 'node:module';
import { alphabetOf, ESCAPE, measure } from './alphabet.js';
import type { NationalTables } from './alphabet.js';
import { decodeGsm7, encodeGsm7 } from './index.js';

interface ForeignTables {
  readonly chars: string;
  readonly extCharListDec: Readonly<Record<string, string>>;
}

/** The tables of another code base, as a witness. */
const { gsmCoder } = createRequire(import.meta.url)('smpp') as {
  gsmCoder: { getCoder(language: number): ForeignTables };
};

const LANGUAGES: readonly (readonly [string, number, NationalTables])[] = [
  ['default', 0, {}],
  ['Turkish', 1, { locking: 1, single: 1 }],
  ['Spanish', 2, { single: 2 }],
  ['Portuguese', 3, { locking: 3, single: 3 }],
];

describe.each(LANGUAGES)('the %s tables', (_name, language, tables) => {
  const foreign = gsmCoder.getCoder(language);

  it('have 128 characters of one septet, those an independent code base has', () => {
    expect(alphabetOf(tables).baseCharacters.join('')).toBe(foreign.chars);
    expect([...foreign.chars]).toHaveLength(128);
  });

  it('have the escaped characters an independent code base has', () => {
    const ours = alphabetOf(tables).shiftCharacters.flatMap((character, septet) =>
      character === undefined ? [] : [[foreign.chars[septet], character]],
    );
    // It also lists a backslash behind a backslash, which no table has a septet for.
    const theirs = Object.entries(foreign.extCharListDec).filter(([escaped]) =>
      foreign.chars.includes(escaped),
    );
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
  });

  it('write and read back each of their characters', () => {
    const { baseCharacters, shiftCharacters } = alphabetOf(tables);
    const all = [...baseCharacters, ...shiftCharacters].filter(
      (character, septet) => character !== undefined && septet !== ESCAPE,
    );
    expect(decodeGsm7(encodeGsm7(all.join(''), tables), tables)).toBe(all.join(''));
  });

  it('do not have the escape itself', () => {
    expect(measure('\x1b', alphabetOf(tables))).toBeUndefined();
  });
});

describe('the default alphabet', () => {
  it.each([...'çêâîôûëïœÀÈÊÔáíóú`\t\u00a0\u202f’“”–…ı'])(
    'lacks %j, as French writers learn from the bill',
    character => {
      expect(measure(character, alphabetOf({}))).toBeUndefined();
    },
  );
});
