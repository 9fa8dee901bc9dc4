import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { COUNTRIES, explainRefusal, MAX_INPUT_LENGTH, parsePhoneNumber } from './index.js';
import type { CountryCode, PhoneNumberRefusal } from './index.js';

interface Vector {
  readonly id: string;
  readonly input: string;
  readonly defaultCountry: CountryCode | null;
  readonly expected: Record<string, unknown>;
  readonly lenient?: { readonly e164: string; readonly country: string };
}

const { vectors } = JSON.parse(readFileSync('test/vectors/phones.json', 'utf8')) as { vectors: Vector[] };

describe('the published phone number vectors', () => {
  it('are all there', () => expect(vectors).toHaveLength(142));

  it.each(vectors.map(vector => [vector.id, vector] as const))('%s', (_id, vector) => {
    expect(parsePhoneNumber(vector.input, { defaultCountry: vector.defaultCountry })).toEqual(
      vector.expected,
    );
  });

  it.each(vectors.filter(({ lenient }) => lenient).map(vector => [vector.id, vector] as const))(
    '%s, taken on its prefix when lenient',
    (_id, { input, defaultCountry, lenient }) => {
      expect(parsePhoneNumber(input, { defaultCountry, lenient: true })).toMatchObject({
        ok: true,
        ...lenient,
      });
    },
  );

  it('come to the same when lenient, where the metadata knows the range', () => {
    for (const { input, defaultCountry, expected } of vectors.filter(({ lenient }) => !lenient)) {
      expect(parsePhoneNumber(input, { defaultCountry, lenient: true })).toEqual(expected);
    }
  });
});

describe('a French platform', () => {
  it('reads French numbers without being told', () => {
    expect(parsePhoneNumber('0612121515')).toMatchObject({ e164: '+33612121515', country: 'FR' });
  });

  it('prices an overseas number by its own country', () => {
    expect(parsePhoneNumber('0696123456')).toMatchObject({ country: 'MQ' });
    expect(parsePhoneNumber('07911123456', { defaultCountry: 'GB' })).toMatchObject({ country: 'GG' });
  });

  it('accepts the country code in brackets', () => {
    expect(parsePhoneNumber('(+33) 6 12 12 15 15')).toMatchObject({ e164: '+33612121515' });
  });

  it('takes six digits for a number where numbers have six digits', () => {
    expect(parsePhoneNumber('741234', { defaultCountry: 'NC' })).toMatchObject({ e164: '+687741234' });
    expect(parsePhoneNumber('741234', { defaultCountry: 'FR' })).toMatchObject({ reason: 'SHORT_CODE' });
  });

  it('takes an unknown overseas block under its own code when lenient, and only then', () => {
    expect(parsePhoneNumber('+590691123456')).toEqual({ ok: false, reason: 'NOT_VALID' });
    expect(parsePhoneNumber('+590691123456', { lenient: true })).toEqual({
      ok: true,
      e164: '+590691123456',
      country: 'GP',
      type: 'MOBILE',
    });
    expect(parsePhoneNumber('590691123456', { lenient: true })).toMatchObject({
      country: 'GP',
      repair: 'plus',
    });
  });

  it('does not guess a prefix under the code of another territory, even when lenient', () => {
    expect(parsePhoneNumber('+596691123456', { lenient: true })).toMatchObject({ ok: false });
  });

  it('does not look at an input longer than any number', () => {
    expect(parsePhoneNumber(`0612121515${' '.repeat(MAX_INPUT_LENGTH)}`)).toEqual({
      ok: false,
      reason: 'NOT_A_NUMBER',
    });
  });
});

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const numbers = fc.oneof(
  digits(8).map(tail => `06${tail}`),
  digits(7).map(tail => `069${tail}`),
  digits(11).map(tail => `+${tail}`),
  digits(10).map(tail => `00${tail}`),
  fc
    .tuple(fc.constantFrom('33', '44', '590', '262', '1', '49'), digits(9))
    .map(([code, tail]) => code + tail),
  fc.integer({ min: 1, max: 13 }).chain(digits),
);

describe('any input', () => {
  it('gives, when accepted, a number that reads as itself, without repair, whatever the default country', () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(...COUNTRIES, null), (input, defaultCountry) => {
        const outcome = parsePhoneNumber(input, { defaultCountry });
        if (!outcome.ok) return;
        const { repair: _guess, ...number } = outcome;
        expect(parsePhoneNumber(outcome.e164, { defaultCountry: null })).toEqual(number);
        expect(parsePhoneNumber(outcome.e164)).toEqual(number);
        expect(isValidPhoneNumber(outcome.e164)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('comes to the same with blanks, dots, dashes and other digits strewn in', () => {
    const noise = fc.array(
      fc.constantFrom('', '', ' ', '.', '-', '/', '\u00a0', '\u202f', '–', '\u200e', '\t', ')'),
      {
        minLength: 16,
        maxLength: 16,
      },
    );
    fc.assert(
      fc.property(numbers, noise, fc.boolean(), (input, strewn, arabic) => {
        const spelt = arabic
          ? input.replace(/\d/g, digit => String.fromCharCode(0x660 + Number(digit)))
          : input;
        const noisy = [...spelt].map((sign, at) => sign + (strewn[at] ?? '')).join('');
        expect(parsePhoneNumber(noisy)).toEqual(parsePhoneNumber(input));
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws, and every refusal can be explained', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), numbers, fc.string()), input => {
        const outcome = parsePhoneNumber(input);
        if (!outcome.ok) expect(explainRefusal(outcome)).toMatch(/[a-z].*\.$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('explainRefusal', () => {
  it('names the number and what it is', () => {
    const outcome = parsePhoneNumber('01 45 67 89 01') as PhoneNumberRefusal;
    expect(explainRefusal(outcome)).toContain('+33145678901 is a fixed line');
  });

  it('teaches the international form where no country can be told', () => {
    const outcome = parsePhoneNumber('0612121515', { defaultCountry: null }) as PhoneNumberRefusal;
    expect(explainRefusal(outcome)).toContain('international form');
  });
});
