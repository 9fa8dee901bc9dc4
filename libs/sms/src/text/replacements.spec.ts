import fc from 'fast-check';
import { DEFAULT_ALPHABET, measure } from './alphabet.js';
import { LONGEST_TEXT, suggestReplacements } from './index.js';
import type { ReplacementOptions, ReplacementSuggestion } from './index.js';
import { typographicStandIn } from './typography.js';

function suggest(text: string, options?: ReplacementOptions): ReplacementSuggestion {
  const suggestion = suggestReplacements(text, options);
  if (!suggestion.ok) throw new Error(suggestion.reason);
  return suggestion;
}

describe('a suggestion', () => {
  it('replaces typography that reads the same, and says where and what it is worth', () => {
    expect(suggest(`L’été : « soldes »… ${'a'.repeat(100)}`)).toEqual({
      ok: true,
      text: `L'été : " soldes "... ${'a'.repeat(100)}`,
      replacements: [
        { character: '’', replacement: "'", kind: 'typography', index: 1, count: 1 },
        { character: '«', replacement: '"', kind: 'typography', index: 8, count: 1 },
        { character: '»', replacement: '"', kind: 'typography', index: 17, count: 1 },
        { character: '…', replacement: '...', kind: 'typography', index: 18, count: 1 },
      ],
      before: { encoding: 'UCS2', units: 120, parts: 2 },
      after: { encoding: 'GSM7', units: 122, parts: 1 },
      partsSaved: 1,
    });
  });

  it('puts one blank for a no-break blank', () => {
    expect(suggest('10\u202f000\u00a0€').text).toBe('10 000 €');
  });

  it('touches spelling only where that saves a part', () => {
    expect(suggest('ça va').text).toBe('ça va');
    expect(suggest(`ça va, sœur, À l’être ${'a'.repeat(60)}`)).toMatchObject({
      text: `ca va, soeur, A l'etre ${'a'.repeat(60)}`,
      partsSaved: 1,
    });
  });

  it('leaves the accents that cost nothing', () => {
    expect(suggest(`reçu à l'été, où ? É Ç ${'a'.repeat(60)}`).text).toBe(
      `recu à l'été, où ? É Ç ${'a'.repeat(60)}`,
    );
  });

  it('writes E for the euro sign where the text is too long by it, and only there', () => {
    expect(suggest(`10 € ${'a'.repeat(155)}`)).toMatchObject({
      text: `10 E ${'a'.repeat(155)}`,
      replacements: [{ character: '€', replacement: 'E', kind: 'euro', index: 3, count: 1 }],
      before: { parts: 2 },
      after: { parts: 1, units: 160 },
    });
    expect(suggest('10 €').text).toBe('10 €');
    expect(suggest(`reçu 10 € ${'a'.repeat(100)}`).text).toBe(`recu 10 € ${'a'.repeat(100)}`);
  });

  it('keeps to the kinds it was allowed', () => {
    const text = `L’été ça vaut 10 € ${'a'.repeat(60)}`;
    expect(suggest(text, { kinds: ['typography'] })).toMatchObject({ text, replacements: [], partsSaved: 0 });
    expect(suggest(text, { kinds: ['typography', 'accent'] }).partsSaved).toBe(1);
  });

  it.each(['Привет « мир »', '👍 ça va, “ok”…'])('changes nothing where nothing is gained: %s', text => {
    expect(suggest(text)).toMatchObject({ text, replacements: [], partsSaved: 0 });
  });

  it('passes on that a text is too long to be cut', () => {
    expect(suggestReplacements('a'.repeat(LONGEST_TEXT + 1))).toMatchObject({
      ok: false,
      reason: 'TOO_MANY_PARTS',
    });
  });
});

describe('any suggestion', () => {
  it('costs no more than the text, and changes it only to bring it to GSM7', () => {
    const units = [...'aé’…«\u00a0çœ€{ŷ', 'я', '😀'];
    const texts = fc
      .subarray(units, { minLength: 1 })
      .chain(some => fc.string({ unit: fc.constantFrom(...some), maxLength: 400 }));
    fc.assert(
      fc.property(texts, text => {
        const { before, after, replacements, text: suggested, partsSaved } = suggest(text);
        expect(after.parts).toBeLessThanOrEqual(before.parts);
        expect(partsSaved).toBe(before.parts - after.parts);
        if (suggested !== text) expect(after.encoding).toBe('GSM7');
        expect(replacements.length > 0).toBe(suggested !== text);
        for (const { character, index, count } of replacements) {
          expect(text.indexOf(character)).toBe(index);
          expect(text.split(character)).toHaveLength(count + 1);
        }
      }),
    );
  });
});

describe('each typographic stand-in', () => {
  it('is in the default alphabet, for a sign that is not', () => {
    const wrong: string[] = [];
    let known = 0;
    for (let code = 0; code <= 0xffff; code++) {
      const sign = String.fromCharCode(code);
      const standIn = typographicStandIn(sign, ' ');
      if (standIn === undefined) continue;
      known++;
      if (measure(standIn, DEFAULT_ALPHABET) === undefined)
        wrong.push(`${code.toString(16)} has no cheap stand-in`);
      if (measure(sign, DEFAULT_ALPHABET) !== undefined) wrong.push(`${code.toString(16)} needs none`);
    }
    expect(wrong).toEqual([]);
    expect(known).toBeGreaterThan(200);
  });
});
