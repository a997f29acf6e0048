import type { SweepRecord } from '../../model/observation.ts';
import { counted, duration, grouped } from '../../model/quantity.ts';
import type { Report, ScanRecord } from '../../model/report.ts';
import { momentOf } from '../../model/time.ts';
import { TOOL_NAME, TOOL_VERSION } from '../../model/version.ts';
import { momentWords } from '../memory-words.ts';
import {
  discoveryWords,
  evidenceWords,
  lossWords,
  missedWords,
  rateWords,
  silentRetryWords,
  sweptWords,
} from '../scan-words.ts';
import { elapsed, scannerWords } from '../words.ts';
import { html, type Markup, within } from './markup.ts';
import { table } from './table.ts';

const SCAN_BYTES = 300_000;
const NOTICE_BYTES = 200_000;

/** @returns who allowed the scan, how and when it was made, and what the run has to say besides */
export function* runSection(report: Report): Generator<Markup> {
  const { policy, authorization, scanner, discovery, startedAt, finishedAt } = report;
  const facts: readonly (readonly [string, string])[] = [
    ['Policy', `${policy.file}, environment ${policy.environment}, ${counted(policy.targets.length, 'target')}`],
    ['Fails the build', `findings from "${report.failOn}" up (fail-on)`],
    ['Authorized', authorizationWords(report)],
    ['Valid until', authorization === null ? '' : `the end of ${authorization.expires} UTC`],
    ['Scanner', scannerWords(scanner)],
    ['Started', momentWords(momentOf(startedAt))],
    ['Ended', momentWords(momentOf(finishedAt))],
    ['Took', elapsed(report)],
    ['Discovery', discovery === null ? '' : discoveryWords(discovery)],
    ['Report by', `${TOOL_NAME} ${TOOL_VERSION}`],
  ];
  yield html`<section aria-labelledby="scan"><h2 id="scan">How it was scanned</h2>
<dl>${facts.map(([name, said]) => (said === '' ? null : html`<div><dt>${name}</dt><dd>${said}</dd></div>`))}</dl>
`;
  yield* sweepTable(report.sweeps);
  yield* noticeList(report.notices);
  yield* scanList(report.scans);
  yield html`</section>
`;
}

function authorizationWords({ authorization, scanner }: Report): string {
  if (authorization !== null) return `by ${authorization.by}, reference ${authorization.reference}`;
  const why = scanner.privilege === 'none' ? 'nothing was sent' : 'only loopback addresses were probed';
  return `not needed: ${why}`;
}

function* sweepTable(sweeps: Report['sweeps']): Generator<Markup> {
  if (sweeps.length === 0) return;
  const heads = ['Sweep', 'Ports', 'Passes', 'Packets', 'Loss', 'Missed', 'Evidence'];
  const caption = 'Sweeps, and how many open ports they expect to have missed (of those that answer in time)';
  yield* table({ name: 'Sweeps', caption, heads }, sweeps.map(sweepRow));
}

function sweepRow(sweep: SweepRecord): Markup {
  const numbers = [
    grouped(sweep.required),
    grouped(sweep.passes),
    rateWords(sweep),
    lossWords(sweep),
    missedWords(sweep),
  ];
  const evidence = `${evidenceWords(sweep)}.${silentRetryWords(sweep)}`;
  const cells = [...numbers, evidence].map((text) => html`<td>${text}</td>`);
  return html`<tr><th scope="row">${sweptWords(sweep)}</th>${cells}</tr>
`;
}

function* noticeList(notices: readonly string[]): Generator<Markup> {
  if (notices.length === 0) return;
  yield html`<h3>Notes</h3>
<ul>
`;
  yield* within(
    { left: NOTICE_BYTES },
    notices,
    (notice) => html`<li>${notice}</li>
`,
    (count) => html`<li>and ${counted(count, 'more note')}</li>
`,
  );
  yield html`</ul>
`;
}

function* scanList(scans: Report['scans']): Generator<Markup> {
  if (scans.length === 0) return;
  const failed = scans.filter(({ failure }) => failure !== null).length;
  const failures = failed === 0 ? null : html`, <b>${grouped(failed)} failed</b>`;
  yield html`<details${failed > 0 ? html` open` : null}><summary>${counted(scans.length, 'scan')}${failures}</summary>
<ul class="scans">
`;
  const rest = (count: number) => html`<li>and ${counted(count, 'more scan')}</li>
`;
  yield* within({ left: SCAN_BYTES }, scans, scanItem, rest);
  yield html`</ul></details>
`;
}

function scanItem({ command, seconds, failure }: ScanRecord): Markup {
  const how = `${failure === null ? 'took' : 'after'} ${duration(seconds)}`;
  return html`<li><code>${command}</code> ${failure === null ? how : html`<b>failed</b> ${how}: ${failure}`}</li>
`;
}
