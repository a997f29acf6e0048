import type { Finding, Severity } from '../../model/finding.ts';
import { sinceWords } from '../memory-words.ts';
import { activationWords, gradeOf, ownerWords, ownerWordsBesideWaiver, placeOf } from '../words.ts';
import { whatOf, whereOf } from './findings.ts';
import type { FindingGroup } from './fold.ts';
import { html, type Markup, within } from './markup.ts';
import { cutRow, table } from './table.ts';

const TABLE_BYTES = 1_000_000;

/** @returns who tolerates what, why, and until when; and what is not active yet */
export function* toleratedSections(
  waived: readonly FindingGroup[],
  inactive: readonly FindingGroup[],
  failOn: Severity,
): Generator<Markup> {
  if (inactive.length > 0) {
    yield html`<section aria-labelledby="inactive">
<h2 id="inactive">Not active yet: differs from the policy, and will count</h2>
<p>These targets are not active until the end of the day given (UTC). From the next day on, their findings count.</p>
`;
    const heads = ['What', 'Severity', 'Finding', 'Until', 'Line'];
    yield* groupTable('Not active yet', heads, inactive, (group) => inactiveRow(group, failOn));
    yield html`</section>
`;
  }
  if (waived.length === 0) return;
  yield html`<section aria-labelledby="waived">
<h2 id="waived">Waived: differs from the policy, tolerated for a time</h2>
<p>Each has an owner and ends after the day given (UTC). Until then, it does not fail the build.</p>
`;
  yield* groupTable('Waivers', ['What', 'Severity', 'Why', 'Who', 'Until', 'Line'], waived, waivedRow);
  yield html`</section>
`;
}

function groupTable(
  name: string,
  heads: readonly string[],
  groups: readonly FindingGroup[],
  rowOf: (group: FindingGroup) => Markup,
): Iterable<Markup> {
  const rows = within({ left: TABLE_BYTES }, groups, rowOf, (count) => cutRow(count, 'row', heads.length));
  return table({ name, heads, className: 'rows sortable' }, rows);
}

function what({ first, findings }: FindingGroup): Markup {
  const grade = gradeOf(first);
  return html`<th scope="row">${whatOf(first)} <span class="on">${whereOf(findings)}</span></th>
<td><b class="grade ${grade}">${grade}</b></td>`;
}

function place(finding: Finding): Markup {
  const { file, line } = placeOf(finding);
  return html`<td><code>${file}:${line}</code></td>`;
}

function waivedRow(group: FindingGroup): Markup {
  const { first, id } = group;
  const { waived, message } = first;
  const ticket = waived?.ticket ?? null;
  const found = `${message}${ownerWordsBesideWaiver(first)}${sinceWords(first)}`;
  return html`<tr id="${id}">${what(group)}
<td>${waived?.reason ?? ''}${ticket === null ? null : ` (${ticket})`}<br><small>${found}</small></td>
<td>${waived?.owner ?? ''}</td><td class="day">${waived?.expires ?? ''}</td>${place(first)}</tr>
`;
}

function inactiveRow(group: FindingGroup, failOn: Severity): Markup {
  const { first, id } = group;
  const then = activationWords(first, failOn);
  const found = `${first.message}${ownerWords(first)}${sinceWords(first)}`;
  return html`<tr id="${id}">${what(group)}
<td>${found}${then === null ? null : html`<br><strong>${then}</strong>`}</td>
<td class="day">${first.activation ?? ''}</td>${place(first)}</tr>
`;
}
