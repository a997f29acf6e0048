import { levelIn } from '../compare/level.ts';
import { countAddresses, subtractAddresses } from '../model/address-set.ts';
import { groupBy } from '../model/group.ts';
import type { Entry, HostPattern, Located, Policy, Target } from '../model/policy.ts';
import { formatPorts, type PortRange, type PortSet, PROTOCOLS, portCount, portSet } from '../model/port.ts';
import { compareLocations, compareText, type Location } from '../model/problem.ts';
import { grouped } from '../model/quantity.ts';
import { type Cell, type Compared, cellKey, cellWords, comparedRanges } from './cells.ts';
import type { Change, ChangeKind } from './change.ts';
import { type Graded, gradePorts, gradeService } from './grade.ts';
import { addressesOf, describeHosts, type HostClass, type Surface } from './hosts.ts';
import { type Passing, passingIn } from './passing.ts';

/**
 * Where something of a target that is gone would be: the target's own line, or the beginning of the policy.
 * @param unchecked hosts that are not scanned any more: the line that excludes them, or says which ports are scanned
 */
export type Nearest = (targets: readonly string[], unchecked?: readonly HostClass[]) => Location;

export function nearestIn(head: Policy): Nearest {
  return (targets, unchecked) => {
    const target = head.targets.find(({ name }) => targets.includes(name));
    const cause = unchecked === undefined ? undefined : causeIn(head, target, unchecked);
    return cause ?? target?.location ?? { file: head.file, line: 1, column: 1 };
  };
}

/** @returns the line because of which hosts, or some of their ports, are not scanned; undefined: no line says so */
function causeIn(head: Policy, target: Target | undefined, hosts: readonly HostClass[]): Location | undefined {
  if (hosts.every((one) => one.head.length === 0)) {
    const excluded = [...(target?.exclude ?? []), ...(head.authorization?.exclude ?? [])];
    return excluded.find((one) => hosts.some((host) => concerns(one, host)))?.location;
  }
  const own = ['ports', 'profile'].map((key) => `targets.${target?.name}.${key}`);
  const written = [...own, 'defaults.ports', 'defaults.profile'].map((key) => head.settings.get(key));
  return written.find((one) => one !== undefined);
}

function concerns(excluded: Located<HostPattern>, { addresses, names }: HostClass): boolean {
  if (excluded.value.kind === 'name') return names.includes(excluded.value.name);
  const left = subtractAddresses(addresses, addressesOf([excluded]));
  return countAddresses(left) < countAddresses(addresses);
}

interface Policies {
  readonly base: Policy;
  readonly head: Policy;
}

/** One kind of change of one range of ports, on one class of hosts. */
interface Draft extends Compared {
  readonly kind: ChangeKind;
  readonly hosts: HostClass;
  /** What failed the build and passes now. */
  readonly passing: Passing | null;
}

/**
 * @param parts of `partsOfNames`
 * @returns the changes of what may be open, and of what is scanned
 */
export function reachabilityChanges(
  classes: readonly HostClass[],
  parts: readonly HostClass[],
  policies: Policies,
  nearest: Nearest,
): readonly Change[] {
  const passingOf = passingIn(policies);
  const drafts = [...classes, ...parts].flatMap((hosts) =>
    PROTOCOLS.flatMap((protocol) =>
      comparedRanges(hosts, protocol).flatMap((compared): readonly Draft[] => {
        const passing = passingOf(compared);
        // Other changes of `families` and `exclude` are changes of their own.
        if (passing === null && parts.includes(hosts)) return [];
        return kindsOf(compared, policies, passing).map((kind) => ({ ...compared, kind, hosts, passing }));
      }),
    ),
  );
  const alike = groupBy(drafts, ({ kind, protocol, base, head, passing }) =>
    // What is scanned changes in whole ranges: the lines of single ports in them are no news of their own.
    kind === 'no-longer-checked'
      ? `${kind} ${protocol}`
      : [kind, protocol, cellKey(base), cellKey(head), linesOf(base), linesOf(head), JSON.stringify(passing)].join('|'),
  );
  return [...[...alike.values()].flatMap((group) => rectangles(group, nearest)), ...serviceChanges(classes, nearest)];
}

