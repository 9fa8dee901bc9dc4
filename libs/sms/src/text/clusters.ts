/**
 * Where a UCS2 text may be cut: never inside a surrogate pair, and not inside what a reader sees as one character
 * (an extended grapheme cluster, Unicode UAX 29), so that a lost part shows no debris.
 */

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Cuts a text longer than one part into stretches of at most `capacity` code units. */
export function cutUcs2(text: string, capacity: number): readonly string[] {
  const parts: string[] = [];
  let graphemes: Intl.Segments | undefined;
  let start = 0;
  while (text.length - start > capacity) {
    const limit = start + capacity;
    let end = limit;
    if (!standsAlone(text.charCodeAt(limit - 1)) || !standsAlone(text.charCodeAt(limit))) {
      graphemes ??= GRAPHEMES.segment(text);
      const cluster = graphemes.containing(limit)?.index ?? limit;
      end = cluster > start ? cluster : codePointBoundary(text, limit);
    }
    parts.push(text.slice(start, end));
    start = end;
  }
  parts.push(text.slice(start));
  return parts;
}

/**
 * Whether two such code units, side by side, never belong to one cluster. True of Latin, Greek, Cyrillic, Hebrew and
 * Arabic letters, kana and Chinese characters: for most texts the question is settled without the segmenter, which is
 * a hundred times slower. CR and LF count as two, as 3GPP has them.
 */
export function standsAlone(unit: number): boolean {
  return (
    unit < 0x300 ||
    (unit >= 0x370 && unit < 0x483) ||
    (unit >= 0x48a && unit < 0x530) ||
    (unit >= 0x5d0 && unit < 0x5eb) ||
    (unit >= 0x620 && unit < 0x64b) ||
    (unit >= 0x1e00 && unit < 0x2000) ||
    (unit >= 0x2010 && unit < 0x2028) ||
    (unit >= 0x20a0 && unit < 0x20d0) ||
    (unit >= 0x3040 && unit < 0x3099) ||
    (unit >= 0x30a0 && unit < 0x3100) ||
    (unit >= 0x4e00 && unit < 0xa000)
  );
}

function codePointBoundary(text: string, index: number): number {
  const between = /[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(index - 1, index + 1));
  return between ? index - 1 : index;
}
