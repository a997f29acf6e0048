import { type Entry, type Expectation, requiredCoverage, type Target } from './policy.ts';
import {
  comparePorts,
  NO_PORTS,
  type PortRange,
  type PortSet,
  type PortsByProtocol,
  PROTOCOLS,
  type Protocol,
  portCount,
  portSet,
  subtract,
  union,
} from './port.ts';

/** Ports that share the same entries, strongest first. The first entry governs. */
export interface Segment {
  readonly first: number;
  readonly last: number;
  readonly entries: readonly [Entry, ...Entry[]];
}

/**
 * For each protocol, the segments that have an entry, ascending and disjoint. All other ports are denied by default.
 */
export type Expectations = Readonly<Record<Protocol, readonly Segment[]>>;

/** `forbid` beats `filtered` beats `require` beats `allow`. */
const STRENGTH = { forbid: 0, filtered: 1, require: 2, allow: 3 } as const satisfies Record<Expectation, number>;

/**
 * Computes what is expected of every port of a target, for `governingEntry`. If two entries have the same expectation,
 * the entry with fewer ports governs. If both have equally many ports, the entry with the lower ports governs. The
 * order of the file decides only between entries that mean the same.
 */
export function expectations(entries: readonly Entry[]): Expectations {
  const ranked = [...entries].sort(
    (a, b) =>
      STRENGTH[a.expectation] - STRENGTH[b.expectation] ||
      portCount(a.ports) - portCount(b.ports) ||
      comparePorts(a.ports, b.ports),
  );
  const segments = (protocol: Protocol) => segmentsOf(ranked.filter((entry) => entry.protocol === protocol));
  return { tcp: segments('tcp'), udp: segments('udp'), sctp: segments('sctp') };
}

/** @returns the entry that governs a port; null: no entry mentions the port, so it is denied by default */
export function governingEntry(expected: Expectations, protocol: Protocol, port: number): Entry | null {
  const segments = expected[protocol];
  let low = 0;
  let high = segments.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle] as Segment;
    if (port < segment.first) high = middle - 1;
    else if (port > segment.last) low = middle + 1;
    else return segment.entries[0];
  }
  return null;
}

/** @returns for each entry that governs any port, the ports that it governs */
export function governedPorts(expected: Expectations, protocol: Protocol): ReadonlyMap<Entry, PortSet> {
  const ranges = new Map<Entry, PortRange[]>();
  for (const { first, last, entries } of expected[protocol]) {
    const governed = ranges.get(entries[0]);
    if (governed === undefined) ranges.set(entries[0], [[first, last]]);
    else governed.push([first, last]);
  }
  return new Map([...ranges].map(([entry, parts]) => [entry, portSet(parts)]));
}

/** The ports of one address whose service decides something. */
export interface Identification {
  /**
   * Ports whose service must be identified: a line names the service, a target forbids services, or no line allows the
   * port and the service grades its finding.
   */
  readonly required: PortsByProtocol;
  /** Ports for which a line names the service. */
  readonly named: PortsByProtocol;
  /** Ports whose service is graded, or may be forbidden, whatever a line names. */
  readonly graded: PortsByProtocol;
  /** The services that lines name, normalised, and the ports of each line. */
  readonly services: readonly { readonly protocol: Protocol; readonly ports: PortSet; readonly service: string }[];
}

/** @returns the ports whose service decides something, on an address that all of these targets name */
export function identification(targets: readonly Target[]): Identification {
  const forbids = targets.some(({ forbiddenServices }) => forbiddenServices.length > 0);
  const expected = targets.map(({ entries }) => expectations(entries));
  const required: Partial<Record<Protocol, PortSet>> = {};
  const named: Partial<Record<Protocol, PortSet>> = {};
  const graded: Partial<Record<Protocol, PortSet>> = {};
  const services: { protocol: Protocol; ports: PortSet; service: string }[] = [];
  for (const protocol of PROTOCOLS) {
    const all = union(...targets.map((target) => requiredCoverage(target)[protocol] ?? NO_PORTS));
    const governed = expected.flatMap((one) => [...governedPorts(one, protocol)]);
    const portsOf = (test: (entry: Entry) => boolean): PortSet =>
      union(...governed.flatMap(([entry, ports]) => (test(entry) ? [ports] : [])));
    const anyService = portsOf((entry) => mayBeOpen(entry) && entry.service === null);
    named[protocol] = portsOf((entry) => mayBeOpen(entry) && entry.service !== null);
    const decided = portsOf((entry) => !mayBeOpen(entry));
    required[protocol] = forbids ? all : union(subtract(all, anyService), named[protocol], decided);
    graded[protocol] = forbids ? all : union(subtract(subtract(all, anyService), named[protocol]), decided);
    for (const [entry, ports] of governed) {
      if (mayBeOpen(entry) && entry.service !== null) services.push({ protocol, ports, service: entry.service });
    }
  }
  return { required, named, graded, services };
}

/** The TCP ports of one address for which a line names http or https. */
export interface WebPorts {
  readonly http: PortSet;
  readonly https: PortSet;
}

/** @returns the ports that lines of these targets call http or https, on an address that all of them name */
export function webPorts(targets: readonly Target[]): WebPorts {
  const governed = targets.flatMap(({ entries }) => [...governedPorts(expectations(entries), 'tcp')]);
  const named = (service: string): PortSet =>
    union(...governed.flatMap(([entry, ports]) => (mayBeOpen(entry) && entry.service === service ? [ports] : [])));
  return { http: named('http'), https: named('https') };
}

export function mayBeOpen({ expectation }: Entry): boolean {
  return expectation === 'require' || expectation === 'allow';
}

/** Sweeps over the ports at which an entry begins or ends. `ranked` is strongest first. */
function segmentsOf(ranked: readonly Entry[]): readonly Segment[] {
  const events: { readonly port: number; readonly rank: number; readonly begins: boolean }[] = [];
  ranked.forEach((entry, rank) => {
    for (const [first, last] of entry.ports) {
      events.push({ port: first, rank, begins: true }, { port: last + 1, rank, begins: false });
    }
  });
  events.sort((a, b) => a.port - b.port);

  const segments: Segment[] = [];
  const active: number[] = [];
  for (let i = 0; i < events.length; ) {
    const from = (events[i] as { port: number }).port;
    for (; events[i]?.port === from; i++) {
      const { rank, begins } = events[i] as { rank: number; begins: boolean };
      const place = active.findIndex((other) => other >= rank);
      if (!begins) active.splice(place, 1);
      else active.splice(place === -1 ? active.length : place, 0, rank);
    }
    const [strongest, ...weaker] = active.map((rank) => ranked[rank] as Entry);
    const next = events[i];
    if (strongest !== undefined && next !== undefined) {
      segments.push({ first: from, last: next.port - 1, entries: [strongest, ...weaker] });
    }
  }
  return segments;
}
