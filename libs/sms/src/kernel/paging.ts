/** How many rows a list may answer at once. */
export const PAGE_LIMIT_MAX = 1000;

/** How many rows a list answers when nobody says. */
export const PAGE_LIMIT_DEFAULT = 50;

/** Which rows are wanted: at most `limit` (1 to {@link PAGE_LIMIT_MAX}), after the place that `cursor` names. */
export interface PageRequest {
  readonly limit: number;
  /** The `next` of the page before; absent for the first. Opaque: made by a list, understood by that list alone. */
  readonly cursor?: string | undefined;
}

/** Some rows, and where to go on: `next` is null when there are no more. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}
