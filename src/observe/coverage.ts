import type { PortDetail, PortState, UnobservedReason } from '../model/observation.ts';
import {
  intersect,
  NO_PORTS,
  type PortRange,
  type PortSet,
  type PortsByProtocol,
  PROTOCOLS,
  type Protocol,
  portCount,
  subtract,
  union,
} from '../model/port.ts';
import type { Doubt, ScannedPorts } from './document.ts';
import { setAside } from './scanned.ts';

/**
 * The `<port>` elements of one protocol, in document order. `ports[i]` is one port with `states[i]`; null: unknown
 * word.
 */
export interface ListedPorts {
  readonly ports: readonly PortRange[];
  readonly states: readonly (PortState | null)[];
  readonly details: ReadonlyMap<number, PortDetail>;
}

/** Ports that `<extrareasons ports>` lists. A list with a flaw takes its ports and answers none of them. */
export interface FoldedPorts {
  readonly protocol: Protocol;
  readonly ports: PortSet;
  readonly state: PortState | null;
  readonly flaw: string | null;
}

/** All that one `<host>` reports of its ports. */
export interface ReportedPorts {
  readonly listed: Readonly<Partial<Record<Protocol, ListedPorts>>>;
  readonly folded: readonly FoldedPorts[];
  /**
   * `<extraports>` without lists of ports, as nmap before 7.92 wrote them. They only give a count, over all protocols.
   */
  readonly uncounted: readonly { readonly state: PortState | null; readonly count: number }[];
  /** A report that cannot be assigned to a port. No port may then be answered by arithmetic. */
  readonly flaw: string | null;
}

/** States of ports that are not open. Nobody knows which port has which state, but none is open. */
const NOT_OPEN: ReadonlySet<PortState> = new Set(['closed', 'filtered', 'closed|filtered']);

const NOTHING_LISTED: ListedPorts = { ports: [], states: [], details: new Map() };

interface CheckedPorts extends ScannedPorts {
  /** Requested ports that are in no list. */
  readonly rest: PortSet;
}

/**
 * Proves, protocol by protocol, which ports a host's reports answer. A port must be requested by `<scaninfo services>`,
 * and reported exactly once, by `<port>` or by `<extrareasons ports>`. The other ports are answered only if the counts
 * of `<extraports>` without lists add up to them exactly. Every contradiction is a doubt. A doubtful open port still
 * counts as seen.
 */
export function proveCoverage(
  asked: PortsByProtocol,
  reported: ReportedPorts,
): Readonly<Partial<Record<Protocol, ScannedPorts>>> {
  const checked = PROTOCOLS.flatMap((protocol) => {
    const listed = reported.listed[protocol];
    const folded = reported.folded.filter((fold) => fold.protocol === protocol);
    return asked[protocol] === undefined && listed === undefined
      ? []
      : [{ protocol, ...checkReported(asked[protocol] ?? NO_PORTS, listed, folded) }];
  });
  const rest = checked.reduce((sum, one) => sum + portCount(one.rest), 0);
  const remainder = rest === 0 ? null : judgeRemainder(reported, rest);
  return Object.fromEntries(checked.map(({ protocol, ...one }) => [protocol, withRemainder(one, remainder)]));
}

function checkReported(asked: PortSet, listed: ListedPorts | undefined, folded: readonly FoldedPorts[]): CheckedPorts {
  const states: Partial<Record<PortState, PortSet>> = {};
  const doubts: Doubt[] = [];
  const { byState, all, repeated } = sortListed(listed ?? NOTHING_LISTED);
  const sets = [all, ...folded.map(({ ports }) => ports)];
  let doubtful: PortSet = NO_PORTS;
  const doubt = (ports: PortSet, text: string) => {
    const fresh = subtract(ports, doubtful);
    if (fresh.length === 0) return;
    doubtful = union(doubtful, fresh);
    doubts.push({ ports: fresh, reason: notAccounted(text) });
  };
  doubt(union(...sets.map((ports) => subtract(ports, asked))), 'the scan reports ports that are not in its port list');
  doubt(union(repeated, overlaps(sets)), 'the scan reports the port more than once');
  doubt(byState.get(null) ?? NO_PORTS, 'the scan gives a state that nmap does not have');
  for (const { ports, flaw } of folded) if (flaw !== null) doubt(ports, flaw);
  for (const [state, ports] of byState) if (state !== null) states[state] = ports;
  for (const { state, ports } of folded) if (state !== null) states[state] = union(states[state] ?? NO_PORTS, ports);

  const { answers, seen } = setAside({ states, details: (listed ?? NOTHING_LISTED).details }, doubtful);
  return { answers, seen, doubts, rest: sets.reduce(subtract, asked) };
}

