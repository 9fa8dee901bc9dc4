import fc from 'fast-check';
import {
  decodeGsm7,
  decodePart,
  decodeUcs2,
  encodeGsm7,
  encodePart,
  encodeParts,
  encodeUcs2,
  explainTextRefusal,
  segment,
} from './index.js';
import type { EncodedPart, SegmentOptions } from './index.js';

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const octets = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

function received({ dataCoding, header, userData }: EncodedPart): Parameters<typeof decodePart>[0] {
  return { dataCoding, userData: Uint8Array.of(...header, ...userData), hasHeader: header.length > 0 };
}

describe('the header of a part', () => {
  it('is left out of a message that is whole', () => {
    expect(encodePart({ text: 'a', encoding: 'GSM7' })).toEqual({
      dataCoding: 0,
      header: new Uint8Array(0),
      userData: Uint8Array.of(0x61),
    });
  });

  it('says reference, total and sequence, in 8 bits or 16', () => {
    const written = (bits: 8 | 16, reference: number): string =>
      hex(
        encodePart({ text: '', encoding: 'UCS2', concatenation: { reference, total: 3, sequence: 2, bits } })
          .header,
      );
    expect(written(8, 0xa7)).toBe('050003a70302');
    expect(written(16, 0x1234)).toBe('06080412340302');
  });

  it('says the national tables', () => {
    expect(hex(encodePart({ text: 'ş', encoding: 'GSM7', tables: { single: 1 } }).header)).toBe('03240101');
    expect(hex(encodePart({ text: 'º', encoding: 'GSM7', tables: { locking: 3, single: 3 } }).header)).toBe(
      '06240103250103',
    );
  });

  it('numbers the parts of a text under one reference', () => {
    const cut = segment('a'.repeat(400));
    if (!cut.ok) throw new Error(cut.reason);
    expect(encodeParts(cut, 9).map(({ header }) => hex(header))).toEqual([
      '050003090301',
      '050003090302',
      '050003090303',
    ]);
  });

  it.each([
    [{ reference: 256, total: 2, sequence: 1, bits: 8 }, /reference.*0 to 255/],
    [{ reference: 65536, total: 2, sequence: 1, bits: 16 }, /reference.*0 to 65535/],
    [{ reference: 1, total: 256, sequence: 1, bits: 8 }, /total.*1 to 255/],
    [{ reference: 1, total: 2, sequence: 3, bits: 8 }, /sequence.*1 to 2/],
  ] as const)('does not take a number that does not fit: %j', (concatenation, message) => {
    expect(() => encodePart({ text: 'a', encoding: 'GSM7', concatenation })).toThrow(message);
  });
});

describe('GSM7 octets', () => {
  it('cannot be made of a character the alphabet lacks', () => {
    expect(() => encodeGsm7('reçu')).toThrow(/U\+00E7 at 2/);
  });

  it('show the letter of the first table where the extension has none, as receivers do', () => {
    expect(decodeGsm7(octets('1b61'))).toBe('a');
    expect(decodeGsm7(octets('1b65'))).toBe('€');
  });

  it('show a blank for an escape with nothing behind it, or another escape', () => {
    expect(decodeGsm7(octets('611b'))).toBe('a ');
    expect(decodeGsm7(octets('1b1b61'))).toBe(' a');
  });

  it('ignore the bit above the septet', () => expect(decodeGsm7(octets('e1'))).toBe('a'));
});

describe('UCS2 octets', () => {
  it('are the UTF-16 code units, high octet first', () => {
    expect(hex(encodeUcs2('я😀'))).toBe('044fd83dde00');
    expect(decodeUcs2(octets('044fd83dde00'))).toBe('я😀');
  });

  it('lose half a character at the end', () => expect(decodeUcs2(octets('044fd8'))).toBe('я'));
});

describe('a message that comes in', () => {
  it.each([
    [0x00, '61', 'a'],
    [0xf1, '61', 'a'],
    [0x01, '61', 'a'],
    [0x03, 'e9', 'é'],
    [0x08, '00e9', 'é'],
    [0x18, '00e9', 'é'],
  ])('is read by its data coding %p', (dataCoding, wire, text) => {
    expect(decodePart({ dataCoding, userData: octets(wire), hasHeader: false })).toEqual({ ok: true, text });
  });

  it.each([0x02, 0x04, 0xf5])('is not taken for text under data coding %p', dataCoding => {
    expect(decodePart({ dataCoding, userData: octets('61'), hasHeader: false })).toEqual({
      ok: false,
      reason: 'NOT_TEXT',
    });
  });

  it('is read past header elements it does not know', () => {
    expect(
      decodePart({ dataCoding: 0, userData: octets('0a05040b8423f00003010201' + '61'), hasHeader: true }),
    ).toEqual({ ok: false, reason: 'MALFORMED_HEADER' });
    expect(
      decodePart({ dataCoding: 0, userData: octets('0b05040b8423f00003010201' + '61'), hasHeader: true }),
    ).toEqual({ ok: true, text: 'a', concatenation: { reference: 1, total: 2, sequence: 1, bits: 8 } });
  });

  it.each(['', '05', '0500030102', '0200ff', '0100'])('is refused where its header runs over: %j', wire => {
    const outcome = decodePart({ dataCoding: 0, userData: octets(wire), hasHeader: true });
    expect(outcome).toEqual({ ok: false, reason: 'MALFORMED_HEADER' });
    if (!outcome.ok) expect(explainTextRefusal(outcome)).toContain('esm_class');
  });

  it.each(['050003010200', '050003010203', '050003010000', '0400020102', '03240109', '0325010d'])(
    'is whole and in the default alphabet where an element must be ignored: %s',
    header => {
      expect(decodePart({ dataCoding: 0, userData: octets(`${header}61`), hasHeader: true })).toEqual({
        ok: true,
        text: 'a',
      });
    },
  );

  it('never throws, whatever the octets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat({ max: 255 }),
        fc.boolean(),
        (userData, dataCoding, hasHeader) => {
          expect(decodePart({ userData, dataCoding, hasHeader })).toHaveProperty('ok');
        },
      ),
    );
  });
});

describe('what is sent', () => {
  const units = [...'aé@€{[\f\nΔ ', 'ş', 'ó', 'ã', 'º', 'я', '😀', '👨‍👩‍👧'];
  const options: fc.Arbitrary<SegmentOptions> = fc.record(
    { ref16: fc.boolean(), locking: fc.constantFrom(1, 3), single: fc.constantFrom(1, 2, 3) },
    { requiredKeys: [] },
  );

  it('is read back as it was written, part by part', () => {
    fc.assert(
      fc.property(
        fc
          .subarray(units, { minLength: 1 })
          .chain(some => fc.string({ unit: fc.constantFrom(...some), maxLength: 400 })),
        options,
        fc.nat({ max: 255 }),
        (text, chosen, reference) => {
          const cut = segment(text, chosen);
          if (!cut.ok) throw new Error(cut.reason);
          const total = cut.parts.length;
          const read = encodeParts(cut, reference).map(part => decodePart(received(part)));
          expect(read).toEqual(
            cut.parts.map((part, index) => ({
              ok: true,
              text: part.text,
              ...(total > 1 && {
                concatenation: { reference, total, sequence: index + 1, bits: chosen.ref16 ? 16 : 8 },
              }),
            })),
          );
        },
      ),
    );
  });
});
