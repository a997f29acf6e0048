import { type FoldedGap, foldGaps } from '../../model/coverage.ts';
import { formatPorts, portCount } from '../../model/port.ts';
import { counted, grouped } from '../../model/quantity.ts';
import type { Report } from '../../model/report.ts';
import { coverageUnits, coverageWords, isComplete, lookedAtWords } from '../words.ts';
import { type FindingContext, findingItems } from './findings.ts';
import type { FindingGroup } from './fold.ts';
import { html, type Markup, within } from './markup.ts';
import { cutRow, table } from './table.ts';

const FINDING_BYTES = 500_000;
const GAP_BYTES = 1_000_000;
/** The most characters of a list of ports. */
const PORTS_SHOWN = 200;

/** @returns the required coverage, what answered, and what is not known and why */
export function* coverageSection(
  report: Report,
  incomplete: readonly FindingGroup[],
  context: FindingContext,
): Generator<Markup> {
  const { coverage } = report;
  const complete = isComplete(coverage) && incomplete.length === 0;
  const { resting } = coverage;
  const whole = resting === undefined ? 'everything answered' : 'some hosts rest on memory';
  const title = `Coverage: ${complete ? whole : 'not everything is known'}`;
  yield html`<section aria-labelledby="unknown"><h2 id="unknown">${title}</h2>
<p>${coverageWords(coverage)}.</p>
`;
  if (!complete) {
    yield html`<p>What got no trustworthy answer may be open or closed. Silence is not counted as closed.</p>
<div class="findings">
`;
    yield* findingItems(incomplete, { left: FINDING_BYTES }, context);
    yield html`</div>
`;
    yield* gapTable(foldGaps(coverage.unobserved));
  }
  yield html`<ul class="limits">${limits(report).map((limit) => html`<li>${limit}</li>`)}</ul>
</section>
`;
}

/** What the run did not ask, in sentences. */
function limits({ coverage, policy }: Report): readonly string[] {
  const { addresses, required, excluded } = coverage;
  return [
    ...(addresses === required ? [] : [`Probed: ${lookedAtWords(policy.looksAt)}. Other ports were not asked.`]),
    ...excluded.map(({ target, exclude, location: { file, line }, count }) => {
      const what = `${exclude} (${counted(count, 'address', 'addresses')})`;
      return `Excluded from target ${target}, and not scanned: ${what}, ${file}:${line}.`;
    }),
  ];
}

/** A bar in SVG, whose widths need no style. Its words say the same. */
export function coverageBar({ coverage }: Report): Markup {
  const { required, answered } = coverage;
  const share = required === 0 ? 0 : Math.floor((answered / required) * 1000);
  // Something unobserved is visible, however little it is.
  const width = answered < required ? Math.min(share, 995) : 1000;
  const unobserved = required - answered;
  const unknown = `${grouped(unobserved)} ${coverageUnits(coverage)} not known`;
  return html`<figure class="coverage">
<svg viewBox="0 0 1000 24" preserveAspectRatio="none" height="24" width="100%" aria-hidden="true">
<rect class="unobserved" width="1000" height="24" fill="#6941c6"/>
<rect class="answered" width="${width}" height="24" fill="#57718c"/>
</svg>
<figcaption><span class="key answered">${coverageWords(coverage)}</span>
${unobserved === 0 ? null : html`<span class="key unobserved">${unknown}</span>`}</figcaption>
</figure>`;
}

function* gapTable(gaps: readonly FoldedGap[]): Generator<Markup> {
  if (gaps.length === 0) return;
  yield html`<details><summary>Every gap and its reason (${grouped(gaps.length)})</summary>
`;
  const heads = ['Host', 'Target', 'Ports', 'Why'];
  const rows = within({ left: GAP_BYTES }, gaps, gapRow, (count) => cutRow(count, 'gap', heads.length));
  yield* table({ name: 'Gaps', heads }, rows);
  yield html`</details>
`;
}

function gapRow({ target, where, hosts, protocol, ports, reason }: FoldedGap): Markup {
  const several = hosts === 1 ? null : ` (${grouped(hosts)} addresses)`;
  const which =
    protocol === null ? '' : `${grouped(portCount(ports))} ${protocol}: ${formatPorts(ports).slice(0, PORTS_SHOWN)}`;
  return html`<tr><th scope="row">${where}${several}</th><td>${target}</td><td>${which}</td>
<td>${reason.text} <code>${reason.code}</code></td></tr>
`;
}
