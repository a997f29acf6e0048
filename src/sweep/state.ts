import type { Address } from '../model/address.ts';
import type { SweepPhase } from '../model/event.ts';
import { NO_PORTS } from '../model/port.ts';
import type { SweepGroup, SweepSettings } from './chunk.ts';
import { type SweptHost, startHost } from './host.ts';
import type { ChunkOutcome, Pace } from './rate/rate.ts';
import { startPace } from './rate/rate.ts';
import type { ProbeRound } from './recall/loss.ts';
import { type Estimate, estimate } from './recall/missed-ports.ts';
import type { Slice } from './schedule/slices.ts';
import { cutSlices } from './schedule/slices.ts';

/** Exposures of one port after which a sweep gives up: a path that loses so much is no path to judge by. */
export const MOST_ATTEMPTS = 16;
/** Independent exposures that a silent port has at least: one is never enough, even on a clean path (measured). */
export const FEWEST_ATTEMPTS = 2;

/** Packets a second: the least that a sweep goes down to. */
export const SLOWEST_RATE = 100;

/** Everything that one sweep knows; changed by it, and by nobody else. */
export interface SweepState {
  readonly group: SweepGroup;
  readonly settings: SweepSettings;
  readonly slices: readonly Slice[];
  readonly hosts: readonly SweptHost[];
  readonly byAddress: ReadonlyMap<Address, SweptHost>;
  readonly rounds: Map<number, ProbeRound>;
  /** Chunks that count for nothing of some host, by `discardKey`. */
  readonly discarded: Set<string>;
  pace: Pace;
  phase: SweepPhase;
  /** How the last chunk went, while it is not known whether a host's silence is the path's fault. */
  disputed: ChunkOutcome | null;
  /** Chunks so far, failed ones too. */
  chunks: number;
  /** Failed chunks since the last good one. */
  failures: number;
  /** Hosts whose closed ports answer at once: the scanner's own pace is as fast as can be there. */
  direct: readonly SweptHost[];
  probes: number;
  /** The last estimate, and after how many chunks it was made. */
  estimated: { readonly chunks: number; readonly estimate: Estimate } | null;
  /** Packets a second: the most that was asked for. */
  fastest: number | null;
  /** Whether some of it was left to the scanner's own pace. */
  ownPace: boolean;
}

/**
 * Where a sweep begins while it knows nothing of the path, and where it stays if it never learns anything: packets a
 * second.
 */
const GENTLE_RATE = 5_000;

/** @returns a sweep of which nothing is known yet */
export function startState(group: SweepGroup, settings: SweepSettings): SweepState {
  const slices = cutSlices(group.ports, group.first, group.addresses.length);
  const hosts = group.addresses.map((address) => startHost(address, group.expected.get(address) ?? NO_PORTS, slices));
  const startRate = Math.min(GENTLE_RATE, settings.maxRate);
  const minRate = Math.min(SLOWEST_RATE, settings.maxRate);
  return {
    ...{ group, settings, slices, hosts },
    byAddress: new Map(hosts.map((host) => [host.address, host])),
    rounds: new Map(),
    discarded: new Set(),
    pace: startPace({ maxRate: settings.maxRate, startRate, gentleRate: startRate, minRate }),
    ...{ phase: 'near', disputed: null },
    ...{ chunks: 0, failures: 0, direct: [], probes: 0, estimated: null, fastest: null, ownPace: false },
  };
}

/** @returns the hosts that have not been given up. */
export function present({ hosts }: SweepState): readonly SweptHost[] {
  return hosts.filter(({ condition }) => condition !== 'blocked' && condition !== 'absent');
}

/** The same until the next chunk is taken in: it is asked for more than once, and costs more than all else here. */
export function estimateNow(state: SweepState): Estimate {
  if (state.estimated?.chunks !== state.chunks) {
    state.estimated = { chunks: state.chunks, estimate: estimate(present(state), state.slices, state.rounds) };
  }
  return state.estimated.estimate;
}

/** @returns how often every silent port was asked at least; `MOST_ATTEMPTS` where none is silent. */
export function fewestAttempts(state: SweepState, hosts: readonly SweptHost[] = present(state)): number {
  let fewest = MOST_ATTEMPTS;
  for (const host of hosts) {
    for (let index = 0; index < host.attempts.length; index++) {
      const attempts = host.attempts[index] as number;
      if (attempts < fewest && host.unanswered[index] !== 0) fewest = attempts;
    }
  }
  return fewest;
}

export function discardKey(chunk: number, address: Address): string {
  return `${chunk} ${address}`;
}

/**
 * @returns how often every port was asked at least; once where the scanner itself repeated what was silent, or nothing
 * is.
 */
export function passesOf(state: SweepState): number {
  let fewest = MOST_ATTEMPTS;
  for (const host of present(state)) {
    for (const attempts of host.attempts) fewest = Math.min(fewest, attempts);
  }
  return present(state).length === 0 ? 0 : fewest;
}
