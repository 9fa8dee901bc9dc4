/**
 * Texts as phones take them: which alphabet, how many parts, which octets.
 *
 * A text is normalised (`normaliseText`), completed (`withStopMention`), cut (`segment`), priced by its parts, and put
 * in octets by carriers (`encodeParts`); what comes in is read back (`decodePart`). The rules are those of 3GPP TS
 * 23.038 (alphabets) and 23.040 (concatenation). Everything here is a pure function; what a user can get wrong comes
 * back as a value with a reason, which `explainTextRefusal` puts in words.
 */
export type { Encoding, LockingTable, NationalTables, SingleShiftTable } from './alphabet.js';
export { COSTLY_CHARACTERS_LIMIT } from './costly-characters.js';
export type { CostlyCharacter } from './costly-characters.js';
export { decodeGsm7, decodePart, decodeUcs2 } from './decoding.js';
export type { DecodedPart, DecodingRefusal, PartToDecode } from './decoding.js';
export { encodeGsm7, encodePart, encodeParts, encodeUcs2 } from './encoding.js';
export type { EncodedPart, PartToEncode } from './encoding.js';
export { MAX_PARTS } from './header.js';
export type { Concatenation } from './header.js';
export { normaliseText } from './normalisation.js';
export type { NormalisedText, TextRefusal } from './normalisation.js';
export { explainTextRefusal } from './refusals.js';
export { suggestReplacements } from './replacements.js';
export type {
  Replacement,
  ReplacementKind,
  ReplacementOptions,
  ReplacementSuggestion,
  TextCost,
} from './replacements.js';
export { LONGEST_TEXT, segment } from './segmentation.js';
export type {
  Capacity,
  Segmentation,
  SegmentationRefusal,
  SegmentOptions,
  TextPart,
} from './segmentation.js';
export { hasStopMention, stopMention, withStopMention } from './stop-mention.js';
export type { StopMentionOptions } from './stop-mention.js';
export type { TypographicBlank } from './typography.js';
