import { failsBuild } from '../gate/gate.ts';
import { type Finding, type FindingCode, SEVERITIES } from '../model/finding.ts';
import { isGone, type KnownFinding } from '../model/memory.ts';
import type { Policy } from '../model/policy.ts';
import type { Report } from '../model/report.ts';
import { type RunChange, TOLD_EVENTS } from '../model/run-change.ts';
import { type Day, dayAfter } from '../model/time.ts';
import { runOf } from './remember.ts';
import type { KnownRun, State } from './state.ts';

/** Findings about lines of the policy. That they go is no news of the network. */
const ABOUT_LINES: ReadonlySet<string> = new Set([
  'expired-waiver',
  'expiring-waiver',
  'unused-waiver',
  'overdue-review',
  'unused-allowance',
] satisfies readonly FindingCode[]);

/**
 * Each change is told by one run: the first one that has it, by what the memory says. What an incomplete run could not
 * verify is no change, and what it saw is one.
 * @param report with what `recall` added to its findings and its memory
 * @returns what this run has to tell: findings worst first, then devices, then what ends soon
 */
export function runChanges(report: Report, state: State): readonly RunChange[] {
  const run = runOf(report);
  const seen = report.findings.filter(({ code }) => code !== 'incomplete-scan');
  const ending = authorizationEnding(state, run);
  if (isFirst(state, run)) {
    const devices = report.devices?.length ?? 0;
    return [{ change: 'first-run', findings: seen.length, devices }, ...ending];
  }
  const told = seen.flatMap((finding): readonly RunChange[] => {
    if (isFirstSeen(finding, state, run)) return [findingChange(finding, state)];
    return beginsToFail(finding, report, state, run) ? [{ change: 'finding-failing', finding }] : [];
  });
  return [
    ...told.filter(({ change }) => change !== 'waiver-ending'),
    ...goneChanges(report),
    ...deviceChanges(report),
    ...told.filter(({ change }) => change === 'waiver-ending'),
    ...ending,
  ];
}

/** Whether no run of any of these targets is remembered. */
function isFirst({ runs }: State, { environment, targets }: KnownRun): boolean {
  return !runs.some((one) => one.environment === environment && meet(one, targets));
}

/** Whether no earlier run had the finding, or a complete run found it gone since. */
function isFirstSeen({ fingerprint, since }: Finding, { findings }: State, { at }: KnownRun): boolean {
  const before = findings.get(fingerprint);
  return (before === undefined || isGone(before)) && since?.since === at;
}

/** A waiver or an activation ended, the line has another level, or `fail-on` is another one. */
function beginsToFail(finding: Finding, { failOn }: Report, { findings }: State, { at }: KnownRun): boolean {
  const before = findings.get(finding.fingerprint);
  return before !== undefined && before.last <= at && !before.failing && failsBuild(finding, failOn);
}

function findingChange(finding: Finding, { findings }: State): RunChange {
  if (finding.code === 'expiring-waiver') return { change: 'waiver-ending', finding };
  return { change: findings.has(finding.fingerprint) ? 'finding-back' : 'new-finding', finding };
}

function goneChanges({ memory }: Report): readonly RunChange[] {
  const rank = ({ severity }: KnownFinding): number => SEVERITIES.indexOf(severity ?? 'note');
  return (memory?.gone ?? [])
    .filter(({ code }) => code !== 'incomplete-scan' && !ABOUT_LINES.has(code))
    .sort((a, b) => rank(a) - rank(b))
    .map((known) => ({ change: 'finding-gone', known }));
}

function deviceChanges({ memory }: Report): readonly RunChange[] {
  return (memory?.events ?? []).flatMap((device): readonly RunChange[] => {
    const event = TOLD_EVENTS.find((one) => one === device.event);
    return event === undefined ? [] : [{ change: `device-${event}`, device }];
  });
}

/** @returns the last day of the authorization, if it is within `warn-before` of the run; else null */
export function nearEnd({ authorization, warnBefore }: Policy, { at }: Pick<KnownRun, 'at'>): Day | null {
  const expires = authorization?.expires.value ?? null;
  return expires !== null && expires < dayAfter(new Date(at), warnBefore) ? expires : null;
}

/** A run of the same environment has told it, unless a later run of its targets had another end. */
function authorizationEnding({ runs }: State, { ending, environment }: KnownRun): readonly RunChange[] {
  if (ending === null) return [];
  const same = runs.filter((one) => one.environment === environment);
  const isTold = same
    .filter((one) => one.ending === ending)
    .some(({ at, targets }) => !same.some((later) => later.at > at && later.ending !== ending && meet(later, targets)));
  return isTold ? [] : [{ change: 'authorization-ending', expires: ending }];
}

function meet({ targets }: KnownRun, others: readonly string[]): boolean {
  return targets.some((name) => others.includes(name));
}
