import { governingEntry } from '../model/expectation.ts';
import type { Entry, Target } from '../model/policy.ts';
import { hasPort, MAX_PORT, type PortRange, type Protocol } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import type { HostClass, Surface } from './hosts.ts';

/**
 * What all targets of a host together expect of a port. Each target judges by its own line, so a port may be forbidden,
 * filtered and required at once.
 */
export interface Cell {
  /**
   * Whether the port may be open. `unchecked`: nobody scans it. `denied`: scanned, and no line allows it. `filtered`: a
   * line says so, and none forbids it.
   */
  readonly kind: 'unchecked' | 'denied' | 'filtered' | 'forbid' | 'open';
  /** The lines that decide the kind. */
  readonly entries: readonly Entry[];
  /** For each target that scans the port, its line. */
  readonly lines: readonly Line[];
  /** The lines that require the port. */
  readonly required: readonly Entry[];
  /** Whether a line says that it is filtered, also if another one forbids it. */
  readonly filtered: boolean;
  /** The services that lines require or allow, sorted; empty: no line names one. */
  readonly services: readonly string[];
}

export interface Line {
  readonly target: Target;
  /** null: the target scans the port, and has no line for it. */
  readonly entry: Entry | null;
}

/** A range of ports, and what each policy expects of it. */
export interface Compared {
  readonly protocol: Protocol;
  readonly ports: PortRange;
  readonly base: Cell;
  readonly head: Cell;
}

/** @returns the ports of a class of hosts in ascending ranges, in which both cells and the waivers are the same */
export function comparedRanges({ base, head }: HostClass, protocol: Protocol): readonly Compared[] {
  const waived = [...base, ...head].flatMap(({ target }) =>
    target.waivers.flatMap((waiver) => (waiver.protocol === protocol ? [waiver.port, waiver.port + 1] : [])),
  );
  const starts = ascending([...breakpoints([...base, ...head], protocol), ...waived]);
  return rangesFrom(starts).map((ports) => ({
    ...{ protocol, ports },
    base: cellOf(base, protocol, ports[0]),
    head: cellOf(head, protocol, ports[0]),
  }));
}

/** @returns every port with its cell, in ascending ranges between which a line or the scanned ports begin or end */
export function cellRanges(surfaces: readonly Surface[], protocol: Protocol) {
  return rangesFrom(breakpoints(surfaces, protocol)).map((ports) => ({
    ports,
    cell: cellOf(surfaces, protocol, ports[0]),
  }));
}

function rangesFrom(starts: readonly number[]): readonly PortRange[] {
  return starts.map((first, index) => [first, (starts[index + 1] ?? MAX_PORT + 1) - 1]);
}

/** @returns the ports at which a line or the scanned ports of any target begin or end, ascending, with port 0 */
export function breakpoints(surfaces: readonly Surface[], protocol: Protocol): readonly number[] {
  const starts = new Set([0]);
  for (const { expected, covered } of surfaces) {
    for (const { first, last } of expected[protocol]) starts.add(first).add(last + 1);
    for (const [first, last] of covered[protocol] ?? []) starts.add(first).add(last + 1);
  }
  return ascending(starts);
}

function ascending(starts: Iterable<number>): readonly number[] {
  return [...new Set(starts)].filter((port) => port <= MAX_PORT).sort((a, b) => a - b);
}

function cellOf(surfaces: readonly Surface[], protocol: Protocol, port: number): Cell {
  const lines = surfaces.flatMap(({ target, expected, covered }) => {
    const entry = governingEntry(expected, protocol, port);
    return hasPort(covered[protocol] ?? [], port) ? [{ target, entry }] : [];
  });
  const having = (...kinds: readonly Entry['expectation'][]) =>
    lines.flatMap(({ entry }) => (entry !== null && kinds.includes(entry.expectation) ? [entry] : []));
  const [forbid, filtered, open] = [having('forbid'), having('filtered'), having('require', 'allow')];
  const about = {
    lines,
    required: having('require'),
    filtered: filtered.length > 0,
    services: [...new Set(open.flatMap(({ service }) => service ?? []))].sort(compareText),
  };
  if (forbid.length > 0) return { ...about, kind: 'forbid', entries: forbid };
  if (filtered.length > 0) return { ...about, kind: 'filtered', entries: filtered };
  if (open.length > 0) return { ...about, kind: 'open', entries: open };
  return { ...about, kind: lines.length > 0 ? 'denied' : 'unchecked', entries: [] };
}

/** @returns a key that is equal for cells that expect the same */
export function cellKey({ kind, required, filtered, services }: Cell): string {
  return [kind, required.length > 0, filtered, ...services].join(' ');
}

/** @returns the cell in words: `allowed (ssh)`, `not allowed`, `forbidden and required (any service)` */
export function cellWords({ kind, required, filtered, services }: Cell): string {
  if (kind === 'unchecked') return 'not scanned';
  if (kind === 'denied') return 'not allowed';
  const named = `(${services.join(' and ') || 'any service'})`;
  const showsAllowance = kind === 'open' || services.length > 0;
  const parts = [
    ...(kind === 'forbid' ? ['forbidden'] : []),
    ...(filtered ? ['filtered'] : []),
    ...(required.length > 0 ? [`required ${named}`] : showsAllowance ? [`allowed ${named}`] : []),
  ];
  return parts.join(' and ');
}
