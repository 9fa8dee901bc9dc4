import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { Random, SeededRandom, SystemRandom } from '../kernel/index.js';
import { hashOfTokenValue, kindOfValue, mayBeToken, newTokenValue } from './token-value.js';

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The number that six characters of base 62 stand for, read independently of the code that writes them. */
const readBase62 = (text: string) => [...text].reduce((sum, digit) => sum * 62 + BASE_62.indexOf(digit), 0);

class OctetsInTurn extends Random {
  private turn = 0;
  next(): number {
    return 0;
  }
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.turn++ % 256);
  }
}

describe('the value of a token', () => {
  it('is a prefix, 30 characters of chance and the CRC-32 of both in 6 characters', () => {
    const value = newTokenValue('live', new SystemRandom());
    expect(value).toMatch(/^chp_live_[0-9A-Za-z]{36}$/);
    expect(readBase62(value.slice(-6))).toBe(crc32(value.slice(0, -6)));
    expect(newTokenValue('test', new SystemRandom())).toMatch(/^chp_test_[0-9A-Za-z]{36}$/);
  });

  it('uses every character equally often', () => {
    const octets = new OctetsInTurn();
    const counts = new Map<string, number>();
    // 62 values take 1860 characters, 30 of each, when every octet value comes equally often.
    for (let made = 0; made < 62; made += 1) {
      for (const character of newTokenValue('live', octets).slice('chp_live_'.length, -6)) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(62);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(2);
  });

  it('is a token as made, whatever chance gave', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('live' as const, 'test' as const), (seed, kind) => {
        const value = newTokenValue(kind, new SeededRandom(seed));
        expect(mayBeToken(value)).toBe(true);
        expect(kindOfValue(value)).toBe(kind);
      }),
    );
  });

  it('is no token any more when one of its characters is mistyped', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(35), fc.constantFrom(...BASE_62), (seed, place, character) => {
        const value = newTokenValue('live', new SeededRandom(seed));
        const index = 'chp_live_'.length + place;
        const mistyped = value.slice(0, index) + character + value.slice(index + 1);
        expect(mayBeToken(mistyped)).toBe(mistyped === value);
      }),
    );
  });

  it('may be a word of 16 to 200 visible characters that somebody chose, with our prefix or without', () => {
    expect(mayBeToken('demo-token-1234567890')).toBe(true);
    expect(mayBeToken('chp_test_demo-of-the-scripts')).toBe(true);
    expect(mayBeToken('x'.repeat(16))).toBe(true);
    expect(mayBeToken('x'.repeat(200))).toBe(true);
  });

  it.each([
    '',
    'x'.repeat(15),
    'x'.repeat(201),
    'a blank is not visible',
    'naïve-demo-token-value',
    'x'.repeat(20) + '\n',
  ])('is never %j', value => {
    expect(mayBeToken(value)).toBe(false);
  });

  it('is kept as its SHA-256', () => {
    expect(hashOfTokenValue('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