/** @returns the ports that are in several of the sets */
function overlaps(sets: readonly PortSet[]): PortSet {
  let seen: PortSet = NO_PORTS;
  let twice: PortSet = NO_PORTS;
  sets.forEach((ports, index) => {
    twice = union(twice, intersect(seen, ports));
    // The union is the most expensive part, and there is usually one list.
    if (index < sets.length - 1) seen = union(seen, ports);
  });
  return twice;
}

/** The listed ports by state, as sets. `repeated`: ports that are listed several times. */
function sortListed({ ports, states }: ListedPorts) {
  const all: PortRange[] = [];
  const repeated: PortRange[] = [];
  const byState = new Map<PortState | null, PortRange[]>();
  for (const index of ascending(ports)) {
    const port = ports[index] as PortRange;
    const state = states[index] ?? null;
    if (!append(all, port)) append(repeated, port);
    const ranges = byState.get(state);
    if (ranges === undefined) byState.set(state, [port]);
    else append(ranges, port);
  }
  return { all, repeated, byState };
}

/** Indexes in the order of their ports. nmap lists ports in order, so usually no sorting is necessary. */
function ascending(ports: readonly PortRange[]): Iterable<number> {
  const first = (index: number) => (ports[index] as PortRange)[0];
  if (ports.every(([port], index) => index === 0 || port > first(index - 1))) return ports.keys();
  return [...ports.keys()].sort((a, b) => first(a) - first(b));
}

/**
 * Adds one port that is not below the last range.
 * @returns false if the last range already contains it
 */
function append(ranges: PortRange[], port: PortRange): boolean {
  const last = ranges.at(-1);
  if (last === undefined || port[0] > last[1] + 1) ranges.push(port);
  else if (port[0] === last[1]) return false;
  else ranges[ranges.length - 1] = [last[0], port[0]];
  return true;
}

type Remainder = { readonly state: PortState } | { readonly reason: UnobservedReason };

function judgeRemainder({ uncounted, flaw }: ReportedPorts, rest: number): Remainder {
  if (flaw !== null) return { reason: notAccounted(flaw) };
  const total = uncounted.reduce((sum, { count }) => sum + count, 0);
  if (uncounted.length === 0) return { reason: notAccounted('the scan neither lists the port nor accounts for it') };
  if (total !== rest) {
    return { reason: notAccounted(`the scan leaves ${rest} ports unlisted and accounts for ${total}`) };
  }
  const states = [...new Set(uncounted.map(({ state }) => state))];
  const [state] = states;
  if (states.length === 1 && state !== undefined && state !== null) return { state };
  if (states.every((one) => one !== null && NOT_OPEN.has(one))) return { state: 'closed|filtered' };
  const words = states.map((one) => one ?? 'an unknown state').sort();
  return {
    reason: {
      code: 'ambiguous-states',
      text:
        `the scan does not say which of the unlisted ports are ${words.join(' and which ')}; nmap 7.92 ` +
        'and newer do',
    },
  };
}

function withRemainder({ answers, seen, doubts, rest }: CheckedPorts, remainder: Remainder | null): ScannedPorts {
  if (rest.length === 0 || remainder === null) return { answers, seen, doubts };
  if ('reason' in remainder) return { answers, seen, doubts: [...doubts, { ports: rest, reason: remainder.reason }] };
  const ports = union(answers.states[remainder.state] ?? NO_PORTS, rest);
  return { answers: { ...answers, states: { ...answers.states, [remainder.state]: ports } }, seen, doubts };
}

function notAccounted(text: string): UnobservedReason {
  return { code: 'not-accounted', text };
}
