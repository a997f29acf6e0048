import type { Finding } from '../model/finding.ts';
import type { Problem } from '../model/problem.ts';
import type { Failure, Outcome, Report } from '../model/report.ts';
import type { FindingRule } from '../model/rule.ts';
import { withoutCommands } from '../model/text.ts';
import { plain } from './escape.ts';
import { severityScore } from './score.ts';
import { type Standing, standingOf } from './standing.ts';
import { failureMeaning, gradeOf, meaning } from './words.ts';

/** The values of a row by their column. What is left out is empty. */
type Row = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | null>>>;

const COLUMNS = [
  ...(['verdict', 'standing', 'severity', 'code', 'title', 'environment', 'target', 'owner', 'tags'] as const),
  ...(['host', 'address', 'protocol', 'port', 'ports', 'state', 'service', 'product', 'version', 'message'] as const),
  ...(['score', 'help', 'expected-service', 'line-reason', 'line-ticket', 'approved-by', 'exposure'] as const),
  ...([
    'file',
    'line',
    'column',
    'not-active-until',
    'waived-until',
    'waived-by',
    'waiver-reason',
    'waiver-ticket',
    'fingerprint',
  ] as const),
] as const;

/**
 * RFC 4180, with a head and a row for each finding. A run that is inconclusive, or that judged nothing, has a row more,
 * which says so: no file of such a run is only a head.
 * @returns the outcome as comma-separated values, in pieces
 */
export function* renderCsv(outcome: Outcome, { rules }: { readonly rules: readonly FindingRule[] }): Generator<string> {
  yield csvLine(COLUMNS);
  const rows = outcome.kind === 'report' ? reportRows(outcome, rules) : failureRows(outcome);
  for (const row of rows) yield csvLine(COLUMNS.map((column) => row[column] ?? ''));
}

function* reportRows(report: Report, rules: readonly FindingRule[]): Generator<Row> {
  const { verdict, policy, failOn, findings } = report;
  const about = { verdict, environment: policy.environment };
  if (verdict === 'inconclusive')
    yield { ...about, standing: 'incomplete', code: verdict, message: meaning(report), file: policy.file };
  const byCode = new Map(rules.map((rule) => [rule.code, rule]));
  for (const finding of findings) {
    const rule = byCode.get(finding.code);
    const said = { title: rule?.title ?? finding.code, help: rule?.helpUri ?? null };
    yield { ...about, ...rowOf(finding, standingOf(finding, failOn)), ...said };
  }
}

function rowOf(finding: Finding, standing: Standing): Row {
  const { line, location, waived, tags, code, target, owner, host, address } = finding;
  const { protocol, port, ports, state, service, product, version, message, fingerprint } = finding;
  return {
    ...{ standing, severity: gradeOf(finding), code, target, owner, tags: tags.join(' '), host, address },
    ...{ protocol, port, ports, state, service, product, version, message, fingerprint },
    ...{ file: location.file, line: location.line, column: location.column },
    'not-active-until': finding.activation,
    score: finding.severity === null ? null : severityScore(finding.severity),
    ...{ 'expected-service': finding.expectedService, exposure: finding.exposure?.name ?? null },
    ...{ 'line-reason': line?.reason ?? null, 'line-ticket': line?.ticket ?? null },
    'approved-by': line?.approvedBy ?? null,
    ...(waived === null
      ? {}
      : {
          ...{ 'waived-until': waived.expires, 'waived-by': waived.owner },
          ...{ 'waiver-reason': waived.reason, 'waiver-ticket': waived.ticket },
        }),
  };
}

function* failureRows(failure: Failure): Generator<Row> {
  const about = { verdict: 'error', standing: 'incomplete', environment: failure.policy.environment };
  yield { ...about, code: 'error', message: failureMeaning(failure), file: failure.policy.file };
  for (const { code, message, location } of failure.problems) yield { ...about, code, message, ...placeOf(location) };
}

function placeOf(location: Problem['location']): Row {
  return location === undefined ? {} : { file: location.file, line: location.line, column: location.column };
}

/** @returns a line of comma-separated values (RFC 4180), safe in spreadsheets and in the log of a runner */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/**
 * Spreadsheets calculate a cell that begins with one of these, also if they split the line at semicolons (OWASP, "CSV
 * Injection"). Tabs and line ends are escapes already.
 */
const FORMULA = /(^|;)(?=[\s"']*[=+\-@])/g;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = withoutCommands(plain(value).replace(FORMULA, "$1'"));
  return /[",;']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
