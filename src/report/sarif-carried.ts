import type { Result } from 'sarif';
import { type Finding, SEVERITIES, type Severity } from '../model/finding.ts';
import type { KnownFinding } from '../model/memory.ts';
import { counted } from '../model/quantity.ts';
import type { Report } from '../model/report.ts';
import type { FindingRule } from '../model/rule.ts';
import { type Day, momentOf } from '../model/time.ts';
import { plain, sarifText } from './escape.ts';
import { knownWords, momentWords } from './memory-words.ts';
import { logicalLocation } from './sarif-location.ts';
import type { ResultContext } from './sarif-result.ts';
import { LEVEL_OF, ruleIdOf } from './sarif-rules.ts';
import { isCompleteRun, isCovered } from './words.ts';

/** The findings of earlier runs that an incomplete run could not verify again. */
export interface Carried {
  readonly findings: readonly KnownFinding[];
  /** Why code scanning must not take the file: an alert may be missing in it; null: none is. */
  readonly refusal: string | null;
}

/**
 * Gaps of earlier runs are not carried: each run has its own. What was waived is carried only beside waived findings,
 * because otherwise it has no alert.
 * @returns null for a complete run, whose missing findings are gone
 */
export function carriedFindings(
  report: Report,
  { rules, includeWaived }: { readonly rules: readonly FindingRule[]; readonly includeWaived: boolean },
): Carried | null {
  if (isCompleteRun(report)) return null;
  const unverified = (report.memory?.unverified ?? []).filter(
    ({ code, waived }) => code !== 'incomplete-scan' && (includeWaived || !waived),
  );
  const findings = unverified.filter(({ code }) => rules.some((rule) => rule.code === code));
  return { findings, refusal: refusalOf(report, unverified.length - findings.length) };
}

/**
 * Whatever may have an alert must be in a file that code scanning takes, and it must have an alert of the gaps. A run
 * that only rests on memory has no gaps.
 */
function refusalOf(report: Report, unknown: number): string | null {
  const { memory, findings, observedAt, startedAt } = report;
  if (memory === undefined) return 'the run has no memory of earlier runs (--state)';
  if (memory.comparedWith === null) return 'no complete run of these targets is remembered';
  if (memory.runs === null || memory.runs.last >= momentOf(observedAt ?? startedAt))
    return 'a run that is as new or newer is remembered';
  if (unknown > 0) return 'a later version has findings that this one does not know';
  return isCovered(report) || findings.some(({ code }) => code === 'incomplete-scan')
    ? null
    : 'no result says that the scan is incomplete';
}

/** @returns both, in the order in which findings are cut: those of this run first if they are equally severe */
export function withCarried(
  findings: readonly Finding[],
  carried: readonly KnownFinding[],
): readonly (Finding | KnownFinding)[] {
  if (carried.length === 0) return findings;
  return [...findings, ...carried].sort((a, b) => rankOf(a) - rankOf(b));
}

/** The order of the findings of a report: waived ones last, then those that do not count yet, then by severity. */
function rankOf(finding: Finding | KnownFinding): number {
  const { severity } = finding;
  const rank = severity === null ? SEVERITIES.indexOf('note') - 0.5 : SEVERITIES.indexOf(severity);
  const isWaived = 'spans' in finding ? finding.waived : finding.waived !== null;
  const isLater = !('spans' in finding) && finding.activation !== null;
  return rank + (isLater ? SEVERITIES.length : 0) + (isWaived ? 2 * SEVERITIES.length : 0);
}

/**
 * The state file knows what identifies an alert: rule and fingerprint. The line is that of the target today.
 * @returns the result of a finding of an earlier run
 */
export function carriedResult(
  known: KnownFinding,
  { policy }: Report,
  { options, ruleIndexes, locate }: ResultContext,
): Result {
  const activation = policy.notActive.find(({ target }) => target === known.target)?.until ?? null;
  const severity = activation === null ? known.severity : 'note';
  const ruleId = ruleIdOf({ code: known.code, severity }, options.rules);
  const graded = severity ?? options.rules.find(({ code }) => code === known.code)?.severity ?? 'note';
  const place = policy.expectations.find(({ target }) => target === known.target)?.location;
  const location = locate(place ?? { file: policy.file, line: 1, column: 1 });
  const port = known.ports !== null && /^\d+$/.test(known.ports) ? Number(known.ports) : null;
  const since = `not verified again since ${momentWords(known.last)}, because the run is incomplete.`;
  return {
    ruleId,
    ruleIndex: ruleIndexes.get(ruleId) ?? -1,
    level: LEVEL_OF[graded],
    message: { text: sarifText(`${knownWords(known)}: ${since}`) },
    locations: [{ ...location, logicalLocations: [logicalLocation({ ...known, address: null, port })] }],
    partialFingerprints: { primaryLocationLineHash: known.fingerprint },
    provenance: { firstDetectionTimeUtc: known.first },
    ...(known.waived ? suppression(location) : {}),
    properties: propertiesOf(known, activation),
  };
}

/** The memory does not know the waiver, which may be gone. */
function suppression(location: ReturnType<ResultContext['locate']>): Pick<Result, 'suppressions' | 'relatedLocations'> {
  return {
    suppressions: [{ kind: 'external', justification: 'A waiver suppressed it when it was seen last.' }],
    relatedLocations: [{ id: 1, ...location, message: { text: 'Target of the waiver' } }],
  };
}

function propertiesOf({ severity, target, host, protocol, ports }: KnownFinding, activation: Day | null) {
  const known: Readonly<Record<string, string | Severity | null>> = {
    severity,
    target,
    host,
    protocol,
    ports,
    activation,
  };
  const texts = Object.entries(known).flatMap(([key, value]) => (value === null ? [] : [[key, plain(value)] as const]));
  return { ...Object.fromEntries(texts), carried: true };
}

/** @returns what a reader of the file must know, as sentences */
export function carriedWords({ findings, refusal }: Carried, { memory }: Report): string {
  const what = `${counted(findings.length, 'finding')} of earlier runs could not be verified again, and this file has ${
    findings.length === 1 ? 'it' : 'them'
  } too.`;
  if (refusal !== null) return `${what} Code scanning must not take the file: ${refusal}.`;
  const since = memory?.comparedWith ?? null;
  return since === null ? what : `${what} The last complete run that is remembered was at ${momentWords(since)}.`;
}