/**
 * @returns every way in which a range became more dangerous; or `narrowed`; empty: both cells expect the same, and
 *   nothing passes that failed
 */
function kindsOf(compared: Compared, policies: Policies, passing: Passing | null): readonly ChangeKind[] {
  const { base, head } = compared;
  const kinds: ChangeKind[] = [];
  if (cellKey(base) === cellKey(head) && passing === null) return [];
  if (head.kind === 'open' && base.kind !== 'open') kinds.push('newly-allowed');
  if (head.kind === 'unchecked') kinds.push('no-longer-checked');
  if (base.kind === 'forbid' && (head.kind === 'denied' || head.kind === 'filtered')) kinds.push('forbid-gone');
  if (base.required.length > 0 && head.required.length === 0) kinds.push('require-gone');
  // A port that is no longer forbidden is of low severity, because it is still not allowed.
  const passes = passing !== null && kinds.every((kind) => kind === 'forbid-gone');
  if (passes || isLoosened(compared, policies)) kinds.push('loosened');
  return kinds.length > 0 ? kinds : ['narrowed'];
}

function isLoosened({ base, head, protocol }: Compared, policies: Policies): boolean {
  if (isFilterGone(base, head)) return true;
  // Of TCP, silence means filtered. Of other protocols it may mean open, which a filtered line accepts.
  const silenceCounts = levelIn(policies.base, 'possibly-open') !== 'note';
  if (silenceCounts && protocol !== 'tcp' && head.kind === 'filtered') {
    if (base.kind === 'denied' || base.kind === 'forbid') return true;
  }
  if (base.kind !== 'open' || head.kind !== 'open') return false;
  return base.services.some((service) => !head.services.includes(service));
}

/** A closed port is a finding only of a filtered line. */
function isFilterGone(base: Cell, head: Cell): boolean {
  return base.filtered && !head.filtered && (head.kind === 'denied' || head.kind === 'forbid');
}

function linesOf({ entries }: Cell): string {
  return entries.map(({ location: { line, column } }) => `${line}:${column}`).join(' ');
}

/** Joins hosts that have the same ports in common. */
function rectangles(group: readonly [Draft, ...Draft[]], nearest: Nearest): readonly Change[] {
  const [first] = group;
  const byHosts = [...groupBy(group, ({ hosts }) => hosts).entries()].map(([hosts, drafts]) => ({
    hosts,
    ports: portSet(drafts.map(({ ports }): PortRange => ports)),
  }));
  return [...groupBy(byHosts, ({ ports }) => formatPorts(ports)).values()].map((same) =>
    changeOf(
      first,
      same[0].ports,
      same.map(({ hosts }) => hosts),
      nearest,
    ),
  );
}

function changeOf(draft: Draft, ports: PortSet, classes: readonly HostClass[], nearest: Nearest): Change {
  const { kind, protocol, base, head } = draft;
  const targets = targetsOf(classes);
  const graded = gradeOf(draft, ports);
  const wasUnchecked = base.kind === 'unchecked';
  const collapsed = kind === 'no-longer-checked';
  return {
    kind,
    ...graded,
    subject: `${portWords(ports)}/${protocol}`,
    was: collapsed ? 'scanned' : wordsOf(draft, base),
    now: wordsOf(draft, head),
    targets,
    hosts: describeHosts(classes),
    location: firstOf(head.entries) ?? nearest(targets, head.kind === 'unchecked' ? classes : undefined),
    before: collapsed || wasUnchecked ? null : firstOf(kind === 'require-gone' ? base.required : base.entries),
  };
}

/** @returns the cell in words. If those of both cells are the same, what is not found any more follows. */
function wordsOf({ base, head, passing }: Draft, cell: Cell): string {
  const words = cellWords(cell);
  if (passing === null || passing.now.length > 0 || cellWords(base) !== cellWords(head)) return words;
  return `${words}; if ${passing.words}: ${cell === base ? passing.was.join(' and ') : 'no finding'}`;
}

