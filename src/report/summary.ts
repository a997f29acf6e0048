import { type Finding, isStanding } from '../model/finding.ts';
import { compareProblems, type Problem } from '../model/problem.ts';
import { counted } from '../model/quantity.ts';
import type { Failure, Outcome, Report, Verdict } from '../model/report.ts';
import type { FindingRule } from '../model/rule.ts';
import { withoutCommands } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { code, markdown } from './escape.ts';
import { details, placeCell, type Row, table, whereCell } from './markdown-table.ts';
import { sinceWords } from './memory-words.ts';
import { REMEDIES, REMEDY_WORDS, remedyYaml } from './remedy.ts';
import { coverageSection, memorySection, runSection } from './summary-run.ts';
import {
  activationWords,
  bySeverity,
  failureMeaning,
  gradeOf,
  headline,
  isNotActive,
  meaning,
  ownerWords,
  ownerWordsBesideWaiver,
  placeOf,
} from './words.ts';

/** GitHub drops a step's summary above 1 MiB (1,048,576 bytes) without failing the step. */
export const SUMMARY_BYTES = 1_000_000;

/** The limit for the longest tables. The rows of the other sections are limited. */
const FINDINGS_BYTES = 400_000;
const NOT_ACTIVE_BYTES = 100_000;
const WAIVED_BYTES = 100_000;

const HEADINGS: Readonly<Record<Verdict, string>> = {
  pass: '✅ Pass',
  fail: '❌ Fail',
  inconclusive: '⚠️ Inconclusive',
};

/**
 * The summary is shorter than `SUMMARY_BYTES`. It contains the verdict and its meaning, the findings worst first, what
 * was not observed, and how the network was scanned. It says what was cut. Foreign text in it is literal: it makes no
 * markup, link, image or mention.
 * @returns the outcome as a GitHub job summary (GitHub Flavored Markdown)
 */
export function renderSummary(outcome: Outcome, rules: readonly FindingRule[]): string {
  const blocks = outcome.kind === 'report' ? reportBlocks(outcome, rules) : failureBlocks(outcome);
  const text = blocks.filter((block) => block !== '').join('\n\n');
  return `${text.split('\n').map(withoutCommands).join('\n')}\n`;
}

function reportBlocks(report: Report, rules: readonly FindingRule[]): string[] {
  const standing = report.findings.filter(isStanding);
  const graded = standing.filter(({ severity }) => severity !== null);
  const waived = report.findings.filter((finding) => finding.waived !== null);
  const found = findingTable(graded, FINDINGS_BYTES);
  const suppressed = waivedTable(waived, WAIVED_BYTES);
  return [
    headingOf(report),
    markdown(meaning(report)),
    ...(graded.length === 0
      ? []
      : [`### Findings: ${bySeverity(graded)}`, found, ...howToFix(graded, rules, report.finishedAt)]),
    ...notActiveSection(report, rules),
    ...(waived.length === 0
      ? []
      : [
          `### Waived: ${counted(waived.length, 'finding')}`,
          'Each has an owner and ends after the date given. Until then, these findings do not fail the build.',
          suppressed,
        ]),
    ...memorySection(report),
    ...coverageSection(report),
    ...howToFix(
      standing.filter(({ severity }) => severity === null),
      rules,
      report.finishedAt,
    ),
    ...runSection(report),
  ];
}

/** Findings of targets that are not active yet, with the day from which they count. */
function notActiveSection(report: Report, rules: readonly FindingRule[]): string[] {
  const later = report.findings.filter(isNotActive);
  if (later.length === 0) return [];
  return [
    `### Not active yet: ${counted(later.length, 'finding')}`,
    'These targets are not active until the end of the day given (UTC). From the next day on, their findings count.',
    notActiveTable(report, NOT_ACTIVE_BYTES),
    ...howToFix(later, rules, report.finishedAt),
  ];
}

/** @returns a table of the findings of targets that are not active yet, of which the first are kept */
export function notActiveTable({ findings, failOn }: Report, bytes: number): string {
  const later = findings.filter(isNotActive);
  const rowOf = (finding: Finding): Row => [
    gradeOf(finding),
    whereCell(finding),
    `${markdown(finding.message, 500)}${markdown(ownerWords(finding), 500)} ${code(finding.code)}`,
    markdown(finding.activation ?? '') + (activationWords(finding, failOn) === null ? ' (then it fails no build)' : ''),
    placeCell(placeOf(finding)),
  ];
  const columns = ['Severity', 'Where', 'What was found', 'Not active until', 'Policy line'];
  return table(columns, later, rowOf, { bytes, cut: 'findings of targets that are not active yet' });
}

