const LINK = /\bhttps?:\/\/[^\s<>"'«»]+/gi;
/** The last line of a text that a browser fills in by itself: `@example.com #123456`. */
const BOUND_CODE = /^@[\w.-]+\s+#([\w-]{1,255})/m;
const SPOKEN_OF =
  /\b(?:code|kode|código|codice|pin|otp|passcode|password|passwort|mot de passe|tan|vérification)\b/giu;
/** Four to ten digits, or two groups of three; not within a longer number, an amount, a date or a time. */
const CANDIDATE = /(?<![\d+.,/-]|\d:)(?:[A-Z]{1,3}-)?(\d{3}[ -]\d{3}|\d{4,10})(?![\d:/]|[.,]\d|-\d)/g;

/**
 * The one-time code in a text, without blanks and dashes; undefined where there is none. It is the number nearest to a word such as
 * code, PIN or mot de passe, or the only thing that a text says.
 *
 * @example codeOf('482 913 is your code. It is good until 18:30.') // '482913'
 */
export function codeOf(text: string): string | undefined {
  const bound = BOUND_CODE.exec(text)?.[1];
  if (bound !== undefined) return bound;
  const plain = text.replace(LINK, link => ' '.repeat(link.length));
  const words = [...plain.matchAll(SPOKEN_OF)].map(({ index }) => index);
  const candidates = [...plain.matchAll(CANDIDATE)].map(found => ({ code: found[1]!, index: found.index }));
  // A number that nothing calls a code may be a year, an amount, a short code. Rather none than a wrong one.
  if (candidates.length === 0 || (words.length === 0 && candidates[0]!.code !== plain.trim()))
    return undefined;
  const distance = (index: number): number => Math.min(...words.map(word => Math.abs(word - index)));
  const nearest = candidates.reduce((best, one) => (distance(one.index) < distance(best.index) ? one : best));
  return nearest.code.replace(/[ -]/, '');
}

/**
 * The links in a text, in order, without the punctuation of the sentence around them.
 *
 * @example linksOf('Confirm: https://example.com/c/1 (or ignore this).') // ['https://example.com/c/1']
 */
export function linksOf(text: string): string[] {
  return [...text.matchAll(LINK)].map(([link]) => trimmed(link));
}

/** A closing bracket belongs to a link that has opened it. */
function trimmed(link: string): string {
  let end = link.length;
  while (/[.,;:!?)\]}]/.test(link[end - 1]!)) {
    const last = link[end - 1]!;
    if (last === ')' && count(link.slice(0, end), '(') >= count(link.slice(0, end), ')')) break;
    end--;
  }
  return link.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
