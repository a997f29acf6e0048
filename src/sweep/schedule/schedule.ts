import type { SweepPhase } from '../../model/event.ts';
import { portCount } from '../../model/port.ts';
import { FAST, NEAR, timeoutsFor } from '../../model/timeouts.ts';
import type { Chunk } from '../chunk.ts';
import { isRateLimited, type SweptHost } from '../host.ts';
import { unvouchedOf } from '../liveness/refusals.ts';
import { rateOf, startPace } from '../rate/rate.ts';
import { estimateNow, FEWEST_ATTEMPTS, fewestAttempts, MOST_ATTEMPTS, present, type SweepState } from '../state.ts';
import { CANARY_SHARE } from './canaries.ts';
import { pacedChunk, plainChunk, recheckChunk, vouchingChunk, wants } from './chunks.ts';

/** Packets per second at the start of the slow phase, for hosts that limit their answers. */
const SLOW_PHASE_RATE = 1_000;

/** The next action: a chunk, or a change of the phase, which restarts the search for the rate. */
type Action = { readonly chunk: Chunk } | { readonly enter: Exclude<SweepPhase, 'near'> };

/** @returns the next chunk; null if more chunks would gain nothing */
export function nextChunk(state: SweepState): Chunk | null {
  for (;;) {
    const action = nextAction(state);
    if (action === null) return null;
    if ('chunk' in action) return action.chunk;
    enterPhase(state, action.enter);
  }
}

/** Changes no state. Each phase is entered once, and `rate-limited` is the last phase. */
function nextAction(state: SweepState): Action | null {
  const hosts = present(state);
  const rateLimited = hosts.filter(isRateLimited);
  const chunk = urgentChunk(state, hosts);
  if (chunk !== null) return { chunk };
  if (state.phase !== 'rate-limited') {
    const others = hosts.filter((host) => !isRateLimited(host));
    const near = nextOf(state, others.filter(isNear));
    if (near !== null) return { chunk: near };
    const far = others.filter((host) => !isNear(host));
    // Silent hosts go on at the rate of the others, because their path may be the same. A slow
    // host has a path of its own.
    if (state.phase === 'near' && far.some(({ answersWithin }) => answersWithin !== null)) return { enter: 'far' };
    const distant = nextOf(state, far);
    if (distant !== null) return { chunk: distant };
    if (rateLimited.length > 0) return { enter: 'rate-limited' };
  }
  const last = nextOf(state, rateLimited) ?? provingChunk(state, hosts);
  return last === null ? null : { chunk: last };
}

function enterPhase(state: SweepState, phase: Exclude<SweepPhase, 'near'>): void {
  state.phase = phase;
  if (phase === 'far') {
    state.pace = startPace(state.pace.settings);
    return;
  }
  // Probes that were faster than these hosts answer had little effect, so they do not count as attempts.
  for (const { attempts } of present(state).filter(isRateLimited)) {
    for (const [index, times] of attempts.entries()) attempts[index] = Math.min(times, FEWEST_ATTEMPTS);
  }
  state.pace = startPace({ ...state.pace.settings, startRate: SLOW_PHASE_RATE, gentleRate: SLOW_PHASE_RATE });
}

/** @returns a recheck of suspects, a scan of hosts that answer at once, or the first probes of silent hosts */
function urgentChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  const suspects = hosts.filter(({ condition }) => condition === 'suspect');
  if (suspects.length > 0) return recheckChunk(state, suspects);
  const direct = state.direct.filter((host) => hosts.includes(host) && wanting(host, FEWEST_ATTEMPTS).length > 0);
  // Long timeouts and the scanner's own repetition together take minutes.
  const isQuick = direct.length > 0 && state.settings.leastWait <= FAST.least;
  const plain = isQuick ? plainChunk(state, direct) : null;
  if (plain !== null) return plain;
  const silent = hosts.filter((host) => host.answersWithin === null && host.attempts[0] === 0);
  return state.chunks > 0 && silent.length > 0 ? pacedChunk(state, [0], () => silent) : null;
}

/**
 * @returns a chunk that confirms refusals, or the final check of hosts whose last chunk showed
 * no known port that answers
 */
function provingChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  const unvouched = unvouchedOf(hosts);
  if (unvouched.length > 0) return vouchingChunk(state, unvouched);
  const needsFinalCheck = hosts.filter((host) => host.needsFinalCheck);
  return needsFinalCheck.length > 0 ? recheckChunk(state, needsFinalCheck) : null;
}

/**
 * @returns whether waiting for the answers of the host costs little. Other hosts are probed apart, so that these
 * hosts do not wait for them.
 */
