import type { CostlyCharacter } from './costly-characters.js';
import type { DecodingRefusal } from './decoding.js';
import type { TextRefusal } from './normalisation.js';
import { LONGEST_TEXT } from './segmentation.js';
import type { SegmentationRefusal } from './segmentation.js';

/** Characters a sentence names before it says how many more there are. */
const NAMED_CHARACTERS = 5;

/** One English sentence or two that say what is wrong with a text, and what to do. */
export function explainTextRefusal(refusal: TextRefusal | SegmentationRefusal | DecodingRefusal): string {
  switch (refusal.reason) {
    case 'EMPTY':
      return 'The text is empty or only blanks. Write at least one visible character.';
    case 'NUL':
      return `The text has a NUL character (U+0000) at ${refusal.index}, which phones take for its end. Remove it.`;
    case 'LONE_SURROGATE':
      return (
        `The text has half a character at ${refusal.index}, as a cut inside an emoji leaves it. ` +
        'Remove it, or cut texts between characters.'
      );
    case 'TOO_LONG':
      return (
        `The text is longer than ${LONGEST_TEXT} characters, the most that any number of parts carries. ` +
        'Shorten it, or send it as several messages.'
      );
    case 'NOT_GSM7':
      return (
        `The text was to be sent in the GSM 7-bit alphabet, which lacks ${name(refusal.characters)}. ` +
        'Replace these characters, or let the encoding be chosen automatically.'
      );
    case 'TOO_MANY_PARTS':
      return (
        `The text takes ${refusal.parts} parts, and ${refusal.maxParts} at most are allowed. ` +
        'Shorten it, or replace the characters that make it dear.'
      );
    case 'MALFORMED_HEADER':
      return (
        'The user data header claims more octets than the message has. ' +
        'Check that the sender sets the header indicator (esm_class 0x40) only where a header stands.'
      );
    case 'NOT_TEXT':
      return 'The data coding says that the message is binary or in an alphabet not read here. Ask the carrier for data coding 0 or 8.';
  }
}

function name(characters: readonly CostlyCharacter[]): string {
  const named = characters.slice(0, NAMED_CHARACTERS).map(({ character }) => {
    const code = character.codePointAt(0) ?? 0;
    return `${character} (U+${code.toString(16).toUpperCase().padStart(4, '0')})`;
  });
  const others = characters.length - named.length;
  return named.join(', ') + (others > 0 ? ` and ${others} more` : '');
}
