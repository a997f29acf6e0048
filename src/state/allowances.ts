import { CATALOGUE } from '../compare/catalogue.ts';
import { aboutTarget, lineRecord, NOTHING_SEEN, severityAt } from '../compare/finding.ts';
import { fingerprint } from '../compare/fingerprint.ts';
import { originWords } from '../compare/words.ts';
import type { Finding } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import type { KnownAllowance, SeenAllowance } from '../model/memory.ts';
import type { HostObservation, PortState } from '../model/observation.ts';
import { type Entry, entryWords, type Policy, type Target } from '../model/policy.ts';
import { formatPorts, overlap, type PortSet, portCount } from '../model/port.ts';
import { compareLocations } from '../model/problem.ts';
import { counted } from '../model/quantity.ts';
import type { Report } from '../model/report.ts';
import type { Moment } from '../model/time.ts';
import type { PlacedHost } from './devices.ts';
import type { StateDraft } from './merge.ts';
import type { KnownRun, State } from './state.ts';

const CODE = 'unused-allowance';

/** States in which a port may be in use. */
const IN_USE = ['open', 'open|filtered', 'unfiltered'] as const satisfies readonly PortState[];

/** What a run knows of allowed entries. */
export interface AllowanceEvidence {
  readonly policy: Policy;
  /** The targets of the run. */
  readonly targets: readonly Target[];
  readonly hosts: readonly PlacedHost[];
  /** When the run looked at the network. */
  readonly at: Moment;
}

interface Allowed {
  readonly target: Target;
  readonly entry: Entry;
  readonly seen: SeenAllowance;
  /** Whether ports of a host of the target were asked. */
  readonly isAsked: boolean;
}

/** @returns the allowed entries of the run's targets, and whether each may be in use; none if nobody asks */
export function seenAllowances(evidence: AllowanceEvidence): readonly SeenAllowance[] {
  return evidence.policy.unusedAfter === null ? [] : allowed(evidence).map(({ seen }) => seen);
}

/**
 * Only a complete run counts, and only if a host of the target was scanned: of one that is switched off, nobody knows.
 * @returns a note for each entry of which no port was open in as many complete runs as the policy says, this one
 *   included. Its level cannot be raised, because it depends on the memory.
 */
export function unusedAllowances(
  evidence: AllowanceEvidence & { readonly state: State | null; readonly complete: boolean; readonly now: Date },
): readonly Finding[] {
  const { policy, complete, at, now, state } = evidence;
  const { environment, unusedAfter } = policy;
  if (unusedAfter === null || state === null || !complete) return [];
  return allowed(evidence).flatMap(({ target, entry, seen, isAsked }) => {
    if (seen.isOpen || !isAsked) return [];
    const runs = state.runs.filter((run) => run.at < at && isOf(run, environment, target.name));
    const asked = runs.filter(({ silent }) => !silent.includes(target.name));
    const known = unbroken(state.allowances.get(seen.fingerprint), runs);
    const idle = asked.filter((run) => run.complete && known !== null && isIdle(known, run)).length + 1;
    return idle < unusedAfter ? [] : [findingOf(target, entry, seen.fingerprint, unusedAfter, now)];
  });
}

function isIdle({ first, open }: KnownAllowance, { at }: KnownRun): boolean {
  return at >= first && (open === null || at > open);
}

/** @returns null if a later run had a policy without the entry: what was open then, nobody knows */
function unbroken(known: KnownAllowance | undefined, runs: readonly KnownRun[]): KnownAllowance | null {
  return known === undefined || runs.some(({ at }) => at > known.last) ? null : known;
}

function isOf(run: KnownRun, environment: string, target: string): boolean {
  return run.environment === environment && run.targets.includes(target);
}

function findingOf(target: Target, entry: Entry, identity: string, after: number, now: Date): Finding {
  const { protocol, ports, service, location, used } = entry;
  return {
    ...NOTHING_SEEN,
    ...aboutTarget(target, now),
    code: CODE,
    severity: severityAt(CATALOGUE[CODE].level, CODE, null),
    level: CATALOGUE[CODE].level,
    host: null,
    address: null,
    protocol,
    port: portCount(ports) === 1 ? (ports[0]?.[0] ?? null) : null,
    ports: formatPorts(ports),
    state: null,
    // A report shows the line of another policy as no line of the target.
    expectation: used === undefined ? 'allow' : null,
    expectedService: service,
    line: lineRecord(entry),
    message: messageOf(target, entry, after) + originWords(location, used),
    location,
    fingerprint: identity,
  };
}

