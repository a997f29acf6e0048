import { type Finding, type FindingCode, isStanding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import { counted, duration } from '../model/quantity.ts';
import type { Failure, Outcome, Report, Verdict } from '../model/report.ts';
import { shellWord, withoutCommands } from '../model/text.ts';
import { plain } from './escape.ts';
import { REMEDIES, REMEDIES_SHOWN, REMEDY_WORDS, type Remedy, remedyCount, remedyYaml } from './remedy.ts';
import { type Screen, type ScreenOptions, type Style, screenOf } from './screen.ts';
import { findingLines } from './text-findings.ts';
import { runLines } from './text-run.ts';
import { bySeverity, coverageWords, failureMeaning, isNotActive, meaning, waiverWords } from './words.ts';

export type TextOptions = ScreenOptions;

const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  pass: ['green', 'bold'],
  fail: ['red', 'bold'],
  inconclusive: ['magenta', 'bold'],
};

/** The most lines to paste, unless everything is wanted. */
const FEW_REMEDIES: Readonly<Record<Remedy, number>> = { allow: 3, waive: 1, remove: 1 };

/** The other options of `waive`, with words that the reader replaces. */
const WAIVE_OPTIONS = '--from report.json --reason TEXT --owner NAME --expires 30d';

/**
 * The text begins with the findings, each as `file:line:column: severity: message [code]` with the line of the policy
 * below it. Several findings of one line of the policy are below one place. Then follow what was not observed, how the
 * network was scanned, and lines to paste. The last line is the verdict and what to do next.
 * @returns the outcome for a terminal, in pieces of a line
 */
export function* renderText(outcome: Outcome, options: TextOptions): Generator<string> {
  const screen = screenOf(options);
  const lines = outcome.kind === 'report' ? reportLines(outcome, screen) : failureLines(outcome, screen);
  for (const line of lines) yield `${withoutCommands(line)}\n`;
}

function* reportLines(report: Report, screen: Screen): Generator<string> {
  const standing = report.findings.filter(isStanding);
  const later = report.findings.filter(isNotActive);
  const waived = report.findings.filter((finding) => finding.waived !== null);
  const isQuiet = screen.detail === 'quiet';
  for (const findings of [standing, later, waived].filter(({ length }) => length > 0)) {
    yield* findingLines(findings, screen);
    if (!isQuiet) yield '';
  }
  if (!isQuiet) {
    yield* runLines(report, screen);
    yield* remedyLines(report, [...standing, ...later], screen);
    yield '';
  }
  // That an incomplete run may end with 0 is never left out.
  if (!isQuiet || report.verdict === 'inconclusive') yield* screen.wrap(meaning(report), 0);
  yield* screen.wrap(verdictLine(report, standing, screen), 2);
}

/** Lines of a policy for the findings that fail a build by default. */
function* remedyLines(report: Report, standing: readonly Finding[], screen: Screen): Generator<string> {
  const { finishedAt: now, policy } = report;
  const { paint, wrap, detail } = screen;
  const failing = standing.filter(({ level, severity }) => level !== 'note' && severity !== null);
  for (const remedy of REMEDIES) {
    const most = detail === 'verbose' ? REMEDIES_SHOWN : FEW_REMEDIES[remedy];
    const yaml = remedyYaml(failing, remedy, now, most);
    if (yaml === null) continue;
    const count = remedyCount(failing, remedy, now);
    const part = count > most ? ` (${most} of ${count})` : '';
    yield '';
    yield* wrap(paint('bold', `${REMEDY_WORDS[remedy]}${part}:`), 2);
    for (const line of yaml.split('\n')) yield `  ${line}`;
    if (count > most && remedy === 'waive') {
      yield* wrap('All at once, after check --json report.json:', 2);
      // Never wrapped: a shell runs each line of a paste as a command of its own.
      yield `  exposure-gate waive --add --policy ${shellWord(plain(policy.file))} ${WAIVE_OPTIONS}`;
    }
  }
}

function verdictLine(report: Report, standing: readonly Finding[], { paint }: Screen): string {
  const graded = standing.filter(({ severity }) => severity !== null);
  const inconclusive = report.verdict === 'inconclusive';
  const findings = [
    graded.length === 0
      ? `no findings${inconclusive ? ' so far' : ''}`
      : `${counted(graded.length, 'finding')} (${bySeverity(graded)})`,
    ...waiverWords(report.findings),
  ];
  const coverage = coverageWords(report.coverage);
  const facts = [
    ...(inconclusive ? [coverage, ...findings] : [...findings, coverage]),
    counted(report.hosts.length, 'host'),
    duration((report.finishedAt.getTime() - report.startedAt.getTime()) / 1000),
  ];
  return (
    `${paint(VERDICT_STYLES[report.verdict], report.verdict.toUpperCase())}  ${facts.join(', ')}` + next(report, graded)
  );
}

/** @returns a sentence: what to do next; empty for a pass */
function next({ verdict, policy }: Report, findings: readonly Finding[]): string {
  switch (verdict) {
    case 'pass':
      return '';
    case 'fail': {
      const ways = [
        ...(findings.some(({ code }) => ENDED_BY[code] === 'close') ? ['close what nobody needs'] : []),
        ...(findings.some(({ code }) => ENDED_BY[code] === 'start') ? ['start what is required'] : []),
      ];
      return (
        `. Next: ${ways.map((way) => `${way}, `).join('')}${ways.length > 0 ? 'or ' : ''}correct ` +
        `${plain(policy.file)}; then check again.`
      );
    }
    case 'inconclusive':
      return '. Next: remove what kept the ports from being observed; then check again.';
    default:
      return verdict satisfies never;
  }
}

/** What ends a finding: a port that is closed, or a service that is started; null: neither. */
const ENDED_BY: Readonly<Record<FindingCode, 'close' | 'start' | null>> = {
  'unexpected-port': 'close',
  'forbidden-port': 'close',
  'forbidden-service': 'close',
  'wrong-service': 'close',
  'unverified-service': null,
  'missing-port': 'start',
  'unfiltered-port': null,
  'possibly-open': 'close',
  'suspicious-host': null,
  'incomplete-scan': null,
  'expired-waiver': null,
  'expiring-waiver': null,
  'unused-waiver': null,
  'overdue-review': null,
  'unused-allowance': null,
  'unknown-device': null,
  'missing-device': null,
  'address-conflict': null,
};

function* failureLines(failure: Failure, screen: Screen): Generator<string> {
  for (const [index, problem] of failure.problems.entries()) {
    if (index > 0 && screen.detail !== 'quiet') yield '';
    yield* problemLines(problem, screen);
  }
  if (screen.detail !== 'quiet') yield '';
  const facts = `${counted(failure.problems.length, 'problem')}, exit status ${failure.exitCode}`;
  yield* screen.wrap(`${screen.paint(['red', 'bold'], 'ERROR')}  ${facts}. ${failureMeaning(failure)}`, 2);
}

function* problemLines({ code, message, location }: Problem, screen: Screen): Generator<string> {
  const said = `${plain(message)} ${screen.paint('dim', `[${plain(code)}]`)}`;
  const place = location === undefined ? screen.paint('red', 'error:') : screen.place(location);
  yield* screen.wrap(`${place} ${said}`, 2);
  if (location !== undefined) yield* screen.excerpt(location);
}
