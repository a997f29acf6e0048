import { type FoldedGap, foldGaps } from '../../model/coverage.ts';
import { formatPorts, portCount } from '../../model/port.ts';
import { counted, grouped } from '../../model/quantity.ts';
import type { Report } from '../../model/report.ts';
import { coverageUnits, coverageWords, isComplete, lookedAtWords } from '../words.ts';
import { type FindingContext, findingItems } from './findings.ts';
import type { FindingGroup } from './fold.ts';
import { html, type Markup, within } from './markup.ts';

const FINDING_BYTES = 500_000;
const GAP_BYTES = 1_000_000;

/** @returns the required coverage, what answered, and what is not known and why */
export function* coverageSection(
  report: Report,
  incomplete: readonly FindingGroup[],
  context: FindingContext,
): Generator<Markup> {
  const { coverage, policy } = report;
  const complete = isComplete(coverage) && incomplete.length === 0;
  yield html`<section aria-labelledby="unknown"><h2 id="unknown">${complete ? 'Coverage: everything answered' : 'Coverage: not everything is known'}</h2>
<p>${coverageWords(coverage)}.</p>
`;
  if (!complete) {
    yield html`<p>What got no trustworthy answer may be open or closed. Silence is not counted as closed.</p>
<ol class="findings">
`;
    yield* findingItems(incomplete, { left: FINDING_BYTES }, context);
    yield html`</ol>
`;
    yield* gapTable(foldGaps(coverage.unobserved));
  }
  const asked =
    coverage.addresses === coverage.required
      ? null
      : html`<li>Probed: ${lookedAtWords(policy.looksAt)}. Other ports were not asked.</li>`;
  yield html`<ul class="limits">${asked}${policy.selected ? html`<li>Only the targets ${policy.targets.join(', ')} were selected. The other targets of the policy were not scanned.</li>` : null}${coverage.excluded.map(
    ({ target, exclude, location, count }) =>
      html`<li>Excluded from target ${target}: ${exclude} (${counted(count, 'address', 'addresses')}), ${location.file}:${location.line}. Nothing is known about ${count === 1 ? 'it' : 'them'}.</li>`,
  )}</ul>
</section>
`;
}

/** A bar in SVG, whose widths need no style. Its words say the same. */
export function coverageBar({ coverage }: Report): Markup {
  const { required, answered } = coverage;
  const share = required === 0 ? 0 : Math.floor((answered / required) * 1000);
  // Something unobserved is visible, however little it is.
  const width = answered < required ? Math.min(share, 995) : 1000;
  const unobserved = required - answered;
  return html`<figure class="coverage">
<svg viewBox="0 0 1000 24" preserveAspectRatio="none" height="24" width="100%" aria-hidden="true"><rect class="unobserved" width="1000" height="24" fill="#6941c6"/><rect class="answered" width="${width}" height="24" fill="#57718c"/></svg>
<figcaption><span class="key answered">${coverageWords(coverage)}</span>${unobserved === 0 ? null : html` <span class="key unobserved">${grouped(unobserved)} ${coverageUnits(coverage)} not known</span>`}</figcaption>
</figure>`;
}

function* gapTable(gaps: readonly FoldedGap[]): Generator<Markup> {
  if (gaps.length === 0) return;
  yield html`<details><summary>Every gap and its reason (${grouped(gaps.length)})</summary>
<div class="wide" tabindex="0" role="region" aria-label="Gaps"><table>
<thead><tr><th scope="col">Host</th><th scope="col">Target</th><th scope="col">Ports</th><th scope="col">Why</th></tr></thead><tbody>
`;
  yield* within(
    { left: GAP_BYTES },
    gaps,
    ({
      target,
      where,
      hosts,
      protocol,
      ports,
      reason,
    }) => html`<tr><th scope="row">${where}${hosts === 1 ? null : ` (${grouped(hosts)} addresses)`}</th><td>${target}</td><td>${protocol === null ? '' : `${grouped(portCount(ports))} ${protocol}: ${formatPorts(ports).slice(0, 200)}`}</td><td>${reason.text} <code>${reason.code}</code></td></tr>
`,
    (
      count,
    ) => html`<tr><th scope="row">and ${counted(count, 'more gap')}</th><td colspan="3">left out; the JSON report has all of them</td></tr>
`,
  );
  yield html`</tbody></table></div></details>
`;
}