function gradeOf({ kind, protocol, base, head, passing }: Draft, ports: PortSet): GradedOrNot {
  switch (kind) {
    case 'newly-allowed':
    case 'loosened':
      if (head.kind === 'open') {
        const graded = gradePorts(protocol, ports, head.services);
        return { ...graded, reason: (base.kind === 'open' ? reasonOf(passing) : null) ?? graded.reason };
      }
      return { severity: 'medium', reason: isFilterGone(base, head) ? null : reasonOf(passing) };
    case 'no-longer-checked':
      return gradePorts(protocol, ports, []);
    case 'require-gone':
      return { severity: 'medium', reason: null };
    case 'forbid-gone':
      return { severity: 'low', reason: 'The port is still not allowed.' };
    default:
      return { severity: 'note', reason: null };
  }
}

/** Of what is not found any more, the change itself says enough. */
function reasonOf(passing: Passing | null): string | null {
  if (passing === null || passing.now.length === 0) return null;
  const [was, now] = [passing.was, passing.now].map((codes) => codes.join(' and '));
  const why = 'because of the level of the finding, a waiver or `activation`';
  return `If ${passing.words}, the build failed (${was}) and now passes (${now}), ${why}.`;
}

/** The number of ranges of ports that a text lists before it only counts the rest. */
const RANGES_SHOWN = 12;

/** @returns the ports in nmap's notation; the end of a long list only as a number of ports */
function portWords(ports: PortSet): string {
  const rest = ports.slice(RANGES_SHOWN);
  return rest.length === 0
    ? formatPorts(ports)
    : `${formatPorts(ports.slice(0, RANGES_SHOWN))} and ${grouped(portCount(rest))} more ports`;
}

type GradedOrNot = Pick<Graded, 'severity'> & { readonly reason: string | null };

/** Services that are forbidden on every port of a host. */
function serviceChanges(classes: readonly HostClass[], nearest: Nearest): readonly Change[] {
  const drafts = classes.flatMap((hosts) => {
    const [was, now] = [servicesOf(hosts.base), servicesOf(hosts.head)];
    const gone = hosts.head.length === 0 ? [] : [...was].filter((service) => !now.has(service));
    const added = [...now].filter((service) => !was.has(service));
    return [
      ...gone.map((service) => ({ kind: 'forbid-gone' as const, service, hosts })),
      ...added.map((service) => ({ kind: 'narrowed' as const, service, hosts })),
    ];
  });
  return [...groupBy(drafts, ({ kind, service }) => `${kind} ${service}`).values()].map((same): Change => {
    const [{ kind, service }] = same;
    const those = same.map(({ hosts }) => hosts);
    const targets = targetsOf(those);
    const isGone = kind === 'forbid-gone';
    const [before, after] = [
      forbidLine(
        those.flatMap(({ base }) => base),
        service,
      ),
      forbidLine(
        those.flatMap(({ head }) => head),
        service,
      ),
    ];
    return {
      kind,
      ...(isGone ? gradeService(service) : { severity: 'note' as const, reason: null }),
      subject: `service ${service}`,
      was: isGone ? 'forbidden on any port' : 'not forbidden',
      now: isGone ? 'not forbidden' : 'forbidden on any port',
      targets,
      hosts: describeHosts(those),
      location: after ?? nearest(targets),
      before,
    };
  });
}

function servicesOf(surfaces: readonly Surface[]): ReadonlySet<string> {
  return new Set(surfaces.flatMap(({ services }) => [...services]));
}

function forbidLine(surfaces: readonly Surface[], service: string): Location | null {
  const lines = surfaces.flatMap(({ target }) => target.forbiddenServices.filter((one) => one.service === service));
  return lines.map(({ location }) => location).sort(compareLocations)[0] ?? null;
}

function targetsOf(classes: readonly HostClass[]): readonly string[] {
  const names = classes.flatMap(({ base, head }) => [...base, ...head].map(({ target }) => target.name));
  return [...new Set(names)].sort(compareText);
}

function firstOf(entries: readonly Entry[]): Location | null {
  return entries.map(({ location }) => location).sort(compareLocations)[0] ?? null;
}
