/** A table in Markdown. A heading that begins with `>` is that of figures, which stand on the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(headings.map(heading => heading.replace(/^>/, ''))),
    `|${headings.map(heading => (heading.startsWith('>') ? '---:' : '---')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

/** `12,346`. */
export const whole = (value: number) => Math.round(value).toLocaleString('en');

/** `12.35`; what is not known is a dash. */
export const fixed = (value: number | undefined, decimals = 2) =>
  value === undefined
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** Milliseconds with as many decimals as say something. */
export const milliseconds = (value: number) => fixed(value, value < 1 ? 2 : value < 10 ? 1 : 0);

/** `8.6 MB`, of octets. */
export function octets(value: number): string {
  const [size, unit] =
    value < 1e6 ? [1e3, 'kB'] : value < 1e9 ? [1e6, 'MB'] : value < 1e12 ? [1e9, 'GB'] : [1e12, 'TB'];
  return `${fixed(value / size!, value / size! < 10 ? 1 : 0)} ${unit}`;
}