function messageOf({ name }: Target, entry: Entry, after: number): string {
  const { ports, used, location } = entry;
  const what = portCount(ports) === 1 ? 'this port' : 'any of these ports';
  const advice =
    used !== undefined && location === used.at
      ? `write the lines that you need in place of "use: ${used.reference}"`
      : 'remove the line by "waive --prune --unused-allowances", which keeps it if the policy is weaker without it';
  return (
    `"${entryWords(entry)}" was not needed: in the last ${counted(after, 'complete run')}, no host of target ` +
    `"${name}" had ${what} open. If nothing else needs it, ${advice}.`
  );
}

function allowed({ policy, targets, hosts }: AllowanceEvidence): readonly Allowed[] {
  const byTarget = groupByTarget(hosts);
  return targets.flatMap((target) => {
    const own = byTarget.get(target.name) ?? [];
    const isAsked = own.some(isScanned);
    const entries = groupBy(
      target.entries.filter(({ expectation }) => expectation === 'allow').sort(ownFirst),
      (entry) => allowanceOf(policy, target, entry).fingerprint,
    );
    return [...entries.values()].map(([entry]): Allowed => {
      const isOpen = own.some(({ protocols }) => mayBeOpen(protocols[entry.protocol]?.states ?? {}, entry.ports));
      return { target, entry, seen: { ...allowanceOf(policy, target, entry), isOpen }, isAsked };
    });
  });
}

/** @returns whether ports of the host were asked */
export function isScanned({ state, protocols }: HostObservation): boolean {
  return state === 'up' && Object.values(protocols).some(({ states }) => Object.values(states).some(isNotEmpty));
}

function isNotEmpty(ports: PortSet): boolean {
  return ports.length > 0;
}

function groupByTarget(hosts: readonly PlacedHost[]): ReadonlyMap<string, readonly PlacedHost[]> {
  const pairs = hosts.flatMap((host) => host.targets.map((target) => ({ target, host })));
  return new Map(
    [...groupBy(pairs, ({ target }) => target)].map(([name, group]) => [name, group.map(({ host }) => host)]),
  );
}

/** Lines of other policies may say the same: the order of lines decides nothing. */
function ownFirst(a: Entry, b: Entry): number {
  return Number(a.used !== undefined) - Number(b.used !== undefined) || compareLocations(a.location, b.location);
}

function allowanceOf({ environment }: Policy, target: Target, { protocol, ports: set }: Entry) {
  const ports = formatPorts(set);
  const identity = { environment, code: CODE, target: target.name, host: '', protocol, port: ports };
  return { fingerprint: fingerprint(identity), target: target.name, protocol, ports };
}

function mayBeOpen(states: Readonly<Partial<Record<PortState, PortSet>>>, ports: PortSet): boolean {
  return IN_USE.some((state) => overlap(states[state] ?? [], ports));
}

/** Adds the allowed entries of a run's policy. Those of other targets stay as they are. */
export function rememberAllowances(draft: StateDraft, state: State, { allowances = [] }: Report, run: KnownRun): void {
  const { at, environment } = run;
  const seen = new Set(allowances.map(({ fingerprint: one }) => one));
  for (const known of state.allowances.values()) {
    if (!seen.has(known.fingerprint)) draft.addAllowance(interrupted(known, state, run));
  }
  for (const { isOpen, ...entry } of allowances) {
    const all = state.runs.filter((one) => isOf(one, environment, entry.target));
    const known = unbroken(
      state.allowances.get(entry.fingerprint),
      all.filter((one) => one.at < at),
    );
    if (known !== null) draft.addAllowance(known);
    // What was open in the runs between older results and the first run with the entry, nobody knows.
    if (known !== null && all.some((one) => one.at > at && one.at < known.first)) continue;
    draft.addAllowance({ ...entry, environment, first: at, last: at, open: isOpen ? at : null });
  }
}

/** Older results without the entry: what was open then, nobody knows, so only the runs after them count. */
function interrupted(known: KnownAllowance, { runs }: State, { at, environment, targets }: KnownRun): KnownAllowance {
  const { target, first, last } = known;
  if (known.environment !== environment || !targets.includes(target) || at < first || at >= last) return known;
  const next = runs.find((one) => one.at > at && isOf(one, environment, target))?.at ?? last;
  return { ...known, first: next < last ? next : last };
}
