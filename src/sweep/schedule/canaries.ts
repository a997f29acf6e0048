import { eachPort, hasPort, NO_PORTS, type PortSet, portCount, setOfPorts, subtract, union } from '../../model/port.ts';
import type { SideProbe } from '../chunk.ts';
import { canariesOf, type SweptHost } from '../host.ts';
import { isEverywhere } from '../recall/missed-ports.ts';
import type { SweepState } from '../state.ts';
import {
  CANARIES,
  CANARY_SHARE,
  FEW_CANARIES,
  LEAD_IN,
  LEAD_IN_RATE,
  LEAD_IN_TIME,
  SHORTEST_SIDE_PROBE,
  SIDE_PROBE_PORTS,
  SILENT_SAMPLE,
} from './constants.ts';

/** @returns canaries of every host in turn, until there are as many as a chunk can carry */
export function chooseCanaries({ slices }: SweepState, hosts: readonly SweptHost[], ports: PortSet): PortSet {
  const most = Math.max(CANARIES, Math.floor(CANARY_SHARE * portCount(ports)));
  const offers = hosts
    .filter((host) => !isEverywhere(host, slices))
    .map((host) => [...canariesOf(host, false), ...host.known.closedSample.keys()]);
  const longest = Math.max(0, ...offers.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => offers.flatMap((offer) => offer[turn] ?? []));
  const chosen = [...new Set(turns.flat())].slice(0, most);
  // Most hosts have the same silent ports. The samples of a few hosts are enough for the others.
  const silent = [...new Set(hosts.flatMap(({ known }) => known.silentSample))].slice(0, SILENT_SAMPLE);
  return setOfPorts([...chosen, ...silent]);
}

/**
 * A chunk lasts long enough for a side probe, if early ports are the only canaries of some of its hosts: otherwise
 * silence would count that no canary confirms.
 * @returns packets per second, at most `wanted`, for a chunk of so many probes
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
 * Early ports of hosts that have few other canaries, spread over the time of the chunk. If a host refuses, the side
 * probe runs in the middle of the chunk and probes other ports first: the answer of a single probe proves no rate.
 */
export function sideProbeOf(
  state: SweepState,
  hosts: readonly SweptHost[],
  asked: PortSet,
  seconds: number,
): SideProbe | null {
  const some = withoutCanaries(state, hosts, asked);
  if (some.length === 0) return null;
  const early = new Set(some.flatMap((host) => canariesOf(host, true)));
  const ports = setOfPorts([...early].slice(0, SIDE_PROBE_PORTS));
  const addresses = some.map(({ address }) => address);
  const rate = Math.max(1, Math.floor((LEAD_IN_RATE * hosts.length * portCount(asked)) / seconds));
  const most = Math.floor((LEAD_IN_TIME * seconds * rate) / some.length / portCount(ports)) - 1;
  const isRefusing = some.some(({ refusals }) => refusals.isSeen);
  const leadIn = isRefusing ? leadInOf(state.group.ports, ports, Math.min(LEAD_IN, most)) : NO_PORTS;
  if (leadIn.length > 0) return { addresses, ports, leadIn, rate, after: seconds / 2 };
  const spread = Math.max(1, Math.ceil((some.length * portCount(ports)) / (0.9 * seconds)));
  return { addresses, ports, leadIn, rate: spread, after: 0.5 / spread };
}

/** @returns for each of some ports, the next lower ports of the group, at most `count` */
function leadInOf(group: PortSet, ports: PortSet, count: number): PortSet {
  if (count < 1) return NO_PORTS;
  const before = [...eachPort(ports)].map((port) =>
    setOfPorts([...eachPort(subtract(group, [[port, 65_535]]))].slice(-count)),
  );
  return subtract(union(...before), ports);
}

/** Tests whether a chunk of so many seconds ends before its side probe, or leaves it more than half of the rate. */
export function isTooShort({ rate }: SideProbe, seconds: number, maxRate: number): boolean {
  return seconds < SHORTEST_SIDE_PROBE || rate > maxRate / 2;
}

/** @returns hosts that have few canaries among the ports, and early ports that are open */
function withoutCanaries({ slices }: SweepState, hosts: readonly SweptHost[], asked: PortSet): readonly SweptHost[] {
  return hosts.filter(
    (host) =>
      !isEverywhere(host, slices) &&
      canariesOf(host, false).filter((port) => hasPort(asked, port)).length < FEW_CANARIES &&
      canariesOf(host, true).length > 0,
  );
}
