import type { Invocation, Log, Notification, Result, Run, VersionControlDetails } from 'sarif';
import { foldGaps } from '../model/coverage.ts';
import { formatPorts } from '../model/port.ts';
import { grouped } from '../model/quantity.ts';
import type { Failure, Outcome, Report } from '../model/report.ts';
import { DEFAULT_POLICIES, type Repository } from '../model/repository.ts';
import type { FindingRule } from '../model/rule.ts';
import { TOOL_NAME, TOOL_URL, TOOL_VERSION } from '../model/version.ts';
import { plain, sarifText } from './escape.ts';
import { memoryWords } from './memory-words.ts';
import { carriedFindings, carriedResult, carriedWords, withCarried } from './sarif-carried.ts';
import { type LocationOptions, locator, relativeUri } from './sarif-location.ts';
import { resultOf } from './sarif-result.ts';
import { sarifRules } from './sarif-rules.ts';
import { discoveryWords, sweepWords } from './scan-words.ts';
import { serialize } from './serialize.ts';
import { coverageWords, isCompleteRun, meaning, scannerWords } from './words.ts';

/** The most results of one run that code scanning keeps (GitHub, "SARIF results exceed one or more limits"). */
export const RESULT_LIMIT = 5000;

/** Code scanning accepts 10 MB after gzip. This limit is for results before compression, so they always fit. */
const RESULT_BYTES = 9_000_000;

const NOTIFICATION_LIMIT = 100;
const SWEEP_LIMIT = 20;

export interface SarifOptions extends LocationOptions {
  /** All rules, in fixed order. */
  readonly rules: readonly FindingRule[];
  /**
   * Whether the file of an incomplete run has the findings of earlier runs that it could not verify again, so that
   * code scanning may take it (docs/adr/0051); absent: no.
   */
  readonly carry?: boolean;
  /** Whether to include waived findings, as suppressed results. Code scanning opens an alert for each. */
  readonly includeWaived: boolean;
  /**
   * Category of the alerts, without a final slash; null: derived from the policy's environment and path, and the
   * selected targets.
   */
  readonly category: string | null;
}

/**
 * Follows the requirements of GitHub's code scanning ("SARIF support for code scanning"). `executionSuccessful` is
 * false unless all of the required coverage was answered, or each finding that was not verified again is carried. The
 * upload is then refused, so that missing results close no alerts.
 * @returns the outcome as a SARIF 2.1.0 log of one run, in pieces
 */
export function renderSarif(outcome: Outcome, options: SarifOptions): Iterable<string> {
  const run = outcome.kind === 'report' ? reportRun(outcome, options) : failureRun(outcome, options);
  const log: Log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return serialize(log);
}

function reportRun(report: Report, options: SarifOptions): Run {
  const reported = report.findings.filter(({ waived }) => options.includeWaived || waived === null);
  const rules = sarifRules(options.rules);
  const context = {
    options,
    ruleIndexes: new Map(rules.map(({ id }, index) => [id, index])),
    locate: locator(options),
    now: report.finishedAt,
    failOn: report.failOn,
  };
  const carried = options.carry === true ? carriedFindings(report, options) : null;
  const all = withCarried(reported, carried?.findings ?? []);
  const results = limitedResults(all, (one) =>
    'spans' in one ? carriedResult(one, report, context) : resultOf(one, context),
  );
  const cut = cutWords(results.length, all.length);
  const [worst] = results;
  if (cut !== null && worst !== undefined) worst.message = { text: `${worst.message.text} (${cut})` };
  const isAccepted = isCompleteRun(report) || (carried !== null && carried.refusal === null && cut === null);
  return {
    ...frame(report, options),
    invocations: [
      {
        ...invocation(report),
        executionSuccessful: isAccepted,
        toolExecutionNotifications: reportNotifications(report, isAccepted, [
          ...(cut === null ? [] : [cut]),
          ...(carried === null ? [] : [carriedWords(carried, report)]),
        ]),
      },
    ],
    results,
    properties: {
      verdict: report.verdict,
      ...(carried === null ? {} : { carried: carried.findings.length }),
      failOn: report.failOn,
      coverage: coverageWords(report.coverage),
      scanner: plain(scannerWords(report.scanner)),
      ...(report.sweeps.length === 0 ? {} : { sweeps: report.sweeps.slice(0, SWEEP_LIMIT).map(sweepWords) }),
      ...(report.discovery === null ? {} : { discovery: plain(discoveryWords(report.discovery)) }),
    },
  };
}

/** @returns the results of the first items, up to what code scanning takes */
function limitedResults<T>(items: readonly T[], make: (item: T) => Result): Result[] {
  const results: Result[] = [];
  let bytes = 0;
  for (const item of items) {
    const result = make(item);
    bytes += Buffer.byteLength(JSON.stringify(result));
    if (results.length === RESULT_LIMIT || bytes > RESULT_BYTES) break;
    results.push(result);
  }
  return results;
}

