/** @returns a Markdown table */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), `|${head.map(() => '---|').join('')}`, ...rows.map(row)].join('\n');
}

/** @returns the text on one line, fit for a cell of a table */
export function cell(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

/** How a marker is written as a comment. */
export const COMMENTS = {
  markdown: (marker: string): string => `<!-- ${marker} -->`,
  yaml: (marker: string): string => `  # ${marker}`,
};

/** @returns the text with everything between the markers `name:start` and `name:end` replaced */
export function replaceBetween(text: string, name: string, content: string, comment = COMMENTS.markdown): string {
  const [start, end] = [comment(`${name}:start`), comment(`${name}:end`)];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`there is no "${start}" followed by "${end}"`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}
