import { failsBuild } from '../gate/gate.ts';
import { DEVICE_CODES, type Finding } from '../model/finding.ts';
import { type KnownDevice, type KnownFinding, type Life, MOST_RUNS } from '../model/memory.ts';
import { compareText } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { type Moment, momentOf } from '../model/time.ts';
import { isCompleteRun, portsOf } from '../report/words.ts';
import { isScanned, rememberAllowances } from './allowances.ts';
import { bornAt, missedAt, seenAt } from './life.ts';
import { StateDraft } from './merge.ts';
import { rememberDevices, trimDevice } from './remember-devices.ts';
import type { KnownRun, State } from './state.ts';

/** The most spans of one thing that are kept: the latest ones. */
const MOST_SPANS = 50;
/** A network with more devices is remembered in part: those that were seen last. */
const MOST_DEVICES = 100_000;

/** @returns when the run looked at the network */
function observedAt({ observedAt, startedAt }: Report): Moment {
  return momentOf(observedAt ?? startedAt);
}

/** @returns the run as later runs remember it */
export function runOf(report: Report): KnownRun {
  return {
    at: observedAt(report),
    environment: report.policy.environment,
    targets: [...report.policy.targets].sort(),
    verdict: report.verdict,
    complete: isCompleteRun(report),
    silent: silentTargets(report),
    ending: report.ending ?? null,
  };
}

/** Of a host that is down, or excluded, no port was asked. */
function silentTargets({ policy, hosts }: Report): readonly string[] {
  const scanned = new Set(hosts.filter(isScanned).flatMap(({ targets }) => targets));
  return policy.targets.filter((name) => !scanned.has(name)).sort();
}

/** @returns what later runs remember after this one; `state` may have been written by another run in the meantime */
export function remember(state: State, report: Report): State {
  const run = runOf(report);
  const draft = new StateDraft();
  for (const known of [...state.runs, run]) draft.addRun(known);
  const present = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  for (const known of state.findings.values()) {
    if (present.has(known.fingerprint)) continue;
    draft.addFinding(showsGone(report, run, known) ? missedAt(known, run.at) : known);
  }
  rememberDevices(draft, state, report, run);
  rememberAllowances(draft, state, report, run);
  rememberScans(draft, state, report);
  for (const finding of present.values()) {
    const before = state.findings.get(finding.fingerprint);
    const now = about(finding, report);
    if (before === undefined) draft.addFinding({ ...now, ...bornAt(run.at) });
    // A run that is older than what is remembered does not say how the finding is now.
    else draft.addFinding({ ...(before.last > run.at ? before : now), ...seenAt(before, run.at) });
  }
  return draft.finish();
}

/**
 * A run that rests on memory leaves what is remembered as it is: memory never extends itself. A moment in the future
 * stays, because another run may have ended later, and it shows nothing clean: a clock was wrong. So does a run that
 * ended before it began.
 */
function rememberScans(draft: StateDraft, state: State, { cleanHosts, startedAt, finishedAt }: Report): void {
  const [start, end] = [momentOf(startedAt), momentOf(finishedAt)];
  for (const [address, scan] of state.scanned) draft.addScan(address, scan.at > end ? { ...scan, clean: null } : scan);
  if (cleanHosts === undefined) return;
  for (const [address, clean] of cleanHosts.clean)
    draft.addScan(address, { at: start, clean: start > end ? null : clean });
  for (const address of cleanHosts.others) {
    const isKept = cleanHosts.keepsOthers || state.scanned.has(address);
    if (isKept) draft.addScan(address, { at: end, clean: null });
  }
}

function about(finding: Finding, { policy: { environment }, failOn }: Report): Omit<KnownFinding, keyof Life> {
  const { fingerprint, target, code, severity, host, protocol, waived } = finding;
  const ports = portsOf({ ...finding, protocol: null });
  return {
    ...{ fingerprint, environment, target, code, severity, protocol },
    host: host === null ? null : printable(host),
    ports: ports === null ? null : printable(ports),
    waived: waived !== null,
    failing: failsBuild(finding, failOn),
  };
}

/**
 * The target of a finding about a device is one of several that may have it: runs of other targets name another.
 * @returns whether a run of these targets may have had the finding
 */
export function isAbout({ policy: { environment, targets, selected } }: Report, known: KnownFinding): boolean {
  return known.environment === environment && (targets.includes(known.target) || (selected && isOfDevice(known)));
}

/**
 * A device of a zone is looked for in all targets of the zone, so no run of selected targets shows that it is gone.
 * @returns whether the finding is gone if the run does not have it
 */
export function showsGone(report: Report, { complete }: Pick<KnownRun, 'complete'>, known: KnownFinding): boolean {
  return complete && isAbout(report, known) && !(report.policy.selected && isOfDevice(known));
}

/** @returns whether the finding is about a device and not about a port */
export function isOfDevice({ code }: Pick<KnownFinding, 'code'>): boolean {
  return DEVICE_CODES.some((one) => one === code);
}

/**
 * @param days counted back from the newest run, so that files of old results can be remembered too
 * @param now no run counts as newer, so that one wrong clock removes nothing
 * @returns the state without what nothing has confirmed for so many days, and without what is too much
 */
export function prune(state: State, days: number, now: Date): State {
  const newest = state.runs.at(-1);
  if (newest === undefined) return state;
  const oldest = momentOf(new Date(Math.min(Date.parse(newest.at), now.getTime()) - days * 86_400_000));
  const young = [...state.devices.values()].filter(({ last }) => last >= oldest);
  if (young.length > MOST_DEVICES) young.sort((a, b) => compareText(b.last, a.last));
  const devices = new Map<string, KnownDevice>();
  for (const known of young.slice(0, MOST_DEVICES)) devices.set(known.id, trimDevice(known));
  const findings = new Map<string, KnownFinding>();
  for (const [fingerprint, known] of state.findings) {
    if (known.last >= oldest) findings.set(fingerprint, { ...known, spans: known.spans.slice(-MOST_SPANS) });
  }
  const allowances = new Map([...state.allowances].filter(([, { last }]) => last >= oldest));
  const scanned = newestScans(state, oldest);
  const runs = state.runs.filter(({ at }) => at >= oldest).slice(-MOST_RUNS);
  return { runs, devices, findings, allowances, scanned };
}

function newestScans({ scanned }: State, oldest: Moment): State['scanned'] {
  const kept = [...scanned].filter(([, { at }]) => at >= oldest).sort(([, a], [, b]) => compareText(b.at, a.at));
  return new Map(kept.slice(0, MOST_DEVICES));
}
