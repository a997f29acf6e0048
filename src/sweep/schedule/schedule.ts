import { FAST } from '../../model/timeouts.ts';
import type { Chunk } from '../chunk.ts';
import { type SweptHost, wants } from '../host.ts';
import { isRateLimited } from '../liveness/liveness.ts';
import { unconfirmedOf } from '../liveness/refusals.ts';
import { rateOf } from '../rate/rate.ts';
import { isNear } from '../round-trips.ts';
import { estimateNow, fewestAttempts, inPhase, present, type SweepState } from '../state.ts';
import { confirmationChunk, pacedChunk, plainChunk, recheckChunk } from './chunks.ts';
import { CHEAP_PASS, FEWEST_ATTEMPTS, MOST_ATTEMPTS, SPARE } from './constants.ts';

/**
 * Changes no state: a chunk of a new phase says so, and the sweep enters the phase with the result of the chunk.
 * @returns the next chunk; null if more chunks would gain nothing
 */
export function nextChunk(state: SweepState): Chunk | null {
  const hosts = present(state);
  const [others, rateLimited] = split(hosts, (host) => !isRateLimited(host));
  const [near, far] = split(others, ({ roundTrips }) => isNear(roundTrips));
  return (
    urgentChunk(state, hosts) ??
    (state.phase === 'rate-limited' ? null : (nextOf(state, near) ?? nextOf(farState(state, far), far))) ??
    (rateLimited.length > 0 ? nextOf(inPhase(state, 'rate-limited'), rateLimited) : null) ??
    lastChunk(state, hosts)
  );
}

/**
 * Silent hosts go on at the rate of the others, because their path may be the same. A slow host has a path of its own.
 */
function farState(state: SweepState, far: readonly SweptHost[]): SweepState {
  return far.some(({ roundTrips }) => roundTrips.within !== null) ? inPhase(state, 'far') : state;
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** @returns a recheck of suspects, a scan of hosts that answer at once, or the first probes of silent hosts */
function urgentChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  const suspects = hosts.filter(({ liveness }) => liveness.condition === 'suspect');
  if (suspects.length > 0) return recheckChunk(state, suspects, 'recheck');
  const instant = state.instant.filter(
    (host) => hosts.includes(host) && wanting(state, host, FEWEST_ATTEMPTS).length > 0,
  );
  // Long timeouts and the scanner's own repetition together take minutes.
  const isQuick = instant.length > 0 && state.settings.leastWait <= FAST.least;
  const plain = isQuick ? plainChunk(state, instant) : null;
  if (plain !== null) return plain;
  const silent = hosts.filter(({ roundTrips, answers }) => roundTrips.within === null && answers.attempts[0] === 0);
  return state.chunks > 0 && silent.length > 0 ? pacedChunk(state, [0], () => silent) : null;
}

/** @returns a chunk that confirms refusals, or the final check of hosts that need one */
function lastChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  const unconfirmed = unconfirmedOf(hosts);
  if (unconfirmed.length > 0) return confirmationChunk(state, unconfirmed);
  const unchecked = hosts.filter(({ liveness }) => liveness.needsFinalCheck);
  return unchecked.length > 0 ? recheckChunk(state, unchecked, 'final-check') : null;
}

function nextOf(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  if (hosts.length === 0) return null;
  const fewest = fewestAttempts(state, hosts);
  return fewest < FEWEST_ATTEMPTS ? passChunk(state, hosts, fewest) : furtherChunk(state, hosts);
}

/** @returns the slices in which the host has silent ports that were probed fewer than `attempts` times */
function wanting({ slices }: SweepState, host: SweptHost, attempts: number): readonly number[] {
  return [...slices.keys()].filter((index) => wants(host, index, attempts));
}

/**
 * @returns the next part of a pass: slices in their order, each for the hosts that have not been probed yet. The first
 * slice has the most important ports. It is probed alone at first, to show how the path and the hosts behave, and again
 * at once: if time runs out, its ports are settled.
 */
function passChunk(state: SweepState, hosts: readonly SweptHost[], pass: number): Chunk | null {
  const pending = (host: SweptHost, index: number): boolean =>
    wants(host, index, index === 0 && state.chunks > 0 ? FEWEST_ATTEMPTS : pass + 1);
  const slices = [...state.slices.keys()].filter((index) => hosts.some((host) => pending(host, index)));
  return pacedChunk(state, state.chunks === 0 ? slices.slice(0, 1) : slices, (index) =>
    hosts.filter((host) => pending(host, index)),
  );
}

/** @returns a further probe round of the slices and hosts with the most missed ports; null if few enough are missed */
function furtherChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  const { missed, missedIn } = estimateNow(state);
  const goal = goalOf(state, hosts);
  if (missed < goal) return null;
  const inSlice = state.slices.map((_, index) =>
    hosts.reduce((sum, host) => sum + (canAskAgain(host, index) ? missedIn(host, index) : 0), 0),
  );
  const order = [...inSlice.keys()].sort((a, b) => (inSlice[b] as number) - (inSlice[a] as number) || a - b);
  let left = inSlice.reduce((sum, one) => sum + one, 0);
  const chosen: number[] = [];
  for (const index of order) {
    if (left <= SPARE * goal || inSlice[index] === 0) break;
    chosen.push(index);
    left -= inSlice[index] as number;
  }
  return pacedChunk(state, chosen, (index) =>
    hosts.filter((host) => canAskAgain(host, index) && missedIn(host, index) > 0),
  );
}

/**
 * The goal is stricter than the promise: an estimate may be wrong by a factor of two (measured). If a pass costs next
 * to nothing, the goal is strict enough that a hundred equal runs have the same findings.
 */
export function goalOf({ settings, slices, pace }: SweepState, hosts: readonly SweptHost[]): number {
  const probes = hosts.length * slices.reduce((sum, { count }) => sum + count, 0);
  return settings.confidence / (probes / rateOf(pace) < CHEAP_PASS ? 50 : 2);
}

function canAskAgain({ answers }: SweptHost, index: number): boolean {
  return (answers.attempts[index] as number) < MOST_ATTEMPTS && answers.silent[index] !== 0;
}