function isNear({ answersWithin }: SweptHost): boolean {
  return timeoutsFor([answersWithin]).least <= NEAR;
}

function nextOf(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  if (hosts.length === 0) return null;
  const fewest = fewestAttempts(state, hosts);
  return fewest < FEWEST_ATTEMPTS ? passChunk(state, hosts, fewest) : furtherChunk(state, hosts);
}

/** @returns the slices in which the host has silent ports that were probed fewer than `attempts` times */
function wanting(host: SweptHost, attempts: number): readonly number[] {
  const slices: number[] = [];
  for (let index = 0; index < host.attempts.length; index++) if (wants(host, index, attempts)) slices.push(index);
  return slices;
}

/** The number of attempts for the most important ports, as long as they add next to nothing to a chunk. */
const EARLY_ATTEMPTS = 6;

/**
 * The most important ports are probed again at once, and in every chunk of a pass: if time runs out, they are settled.
 */
function early(state: SweepState, host: SweptHost): readonly number[] {
  const [first] = state.slices;
  const all = portCount(state.group.ports);
  const attempts =
    first !== undefined && first.count * EARLY_ATTEMPTS < CANARY_SHARE * all ? EARLY_ATTEMPTS : FEWEST_ATTEMPTS;
  return state.chunks > 0 && first !== undefined && wants(host, 0, attempts) ? [0] : [];
}

/** @returns the next part of a pass: slices in their order, each for the hosts that have not been probed yet */
function passChunk(state: SweepState, hosts: readonly SweptHost[], pass: number): Chunk | null {
  const open = new Map(hosts.map((host) => [host, new Set([...early(state, host), ...wanting(host, pass + 1)])]));
  const slices = [...state.slices.keys()].filter((index) => hosts.some((host) => open.get(host)?.has(index)));
  // The first slice is probed alone: it shows how the path and the hosts behave.
  const few = state.chunks === 0 ? slices.slice(0, 1) : slices;
  return pacedChunk(state, few, (index) => hosts.filter((host) => open.get(host)?.has(index)));
}

/** @returns a further probe round of the slices and hosts with the most missed ports; null if few enough are missed */
function furtherChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk | null {
  const { missed, missedIn, recaptured } = estimateNow(state);
  const confidence = goalOf(state, hosts);
  if (missed < confidence) return null;
  const ownMissed = hosts.reduce(
    (sum, host) => sum + state.slices.reduce((all, _, index) => all + missedIn(host, index), 0),
    0,
  );
  // Ports that other hosts may have missed do not matter here.
  if (hosts.length < present(state).length && ownMissed < confidence / 2) return null;
  const inSlice = state.slices.map((_, index) =>
    hosts.reduce((sum, host) => sum + (canAskAgain(host, index) ? missedIn(host, index) : 0), 0),
  );
  const order = [...inSlice.keys()].sort((a, b) => (inSlice[b] as number) - (inSlice[a] as number) || a - b);
  const total = inSlice.reduce((sum, one) => sum + one, 0);
  // If recapture expects more missed ports than the loss explains, all ports are probed again.
  const goal = recaptured !== null && recaptured >= confidence ? 0 : SPARE * confidence;
  let left = total;
  const chosen: number[] = [];
  for (const index of order) {
    if (left <= goal || inSlice[index] === 0) break;
    chosen.push(index);
    left -= inSlice[index] as number;
  }
  // A host is left out if its share of a slice's missed ports is negligible.
  return pacedChunk(state, chosen, (index) => {
    const least = (NEGLIGIBLE * (inSlice[index] as number)) / hosts.length;
    return hosts.filter((host) => canAskAgain(host, index) && missedIn(host, index) > least);
  });
}

/** The part of a goal that a further probe round aims at, because the loss of that round is not known yet. */
const SPARE = 0.75;

/** A host is left out if its missed ports in a slice are below this part of the average of all hosts. */
const NEGLIGIBLE = 0.1;

/** Seconds: a pass that takes less is always worth its time. */
const CHEAP_PASS = 2;

/**
 * The goal is stricter than the promise: an estimate may be wrong by a factor of two (measured). If a pass costs next
 * to nothing, the goal is strict enough that a hundred equal runs have the same findings.
 */
function goalOf({ settings, slices, pace }: SweepState, hosts: readonly SweptHost[]): number {
  const probes = hosts.length * slices.reduce((sum, { count }) => sum + count, 0);
  return settings.confidence / (probes / rateOf(pace) < CHEAP_PASS ? 50 : 2);
}

function canAskAgain({ attempts, unanswered }: SweptHost, index: number): boolean {
  return (attempts[index] as number) < MOST_ATTEMPTS && unanswered[index] !== 0;
}
