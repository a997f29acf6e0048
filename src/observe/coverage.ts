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
  portSet,
  subtract,
  union,
} from '../model/port.ts';
import type { Doubt, ScannedPorts } from './document.ts';
import { setAside } from './scanned.ts';

/** The `<port>` elements of one protocol, in document order: `numbers[i]` is in `states[i]`; null: an unknown word. */
export interface ListedPorts {
  readonly numbers: readonly number[];
  readonly states: readonly (PortState | null)[];
  readonly details: ReadonlyMap<number, PortDetail>;
}

/** Ports that `<extrareasons ports>` accounts for. A claim with a flaw takes its ports, and answers for none of them. */
export interface FoldedPorts {
  readonly protocol: Protocol;
  readonly ports: PortSet;
  readonly state: PortState | null;
  readonly flaw: string | null;
}

/** Everything that one `<host>` claims of its ports. */
export interface HostClaims {
  readonly listed: Readonly<Partial<Record<Protocol, ListedPorts>>>;
  readonly folded: readonly FoldedPorts[];
  /** `<extraports>` without lists of ports, as nmap before 7.92 wrote them: only how many, over all protocols. */
  readonly uncounted: readonly { readonly state: PortState | null; readonly count: number }[];
  /** What can't be assigned to a port: then no port may be accounted for by arithmetic. */
  readonly flaw: string | null;
}

/** States that nmap folds together without saying which port is which; the strictest of them stands for all. */
const FOLDED_AS_CLOSED: ReadonlySet<PortState> = new Set(['closed', 'filtered', 'closed|filtered']);

interface Claimed extends ScannedPorts {
  /** Asked for, and neither listed nor in any list. */
  readonly rest: PortSet;
}

/**
 * Proves, protocol by protocol, which ports a host's claims answer: asked for by `<scaninfo services>`, and claimed exactly
 * once, by `<port>` or by `<extrareasons ports>`. What is left is answered only where the counts of `<extraports>`
 * without lists add up to it exactly. Whatever contradicts itself is a doubt; an open port in doubt is still seen.
 */
export function proveCoverage(
  asked: PortsByProtocol,
  claims: HostClaims,
): Readonly<Partial<Record<Protocol, ScannedPorts>>> {
  const claimed = PROTOCOLS.flatMap((protocol) => {
    const listed = claims.listed[protocol];
    const folded = claims.folded.filter((fold) => fold.protocol === protocol);
    return asked[protocol] === undefined && listed === undefined
      ? []
      : [{ protocol, ...checkClaims(asked[protocol] ?? NO_PORTS, listed, folded) }];
  });
  const rest = claimed.reduce((sum, one) => sum + portCount(one.rest), 0);
  const remainder = rest === 0 ? null : judgeRemainder(claims, rest);
  return Object.fromEntries(claimed.map(({ protocol, ...one }) => [protocol, withRemainder(one, remainder)]));
}

function checkClaims(asked: PortSet, listed: ListedPorts | undefined, folded: readonly FoldedPorts[]): Claimed {
  const states: Partial<Record<PortState, PortSet>> = {};
  const doubts: Doubt[] = [];
  const { byState, all, unknown, repeated } = sortListed(listed);
  let claimed = all;
  let twice = repeated;
  for (const { ports } of folded) {
    twice = union(twice, intersect(claimed, ports));
    claimed = union(claimed, ports);
  }
  let doubtful: PortSet = NO_PORTS;
  const doubt = (ports: PortSet, text: string) => {
    const fresh = subtract(ports, doubtful);
    if (fresh.length === 0) return;
    doubtful = union(doubtful, fresh);
    doubts.push({ ports: fresh, reason: notAccounted(text) });
  };
  doubt(subtract(claimed, asked), 'the scan reports ports that it was not asked for');
  doubt(twice, 'the scan claims the port more than once');
  doubt(unknown, 'the scan gives a state that nmap does not have');
  for (const { ports, flaw } of folded) if (flaw !== null) doubt(ports, flaw);
  for (const [state, ports] of byState) states[state] = ports;
  for (const { state, ports } of folded) if (state !== null) states[state] = union(states[state] ?? NO_PORTS, ports);

  const { answers, seen } = setAside({ states, details: listed?.details ?? new Map() }, doubtful);
  return { answers, seen, doubts, rest: subtract(asked, claimed) };
}

function sortListed(listed: ListedPorts | undefined) {
  const byState = new Map<PortState, PortSet>();
  if (listed === undefined) return { byState, all: NO_PORTS, unknown: NO_PORTS, repeated: NO_PORTS };
  const { numbers, states } = listed;
  const ranges = new Map<PortState | null, PortRange[]>();
  const every: PortRange[] = numbers.map((port) => [port, port]);
  every.forEach((range, index) => {
    const state = states[index] ?? null;
    const known = ranges.get(state);
    if (known === undefined) ranges.set(state, [range]);
    else known.push(range);
  });
  const unknown = portSet(ranges.get(null) ?? []);
  for (const [state, of] of ranges) if (state !== null) byState.set(state, portSet(of));
  const all = portSet(every);
  return { byState, all, unknown, repeated: portCount(all) === numbers.length ? NO_PORTS : repeats(numbers) };
}

function repeats(numbers: readonly number[]): PortSet {
  const once = new Set<number>();
  const again = new Set<number>();
  for (const port of numbers) (once.has(port) ? again : once).add(port);
  return portSet([...again].map((port): PortRange => [port, port]));
}

type Remainder = { readonly state: PortState } | { readonly reason: UnobservedReason };

function judgeRemainder({ uncounted, flaw }: HostClaims, rest: number): Remainder {
  if (flaw !== null) return { reason: notAccounted(flaw) };
  const total = uncounted.reduce((sum, { count }) => sum + count, 0);
  if (uncounted.length === 0) return { reason: notAccounted('the scan neither lists the port nor accounts for it') };
  if (total !== rest) {
    return { reason: notAccounted(`the scan leaves ${rest} ports unlisted and accounts for ${total}`) };
  }
  const states = [...new Set(uncounted.map(({ state }) => state))];
  const [state] = states;
  if (states.length === 1 && state !== undefined && state !== null) return { state };
  if (states.every((one) => one !== null && FOLDED_AS_CLOSED.has(one))) return { state: 'closed' };
  const words = states.map((one) => one ?? 'an unknown state').sort();
  return {
    reason: {
      code: 'ambiguous-states',
      text: `the scan does not say which of the unlisted ports are ${words.join(' and which ')}; nmap 7.92 and newer do`,
    },
  };
}

function withRemainder({ answers, seen, doubts, rest }: Claimed, remainder: Remainder | null): ScannedPorts {
  if (rest.length === 0 || remainder === null) return { answers, seen, doubts };
  if ('reason' in remainder) return { answers, seen, doubts: [...doubts, { ports: rest, reason: remainder.reason }] };
  const ports = union(answers.states[remainder.state] ?? NO_PORTS, rest);
  return { answers: { ...answers, states: { ...answers.states, [remainder.state]: ports } }, seen, doubts };
}

function notAccounted(text: string): UnobservedReason {
  return { code: 'not-accounted', text };
}
