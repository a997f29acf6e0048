import { styleText } from 'node:util';
import { type Finding, isStanding } from '../model/finding.ts';
import { compareLocations, type Location, type Problem } from '../model/problem.ts';
import { counted, duration, grouped } from '../model/quantity.ts';
import type { Failure, Outcome, Report, Verdict } from '../model/report.ts';
import { withoutCommands } from '../model/text.ts';
import { plain } from './escape.ts';
import { excerpt } from './excerpt.ts';
import { knownWords, memoryWords, sinceWords } from './memory-words.ts';
import { REMEDIES, REMEDY_WORDS, remedyYaml } from './remedy.ts';
import { discoveryWords, factWords, sweepWords } from './scan-words.ts';
import {
  byReason,
  bySeverity,
  coverageWords,
  elapsed,
  failureMeaning,
  gradeOf,
  isNotActive,
  meaning,
  ownerWordsBesideWaiver,
  placeOf,
  scannerWords,
  waiverWords,
} from './words.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Policy file → its text, for the lines of findings. A finding in a missing file has no excerpt. */
  readonly sources: ReadonlyMap<string, string>;
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const GRADE_STYLES: Readonly<Record<string, Style>> = {
  critical: ['red', 'bold'],
  high: 'red',
  medium: 'yellow',
  low: 'yellow',
  note: 'cyan',
  incomplete: 'magenta',
};

const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  pass: ['green', 'bold'],
  fail: ['red', 'bold'],
  inconclusive: ['magenta', 'bold'],
};

const NOTICE_LIMIT = 20;
/** The most characters of one fact. The JSON report contains the whole fact. */
const FACT_SHOWN = 120;

/**
 * The text contains every finding as `file:line:column: severity: message [code]` with the line of the policy below it,
 * then what was not observed, then the verdict on the last line. It has colour only on request. Each piece is a line.
 * @returns the outcome for a terminal
 */
export function* renderText(outcome: Outcome, { color, sources }: TextOptions): Generator<string> {
  // validateStream would check this process's stdout, which may not receive the text
  const paint: Paint = color ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
  const lines =
    outcome.kind === 'report' ? reportLines(outcome, paint, sources) : failureLines(outcome, paint, sources);
  for (const line of lines) yield `${withoutCommands(line)}\n`;
}

function* reportLines(report: Report, paint: Paint, sources: TextOptions['sources']): Generator<string> {
  const standing = report.findings.filter(isStanding);
  const later = report.findings.filter(isNotActive);
  const waived = report.findings.filter((finding) => finding.waived !== null);
  const judged = [...standing, ...later, ...waived];
  for (const [index, finding] of judged.entries()) {
    yield findingLine(finding, paint);
    // findings at the same location share one excerpt, below the last of them
    const next = judged[index + 1];
    if (next === undefined || compareLocations(placeOf(finding), placeOf(next)) !== 0)
      yield* excerptLines(placeOf(finding), paint, sources);
  }
  yield* remedyLines([...standing, ...later], report.finishedAt, paint);
  const run = runLines(report, paint);
  yield* run;
  if (judged.length + run.length > 0) yield '';
  yield meaning(report);
  yield verdictLine(report, standing, paint);
}

function findingLine(finding: Finding, paint: Paint): string {
  const { waived, activation } = finding;
  const grade = gradeOf(finding);
  const tolerated =
    waived !== null
      ? `, waived until ${waived.expires}`
      : activation !== null
        ? `, not active until ${activation}`
        : null;
  const word =
    tolerated === null ? paint(GRADE_STYLES[grade] ?? 'reset', `${grade}:`) : paint('dim', `${grade}${tolerated}:`);
  const why = waived === null ? '' : ` (${plain(waived.reason)}; ${plain(waived.owner)})`;
  return `${place(placeOf(finding), paint)} ${word} ${plain(finding.message)}${plain(ownerWordsBesideWaiver(finding))}${sinceWords(finding)}${why} ${paint('dim', `[${finding.code}]`)}`;
}

