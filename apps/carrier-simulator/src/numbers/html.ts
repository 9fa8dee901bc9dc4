/** Markup that is safe to put into a page. Only {@link html} and {@link trusted} make it. */
export class Html {
  private constructor(readonly text: string) {}

  /** @internal */
  static of(text: string): Html {
    return new Html(text);
  }
}

/** Markup from the program itself, which has nothing of anybody in it. */
export function trusted(markup: string): Html {
  return Html.of(markup);
}

/** What may stand in a template: text is escaped, markup and lists of it are not. */
type Piece = string | number | Html | readonly Html[];

/**
 * A template in which everything but markup is escaped.
 *
 * @example html`<td>${name}</td>`
 */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return Html.of(strings.map((text, index) => text + markupOf(pieces[index] ?? '')).join(''));
}

function markupOf(piece: Piece): string {
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(({ text }) => text).join('');
  return String(piece).replace(/[&<>"']/g, character => `&#${String(character.charCodeAt(0))};`);
}
