import { type FindingCode, isStanding } from '../../model/finding.ts';
import { compareProblems, type Problem } from '../../model/problem.ts';
import { counted, grouped } from '../../model/quantity.ts';
import type { Failure, Outcome, Report, Verdict } from '../../model/report.ts';
import { momentOf } from '../../model/time.ts';
import { momentWords, restingWords } from '../memory-words.ts';
import {
  byReason,
  bySeverity,
  coverageUnits,
  failureMeaning,
  gradeOf,
  headline,
  isComplete,
  meaning,
  OPEN_BUT_NOT_ALLOWED,
  placeOf,
} from '../words.ts';
import { coverageBar } from './coverage.ts';
import { whatOf, whereOf } from './findings.ts';
import type { FindingGroup } from './fold.ts';
import { html, link, type Markup, type Part, within } from './markup.ts';
import { cutRow, table } from './table.ts';

/** The word and the sign of each outcome. Colour comes from the class of the page, and never stands alone. */
const SIGNS = {
  pass: ['Pass', html`&#10003;`],
  fail: ['Fail', html`&#10005;`],
  inconclusive: ['Inconclusive', html`?`],
  error: ['Error', html`!`],
} as const satisfies Readonly<Record<Verdict | 'error', readonly [string, Markup]>>;

/** Entries of each list at the top. */
const LISTED = 5;
const PROBLEM_BYTES = 1_000_000;

export function classOf(outcome: Outcome): keyof typeof SIGNS {
  return outcome.kind === 'report' ? outcome.verdict : 'error';
}

/** @returns the heading without markup, also for the title of the page */
export function titleOf(outcome: Outcome): string {
  const [word] = SIGNS[classOf(outcome)];
  return `${word}: ${headline(outcome)}`;
}

/** @returns the verdict, and what it means */
export function banner(outcome: Outcome): Markup {
  const [word, sign] = SIGNS[classOf(outcome)];
  const { environment } = outcome.policy;
  const rest = titleOf(outcome).slice(word.length + 2);
  const ended = momentWords(momentOf(outcome.finishedAt));
  return html`<header class="banner">
<p class="sign" aria-hidden="true">${sign}</p>
<div><h1><strong>${word}:</strong> ${rest}</h1>
<p>${outcome.kind === 'report' ? meaning(outcome) : failureMeaning(outcome)}</p>
<p class="meta">${environment === null ? null : html`<span>environment <b>${environment}</b></span> `}
<span>policy <code>${outcome.policy.file}</code></span> <span>exit status ${outcome.exitCode}</span>
<span><time datetime="${outcome.finishedAt.toISOString()}">${ended}</time></span></p></div>
</header>
`;
}

/** @returns the answers to three questions: what is open, what is not known, what is to be done */
export function glance(report: Report, groups: readonly FindingGroup[]): Markup {
  const isExposure = ({ first }: FindingGroup): boolean => OPEN_BUT_NOT_ALLOWED.has(first.code);
  const exposed = groups.filter(isExposure);
  const others = groups.filter((group) => !isExposure(group));
  const tolerated = exposed.length === 0 ? 0 : toleratedIn(report);
  return html`<div class="glance">
<section aria-labelledby="glance-open"><h2 id="glance-open">Open, but not allowed</h2>
${exposed.length === 0 ? html`<p>${noneOpen(report)}</p>` : shortList(exposed)}${
  others.length === 0 ? null : html`<p>Other findings: ${bySeverity(others.flatMap(({ findings }) => findings))}.</p>`
}${tolerated === 0 ? null : html`<p>Tolerated for a time: ${counted(tolerated, 'finding')}.</p>`}</section>
<section aria-labelledby="glance-unknown"><h2 id="glance-unknown">Not known</h2>
${unknown(report)}${coverageBar(report)}</section>
<section aria-labelledby="glance-do"><h2 id="glance-do">What to do</h2>
${whatToDo(report, groups)}</section>
</div>
`;
}

/** @returns how many findings a waiver or a later activation tolerates */
function toleratedIn({ findings }: Report): number {
  return findings.filter((finding) => !isStanding(finding)).length;
}

function noneOpen(report: Report): string {
  const { addresses, required, resting } = report.coverage;
  const rests =
    resting === undefined
      ? ''
      : `${restingWords(resting)}: an earlier run found them clean, and this run did not scan them.`;
  if (addresses === required) return rests || 'No port was probed.';
  const tolerated = toleratedIn(report);
  const but = tolerated === 0 ? '' : `, except ${counted(tolerated, 'finding')} that the policy tolerates for a time`;
  const none = isComplete(report.coverage)
    ? `Nothing${but}.`
    : `Nothing that was found so far${but}. What is not known may be open.`;
  return rests === '' ? none : `${none} ${rests}`;
}

