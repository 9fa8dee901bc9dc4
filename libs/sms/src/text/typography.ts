/** What may stand in for a no-break, thin or wide blank. */
export type TypographicBlank = ' ' | '  ';

/** Each stand-in, then the signs it stands in for. Invisible and look-alike signs are written by their code point. */
const STAND_INS: readonly (readonly [string, string])[] = [
  ['"', '«»“”„‟❝❞〝〞\u02ba\u02ee'],
  ["'", '‘’‛`´❛❜\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb'],
  ['-', '–—―‐•⁃\u2011\u2012\u2212\u23bc\u23bd\ufe63'],
  ['_', '‗'],
  ['/', '÷\u29f8\u2044\u2215'],
  ['\\', '\u29f5\u29f9\ufe68'],
  ['|', '\u2223\u23b8\u23b9\u23d0\u239c\u239f'],
  ['!', '\u01c3\ufe15\ufe57'],
  ['!!', '‼'],
  ['...', '…'],
  ['1/4', '¼'],
  ['1/2', '½'],
  ['3/4', '¾'],
  ['<', '‹\ufe64'],
  ['>', '›\ufe65'],
  ['=', '\ua78a\ufe66'],
  ['^', '\u02c6'],
  ['~', '\u02dc\u02f7\u223c'],
  ['*', '⁎∗✱✲✳❋'],
  ['+', '\u02d6\ufe62'],
  [',', '‚、\ufe10\ufe11\ufe50\ufe51\uff64'],
  ['.', '。\ufe52\uff61'],
  [':', '\u02d0\u02f8\u2982\ua789\ufe13'],
  [';', '\u204f\ufe14\ufe54'],
  ['?', '\ufe16\ufe56'],
  ['(', '❨❪⟮⦅\ufe59'],
  [')', '❩❫⟯⦆\ufe5a'],
  ['{', '❴\ufe5b'],
  ['}', '❵\ufe5c'],
  ['#', '\ufe5f'],
  ['&', '\ufe60'],
  ['$', '\ufe69'],
  ['%', '\ufe6a'],
  ['@', '\ufe6b'],
  // Line and paragraph separators, and the tab.
  ['\n', '\u2028\u2029'],
  [' ', '\t'],
  // Zero width blanks and joiners, byte order mark, soft hyphen: nothing is lost with them.
  ['', '\u200b\u200c\u2060\ufeff\u00ad'],
];

const BY_SIGN: ReadonlyMap<string, string> = new Map(
  STAND_INS.flatMap(([standIn, signs]) => [...signs].map(sign => [sign, standIn] as const)),
);

/** No-break, en, em, thin, hair, figure, narrow no-break, mathematical and ideographic blanks. */
const BLANK = /^[\u00a0\u2000-\u200a\u202f\u205f\u3000]$/u;

/** The sign of the default alphabet that reads the same as a typographic one; `undefined` where there is none. */
export function typographicStandIn(character: string, blank: TypographicBlank): string | undefined {
  if (BLANK.test(character)) return blank;
  const code = character.charCodeAt(0);
  // Full-width forms, as East Asian keyboards write Latin letters, repeat ASCII in order.
  if (code >= 0xff01 && code <= 0xff5e && code !== 0xff40) return String.fromCharCode(code - 0xfee0);
  return BY_SIGN.get(character);
}
