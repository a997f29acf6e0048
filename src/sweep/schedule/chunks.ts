import {
  firstPorts,
  intersect,
  NO_PORTS,
  type PortSet,
  portCount,
  setOfPorts,
  subtract,
  union,
} from '../../model/port.ts';
import { FAST, FIRST, SLOW_PATH, type Timeouts, timeoutsFor } from '../../model/timeouts.ts';
import type { Chunk } from '../chunk.ts';
import { canariesOf, type SweptHost, wants } from '../host.ts';
import { CONFIRMATION_SECONDS, FEW_PORTS, SLOW_RATE } from '../liveness/constants.ts';
import { hasFewPorts } from '../liveness/refusals.ts';
import { TRIAL } from '../rate/constants.ts';
import { easyRate, longestOf, rateOf } from '../rate/rate.ts';
import { fewestAttempts, type SweepState } from '../state.ts';
import { audibleRate, chooseCanaries, isTooShort, sideProbeOf } from './canaries.ts';
import {
  FEWEST_ATTEMPTS,
  FIRST_CHUNKS,
  LONGEST,
  MOST_RANGES,
  PLAIN_LEAST,
  PLAIN_RATE,
  RECHECK_LIMIT,
  RECHECK_PAUSE,
  WORTH_WAITING,
} from './constants.ts';

type Purpose = Pick<Chunk, 'kind' | 'reason'>;

/** @returns a chunk of these hosts with the scanner's own rate, its usual timeouts and nothing to probe */
function chunkOf(state: SweepState, hosts: readonly SweptHost[], purpose: Purpose): Chunk {
  return {
    ...purpose,
    ...{ id: state.chunks, phase: state.phase, pass: fewestAttempts(state, hosts) + 1 },
    addresses: hosts.map(({ address }) => address),
    ...{ ports: NO_PORTS, canaries: NO_PORTS, rate: null, sideProbe: null, pause: 0, limit: null },
    timeouts: atLeast(state, timeoutsOf(state, hosts)),
  };
}

function atLeast({ settings: { leastWait } }: SweepState, { initial, least }: Timeouts): Timeouts {
  return { initial: least >= leastWait ? initial : Math.max(initial, leastWait), least: Math.max(least, leastWait) };
}

/** Before the first answers, hosts that answer soon must not wait for the others. */
function timeoutsOf({ chunks }: SweepState, hosts: readonly SweptHost[]): Timeouts {
  return chunks === 0 ? FIRST : timeoutsFor(hosts.map(({ roundTrips }) => roundTrips.within));
}

/** @returns a chunk of as many slices as fit at the current rate */
export function pacedChunk(
  state: SweepState,
  slices: readonly number[],
  hostsOf: (slice: number) => readonly SweptHost[],
): Chunk | null {
  if (slices.length === 0) return null;
  const { least } = timeoutsOf(state, [...new Set(slices.flatMap(hostsOf))]);
  const rate = Math.min(rateOf(state.pace), easyRate(least));
  const left = slices.reduce((sum, index) => sum + (state.slices[index]?.count ?? 0) * hostsOf(index).length, 0);
  const size = rate * secondsOf(state, rate, left / rate, least);
  const hosts = new Set<SweptHost>();
  const ports: PortSet[] = [];
  let count = 0;
  let ranges = 0;
  for (const index of slices) {
    const here = hostsOf(index);
    const asked = pendingPorts(state, here, index);
    ranges += asked.length;
    // A chunk probes every port on every host.
    const probes = (count + portCount(asked)) * new Set([...hosts, ...here]).size;
    if (ports.length > 0 && (ranges > MOST_RANGES || probes > size)) break;
    for (const host of here) hosts.add(host);
    ports.push(asked);
    count += portCount(asked);
  }
  // The remaining doubt may be about ports that cannot be probed any more.
  if (hosts.size === 0) return null;
  const isPass = fewestAttempts(state, [...hosts]) < FEWEST_ATTEMPTS;
  const reason = state.chunks === 0 ? 'first-ports' : isPass ? 'pass' : 'further-pass';
  return withCanaries(state, [...hosts], { kind: 'paced', reason }, union(...ports), rate);
}

/** @returns seconds that a chunk sends, if everything takes `all` seconds and its probes wait `least` milliseconds */
function secondsOf({ chunks, pace }: SweepState, rate: number, all: number, least: number): number {
  const most = chunks < FIRST_CHUNKS ? TRIAL : longestOf({ ...pace, rate });
  const longest = Math.max(LONGEST, (WORTH_WAITING * least) / 1_000);
  return Math.min(most, all / Math.max(1, Math.ceil(all / longest)));
}

/**
 * @returns the ports of a slice that did not answer on some of the hosts, and its open ports, which measure
 * the loss of the probe round
 */
