import { eachPort, hasPort, NO_PORTS, type PortSet, portCount, portSet, subtract, union } from '../../model/port.ts';
import type { SideProbe } from '../chunk.ts';
import { canariesOf, type SweptHost } from '../host.ts';
import { isEverywhere } from '../recall/missed-ports.ts';
import type { SweepState } from '../state.ts';

/** Canaries in a chunk: at most this share of its ports, or so many where that is more. */
export const CANARY_SHARE = 0.02;
const CANARIES = 16;
/** Hosts with fewer canaries than this in a chunk get a side probe, if one of their early ports is open. */
const FEW_CANARIES = 3;
const SIDE_PROBE_PORTS = 12;
/** Seconds that a chunk lasts at least which has one. */
const SHORTEST_SIDE_PROBE = 0.25;
/**
 * Ports just before each of these, and their part of the chunk's rate and time. A limit of connections hands out tokens
 * while the scanner starts a process on a busy machine: a single probe was let through in 17 of 25 runs (200 a second),
 * behind 21 others in one. At half this rate one scan of three believed a limit of 50 a second.
 */
const LEAD_IN = 32;
const LEAD_IN_RATE = 0.1;
const LEAD_IN_TIME = 0.4;
/** Ports that were silent in a chunk: should they refuse in a later one. */
const SILENT_SAMPLE = 8;
/** Canaries that one host may offer. */
const MOST_TURNS = 12;

/** Some of every host, in turn, until there are as many as a chunk can carry. */
export function chooseCanaries({ slices }: SweepState, hosts: readonly SweptHost[], ports: PortSet): PortSet {
  const most = Math.max(CANARIES, Math.floor(CANARY_SHARE * portCount(ports)));
  const offers = hosts
    .filter((host) => !isEverywhere(host, slices))
    .map((host) => [...canariesOf(host, false), ...host.closedProbes.keys()]);
  const chosen = new Set<number>();
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    for (const offer of offers) {
      const port = offer[turn];
      if (port !== undefined && chosen.size < most) chosen.add(port);
    }
  }
  // Silent ones are the same of all hosts, as a rule; a few speak for the others where they are not.
  const silentSample = new Set(hosts.flatMap((host) => host.silentSample));
  return portSet([...chosen, ...[...silentSample].slice(0, SILENT_SAMPLE)].map((port) => [port, port] as const));
}

/**
 * Packets a second for a chunk of so many probes: slower than wanted if early ports are the only
 * canaries of some of its hosts, so that it lasts long enough for a side probe. Otherwise unproven silence would count.
 */
export function audibleRate(
  state: SweepState,
  hosts: readonly SweptHost[],
  asked: PortSet,
  probes: number,
  wanted: number,
): number {
  if (withoutCanaries(state, hosts, asked).length === 0) return wanted;
  return Math.max(1, Math.min(wanted, Math.floor(probes / SHORTEST_SIDE_PROBE)));
}

/**
 * Early ports of hosts that have few other canaries, spread over the time that the chunk takes. If a host refuses, they
 * are asked in the middle of it, behind others: what answers alone vouches for no pace.
 */
export function sideProbeOf(
  state: SweepState,
  hosts: readonly SweptHost[],
  asked: PortSet,
  seconds: number,
): SideProbe | null {
  const those = withoutCanaries(state, hosts, asked);
  if (those.length === 0) return null;
  const blind = new Set(those.flatMap((host) => canariesOf(host, true)));
  const ports = portSet([...blind].slice(0, SIDE_PROBE_PORTS).map((port) => [port, port] as const));
  const addresses = those.map(({ address }) => address);
  const rate = Math.max(1, Math.floor((LEAD_IN_RATE * hosts.length * portCount(asked)) / seconds));
  const most = Math.floor((LEAD_IN_TIME * seconds * rate) / those.length / portCount(ports)) - 1;
  const leadIn = those.some(({ refused }) => refused)
    ? leadInOf(state.group.ports, ports, Math.min(LEAD_IN, most))
    : NO_PORTS;
  if (leadIn.length > 0) return { addresses, ports, leadIn, rate, after: seconds / 2 };
  const spread = Math.max(1, Math.ceil((those.length * portCount(ports)) / (0.9 * seconds)));
  return { addresses, ports, leadIn, rate: spread, after: 0.5 / spread };
}

/** So many of a group's ports just before each of some. */
function leadInOf(group: PortSet, ports: PortSet, count: number): PortSet {
  if (count < 1) return NO_PORTS;
  const before = [...eachPort(ports)].map((port) => {
    const lower = subtract(group, [[port, 65_535]]);
    return portSet([...eachPort(lower)].slice(-count).map((one) => [one, one] as const));
  });
  return subtract(union(...before), ports);
}

/** Whether a chunk of so many seconds is over too soon for its side probe, or leaves it more than half of the rate. */
export function isTooShort({ rate }: SideProbe, seconds: number, maxRate: number): boolean {
  return seconds < SHORTEST_SIDE_PROBE || rate > maxRate / 2;
}

/** Hosts that have few canaries among the ports, and blind ones. */
function withoutCanaries({ slices }: SweepState, hosts: readonly SweptHost[], asked: PortSet): readonly SweptHost[] {
  return hosts.filter(
    (host) =>
      !isEverywhere(host, slices) &&
      canariesOf(host, false).filter((port) => hasPort(asked, port)).length < FEW_CANARIES &&
      canariesOf(host, true).length > 0,
  );
}
