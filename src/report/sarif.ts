import { posix } from 'node:path';
import type { Invocation, Location, Log, Notification, PropertyBag, Result, Run } from 'sarif';
import type { Finding } from '../model/finding.ts';
import { formatPorts } from '../model/port.ts';
import type * as Model from '../model/problem.ts';
import type { Failure, Outcome, Report } from '../model/report.ts';
import type { FindingRule } from '../model/rule.ts';
import { TOOL_NAME, TOOL_URL, TOOL_VERSION } from '../model/version.ts';
import { plain, sarifText } from './escape.ts';
import { ruleIdOf, sarifRules } from './sarif-rules.ts';
import { discoveryWords, sweepWords } from './scan-words.ts';
import { serialize } from './serialize.ts';
import { coverageWords, grouped, hostOf, isCompleteRun, meaning, scannerWords } from './words.ts';

/** Code scanning keeps no more results of one run than these (GitHub, "SARIF results exceed one or more limits"). */
export const RESULT_LIMIT = 5000;

/** Code scanning takes 10 MB, gzipped. Bytes of results before any compression: what fits here fits there. */
const RESULT_BYTES = 9_000_000;

const NOTIFICATION_LIMIT = 100;
const SWEEP_LIMIT = 20;
const EVIDENCE_LIMIT = 200;

export interface SarifOptions {
  /** Every rule there is, in fixed order. */
  readonly rules: readonly FindingRule[];
  /** Waived findings too, as suppressed results. Code scanning would open an alert for each. */
  readonly includeWaived: boolean;
  /** The folder that URIs are relative to; empty where the policy's path already is relative to the repository's root. */
  readonly root: string;
}

/**
 * @returns the outcome as a SARIF 2.1.0 log of one run, in pieces, as GitHub's code scanning wants it ("SARIF support for code
 * scanning"). `executionSuccessful` is false unless everything owed was answered: the upload is then refused, and
 * alerts stay as they are instead of closing for want of a result.
 */
export function renderSarif(outcome: Outcome, options: SarifOptions): Iterable<string> {
  const run = outcome.kind === 'report' ? reportRun(outcome, options) : failureRun(outcome, options);
  const log: Log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return serialize(log);
}

function reportRun(report: Report, options: SarifOptions): Run {
  const reported = report.findings.filter(({ waived }) => options.includeWaived || waived === null);
  const rules = sarifRules(options.rules);
  const ruleIndexes = new Map(rules.map(({ id }, index) => [id, index]));
  const results: Result[] = [];
  let bytes = 0;
  for (const finding of reported) {
    const result = resultOf(finding, ruleIndexes, options);
    bytes += Buffer.byteLength(JSON.stringify(result));
    if (results.length === RESULT_LIMIT || bytes > RESULT_BYTES) break;
    results.push(result);
  }
  const cut = cutWords(results.length, reported.length);
  const [worst] = results;
  if (cut !== null && worst !== undefined) worst.message = { text: `${worst.message.text} (${cut})` };
  const successful = isCompleteRun(report);
  return {
    ...frame(report, options),
    invocations: [
      {
        ...invocation(report),
        executionSuccessful: successful,
        toolExecutionNotifications: reportNotifications(report, successful, cut),
      },
    ],
    results,
    properties: {
      verdict: report.verdict,
      failOn: report.failOn,
      coverage: coverageWords(report.coverage),
      scanner: plain(scannerWords(report.scanner)),
      ...(report.sweeps.length === 0 ? {} : { sweeps: report.sweeps.slice(0, SWEEP_LIMIT).map(sweepWords) }),
      ...(report.discovery === null ? {} : { discovery: plain(discoveryWords(report.discovery)) }),
    },
  };
}