/** @returns the heading of a report or of a failure, with the verdict */
export function headingOf(outcome: Outcome): string {
  if (outcome.kind === 'report')
    return `## ${HEADINGS[outcome.verdict]}: ${headline(outcome)}, in ${code(outcome.policy.environment)}`;
  return `## ⛔ Error: ${headline(outcome)}`;
}

/** @returns a table of findings, of which the first are kept if `bytes` are too few */
export function findingTable(findings: readonly Finding[], bytes: number): string {
  const limit = { bytes, cut: 'findings, the least severe ones,' };
  return table(['Severity', 'Where', 'What was found', 'Policy line'], findings, findingRow, limit);
}

/** @returns a table of waived findings, in the same way */
export function waivedTable(waived: readonly Finding[], bytes: number): string {
  const head = ['Severity', 'Where', 'What was found', 'Waived because', 'By', 'Until', 'Policy line'];
  return table(head, waived, waivedRow, { bytes, cut: 'waived findings' });
}

/** @returns a table of the problems of a run that judged nothing, in the same way */
export function problemTable({ policy, problems }: Failure, bytes: number): string {
  const rowOf = ({ code: problemCode, message, location }: Problem): Row => [
    location === undefined ? code(policy.file, 200) : placeCell(location),
    `${markdown(message)} ${code(problemCode, 100)}`,
  ];
  const sorted = [...problems].sort(compareProblems);
  return table(['Where', 'What is wrong'], sorted, rowOf, { bytes, cut: 'problems' });
}

function findingRow(finding: Finding): Row {
  return [
    `**${gradeOf(finding)}**`,
    whereCell(finding),
    `${markdown(finding.message, 500)}${markdown(ownerWords(finding), 500)}${markdown(sinceWords(finding))} ` +
      code(finding.code),
    placeCell(placeOf(finding)),
  ];
}

function waivedRow(finding: Finding): Row {
  const { waived } = finding;
  const ticket = waived?.ticket ?? null;
  return [
    gradeOf(finding),
    whereCell(finding),
    `${markdown(finding.message, 500)}${markdown(ownerWordsBesideWaiver(finding), 500)}` +
      `${markdown(sinceWords(finding))} ${code(finding.code)}`,
    `${markdown(waived?.reason ?? '', 200)}${ticket === null ? '' : ` (${markdown(ticket, 100)})`}`,
    markdown(waived?.owner ?? '', 100),
    markdown(waived?.expires ?? ''),
    placeCell(placeOf(finding)),
  ];
}

/** For each kind of finding: what to do, with the lines of a policy for the findings of this report. */
function howToFix(findings: readonly Finding[], rules: readonly FindingRule[], now: Date): string[] {
  return rules
    .map((rule) => ({ rule, own: findings.filter(({ code }) => code === rule.code) }))
    .filter(({ own }) => own.length > 0)
    .map(({ rule, own }) =>
      details(`What to do: ${rule.title} (${own.length})`, [
        demoted(rule.help.advice),
        ...REMEDIES.flatMap((remedy) => {
          const yaml = remedyYaml(own, remedy, now);
          return yaml === null ? [] : [`#### ${REMEDY_WORDS[remedy]}`, `\`\`\`yaml\n${yaml}\n\`\`\``];
        }),
        `[More about ${rule.code}](${rule.helpUri})`,
      ]),
    );
}

/** Lowers the headings of a page by some levels, for use inside another page. A `#` in a code block is no heading. */
function demoted(page: string): string {
  return page
    .trim()
    .split('```')
    .map((part, index) => (index % 2 === 0 ? part.replace(/^#+ /gm, '#### ') : part))
    .join('```');
}

function failureBlocks(failure: Failure): string[] {
  return [
    headingOf(failure),
    markdown(failureMeaning(failure)),
    problemTable(failure, FINDINGS_BYTES),
    `${TOOL_NAME} ended with exit status ${failure.exitCode}.`,
  ];
}
