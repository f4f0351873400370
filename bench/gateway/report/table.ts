export type Cell = string;

/**
 * A Markdown table whose source is aligned too.
 * @param left how many columns hold words; they stand to the left, numbers to the right
 */
export function table(header: readonly Cell[], rows: readonly (readonly Cell[])[], left = 1): string {
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell, at) => (at < left ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => (at < left ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}
