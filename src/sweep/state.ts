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

/**
 * The number of attempts for one port after which a sweep gives up: no verdict can rest on a path with so much loss.
 */
export const MOST_ATTEMPTS = 16;
/**
 * The smallest number of independent attempts for a silent port. One is never enough, even on a clean path (measured).
 */
export const FEWEST_ATTEMPTS = 2;

/** Packets per second: a sweep never sends more slowly than this. */
export const SLOWEST_RATE = 100;

/** Everything that one sweep knows. Only the sweep changes it. */
export interface SweepState {
  readonly group: SweepGroup;
  readonly settings: SweepSettings;
  readonly slices: readonly Slice[];
  readonly hosts: readonly SweptHost[];
  readonly byAddress: ReadonlyMap<Address, SweptHost>;
  readonly rounds: Map<number, ProbeRound>;
  /** Chunks that are discarded for a host, by `discardKey`. */
  readonly discarded: Set<string>;
  pace: Pace;
  phase: SweepPhase;
  /** The outcome of the last chunk, as long as it is unknown whether the path caused the silence of a host. */
  disputed: ChunkOutcome | null;
  /** The number of chunks so far; failed chunks count too. */
  chunks: number;
  /** The number of failed chunks since the last good chunk. */
  failures: number;
  /** Hosts whose closed ports answer at once. For them the scanner's own pace is the fastest. */
  direct: readonly SweptHost[];
  probes: number;
  /** The last estimate, and the number of chunks at that time. */
  estimated: { readonly chunks: number; readonly estimate: Estimate } | null;
  /** Packets per second: the highest rate of any chunk. */
  fastest: number | null;
  /** Whether any chunk ran at the scanner's own pace. */
  ownPace: boolean;
}

/**
 * The rate at which a sweep begins, before it knows the path. The rate stays if the sweep learns
 * nothing. Packets per second.
 */
const GENTLE_RATE = 5_000;

/** @returns the state of a sweep before its first chunk */
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

/** @returns the hosts that are still being swept */
export function present({ hosts }: SweepState): readonly SweptHost[] {
  return hosts.filter(({ condition }) => condition !== 'blocked' && condition !== 'absent');
}

/** Reuses the estimate until the next chunk: it is needed more than once, and costs more than everything else here. */
export function estimateNow(state: SweepState): Estimate {
  if (state.estimated?.chunks !== state.chunks) {
    state.estimated = { chunks: state.chunks, estimate: estimate(present(state), state.slices, state.rounds) };
  }
  return state.estimated.estimate;
}

/** @returns the smallest number of attempts of any silent port; `MOST_ATTEMPTS` if no port is silent */
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
 * @returns the smallest number of attempts of any port; 1 if the scanner itself repeated unanswered
 * probes, or if no port is silent
 */
export function passesOf(state: SweepState): number {
  let fewest = MOST_ATTEMPTS;
  for (const host of present(state)) {
    for (const attempts of host.attempts) fewest = Math.min(fewest, attempts);
  }
  return present(state).length === 0 ? 0 : fewest;
}