function failureRun(failure: Failure, options: SarifOptions): Run {
  const locate = locator(options);
  const notifications = failure.problems.map(
    ({ code, message, location }): Notification => ({
      level: 'error',
      message: { text: `${sarifText(message)} (${sarifText(code)})` },
      ...(location === undefined ? {} : { locations: [locate(location)] }),
    }),
  );
  const said =
    failure.exitCode === 2
      ? { toolConfigurationNotifications: notifications }
      : { toolExecutionNotifications: notifications };
  return {
    ...frame(failure, options),
    invocations: [{ ...invocation(failure), executionSuccessful: false, ...said }],
    results: [],
    properties: { verdict: 'error' },
  };
}

/** The constant part of every run: the tool, all of its rules, and the category of the alerts. */
function frame({ policy }: Outcome, options: SarifOptions): Run {
  return {
    tool: {
      driver: {
        name: TOOL_NAME,
        fullName: `${TOOL_NAME} ${TOOL_VERSION}`,
        version: TOOL_VERSION,
        semanticVersion: TOOL_VERSION,
        informationUri: TOOL_URL,
        rules: sarifRules(options.rules),
      },
    },
    automationDetails: { id: `${category(policy, options)}/` },
    ...provenance(options.repository),
    columnKind: 'utf16CodeUnits',
  };
}

/**
 * A run closes the alerts of its category that it does not find. So each policy has its own category, and so has a run
 * of selected targets, which does not check the other targets (docs/adr/0027).
 */
function category(policy: Outcome['policy'], { category: given, repository }: SarifOptions): string {
  if (given !== null) return given;
  const path = policy.file === '' ? '' : relativeUri(policy.file, repository);
  const isDefault = DEFAULT_POLICIES.some((file) => file === path);
  const some = 'selected' in policy && policy.selected ? policy.targets.join('+') : '';
  const parts = [TOOL_NAME, policy.environment ?? '', isDefault ? '' : path, some];
  return parts.filter((part) => part !== '').join('/');
}

function provenance({ revision }: Repository): { versionControlProvenance?: VersionControlDetails[] } {
  if (revision === null) return {};
  const { uri, commit, branch } = revision;
  return {
    versionControlProvenance: [
      {
        repositoryUri: uri,
        ...(commit === null ? {} : { revisionId: commit }),
        ...(branch === null ? {} : { branch: plain(branch) }),
        mappedTo: { uriBaseId: '%SRCROOT%' },
      },
    ],
  };
}

function invocation({ exitCode, startedAt, finishedAt }: Outcome): Omit<Invocation, 'executionSuccessful'> {
  return { exitCode, startTimeUtc: startedAt.toISOString(), endTimeUtc: finishedAt.toISOString() };
}

/** @param warnings about the results of this file */
function reportNotifications(report: Report, isAccepted: boolean, warnings: readonly string[]): Notification[] {
  const level = isAccepted ? 'warning' : 'error';
  const failed = report.scans.flatMap(({ command, failure }) =>
    failure === null ? [] : [notification(level, `${plain(failure)}: ${plain(command)}`)],
  );
  const unobserved = foldGaps(report.coverage.unobserved).map(({ target, where, protocol, ports, reason }) =>
    notification(
      level,
      `Not observed: ${protocol === null ? '' : `${protocol} ports ${formatPorts(ports)} of `}${where}, target ` +
        `${target}: ${reason.text} (${reason.code})`,
    ),
  );
  const notices = [...report.notices, ...(report.memory === undefined ? [] : [memoryWords(report.memory)])].map(
    (notice) => notification('note', notice),
  );
  return [
    ...(isCompleteRun(report) ? [] : [notification(level, meaning(report))]),
    ...warnings.map((warning) => notification('warning', warning)),
    ...limited(failed, 'scans that failed'),
    ...limited(unobserved, 'gaps'),
    ...limited(notices, 'notices'),
  ];
}

function limited(all: readonly Notification[], what: string): readonly Notification[] {
  const rest = all.length - NOTIFICATION_LIMIT;
  if (rest <= 0) return all;
  return [
    ...all.slice(0, NOTIFICATION_LIMIT),
    notification('warning', `${grouped(rest)} more ${what} are left out here.`),
  ];
}

function notification(level: 'error' | 'warning' | 'note', text: string): Notification {
  return { level, message: { text: sarifText(text).trim() || level } };
}

/** @returns null if nothing was cut */
function cutWords(kept: number, all: number): string | null {
  if (kept === all) return null;
  return (
    `This file holds the ${grouped(kept)} most severe of ${grouped(all)} findings; ${grouped(all - kept)} ` +
    'were left out.'
  );
}
