import type { PortSet } from '../../model/port.ts';
import { NO_PORTS, portCount, portSet, subtract, union } from '../../model/port.ts';
import type { Timeouts } from '../../model/timeouts.ts';
import { FAST, FIRST, SLOW_PATH, timeoutsFor } from '../../model/timeouts.ts';
import type { Chunk } from '../chunk.ts';
import type { SweptHost } from '../host.ts';
import { canariesOf } from '../host.ts';
import { hasFewPorts, portsToVouch, slowChunk } from '../liveness/refusals.ts';
import { easyRate, longestOf, rateOf } from '../rate/rate.ts';
import type { SweepState } from '../state.ts';
import { FEWEST_ATTEMPTS } from '../state.ts';
import { audibleRate, chooseCanaries, isTooShort, sideProbeOf } from './canaries.ts';

/** Seconds of sending in each of the first chunks, which show how the path and the hosts behave. */
const FIRST_SECONDS = 0.4;
const FIRST_CHUNKS = 2;
/** The shortest and the longest duration of a later chunk, if its rate is known to be good. */
const SHORTEST = 0.8;
const LONGEST = 4;
/** If the rate is known to be good, a chunk sends for this multiple of the time that it then waits for answers. */
const WORTH_WAITING = 3;
/**
 * The largest number of port ranges in a chunk. The whole chunk is one invocation, and its canaries measure all of it.
 */
const MOST_RANGES = 6_000;
/** Milliseconds before hosts that stayed silent in a recheck are probed again. */
const RECHECK_PAUSE = 2_000;
/** Ports per second. A plain scan of hosts that answer at once is given up if it is slower than this. */
const PLAIN_RATE = 8_000;
const PLAIN_LEAST = 5_000;

/** @returns whether the host has silent ports in the slice that were probed fewer than `attempts` times */
export function wants(host: SweptHost, slice: number, attempts: number): boolean {
  return (host.attempts[slice] as number) < attempts && host.unanswered[slice] !== 0;
}

/** @returns a chunk of as many slices as fit at the current rate */
export function pacedChunk(
  state: SweepState,
  slices: readonly number[],
  hostsOf: (slice: number) => readonly SweptHost[],
): Chunk | null {
  if (slices.length === 0) return null;
  const asking = new Set(slices.flatMap(hostsOf));
  const { least } = timeoutsOf(state, [...asking]);
  const rate = Math.min(rateOf(state.pace), easyRate(least));
  const left = slices.reduce((sum, index) => sum + (state.slices[index]?.count ?? 0) * hostsOf(index).length, 0);
  const all = left / rate;
  const hosts = new Set<SweptHost>();
  const most = state.chunks < FIRST_CHUNKS ? FIRST_SECONDS : longestOf({ ...state.pace, rate });
  const longest = Math.max(LONGEST, (WORTH_WAITING * least) / 1_000);
  const seconds = Math.min(most, Math.max(SHORTEST, all / Math.max(1, Math.ceil(all / longest))));
  const ports: PortSet[] = [];
  let count = 0;
  let ranges = 0;
  for (const index of slices) {
    const here = hostsOf(index);
    const wider = new Set([...hosts, ...here]);
    const asked = pendingPorts(state, here, index);
    ranges += asked.length;
    if (ports.length > 0 && ranges > MOST_RANGES) break;
    // A chunk probes every port on every host.
    if (ports.length > 0 && (count + portCount(asked)) * wider.size > rate * seconds) {
      if (left > 1.3 * rate * seconds) break;
    }
    for (const host of here) hosts.add(host);
    ports.push(asked);
    count += portCount(asked);
  }
  // The remaining doubt may be about ports that cannot be probed any more.
  return hosts.size === 0 ? null : paced(state, [...hosts], union(...ports), rate);
}

/**
 * @returns the ports of a slice that did not answer on some of the hosts, and its open ports, which measure
 * the loss of the probe round
 */
