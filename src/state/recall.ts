import type { Finding, FindingSince } from '../model/finding.ts';
import { isGone, type KnownFinding, type Life, type MemoryRecord, type SeenDevice } from '../model/memory.ts';
import type { Policy } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import type { Moment } from '../model/time.ts';
import { nearEnd, runChanges } from './changes.ts';
import { deviceEvents } from './device-events.ts';
import { beginning, bornAt, seenAt } from './life.ts';
import { isAbout, isOfDevice, runOf, showsGone } from './remember.ts';
import type { KnownRun, State } from './state.ts';
import { timelineOf } from './timeline.ts';

/** The runs in which changes are counted, and from how many changes on they are said. */
const FLAPPING = { runs: 10, changes: 3 } as const;

/** Where the memory is, and how long it lasts. */
export type MemoryFile = Pick<MemoryRecord, 'file' | 'bytes' | 'pruneAfter' | 'noiseWindow'>;

/**
 * Adds to a report what earlier runs saw. It is news about the findings, and no verdict depends on it.
 */
export function recall(
  report: Report,
  state: State,
  file: MemoryFile,
  { devices, policy }: { readonly devices: readonly SeenDevice[]; readonly policy: Policy },
): Report {
  const run = runOf(report);
  const earlier = state.runs.filter(({ at }) => at < run.at);
  const covering = earlier.filter((one) => one.complete && covers(one, run));
  const fingerprints = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  const missing = [...state.findings.values()]
    .filter(
      (known) =>
        isAbout(report, known) && !isGone(known) && known.last < run.at && !fingerprints.has(known.fingerprint),
    )
    .sort(compareKnown);
  const memory: MemoryRecord = {
    ...file,
    runs: spanOf(state.runs),
    comparedWith: lastOf(covering),
    gone: missing.filter((known) => showsGone(report, run, known)),
    unverified: run.complete ? [] : missing,
    devices: state.devices.size,
    events: deviceEvents({ devices, policy, window: file.noiseWindow }, state, run, covering),
  };
  const findings = report.findings.map((finding) => ({ ...finding, since: sinceOf(finding, state, run, earlier) }));
  const ending = nearEnd(policy, run);
  const recalled = { ...report, findings, memory, devices, ...(ending === null ? {} : { ending }) };
  return { ...recalled, changes: runChanges(recalled, state), timeline: timelineOf(recalled, state, policy) };
}

function sinceOf(
  { fingerprint, target, code }: Finding,
  state: State,
  run: KnownRun,
  earlier: readonly KnownRun[],
): FindingSince {
  const before = state.findings.get(fingerprint);
  const life = before === undefined ? bornAt(run.at) : seenAt(before, run.at);
  const since = beginning(life);
  const complete = earlier.filter(
    (one) =>
      one.complete &&
      (isOfDevice({ code }) ? covers(one, run) : one.environment === run.environment && one.targets.includes(target)),
  );
  const last = lastOf(complete);
  return {
    first: life.first,
    since,
    isNew: last !== null && since > last,
    returned: before !== undefined && isGone(before),
    flapping: flapping(life, complete),
  };
}

/** A change is a run that has the finding and whose predecessor did not, or the other way round. */
function flapping(life: Life, complete: readonly KnownRun[]): number | null {
  const recent = complete.slice(-FLAPPING.runs);
  const [oldest] = recent;
  if (oldest === undefined) return null;
  const came = life.spans.filter(([from]) => from > oldest.at).length;
  const went = life.spans.slice(0, -1).filter(([, to]) => to >= oldest.at).length;
  return came + went >= FLAPPING.changes ? came + went : null;
}

export function covers(
  earlier: KnownRun,
  { environment, targets }: Pick<KnownRun, 'environment' | 'targets'>,
): boolean {
  return earlier.environment === environment && targets.every((target) => earlier.targets.includes(target));
}

function spanOf(runs: readonly KnownRun[]): MemoryRecord['runs'] {
  const [first] = runs;
  const last = runs.at(-1);
  return first === undefined || last === undefined ? null : { count: runs.length, first: first.at, last: last.at };
}

function lastOf(runs: readonly KnownRun[]): Moment | null {
  return runs.at(-1)?.at ?? null;
}

function compareKnown(a: KnownFinding, b: KnownFinding): number {
  return (
    compareText(a.target, b.target) ||
    compareText(a.host ?? '', b.host ?? '') ||
    compareText(a.code, b.code) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}
