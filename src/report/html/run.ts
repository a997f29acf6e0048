import type { SweepRecord } from '../../model/observation.ts';
import { counted, duration, grouped } from '../../model/quantity.ts';
import type { Report } from '../../model/report.ts';
import { TOOL_NAME, TOOL_VERSION } from '../../model/version.ts';
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
import { moment } from './verdict.ts';

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
    ['Started', moment(startedAt)],
    ['Ended', moment(finishedAt)],
    ['Took', elapsed(report)],
    ['Discovery', discovery === null ? '' : discoveryWords(discovery)],
    ['Report by', `${TOOL_NAME} ${TOOL_VERSION}`],
  ];
  yield html`<section aria-labelledby="scan"><h2 id="scan">How it was scanned</h2>
<dl>${facts.filter(([, said]) => said !== '').map(([name, said]) => html`<div><dt>${name}</dt><dd>${said}</dd></div>`)}</dl>
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
  yield html`<div class="wide" tabindex="0" role="region" aria-label="Sweeps"><table>
<caption>Sweeps, and how many open ports they expect to have missed (of those that answer in time)</caption>
<thead><tr>${['Sweep', 'Ports', 'Passes', 'Packets', 'Loss', 'Missed', 'Evidence'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>
${sweeps.map(sweepRow)}</tbody></table></div>
`;
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
  return html`<tr><th scope="row">${sweptWords(sweep)}</th>${numbers.map((number) => html`<td>${number}</td>`)}<td>${evidence}</td></tr>
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
  yield html`<details${failed > 0 ? html` open` : null}><summary>${counted(scans.length, 'scan')}${failed === 0 ? null : html`, <b>${grouped(failed)} failed</b>`}</summary>
<ul class="scans">
`;
  yield* within(
    { left: SCAN_BYTES },
    scans,
    ({
      command,
      seconds,
      failure,
    }) => html`<li><code>${command}</code> ${failure === null ? `took ${duration(seconds)}` : html`<b>failed</b> after ${duration(seconds)}: ${failure}`}</li>
`,
    (count) => html`<li>and ${counted(count, 'more scan')}</li>
`,
  );
  yield html`</ul></details>
`;
}