function pendingPorts({ slices }: SweepState, hosts: readonly SweptHost[], index: number): PortSet {
  const { ports, count } = slices[index] as { ports: PortSet; count: number };
  const silent = union(...hosts.map((host) => subtract(ports, host.answered[index] as PortSet)));
  // A list with gaps is long, so it must save many packets to be worth it.
  if (portCount(silent) > 0.8 * count) return ports;
  const open = portSet(
    hosts.flatMap((host) => [...host.open.keys()].map((port) => [port, port] as const)).slice(0, 500),
  );
  return union(silent, subtract(ports, subtract(ports, open)));
}

/** Before the first answers, hosts that answer soon must not wait for the others. */
function timeoutsOf({ chunks }: SweepState, hosts: readonly SweptHost[]): Timeouts {
  return chunks === 0 ? FIRST : timeoutsFor(hosts.map(({ answersWithin }) => answersWithin));
}

function paced(state: SweepState, hosts: readonly SweptHost[], ports: PortSet, wanted: number): Chunk {
  const canaries = subtract(chooseCanaries(state, hosts, ports), ports);
  const asked = union(ports, canaries);
  const probes = portCount(asked) * hosts.length;
  const rate = audibleRate(state, hosts, asked, probes, wanted);
  const sideProbe = sideProbeOf(state, hosts, asked, probes / rate);
  const share = sideProbe?.rate ?? 0;
  const own = Math.max(1, Math.floor(share < rate ? rate - share : rate));
  const useful = share < rate / 2 ? sideProbe : null;
  return {
    id: state.chunks,
    kind: 'paced',
    addresses: hosts.map(({ address }) => address),
    ports,
    canaries,
    rate: useful === null ? rate : own,
    sideProbe: useful,
    timeouts: timeoutsOf(state, hosts),
    pause: 0,
    limit: null,
  };
}

export function vouchingChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk {
  if (hasFewPorts(state) || hosts.every(({ open }) => open.size === 0)) return slowChunk(state, hosts);
  const { ports, rate } = portsToVouch(state, hosts);
  const chunk = paced(state, hosts, ports, rate);
  return { ...chunk, ports: NO_PORTS, canaries: union(chunk.ports, chunk.canaries) };
}

/**
 * @returns null if the scan would end before the side probe has probed the only ports that can
 * prove that the hosts are up
 */
export function plainChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  const { ownRate } = state.settings;
  const ports = union(
    ...[...state.slices.entries()].flatMap(([index, slice]) =>
      hosts.some((host) => wants(host, index, FEWEST_ATTEMPTS)) ? [slice.ports] : [],
    ),
  );
  const canaries = subtract(chooseCanaries(state, hosts, ports), ports);
  const asked = union(ports, canaries);
  const probes = portCount(asked) * hosts.length;
  // The scan cannot end sooner, because the scanner does not exceed this rate.
  const shortest = probes / ownRate;
  const sideProbe = sideProbeOf(state, hosts, asked, shortest);
  if (sideProbe !== null && isTooShort(sideProbe, shortest, ownRate)) return null;
  return {
    id: state.chunks,
    kind: 'plain',
    addresses: hosts.map(({ address }) => address),
    ports,
    canaries,
    rate: null,
    sideProbe,
    timeouts: FAST,
    pause: 0,
    limit: PLAIN_LEAST + (probes / Math.min(PLAIN_RATE, ownRate / 2)) * 1_000,
  };
}

/**
 * Probes known open ports and known closed ports. If one kind does not answer any more, the host is
 * gone or blocks this scanner.
 */
export function recheckChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk {
  const ports = hosts.flatMap((host) => {
    const open = [...canariesOf(host, false), ...canariesOf(host, true)].slice(0, 8);
    return [...open, ...host.closedProbes.keys(), ...host.silentSample, ...host.rejectedSample];
  });
  const again = hosts.some(({ rechecks }) => rechecks > 0);
  return {
    id: state.chunks,
    kind: 'recheck',
    addresses: hosts.map(({ address }) => address),
    ports: NO_PORTS,
    canaries: portSet(ports.map((port) => [port, port] as const)),
    rate: null,
    sideProbe: null,
    timeouts: again ? SLOW_PATH : timeoutsFor(hosts.map(({ answersWithin }) => answersWithin)),
    pause: again ? RECHECK_PAUSE : 0,
    limit: 60_000,
  };
}
