import type { Address } from '../model/address.ts';
import type { SweepPhase } from '../model/event.ts';
import { NO_PORTS } from '../model/port.ts';
import type { SweepGroup, SweepSettings } from './chunk.ts';
import { type SweptHost, startHost } from './host.ts';
import { type Pace, startPace } from './rate/rate.ts';
import { type Estimate, estimate } from './recall/missed-ports.ts';
import { GENTLE_RATE, MOST_ATTEMPTS, SLOWEST_RATE } from './schedule/constants.ts';
import type { Slice } from './schedule/slices.ts';
import { cutSlices } from './schedule/slices.ts';

/** Everything that one sweep knows. Only `learn` changes it. */
export interface SweepState {
  readonly group: SweepGroup;
  readonly settings: SweepSettings;
  readonly slices: readonly Slice[];
  readonly hosts: readonly SweptHost[];
  readonly byAddress: ReadonlyMap<Address, SweptHost>;
  /** Probe rounds in which the scanner repeated unanswered probes, so that it missed hardly any port. */
  readonly retried: Set<number>;
  /** Chunks that are discarded for a host, by `discardKey`. */
  readonly discarded: Set<string>;
  pace: Pace;
  phase: SweepPhase;
  /** The number of chunks so far; failed chunks count too. */
  chunks: number;
  /** The number of failed chunks since the last good chunk. */
  failures: number;
  /** Hosts whose closed ports answer at once. For them the scanner's own pace is the fastest. */
  instant: readonly SweptHost[];
  probes: number;
  /** The last estimate, by the number of chunks at that time. */
  readonly estimates: Map<number, Estimate>;
  /** Packets per second: the highest rate of any chunk; Infinity: a chunk ran at the scanner's own pace. */
  fastest: number;
}

/** @returns the state of a sweep before its first chunk */
export function startState(group: SweepGroup, settings: SweepSettings): SweepState {
  const slices = cutSlices(group.ports, group.first, group.addresses.length);
  const hosts = group.addresses.map((address) => startHost(address, group.expected.get(address) ?? NO_PORTS, slices));
  const startRate = Math.min(GENTLE_RATE, settings.maxRate);
  const minRate = Math.min(SLOWEST_RATE, settings.maxRate);
  return {
    ...{ group, settings, slices, hosts, retried: new Set(), discarded: new Set(), estimates: new Map() },
    byAddress: new Map(hosts.map((host) => [host.address, host])),
    pace: startPace({ maxRate: settings.maxRate, startRate, minRate }),
    ...{ phase: 'near', chunks: 0, failures: 0, instant: [], probes: 0, fastest: 0 },
  };
}

/**
 * @returns the state with which a phase begins, if the sweep is still in an earlier one. Its search for the rate starts
 * again, because the hosts of the phase have a path or a limit of their own.
 */
export function inPhase(state: SweepState, phase: SweepPhase): SweepState {
  if (state.phase === phase) return state;
  return { ...state, phase, pace: startPace(state.pace.settings) };
}

/** @returns the hosts that are still being swept */
export function present({ hosts }: SweepState): readonly SweptHost[] {
  return hosts.filter(({ liveness: { condition } }) => condition !== 'blocked' && condition !== 'absent');
}

/** Reuses the estimate until the next chunk: it is needed more than once, and costs more than everything else here. */
export function estimateNow(state: SweepState): Estimate {
  const { estimates, chunks } = state;
  const known = estimates.get(chunks);
  if (known !== undefined) return known;
  const now = estimate(present(state), state.slices, state.retried);
  estimates.clear();
  estimates.set(chunks, now);
  return now;
}

/** @returns the smallest number of attempts of any silent port; `MOST_ATTEMPTS` if no port is silent */
export function fewestAttempts(state: SweepState, hosts: readonly SweptHost[] = present(state)): number {
  let fewest = MOST_ATTEMPTS;
  for (const { answers } of hosts) {
    for (const [index, attempts] of answers.attempts.entries()) {
      if (attempts < fewest && answers.silent[index] !== 0) fewest = attempts;
    }
  }
  return fewest;
}

export function discardKey(chunk: number, address: Address): string {
  return `${chunk} ${address}`;
}
