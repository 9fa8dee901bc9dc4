import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { decodeUserData, encodeText, measureText, readDataCoding, readHeader } from './index.js';
import { decodeGsm, encodeGsm, septetsOf } from './gsm7.js';
import { DEFAULT_ALPHABET, LOCKING_TABLES, SINGLE_SHIFT_TABLES } from './tables.js';

interface Vector {
  id: string;
  text: string;
  encoding: 'GSM7' | 'UCS2';
  parts: string[];
  headerOctets: number;
  partUnits: number[];
  wireHex?: string[];
  options?: { ref16?: boolean; locking?: number; single?: number; smartEncoding?: boolean };
}

const { vectors } = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/segmentation.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };
const hexOf = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const octetsOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('the alphabet against the published vectors', () => {
  const onWire = vectors.filter(vector => vector.wireHex !== undefined);
  const plain = vectors.filter(vector => vector.options === undefined);

  it.each(onWire)('reads the octets of $id as its text', ({ wireHex, parts, encoding }) => {
    const dataCoding = encoding === 'GSM7' ? 0 : 8;
    const texts = wireHex!.map(hex => decodeUserData({ ud: octetsOf(hex), dataCoding }));
    expect(texts.map(({ text }) => text)).toEqual(parts);
    expect(texts.every(({ fits, mistakes }) => fits && mistakes.length === 0)).toBe(true);
  });

  it.each(plain)('cuts $id into the parts of the vector', ({ text, parts, encoding, wireHex }) => {
    const encoded = encodeText(text);
    expect(encoded.map(part => part.text)).toEqual(parts);
    expect(measureText(text)).toEqual({ dataCoding: encoding === 'GSM7' ? 0 : 8, parts: parts.length });
    if (wireHex !== undefined) expect(encoded.map(part => hexOf(part.ud))).toEqual(wireHex);
  });

  const national = vectors.filter(
    ({ options, encoding }) => encoding === 'GSM7' && (options?.locking ?? options?.single),
  );
  it.each(national)('has every character of $id in its national tables', ({ text, options }) => {
    const characters = new Set(
      (LOCKING_TABLES[options?.locking ?? 0] ?? DEFAULT_ALPHABET) +
        Object.values(SINGLE_SHIFT_TABLES[options?.single ?? 0] ?? {}).join('') +
        '^{}\\[~]|€\f',
    );
    expect([...text].filter(character => !characters.has(character))).toEqual([]);
  });

  it('finds all 83 vectors with octets', () => expect(onWire).toHaveLength(83));
});

describe('the default alphabet', () => {
  const gsmText = fc
    .array(fc.constantFrom(...DEFAULT_ALPHABET.replace('\u001b', ''), ...'\f^{}\\[~]|€'), { maxLength: 400 })
    .map(characters => characters.join(''));

  it('reads back whatever it writes', () => {
    fc.assert(fc.property(gsmText, text => expect(decodeGsm(encodeGsm(text))).toBe(text)));
  });

  it('counts as many septets as it writes', () => {
    fc.assert(fc.property(gsmText, text => expect(encodeGsm(text)).toHaveLength(septetsOf(text)!)));
  });

  it('shows the character of the main table for an unknown escape, and a blank for two escapes', () => {
    expect(decodeGsm(Uint8Array.of(0x1b, 0x41, 0x1b, 0x1b, 0x1b))).toBe('A ');
  });

  it('reads Turkish, Spanish and Portuguese where the header says so', () => {
    expect(decodeGsm(Uint8Array.of(0x1b, 0x73), { single: 1 })).toBe('ş');
    expect(decodeGsm(Uint8Array.of(0x1b, 0x41), { single: 2 })).toBe('Á');
    expect(decodeGsm(Uint8Array.of(0x60, 0x0b), { locking: 1 })).toBe('çĞ');
    expect(decodeGsm(Uint8Array.of(0x15), { locking: 3 })).toBe('∞');
  });
});

describe('a text in parts', () => {
  it('comes out whole, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), text => {
        const parts = encodeText(text, 7);
        expect(parts.map(part => decodeUserData(part).text).join('')).toBe(text);
        for (const part of parts) expect(decodeUserData(part)).toMatchObject({ fits: true, mistakes: [] });
        if (parts.length <= 255) {
          expect(parts.map(part => decodeUserData(part).header.concatenation?.no ?? 1)).toEqual(
            parts.map((_, index) => index + 1),
          );
        }
      }),
    );
  });
});

describe('user data', () => {
  it('never throws, whatever the octets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.option(fc.uint8Array({ maxLength: 20 }), { nil: undefined }),
        fc.integer({ min: 0, max: 255 }),
        (ud, udh, dataCoding) => {
          expect(typeof decodeUserData({ ud, dataCoding, ...(udh && { udh }) }).text).toBe('string');
        },
      ),
    );
  });

  it('does not fit when header and septets are more than 140 octets', () => {
    const udh = Uint8Array.of(5, 0, 3, 1, 2, 1);
    expect(decodeUserData({ ud: new Uint8Array(153), udh, dataCoding: 0 }).fits).toBe(true);
    expect(decodeUserData({ ud: new Uint8Array(154), udh, dataCoding: 0 }).fits).toBe(false);
    expect(decodeUserData({ ud: new Uint8Array(134), udh, dataCoding: 8 }).fits).toBe(true);
    expect(decodeUserData({ ud: new Uint8Array(136), udh, dataCoding: 8 }).fits).toBe(false);
  });

  it('tells of an odd octet in UCS-2 and of a header that is cut off', () => {
    expect(decodeUserData({ ud: Uint8Array.of(0, 65, 0), dataCoding: 8 })).toMatchObject({
      text: 'A',
      mistakes: ['UCS-2 has an odd number of octets'],
    });
    expect(readHeader(Uint8Array.of(5, 0, 3, 1)).mistakes).toHaveLength(2);
  });

  it('passes over a part that does not exist, as phones do', () => {
    expect(readHeader(Uint8Array.of(5, 0, 3, 9, 2, 3)).concatenation).toBeUndefined();
  });

  it('reads a 16-bit reference', () => {
    expect(readHeader(Uint8Array.of(6, 8, 4, 0x12, 0x34, 3, 2)).concatenation).toEqual({
      reference: 0x1234,
      of: 3,
      no: 2,
    });
  });

  it.each([
    [0x00, 'gsm7', 'none'],
    [0x01, 'ascii', 'none'],
    [0x03, 'latin1', 'none'],
    [0x04, 'binary', 'none'],
    [0x08, 'ucs2', 'none'],
    [0x10, 'gsm7', 'flash'],
    [0x18, 'ucs2', 'flash'],
    [0x19, 'ucs2', 'phone'],
    [0xe0, 'ucs2', 'none'],
    [0xf0, 'gsm7', 'flash'],
    [0xf2, 'gsm7', 'sim'],
    [0xf5, 'binary', 'phone'],
    [0xc8, 'gsm7', 'none'],
  ])('takes data coding %i for %s of class %s', (dataCoding, alphabet, messageClass) => {
    expect(readDataCoding(dataCoding)).toEqual({ alphabet, messageClass });
  });
});