function failureRun(failure: Failure, options: SarifOptions): Run {
  const notifications = failure.problems.map(
    ({ code, message, location }): Notification => ({
      level: 'error',
      message: { text: `${sarifText(message)} (${sarifText(code)})` },
      ...(location === undefined ? {} : { locations: [locationOf(location, options.root)] }),
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

/** What every run has: the tool, all of its rules, and the category that alerts belong to. */
function frame({ policy }: Outcome, { rules }: SarifOptions): Run {
  return {
    tool: {
      driver: {
        name: TOOL_NAME,
        fullName: `${TOOL_NAME} ${TOOL_VERSION}`,
        version: TOOL_VERSION,
        semanticVersion: TOOL_VERSION,
        informationUri: TOOL_URL,
        rules: sarifRules(rules),
      },
    },
    automationDetails: { id: category(policy) },
    columnKind: 'utf16CodeUnits',
  };
}

/** A run of some targets has a category of its own: it must not close the alerts of those it did not look at. */
function category(policy: Outcome['policy']): string {
  const parts = [TOOL_NAME, ...(policy.environment === null ? [] : [policy.environment])];
  const some = 'selected' in policy && policy.selected ? [policy.targets.join('+')] : [];
  return `${[...parts, ...some].join('/')}/`;
}

function invocation({ exitCode, startedAt, finishedAt }: Outcome): Omit<Invocation, 'executionSuccessful'> {
  return { exitCode, startTimeUtc: startedAt.toISOString(), endTimeUtc: finishedAt.toISOString() };
}

function resultOf(finding: Finding, ruleIndexes: ReadonlyMap<string, number>, options: SarifOptions): Result {
  const ruleId = ruleIdOf(finding, options.rules);
  const { waived } = finding;
  return {
    ruleId,
    ruleIndex: ruleIndexes.get(ruleId) ?? -1,
    level: finding.level,
    // one empty message makes code scanning reject the whole file
    message: { text: sarifText(finding.message).trim() || finding.code },
    locations: [locationOf(finding.location, options.root)],
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
    ...(waived === null
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              justification: `${plain(waived.reason)} (${plain(waived.owner, EVIDENCE_LIMIT)}, until the end of ${waived.expires} UTC)`,
            },
          ],
        }),
    properties: evidence(finding),
  };
}

function evidence(finding: Finding): PropertyBag {
  const { severity, target, host, address, protocol, port, ports, state, service, product, version } = finding;
  const known = { severity, target, host, address, protocol, port, ports, state, service, product, version };
  return Object.fromEntries(
    Object.entries(known)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, typeof value === 'string' ? plain(value, EVIDENCE_LIMIT) : value]),
  );
}

function reportNotifications(report: Report, successful: boolean, cut: string | null): Notification[] {
  const level = successful ? 'warning' : 'error';
  const failed = report.scans.flatMap(({ command, failure }) =>
    failure === null ? [] : [notification(level, `${plain(failure)}: ${plain(command)}`)],
  );
  const unobserved = report.coverage.unobserved.map(({ target, host, address, protocol, ports, reason }) =>
    notification(
      level,
      `Not observed: ${protocol === null ? '' : `${protocol} ports ${formatPorts(ports)} of `}${hostOf({ host, address })}, target ${target}: ${reason.text} (${reason.code})`,
    ),
  );
  const notices = report.notices.map((notice) => notification('note', notice));
  return [
    ...(successful ? [] : [notification(level, meaning(report))]),
    ...(cut === null ? [] : [notification('warning', cut)]),
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

/** @returns null where nothing was cut. */
function cutWords(kept: number, all: number): string | null {
  if (kept === all) return null;
  return `This file holds the ${grouped(kept)} most severe of ${grouped(all)} findings; ${grouped(all - kept)} were left out.`;
}

function locationOf({ file, line, column }: Model.Location, root: string): Location {
  return {
    physicalLocation: {
      artifactLocation: { uri: relativeUri(file, root), uriBaseId: '%SRCROOT%' },
      region: { startLine: line, startColumn: column, endLine: line },
    },
  };
}

/**
 * @returns a relative reference without a scheme, `.` or `..` (RFC 3986, 4.2): one location that is none makes code
 * scanning reject the whole file. What lies outside of `root` keeps its path without the way out of it.
 */
function relativeUri(file: string, root: string): string {
  const path = posix.normalize(file);
  const base = root === '' ? '' : `${posix.normalize(root).replace(/\/+$/, '')}/`;
  const inside = base !== '' && path.startsWith(base) ? path.slice(base.length) : path;
  const segments = inside.split('/').filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return segments.map((segment) => encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'))).join('/') || '_';
}