function shortList(groups: readonly FindingGroup[]): Markup {
  const items = groups.slice(0, LISTED).map(({ first, findings, id }) => {
    const grade = gradeOf(first);
    const what = link(`#${id}`, html`<b>${whatOf(first)}</b>`);
    return html`
<li><b class="grade ${grade}">${grade}</b> <span>${what} ${whereOf(findings)}</span></li>`;
  });
  return html`<ul>${items}${more(groups.length, '#findings')}
</ul>
`;
}

function more(count: number, to: string): Markup | null {
  return count <= LISTED
    ? null
    : html`
<li class="more">${link(to, `and ${counted(count - LISTED, 'more', 'more')}`)}</li>`;
}

function unknown({ coverage }: Report): Markup {
  if (isComplete(coverage)) return html`<p>Nothing.</p>`;
  const reasons = byReason(coverage.unobserved);
  const count = html`<b>${grouped(coverage.required - coverage.answered)}</b>`;
  return html`<p>${count} of ${grouped(coverage.required)} ${coverageUnits(coverage)}. They may be open.</p>
<ul>${reasons.slice(0, LISTED).map(
    ({ reason, hosts, ports }) => html`
<li>${ports === 0 ? null : `${counted(ports, 'port')} on `}${counted(hosts, 'host')}: ${reason.text}</li>`,
  )}${more(reasons.length, '#unknown')}
</ul>
`;
}

function whatToDo(report: Report, groups: readonly FindingGroup[]): Markup {
  const urgent = groups.filter(({ first }) => first.level !== 'note');
  const steps: Part[] = urgent.slice(0, LISTED).map((group) => html`${action(group)} ${link(`#${group.id}`, 'Fix')}`);
  if (urgent.length > LISTED)
    steps.push(link('#findings', `Then the other ${counted(urgent.length - LISTED, 'entry', 'entries')} of the list.`));
  if (!isComplete(report.coverage)) {
    steps.push(
      html`Find out why ports gave no trustworthy answer, remove the cause, and scan again.
${link('#unknown', 'Causes')}`,
    );
  }
  if (steps.length === 0) {
    const notes = groups.length === 0 ? null : html` ${link('#findings', 'Read the notes.')}`;
    return html`<p>Nothing needs to be done.${notes}</p>`;
  }
  return html`<ol>${steps.map(
    (step) => html`
<li>${step}</li>`,
  )}
</ol>
`;
}

/** What to do about one group of findings, in one sentence. */
function action({ first, findings }: FindingGroup): string {
  const what = `${whatOf(first)} ${whereOf(findings)}`.trim();
  const { file, line } = placeOf(first);
  const sentences: Readonly<Record<FindingCode, string>> = {
    'unexpected-port': `Close ${what}, or allow it in the policy if it is intended.`,
    'forbidden-port': `Close ${what}.`,
    'forbidden-service': `Stop ${what}.`,
    'wrong-service': `Restore the declared service in place of ${what}, or correct the policy.`,
    'unverified-service': `Find out what listens: ${what}.`,
    'missing-port': `Start the service, or let the scanner reach it: ${what}.`,
    'unfiltered-port': `Let the firewall drop packets to ${what}.`,
    'possibly-open': `Let the firewall reject, or the service answer: ${what}.`,
    'suspicious-host': `Scan from a place where no device answers ${whereOf(findings).replace(/^on /, 'for ')}.`,
    'incomplete-scan': `Remove the cause, and scan again: ${what}.`,
    'expired-waiver': `Repair the cause, and remove the waiver in ${file}:${line}.`,
    'expiring-waiver': `Repair the cause before the waiver in ${file}:${line} ends.`,
    'unused-waiver': `Remove the waiver in ${file}:${line}.`,
    'overdue-review': `Review the line ${file}:${line}.`,
    'unused-allowance': `Remove the line ${file}:${line} by "waive --prune --unused-allowances", if nothing needs it.`,
    'unknown-device': `Find out whose device it is ${whereOf(findings)}, and name it in the policy or remove it.`,
    'missing-device': `Find the device of the line ${file}:${line}, and connect it again.`,
    'address-conflict': `Find both devices ${whereOf(findings)}, and give one another address.`,
  };
  return sentences[first.code];
}

/** @returns the problems of a run without a verdict on the network */
export function* problemSection(failure: Failure): Generator<Markup> {
  const problems = [...failure.problems].sort(compareProblems);
  const heads = ['Where', 'Problem', 'Code'];
  const make = (problem: Problem) => problemRow(problem, failure);
  const rows = within({ left: PROBLEM_BYTES }, problems, make, (count) => cutRow(count, 'problem', heads.length));
  yield html`<section aria-labelledby="problems"><h2 id="problems">What is wrong, and what to do</h2>
`;
  yield* table({ name: 'Problems', heads }, rows);
  yield html`</section>
`;
}

function problemRow({ code, message, location }: Problem, failure: Failure): Markup {
  const where = location === undefined ? failure.policy.file : `${location.file}:${location.line}:${location.column}`;
  return html`<tr><th scope="row"><code>${where}</code></th><td>${message}</td><td><code>${code}</code></td></tr>
`;
}