function pendingPorts({ slices }: SweepState, hosts: readonly SweptHost[], index: number): PortSet {
  const { ports, count } = slices[index] as { ports: PortSet; count: number };
  const silent = union(...hosts.map(({ answers }) => subtract(ports, answers.answered[index] as PortSet)));
  // A list with gaps is long, so it must save many packets to be worth it.
  if (portCount(silent) > 0.8 * count) return ports;
  const open = setOfPorts(hosts.flatMap(({ known }) => [...known.open.keys()]).slice(0, 500));
  return union(silent, subtract(ports, subtract(ports, open)));
}

function withCanaries(
  state: SweepState,
  hosts: readonly SweptHost[],
  purpose: Purpose,
  ports: PortSet,
  wanted: number,
): Chunk {
  const canaries = subtract(chooseCanaries(state, hosts, ports), ports);
  const asked = union(ports, canaries);
  const probes = portCount(asked) * hosts.length;
  const rate = audibleRate(state, hosts, asked, probes, wanted);
  const sideProbe = sideProbeOf(state, hosts, asked, probes / rate);
  const chunk = { ...chunkOf(state, hosts, purpose), ports, canaries };
  if (sideProbe === null || sideProbe.rate >= rate / 2) return { ...chunk, rate };
  return { ...chunk, rate: Math.max(1, Math.floor(rate - sideProbe.rate)), sideProbe };
}

/** Confirms refusals: answered ports at the rate of the refusals with canaries, or likely ports slowly. */
export function confirmationChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk {
  const { ports } = state.group;
  if (hasFewPorts(ports) || hosts.every(({ known }) => known.open.size === 0)) return slowChunk(state, hosts);
  const rate = Math.max(...hosts.map(({ refusals }) => refusals.unconfirmedRate));
  const again = firstPorts(ports, Math.ceil((CONFIRMATION_SECONDS * rate) / hosts.length));
  const chunk = withCanaries(state, hosts, { kind: 'paced', reason: 'refusal-check' }, again, rate);
  return { ...chunk, ports: NO_PORTS, canaries: union(again, chunk.canaries) };
}

/**
 * Probes slowly the ports that are most likely open, and ports that refused. The pause lets a limit recover that the
 * chunks before have used up: otherwise it refuses the first probes, and these are of popular ports.
 */
function slowChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk {
  const likely = hosts.map(({ declared }) =>
    [state.slices[0]?.ports ?? NO_PORTS, state.group.ports].reduce(
      (some, more) => union(some, firstPorts(subtract(more, some), FEW_PORTS - portCount(some))),
      firstPorts(intersect(declared, state.group.ports), FEW_PORTS),
    ),
  );
  return {
    ...chunkOf(state, hosts, { kind: 'recheck', reason: 'refusal-check' }),
    canaries: union(setOfPorts(hosts.flatMap(({ known }) => [...known.closedSample.keys()])), ...likely),
    rate: Math.min(state.settings.maxRate, SLOW_RATE * hosts.length),
    timeouts: atLeast(state, FIRST),
    ...{ pause: RECHECK_PAUSE, limit: RECHECK_LIMIT },
  };
}

/**
 * @returns null if the scan would end before the side probe has probed the only ports that can
 * prove that the hosts are up
 */
export function plainChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  const { ownRate } = state.settings;
  const wanted = state.slices.filter((_, index) => hosts.some((host) => wants(host, index, FEWEST_ATTEMPTS)));
  const ports = union(...wanted.map((slice) => slice.ports));
  const canaries = subtract(chooseCanaries(state, hosts, ports), ports);
  const asked = union(ports, canaries);
  const probes = portCount(asked) * hosts.length;
  // The scan cannot end sooner, because the scanner does not exceed this rate.
  const shortest = probes / ownRate;
  const sideProbe = sideProbeOf(state, hosts, asked, shortest);
  if (sideProbe !== null && isTooShort(sideProbe, shortest, ownRate)) return null;
  return {
    ...chunkOf(state, hosts, { kind: 'plain', reason: 'own-pace' }),
    ...{ ports, canaries, sideProbe, timeouts: FAST },
    limit: PLAIN_LEAST + (probes / Math.min(PLAIN_RATE, ownRate / 2)) * 1_000,
  };
}

/**
 * Probes known open ports and known closed ports. If one kind does not answer any more, the host is
 * gone or blocks this scanner.
 */
export function recheckChunk(state: SweepState, hosts: readonly SweptHost[], reason: 'recheck' | 'final-check'): Chunk {
  const ports = hosts.flatMap((host) => {
    const { closedSample, silentSample, rejectedSample } = host.known;
    const open = [...canariesOf(host, false), ...canariesOf(host, true)].slice(0, 8);
    return [...open, ...closedSample.keys(), ...silentSample, ...rejectedSample];
  });
  const isRepeated = hosts.some(({ liveness }) => liveness.rechecks > 0);
  const chunk = chunkOf(state, hosts, { kind: 'recheck', reason });
  return {
    ...chunk,
    canaries: setOfPorts(ports),
    timeouts: isRepeated ? atLeast(state, SLOW_PATH) : chunk.timeouts,
    pause: isRepeated ? RECHECK_PAUSE : 0,
    limit: RECHECK_LIMIT,
  };
}
