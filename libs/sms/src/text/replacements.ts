import { DEFAULT_ALPHABET, measure } from './alphabet.js';
import type { Encoding } from './alphabet.js';
import { segment } from './segmentation.js';
import type { SegmentationRefusal, SegmentOptions } from './segmentation.js';
import { typographicStandIn } from './typography.js';
import type { TypographicBlank } from './typography.js';

/**
 * `typography`: quotes, dashes, blanks and other signs, that read the same. `accent`: a letter loses its mark, `ç` to
 * `c`, `œ` to `oe`. `euro`: `€`, two septets, to `E`.
 */
export type ReplacementKind = 'typography' | 'accent' | 'euro';

/** A character and what could stand in for it. */
export interface Replacement {
  readonly character: string;
  readonly replacement: string;
  readonly kind: ReplacementKind;
  /** Where it first stands, in UTF-16 code units. */
  readonly index: number;
  readonly count: number;
}

/** What a text costs. */
export interface TextCost {
  readonly encoding: Encoding;
  readonly units: number;
  readonly parts: number;
}

/** A cheaper wording, to be shown to the person who writes, never put in place of theirs unseen. */
export interface ReplacementSuggestion {
  readonly ok: true;
  /** The suggested text; the very same where nothing is gained. */
  readonly text: string;
  /** What was changed, in order of appearance; empty where nothing is gained. */
  readonly replacements: readonly Replacement[];
  readonly before: TextCost;
  readonly after: TextCost;
  /** Parts saved: what the suggestion is worth. 0 where it only makes the text lighter. */
  readonly partsSaved: number;
}

/** What {@link suggestReplacements} may change. */
export interface ReplacementOptions extends Pick<SegmentOptions, 'ref16'> {
  /** Default: all kinds. */
  readonly kinds?: readonly ReplacementKind[];
  /**
   * What stands in for a no-break or other typographic blank. One blank by default; two is what Twilio's Smart Encoding
   * writes, for those who must keep the texts they had there.
   */
  readonly blank?: TypographicBlank;
}

/** From what no reader notices to what changes a sign or a spelling. */
const MILDEST_FIRST: readonly (readonly ReplacementKind[])[] = [
  ['typography'],
  ['typography', 'accent'],
  ['typography', 'euro'],
  ['typography', 'accent', 'euro'],
];

/**
 * Looks for the mildest change that makes a text cheaper.
 *
 * Typography is replaced wherever that brings the text to GSM7. Spelling and the euro sign are touched only where that
 * saves a part. Where a character remains that nothing can stand in for (Cyrillic, an emoji), nothing is gained and
 * nothing is suggested.
 *
 * @example
 * suggestReplacements('L’heure “ok”')   // text: `L'heure "ok"`, UCS2 to GSM7
 * @returns the refusal of `segment` for a text too long to be sent.
 */
export function suggestReplacements(
  text: string,
  options: ReplacementOptions = {},
): ReplacementSuggestion | SegmentationRefusal {
  const { kinds = ['typography', 'accent', 'euro'], blank = ' ', ref16 = false } = options;
  const before = costOf(text, ref16);
  if ('ok' in before) return before;
  let best = { text, replacements: [] as readonly Replacement[], cost: before };
  for (const choice of MILDEST_FIRST) {
    const candidate = replace(
      text,
      choice.filter(kind => kinds.includes(kind)),
      blank,
    );
    const cost = costOf(candidate.text, ref16);
    if ('ok' in cost || cost.encoding !== 'GSM7' || candidate.replacements.length === 0) continue;
    const cheaper = cost.parts < best.cost.parts;
    const lighter = cost.parts === best.cost.parts && best.cost.encoding === 'UCS2';
    const mild = candidate.replacements.every(({ kind }) => kind === 'typography');
    if (cheaper || (lighter && mild)) best = { ...candidate, cost };
  }
  return {
    ok: true,
    text: best.text,
    replacements: best.replacements,
    before,
    after: best.cost,
    partsSaved: before.parts - best.cost.parts,
  };
}

function costOf(text: string, ref16: boolean): TextCost | SegmentationRefusal {
  const cut = segment(text, { ref16 });
  return cut.ok ? { encoding: cut.encoding, units: cut.units, parts: cut.parts.length } : cut;
}

function replace(
  text: string,
  kinds: readonly ReplacementKind[],
  blank: TypographicBlank,
): { readonly text: string; readonly replacements: readonly Replacement[] } {
  const found = new Map<string, { -readonly [K in keyof Replacement]: Replacement[K] }>();
  let index = 0;
  let replaced = '';
  for (const character of text) {
    const seen = found.get(character);
    const standIn = seen ?? standInFor(character, kinds, blank);
    if (seen) seen.count++;
    else if (standIn) found.set(character, { character, ...standIn, index, count: 1 });
    replaced += standIn ? standIn.replacement : character;
    index += character.length;
  }
  return { text: replaced, replacements: [...found.values()] };
}

function standInFor(
  character: string,
  kinds: readonly ReplacementKind[],
  blank: TypographicBlank,
): { readonly replacement: string; readonly kind: ReplacementKind } | undefined {
  if (character === '€') return kinds.includes('euro') ? { replacement: 'E', kind: 'euro' } : undefined;
  if (measure(character, DEFAULT_ALPHABET) !== undefined) return undefined;
  const sign = kinds.includes('typography') ? typographicStandIn(character, blank) : undefined;
  if (sign !== undefined) return { replacement: sign, kind: 'typography' };
  const letter = kinds.includes('accent') ? plainLetter(character) : undefined;
  return letter === undefined ? undefined : { replacement: letter, kind: 'accent' };
}

/** Letters that carry no separable mark, yet have an accepted plain spelling. */
const PLAIN_SPELLINGS: Readonly<Record<string, string>> = {
  ...{ œ: 'oe', Œ: 'OE', ı: 'i', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'TH', ẞ: 'SS' },
};

function plainLetter(character: string): string | undefined {
  const spelling = PLAIN_SPELLINGS[character];
  if (spelling !== undefined) return spelling;
  const bare = character.normalize('NFD').replace(/\p{Mark}+/gu, '');
  return bare !== '' && bare !== character && measure(bare, DEFAULT_ALPHABET) !== undefined
    ? bare
    : undefined;
}
