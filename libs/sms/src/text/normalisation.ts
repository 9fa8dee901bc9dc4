import { LONGEST_TEXT } from './segmentation.js';

/** Why a text is not fit to be sent. */
export interface TextRefusal {
  readonly ok: false;
  /**
   * `EMPTY`: nothing but blanks. `NUL`: U+0000, which phones and databases take for the end. `LONE_SURROGATE`: half a
   * character, left by a cut in the middle of an emoji. `TOO_LONG`: more than any number of parts could carry.
   */
  readonly reason: 'EMPTY' | 'NUL' | 'LONE_SURROGATE' | 'TOO_LONG';
  /** Where the offending character stands, in UTF-16 code units. */
  readonly index?: number;
}

/** A text in the one form it is stored, counted and sent in. */
export interface NormalisedText {
  readonly ok: true;
  readonly text: string;
}

/** Code units four times {@link LONGEST_TEXT}: no canonical composition shortens a text by more. */
const LONGEST_DECOMPOSED_TEXT = 4 * LONGEST_TEXT;

/** With the `u` flag a pair is one character, so that only a surrogate without its other half matches. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Brings a text to Unicode normalisation form C, and refuses what cannot be sent. A decomposed `é` (e and a combining
 * accent, as macOS writes file names) would otherwise take the whole text to UCS2 and triple its price.
 */
export function normaliseText(text: string): NormalisedText | TextRefusal {
  if (text.length > LONGEST_DECOMPOSED_TEXT) return { ok: false, reason: 'TOO_LONG' };
  const nul = text.indexOf('\0');
  if (nul !== -1) return { ok: false, reason: 'NUL', index: nul };
  const lone = text.search(LONE_SURROGATE);
  if (lone !== -1) return { ok: false, reason: 'LONE_SURROGATE', index: lone };
  const composed = text.normalize('NFC');
  if (composed.length > LONGEST_TEXT) return { ok: false, reason: 'TOO_LONG' };
  if (composed.trim() === '') return { ok: false, reason: 'EMPTY' };
  return { ok: true, text: composed };
}
