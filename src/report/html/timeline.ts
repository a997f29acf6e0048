import { SEVERITIES } from '../../model/finding.ts';
import { isGone, type KnownFinding, type TimelineRecord } from '../../model/memory.ts';
import { compareText } from '../../model/problem.ts';
import { counted, grouped } from '../../model/quantity.ts';
import type { Report } from '../../model/report.ts';
import { axis, lane, restRow, type Scale, timesWords } from './lane.ts';
import { html, type Markup, within } from './markup.ts';
import { table } from './table.ts';
import { deviceTables } from './timeline-devices.ts';

/** The most bytes of all findings. */
const BYTES = 1_000_000;

/** @returns the time between the first and the last run; null: there are no two, and so there is nothing to draw */
export function scaleOf({ timeline }: Report): Scale | null {
  const from = timeline?.runs[0]?.at;
  const to = timeline?.runs.at(-1)?.at;
  return from === undefined || to === undefined || from === to ? null : { from, to };
}

/** @returns devices with their ports, and findings, over the time of the remembered runs */
export function* timelineSection(report: Report): Generator<Markup> {
  const { timeline, memory } = report;
  const scale = scaleOf(report);
  if (timeline === undefined || memory === undefined || scale === null) return;
  yield html`<section aria-labelledby="timeline"><h2 id="timeline">Over time</h2>
<p>${runsWords(timeline)} A bar is a time in which runs saw a device or a finding without a break. A port has its own
bar, from the first to the last time that it was open, if it came or went while its device was there. The words say the
same.</p>
`;
  if (timeline.devices.length > 0) yield* deviceTables(timeline, memory, scale);
  yield* findingTables(timeline.findings, scale);
  yield html`</section>
`;
}

function runsWords({ runs }: TimelineRecord): string {
  const incomplete = runs.filter(({ complete }) => !complete).length;
  const days = [runs[0], runs.at(-1)].map((run) => run?.at.slice(0, 10)).join(' to ');
  const some = incomplete === 0 ? '' : `, ${grouped(incomplete)} of them incomplete`;
  return `${counted(runs.length, 'run')}, ${days}${some}.`;
}

function* findingTables(findings: readonly KnownFinding[], scale: Scale): Generator<Markup> {
  const sorted = [...findings].sort(byImportance);
  const [there, past] = [sorted.filter((known) => !isGone(known)), sorted.filter(isGone)];
  const budget = { left: BYTES };
  const tableOf = (name: string, some: readonly KnownFinding[]): Iterable<Markup> => {
    const heads = ['Finding', axis(scale), 'Seen', 'Severity'];
    const make = (known: KnownFinding): Markup => findingRow(known, scale);
    return table(
      { name, heads, className: 'timeline' },
      within(budget, some, make, (count) => restRow(count, 'finding')),
    );
  };
  if (there.length > 0) {
    yield html`<h3>Findings (${grouped(there.length)})</h3>
`;
    yield* tableOf('Findings, over time', there);
  }
  if (past.length > 0) {
    yield html`<details><summary>Findings that are gone (${grouped(past.length)})</summary>
`;
    yield* tableOf('Findings that are gone, over time', past);
    yield html`</details>
`;
  }
}

/** The most severe first, and of those the latest. */
function byImportance(a: KnownFinding, b: KnownFinding): number {
  const rank = ({ severity }: KnownFinding): number => (severity === null ? -1 : SEVERITIES.indexOf(severity));
  return (
    rank(a) - rank(b) ||
    compareText(b.last, a.last) ||
    compareText(b.first, a.first) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function findingRow(known: KnownFinding, scale: Scale): Markup {
  const { code, host, ports, protocol, target, severity, waived, spans } = known;
  const port = ports === null ? null : `${ports}${protocol === null ? '' : `/${protocol}`}`;
  const where = [host, port, `target ${target}`].filter((text) => text !== null).join(' ');
  const seen = [timesWords(known, 'time', scale), isGone(known) ? 'gone' : null].filter((text) => text !== null);
  return html`<tr><th scope="row"><code>${code}</code><small>${where}</small></th>
<td>${lane(spans, isGone(known) || waived ? 'past' : 'found', scale)}</td><td>${seen.join(', ')}</td>
<td>${severity ?? 'not known'}${waived ? ', waived' : null}</td></tr>
`;
}
