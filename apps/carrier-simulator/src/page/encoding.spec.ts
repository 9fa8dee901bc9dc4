import { encodingOfOctets, encodingOfText, MAX_COSTLY_NAMED } from './encoding.js';

describe('how a text is written', () => {
  it('is in one part of the GSM alphabet where it fits', () => {
    expect(encodingOfText('Bonjour')).toMatchObject({
      alphabet: 'GSM 7-bit',
      dataCoding: 0,
      unit: 'septets',
      parts: [{ no: 1, units: 7, capacity: 160, udh: null, ud: '426f6e6a6f7572' }],
      costly: [],
      partOf: null,
    });
  });

  it('names the characters that take two septets', () => {
    const { parts, costly } = encodingOfText('12 € {net}');
    expect(parts[0]).toMatchObject({ units: 13 });
    expect(costly.map(({ character, code }) => [character, code])).toEqual([
      ['€', 'U+20AC'],
      ['{', 'U+007B'],
      ['}', 'U+007D'],
    ]);
  });

  it('names the characters that force 16 bits on all of it, and shows where it is cut', () => {
    const { alphabet, dataCodingMeaning, parts, costly } = encodingOfText(`${'x'.repeat(70)}“`);
    expect([alphabet, dataCodingMeaning]).toEqual(['UCS-2', 'UCS-2, 16 bits a character']);
    expect(parts.map(({ units, capacity, udh }) => [units, capacity, udh])).toEqual([
      [67, 67, '050003000201'],
      [4, 67, '050003000202'],
    ]);
    expect(costly).toEqual([expect.objectContaining({ character: '“', code: 'U+201C' })]);
  });

  it('names so many characters and no more', () => {
    const cyrillic = Array.from({ length: 60 }, (_, index) => String.fromCodePoint(0x430 + index)).join('');
    expect(encodingOfText(cyrillic).costly).toHaveLength(MAX_COSTLY_NAMED);
  });

  it('is told from the octets where a part came in octets, with its place in the whole', () => {
    const submission = {
      from: 'x',
      to: 'y',
      ud: Buffer.from('STOP'),
      udh: Buffer.from('0500032a0302', 'hex'),
      dataCoding: 0x10,
    };
    expect(encodingOfOctets(submission)).toMatchObject({
      dataCodingMeaning: 'GSM default alphabet, 7 bits a character, class 0: shown at once (flash)',
      partOf: { reference: 42, no: 2, of: 3 },
      parts: [{ no: 2, text: 'STOP', units: 4, capacity: 153, udh: '0500032a0302' }],
    });
    expect(encodingOfOctets({ from: 'x', to: 'y', text: 'no octets' })).toBeNull();
  });

  it('counts octets where there are no septets', () => {
    const binary = { from: 'x', to: 'y', ud: Buffer.from('00ff', 'hex'), dataCoding: 4 };
    expect(encodingOfOctets(binary)).toMatchObject({ unit: 'octets', parts: [{ units: 2, capacity: 140 }] });
    expect(encodingOfOctets({ ...binary, udh: Buffer.from('0500032a0302', 'hex') })).toMatchObject({
      parts: [{ capacity: 134 }],
    });
  });
});
