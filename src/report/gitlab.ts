import type { Finding, Severity } from '../model/finding.ts';
import type { Failure, Outcome, Report } from '../model/report.ts';
import type { Repository } from '../model/repository.ts';
import { TOOL_NAME } from '../model/version.ts';
import { plain } from './escape.ts';
import { relativePath } from './sarif-location.ts';
import { serialize } from './serialize.ts';
import { failureMeaning, isNotActive, laterWords, meaning, ownerWords } from './words.ts';

/** An entry of GitLab's code quality report ("Code Quality", "Code Quality report format"). */
interface Issue {
  readonly description: string;
  readonly check_name: string;
  /** GitLab shows only the first entry of those with the same fingerprint. */
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const SEVERITIES: Readonly<Record<Severity, Issue['severity']>> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  note: 'info',
};

/**
 * GitLab compares the entries with those of the target branch. It has no word for a run that proves nothing, so such a
 * run has an entry of its own, as severe as possible. Until its target is active, a finding is only `info`.
 * Waived findings are left out, as they are in SARIF.
 * @returns the outcome as a code quality report of GitLab, in pieces
 */
export function renderGitlab(outcome: Outcome, { repository }: { readonly repository: Repository }): Iterable<string> {
  const pathOf = (file: string): string => relativePath(file, repository).join('/') || '_';
  return serialize(outcome.kind === 'report' ? issuesOf(outcome, pathOf) : problemIssues(outcome, pathOf));
}

function* issuesOf(report: Report, pathOf: (file: string) => string): Generator<Issue> {
  const { verdict, policy } = report;
  if (verdict === 'inconclusive')
    yield runIssue('inconclusive', meaning(report), policy.environment, pathOf(policy.file));
  for (const finding of report.findings) if (finding.waived === null) yield issueOf(finding, report.failOn, pathOf);
}

function issueOf(finding: Finding, failOn: Severity, pathOf: (file: string) => string): Issue {
  const { code, severity, message, location, fingerprint } = finding;
  const counted = severity !== null && isNotActive(finding) ? 'note' : severity;
  return {
    description: plain(`${message}${ownerWords(finding)}${laterWords(finding, failOn)}`),
    check_name: code,
    fingerprint,
    severity: counted === null ? 'blocker' : SEVERITIES[counted],
    location: { path: pathOf(location.file), lines: { begin: location.line } },
  };
}

function* problemIssues(failure: Failure, pathOf: (file: string) => string): Generator<Issue> {
  const { policy, problems } = failure;
  yield runIssue('error', failureMeaning(failure), policy.environment ?? '', pathOf(policy.file));
  for (const [index, { code, message, location }] of problems.entries()) {
    const { file, line } = location ?? { file: policy.file, line: 1 };
    yield {
      description: plain(message) || plain(code),
      check_name: plain(code),
      fingerprint: plain(`${TOOL_NAME}:${code}:${index}`),
      severity: 'blocker',
      location: { path: pathOf(file), lines: { begin: line } },
    };
  }
}

function runIssue(verdict: string, description: string, environment: string, path: string): Issue {
  return {
    description,
    check_name: verdict,
    fingerprint: plain(`${TOOL_NAME}:${verdict}:${environment}`),
    severity: 'blocker',
    location: { path, lines: { begin: 1 } },
  };
}
