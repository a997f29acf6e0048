import type { Finding, Severity } from '../../model/finding.ts';
import { counted } from '../../model/quantity.ts';
import { sinceWords } from '../memory-words.ts';
import { activationWords, gradeOf, ownerWords, ownerWordsBesideWaiver, placeOf } from '../words.ts';
import { whatOf, whereOf } from './findings.ts';
import type { FindingGroup } from './fold.ts';
import { html, type Markup, within } from './markup.ts';

const TABLE_BYTES = 1_000_000;

/** @returns who tolerates what, why, and until when; and what is not active yet */
export function* toleratedSections(
  waived: readonly FindingGroup[],
  inactive: readonly FindingGroup[],
  failOn: Severity,
): Generator<Markup> {
  if (inactive.length > 0) {
    yield html`<section aria-labelledby="inactive"><h2 id="inactive">Not active yet: differs from the policy, and will count</h2>
<p>These targets are not active until the end of the day given (UTC). From the next day on, their findings count.</p>
`;
    yield* table('Not active yet', ['What', 'Severity', 'Finding', 'Until', 'Line'], inactive, (group) =>
      inactiveRow(group, failOn),
    );
    yield html`</section>
`;
  }
  if (waived.length === 0) return;
  yield html`<section aria-labelledby="waived"><h2 id="waived">Waived: differs from the policy, tolerated for a time</h2>
<p>Each has an owner and ends after the day given (UTC). Until then, it does not fail the build.</p>
`;
  yield* table('Waivers', ['What', 'Severity', 'Why', 'Who', 'Until', 'Line'], waived, waivedRow);
  yield html`</section>
`;
}

function* table(
  name: string,
  heads: readonly string[],
  groups: readonly FindingGroup[],
  rowOf: (group: FindingGroup) => Markup,
): Generator<Markup> {
  yield html`<div class="wide" tabindex="0" role="region" aria-label="${name}"><table class="rows sortable">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
`;
  yield* within(
    { left: TABLE_BYTES },
    groups,
    rowOf,
    (
      count,
    ) => html`<tr><th scope="row">and ${counted(count, 'more entry', 'more entries')}</th><td colspan="${heads.length - 1}">left out; the JSON report has all of them</td></tr>
`,
  );
  yield html`</tbody></table></div>
`;
}

function what({ first, findings }: FindingGroup): Markup {
  return html`<th scope="row">${whatOf(first)} <span class="on">${whereOf(findings)}</span></th><td><b class="grade ${gradeOf(first)}">${gradeOf(first)}</b></td>`;
}

function place(finding: Finding): Markup {
  const { file, line } = placeOf(finding);
  return html`<td><code>${file}:${line}</code></td>`;
}

function waivedRow(group: FindingGroup): Markup {
  const { first, id } = group;
  const { waived, message } = first;
  const ticket = waived?.ticket ?? null;
  const why = html`${waived?.reason ?? ''}${ticket === null ? null : ` (${ticket})`}<br><small>${message}${ownerWordsBesideWaiver(first)}${sinceWords(first)}</small>`;
  return html`<tr id="${id}">${what(group)}<td>${why}</td><td>${waived?.owner ?? ''}</td><td class="day">${waived?.expires ?? ''}</td>${place(first)}</tr>
`;
}

function inactiveRow(group: FindingGroup, failOn: Severity): Markup {
  const { first, id } = group;
  const then = activationWords(first, failOn);
  return html`<tr id="${id}">${what(group)}<td>${first.message}${ownerWords(first)}${sinceWords(first)}${then === null ? null : html`<br><strong>${then}</strong>`}</td><td class="day">${first.activation ?? ''}</td>${place(first)}</tr>
`;
}
