import type { Finding } from '../model/finding.ts';
import type { Location } from '../model/problem.ts';
import { counted, grouped } from '../model/quantity.ts';
import { code } from './escape.ts';
import { hostOf, portsOf } from './words.ts';

/** Cells: Markdown on one line, with foreign text already escaped. */
export type Row = readonly string[];

/** The table contains whole rows up to `bytes` of UTF-8. A line below it says how many of `cut` are missing. */
export interface TableLimit {
  readonly bytes: number;
  readonly cut: string;
  /** What has all rows. */
  readonly whole?: string;
}

/** @param items one for each row; a row is made only if it fits */
export function table<Item>(
  head: Row,
  items: readonly Item[],
  rowOf: (item: Item) => Row,
  { bytes, cut, whole = 'The JSON report' }: TableLimit,
): string {
  const lines = [rowLine(head), rowLine(head.map(() => '---'))];
  let used = 0;
  let kept = 0;
  for (const item of items) {
    const line = rowLine(rowOf(item));
    used += Buffer.byteLength(line) + 1;
    if (used > bytes) break;
    lines.push(line);
    kept++;
  }
  const shown = lines.join('\n');
  if (kept === items.length) return shown;
  return (
    `${shown}\n\n**${grouped(items.length - kept)} ${cut} are left out here, of ${grouped(items.length)}.** ` +
    `${whole} lists all of them.`
  );
}

function rowLine(cells: Row): string {
  return `| ${cells.join(' | ')} |`;
}

/** @returns a block that opens on a click; `summary` is our own text */
export function details(summary: string, blocks: readonly string[]): string {
  return [
    '<details>',
    `<summary>${summary}</summary>`,
    ...['', ...blocks].flatMap((block) => (block === '' ? [''] : [block, ''])),
    '</details>',
  ].join('\n');
}

export function placeCell({ file, line }: Location): string {
  return code(`${file}:${line}`, 200);
}

/** @returns port, host and target of a finding, one below the other */
export function whereCell(finding: Finding): string {
  const parts = [portsOf(finding), hostOf(finding)].flatMap((part) => (part === null ? [] : [code(part, 200)]));
  return [...parts, `target ${code(finding.target, 100)}`].join('<br>');
}

/** At most `limit` items. The last item counts the others. */
export function listed(items: readonly string[], limit: number): string {
  const rest = items.length - limit;
  const shown = items.slice(0, limit).map((item) => `- ${item}`);
  return [...shown, ...(rest > 0 ? [`- and ${counted(rest, 'more', 'more')}`] : [])].join('\n');
}