/** Lines of a policy for the findings that fail a build by default. */
function* remedyLines(standing: readonly Finding[], now: Date, paint: Paint): Generator<string> {
  const failing = standing.filter(({ level }) => level !== 'note');
  for (const remedy of REMEDIES) {
    const yaml = remedyYaml(failing, remedy, now);
    if (yaml === null) continue;
    yield '';
    yield paint('bold', `${REMEDY_WORDS[remedy]}:`);
    for (const line of yaml.split('\n')) yield `  ${line}`;
  }
}

function runLines(report: Report, paint: Paint): string[] {
  const swept = [
    ...(report.discovery === null ? [] : [discoveryWords(report.discovery)]),
    ...report.sweeps.map(sweepWords),
  ];
  const facts = report.hosts.flatMap(({ address, facts: found }) => found.map((fact) => ({ address, fact })));
  return [
    ...someLines(
      byReason(report.coverage.unobserved),
      ({ reason, hosts, ports }) =>
        `${paint('magenta', 'not observed:')} ${ports === 0 ? '' : `${counted(ports, 'port')} on `}${counted(hosts, 'host')}: ${plain(reason.text)} ${paint('dim', `[${reason.code}]`)}`,
    ),
    ...someLines(
      report.scans.filter(({ failure }) => failure !== null),
      ({ command, seconds, failure }) =>
        `${paint('magenta', 'scan failed:')} ${plain(failure ?? '')}, after ${duration(seconds)}: ${plain(command)}`,
    ),
    ...memoryLines(report, paint),
    ...someLines(swept, (words) => `${paint('cyan', 'scanned:')} ${plain(words)}`),
    ...someLines(
      facts,
      ({ address, fact }) =>
        `${paint('cyan', 'fact:')} ${address} ${plain(factWords(fact), 100)}: ${plain(fact.text, FACT_SHOWN)}`,
    ),
    ...someLines(report.notices, (notice) => `${paint('cyan', 'note:')} ${plain(notice)}`),
  ];
}

function memoryLines({ memory }: Report, paint: Paint): string[] {
  if (memory === undefined) return [];
  return [
    ...someLines(memory.gone, (known) => `${paint('green', 'gone:')} ${plain(knownWords(known))}`),
    ...someLines(
      memory.unverified,
      (known) => `${paint('magenta', 'not verified again:')} ${plain(knownWords(known))}`,
    ),
    `${paint('cyan', 'memory:')} ${plain(memoryWords(memory))}`,
  ];
}

function someLines<Item>(items: readonly Item[], lineOf: (item: Item) => string): string[] {
  const shown = items.slice(0, NOTICE_LIMIT).map(lineOf);
  const rest = items.length - shown.length;
  return rest === 0 ? shown : [...shown, `and ${grouped(rest)} more`];
}

function verdictLine(report: Report, standing: readonly Finding[], paint: Paint): string {
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
    plain(scannerWords(report.scanner)),
    elapsed(report),
  ];
  return `${paint(VERDICT_STYLES[report.verdict], report.verdict.toUpperCase())}  ${facts.join(', ')}`;
}

function failureLines(failure: Failure, paint: Paint, sources: TextOptions['sources']): string[] {
  const lines = failure.problems.flatMap((problem) => problemLines(problem, paint, sources));
  const facts = `${counted(failure.problems.length, 'problem')}, exit status ${failure.exitCode}`;
  return [...lines, '', failureMeaning(failure), `${paint(['red', 'bold'], 'ERROR')}  ${facts}`];
}

function problemLines({ code, message, location }: Problem, paint: Paint, sources: TextOptions['sources']): string[] {
  const said = `${plain(message)} ${paint('dim', `[${plain(code)}]`)}`;
  if (location === undefined) return [`${paint('red', 'error:')} ${said}`];
  return [`${place(location, paint)} ${said}`, ...excerptLines(location, paint, sources)];
}

function place({ file, line, column }: Location, paint: Paint): string {
  // before the colour, which would hide the beginning of the line from the check of whole lines
  return paint('bold', withoutCommands(`${plain(file)}:${line}:${column}:`));
}

function excerptLines(location: Location, paint: Paint, sources: TextOptions['sources']): string[] {
  const source = sources.get(location.file);
  return source === undefined ? [] : excerpt(source, location).map((line) => paint('dim', line));
}
