import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Random } from '../kernel/index.js';
import type { TokenKind } from './api-token.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^30 is more than 2^178: nobody guesses one. */
const SECRET_LENGTH = 30;
/** 62^6 is more than 2^32, so a CRC-32 always fits. */
const CHECK_SUM_LENGTH = 6;
/** Octets from here on are thrown away: 248 is the greatest multiple of 62, and keeping them would favour some letters. */
const UNBIASED_OCTETS = 248;

const GENERATED = /^(chp_(?:live|test)_[0-9A-Za-z]{30})([0-9A-Za-z]{6})$/;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** How short and how long a bearer token's value may be. */
export const TOKEN_VALUE_LENGTH_MIN = 16;
export const TOKEN_VALUE_LENGTH_MAX = 200;

/**
 * Makes the value of a token: `chp_live_` or `chp_test_`, 30 random characters of base 62, and 6 that are the CRC-32
 * of all that stands before (GitHub's form). The prefix lets scanners find leaked tokens; the check sum lets them, and
 * us, tell a token from a look-alike without asking the database.
 */
export function newTokenValue(kind: TokenKind, random: Random): string {
  const body = prefixOf(kind) + randomBase62(SECRET_LENGTH, random);
  return body + checkSum(body);
}

/**
 * Whether a value could be a token at all. A value in the form of a generated one must carry the right check sum; any
 * other one, such as a word that a script has chosen, need only be 16 to 200 visible ASCII characters.
 */
export function mayBeToken(value: string): boolean {
  if (value.length < TOKEN_VALUE_LENGTH_MIN || value.length > TOKEN_VALUE_LENGTH_MAX) return false;
  const generated = GENERATED.exec(value);
  return generated ? checkSum(generated[1]!) === generated[2] : VISIBLE_ASCII.test(value);
}

/** What the prefix of a value says it may be used on; undefined without a prefix of ours. */
export function kindOfValue(value: string): TokenKind | undefined {
  return (['live', 'test'] as const).find(kind => value.startsWith(prefixOf(kind)));
}

/**
 * SHA-256 in hexadecimal: what is stored, and looked up. One fast hash is enough for 178 random bits, where there is
 * no dictionary to try. Nor must the comparison take constant time: it is made by the index of the database on the
 * hash, and whoever times it learns of a hash whose next guess he cannot steer.
 */
export function hashOfTokenValue(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

function prefixOf(kind: TokenKind): string {
  return `chp_${kind}_`;
}

function checkSum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let place = 0; place < CHECK_SUM_LENGTH; place += 1) {
    digits = ALPHABET.charAt(rest % ALPHABET.length) + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}

function randomBase62(length: number, random: Random): string {
  let characters = '';
  while (characters.length < length) {
    for (const octet of random.bytes(length - characters.length)) {
      if (octet < UNBIASED_OCTETS) characters += ALPHABET.charAt(octet % ALPHABET.length);
    }
  }
  return characters;
}
