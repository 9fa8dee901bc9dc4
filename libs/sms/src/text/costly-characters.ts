import { septetsOf } from './alphabet.js';
import type { Alphabet, Encoding } from './alphabet.js';

/** A character that makes a text dearer to send. */
export interface CostlyCharacter {
  /** One code point. */
  readonly character: string;
  /** Where it first stands, in UTF-16 code units. */
  readonly index: number;
  /** How often it stands in the text. */
  readonly count: number;
  /** `NOT_IN_GSM7` takes the whole text to UCS2, 70 units instead of 160; `TWO_SEPTETS` counts for two. */
  readonly why: 'NOT_IN_GSM7' | 'TWO_SEPTETS';
}

/** Different characters that one list names at most: enough to show somebody what to change. */
export const COSTLY_CHARACTERS_LIMIT = 50;

/**
 * The characters of a text that cost more than one septet, in order of appearance. In a text sent as UCS2 only those
 * that forced it there are named: the others cost one unit like any letter.
 */
export function costlyCharacters(
  text: string,
  alphabet: Alphabet,
  encoding: Encoding,
): readonly CostlyCharacter[] {
  const found = new Map<
    string,
    { character: string; index: number; count: number; why: CostlyCharacter['why'] }
  >();
  for (let index = 0; index < text.length; index++) {
    const septets = septetsOf(text.charCodeAt(index), alphabet);
    if (septets === 1 || (septets === 2 && encoding === 'UCS2')) continue;
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
    const seen = found.get(character);
    if (seen) seen.count++;
    else if (found.size < COSTLY_CHARACTERS_LIMIT) {
      found.set(character, {
        character,
        index,
        count: 1,
        why: septets === 2 ? 'TWO_SEPTETS' : 'NOT_IN_GSM7',
      });
    }
    index += character.length - 1;
  }
  return [...found.values()];
}
