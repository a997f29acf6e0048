import { governingEntry } from '../model/expectation.ts';
import type { Entry } from '../model/policy.ts';
import { hasPort, MAX_PORT, type PortRange, type Protocol } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import type { HostClass, Surface } from './hosts.ts';

/**
 * What all targets of a host together expect of a port. `unchecked`: nobody scans it. `denied`: scanned, and no line
 * allows it. `open`: it may be open, and must be if `required`; it must be each of the `services` (none: any service).
 */
export type Cell =
  | { readonly kind: 'unchecked' | 'denied'; readonly entries: readonly Entry[] }
  | { readonly kind: 'filtered' | 'forbid'; readonly entries: readonly Entry[] }
  | {
      readonly kind: 'open';
      readonly required: boolean;
      readonly services: readonly string[];
      readonly entries: readonly Entry[];
    };

/** Ports whose cells differ between both policies. */
export interface Difference {
  readonly protocol: Protocol;
  readonly ports: PortRange;
  readonly base: Cell;
  readonly head: Cell;
}

/** @returns the ports of a class of hosts whose cells differ, ascending */
export function differences({ base, head }: HostClass, protocol: Protocol): readonly Difference[] {
  const starts = breakpoints([...base, ...head], protocol);
  return starts.flatMap((first, index): readonly Difference[] => {
    const last = (starts[index + 1] ?? MAX_PORT + 1) - 1;
    const difference = {
      protocol,
      ports: [first, last] as const,
      base: cellOf(base, protocol, first),
      head: cellOf(head, protocol, first),
    };
    return cellKey(difference.base) === cellKey(difference.head) ? [] : [difference];
  });
}

/** @returns every port with its cell, in ascending ranges between which a line or the scanned ports begin or end */
export function cellRanges(surfaces: readonly Surface[], protocol: Protocol) {
  const starts = breakpoints(surfaces, protocol);
  return starts.map((first, index) => ({
    ports: [first, (starts[index + 1] ?? MAX_PORT + 1) - 1] as const,
    cell: cellOf(surfaces, protocol, first),
  }));
}

/** @returns the ports at which a line or the scanned ports of any target begin or end, ascending, with port 0 */
export function breakpoints(surfaces: readonly Surface[], protocol: Protocol): readonly number[] {
  const starts = new Set([0]);
  for (const { expected, covered } of surfaces) {
    for (const { first, last } of expected[protocol]) starts.add(first).add(last + 1);
    for (const [first, last] of covered[protocol] ?? []) starts.add(first).add(last + 1);
  }
  return [...starts].filter((port) => port <= MAX_PORT).sort((a, b) => a - b);
}

function cellOf(surfaces: readonly Surface[], protocol: Protocol, port: number): Cell {
  const entries = surfaces.flatMap(({ expected }) => governingEntry(expected, protocol, port) ?? []);
  const having = (...kinds: readonly Entry['expectation'][]) =>
    entries.filter(({ expectation }) => kinds.includes(expectation));
  const forbid = having('forbid');
  if (forbid.length > 0) return { kind: 'forbid', entries: forbid };
  const filtered = having('filtered');
  if (filtered.length > 0) return { kind: 'filtered', entries: filtered };
  const open = having('require', 'allow');
  if (open.length > 0) {
    const services = [...new Set(open.flatMap(({ service }) => service ?? []))].sort(compareText);
    return { kind: 'open', required: having('require').length > 0, services, entries: open };
  }
  const scanned = surfaces.some(({ covered }) => hasPort(covered[protocol] ?? [], port));
  return { kind: scanned ? 'denied' : 'unchecked', entries: [] };
}

/** @returns a key that is equal for cells that mean the same */
export function cellKey(cell: Cell): string {
  return cell.kind === 'open' ? `open ${cell.required} ${cell.services.join(' ')}` : cell.kind;
}

/** @returns the cell in words: `allowed (ssh)`, `not allowed` */
export function cellWords(cell: Cell): string {
  switch (cell.kind) {
    case 'unchecked':
      return 'not scanned';
    case 'denied':
      return 'not allowed';
    case 'filtered':
      return 'filtered';
    case 'forbid':
      return 'forbidden';
    case 'open':
      return `${cell.required ? 'required' : 'allowed'} (${cell.services.join(' and ') || 'any service'})`;
    default:
      return cell satisfies never;
  }
}
