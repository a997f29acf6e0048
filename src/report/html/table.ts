import { counted } from '../../model/quantity.ts';
import { html, type Markup } from './markup.ts';

/** A table that scrolls by itself if the page is too narrow. Screen readers and keys reach the part that scrolls. */
export interface Table {
  readonly name: string;
  readonly heads: readonly (string | Markup)[];
  /** `rows`: the filter hides rows; `sortable`: a click on a head sorts. */
  readonly className?: string;
  /** What the table shows; absent: its heading says so. */
  readonly caption?: string;
  /** Whether it also scrolls if it is too high. */
  readonly isTall?: boolean;
}

export function* table({ name, heads, className, caption, isTall }: Table, rows: Iterable<Markup>): Generator<Markup> {
  const classes = className === undefined ? null : html` class="${className}"`;
  yield html`<div class="wide${isTall ? ' tall' : null}" tabindex="0" role="region" aria-label="${name}">
<table${classes}>
${caption === undefined ? null : html`<caption>${caption}</caption>`}<thead><tr>${heads.map(
    (head) => html`<th scope="col">${head}</th>`,
  )}</tr></thead><tbody>
`;
  yield* rows;
  yield html`</tbody></table></div>
`;
}

/** @returns the row in place of those for which there is no room */
export function cutRow(count: number, what: string, columns: number): Markup {
  return html`<tr><th scope="row">and ${counted(count, `more ${what}`)}</th>
<td colspan="${columns - 1}">left out; the JSON report has all of them</td></tr>
`;
}
