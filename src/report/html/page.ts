import { createHash } from 'node:crypto';
import { type Finding, isStanding } from '../../model/finding.ts';
import { counted } from '../../model/quantity.ts';
import type { Outcome, Report } from '../../model/report.ts';
import type { FindingRule } from '../../model/rule.ts';
import { bySeverity, isNotActive } from '../words.ts';
import { coverageSection } from './coverage.ts';
import { findingItems } from './findings.ts';
import { type FindingGroup, foldFindings } from './fold.ts';
import { hostTables } from './hosts.ts';
import { html, link, type Markup, ownElement, textOf } from './markup.ts';
import { exposureTables } from './matrix.ts';
import { memorySection } from './memory.ts';
import { runSection } from './run.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { scaleOf, timelineSection } from './timeline.ts';
import { toleratedSections } from './tolerated.ts';
import { banner, classOf, glance, problemSection, titleOf } from './verdict.ts';

const FINDING_BYTES = 4_000_000;
/** A list with more entries is laid out while the reader scrolls. */
const LONG = 200;

/**
 * The page is one file that loads nothing. It says everything without its script and without its style, in the order in
 * which a reader needs it. Its own policy (Content Security Policy, level 3) lets the two run, and nothing else.
 * @returns the outcome as HTML, in pieces
 */
export function* renderHtml(
  outcome: Outcome,
  { rules }: { readonly rules: readonly FindingRule[] },
): Generator<string> {
  for (const part of page(outcome, rules)) yield textOf(part);
}

function* page(outcome: Outcome, rules: readonly FindingRule[]): Generator<Markup> {
  const { environment } = outcome.policy;
  yield html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${titleOf(outcome)}${environment === null ? null : `, in ${environment}`}</title>
${ownElement('style', STYLE)}
</head>
<body class="${classOf(outcome)}">
`;
  yield html`${banner(outcome)}<main>
`;
  if (outcome.kind === 'report') yield* reportSections(outcome, rules);
  else yield* problemSection(outcome);
  yield html`</main>
${ownElement('script', SCRIPT)}
</body>
</html>
`;
}

function* reportSections(report: Report, rules: readonly FindingRule[]): Generator<Markup> {
  const context = { rules, now: report.finishedAt };
  const fold = (test: (finding: Finding) => boolean) => foldFindings(report.findings.filter(test));
  const graded = fold((finding) => isStanding(finding) && finding.severity !== null);
  const incomplete = fold(({ waived, severity }) => waived === null && severity === null);
  const inactive = fold((finding) => isNotActive(finding) && finding.severity !== null);
  const waived = fold((finding) => finding.waived !== null);
  yield glance(report, graded);
  yield contents({
    ...{ exposure: 'Exposure', ...(graded.length > 0 ? { findings: 'Findings' } : {}), unknown: 'Coverage' },
    ...(inactive.length > 0 ? { inactive: 'Not active yet' } : {}),
    ...(waived.length > 0 ? { waived: 'Waived' } : {}),
    ...(report.memory === undefined ? {} : { memory: 'Memory' }),
    ...(scaleOf(report) === null ? {} : { timeline: 'Over time' }),
    ...{ hosts: 'Hosts', scan: 'Scan' },
  });
  const budget = { left: FINDING_BYTES };
  const list = [...findingItems(graded, budget, context)];
  yield html`<section aria-labelledby="exposure"><h2 id="exposure">Exposure: hosts and ports</h2>
`;
  yield* exposureTables(report, budget.left > 0 ? idsOf(graded) : new Map());
  yield html`</section>
`;
  if (graded.length > 0) {
    const counts = bySeverity(graded.flatMap(({ findings }) => findings));
    yield html`<section aria-labelledby="findings"><h2 id="findings">Findings: ${counts}</h2>
<div class="findings${graded.length > LONG ? ' long' : null}" id="finding-list">
`;
    yield* list;
    yield html`</div></section>
`;
  }
  yield* coverageSection(report, incomplete, context);
  yield* toleratedSections(waived, inactive, report.failOn);
  yield* memorySection(report);
  yield* timelineSection(report);
  yield html`<section aria-labelledby="hosts"><h2 id="hosts">${counted(report.hosts.length, 'host')}</h2>
`;
  yield* hostTables(report.hosts);
  yield html`</section>
`;
  yield* runSection(report);
}

function idsOf(groups: readonly FindingGroup[]): ReadonlyMap<string, string> {
  return new Map(groups.flatMap(({ findings, id }) => findings.map(({ fingerprint }) => [fingerprint, id] as const)));
}

/** @param sections for each id, its name */
function contents(sections: Readonly<Record<string, string>>): Markup {
  const items = Object.entries(sections).map(([id, name]) => html`<li>${link(`#${id}`, name)}</li>`);
  return html`<nav aria-label="Sections"><ul>${items}</ul></nav>
`;
}

/** Hashes instead of `unsafe-inline`: a style or a script that somebody brings into the page does not run. */
function contentPolicy(): string {
  const hash = (content: string): string => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
