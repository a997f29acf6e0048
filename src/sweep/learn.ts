import type { RateReason } from '../model/event.ts';
import { overlap, portCount, union } from '../model/port.ts';
import type { Chunk, ChunkResult, HostResult } from './chunk.ts';
import { answeredShare, type Refusals, type RoundTrips, type SweptHost } from './host.ts';
import { NEARLY_EVERY } from './liveness/constants.ts';
import { type HostRound, roundOf } from './liveness/known-answers.ts';
import { type Assessment, assessRecheck, assessRound, telling } from './liveness/liveness.ts';
import { assessRefusals, assessSlowAnswers } from './liveness/refusals.ts';
import { type ChunkOutcome, learnPace, type Pace, rateOf } from './rate/rate.ts';
import { isEverywhere } from './recall/missed-ports.ts';
import { recordRound } from './recall/record.ts';
import { isWaitedFor, learnRoundTrips } from './round-trips.ts';
import { INSTANT, LATER, OVERHEAD, OWN_WAIT } from './schedule/constants.ts';
import { discardKey, estimateNow, inPhase, present, type SweepState } from './state.ts';

/** What a chunk means for one host. */
export interface HostLesson extends Assessment {
  readonly host: SweptHost;
  readonly round: HostRound;
  /** The condition of the host before the chunk. */
  readonly before: SweptHost['liveness']['condition'];
  readonly refusals: Refusals;
  readonly roundTrips: RoundTrips;
}

/** What a chunk means for the rate. */
export interface RateLesson {
  readonly outcome: ChunkOutcome;
  readonly from: number;
  readonly pace: Pace;
  readonly reason: RateReason;
}

/** What a chunk means. Nothing has changed yet. */
export interface Lesson {
  readonly chunk: Chunk;
  readonly result: ChunkResult;
  readonly hosts: readonly HostLesson[];
  readonly rate: RateLesson | null;
}

/**
 * Adds the result of a chunk to the state: first it is assessed against the state before the chunk, then the assessment
 * is applied.
 */
export function learn(state: SweepState, chunk: Chunk, result: ChunkResult): Lesson {
  const { phase, pace } = inPhase(state, chunk.phase);
  const lesson = assess({ ...state, phase, pace }, chunk, result);
  Object.assign(state, { phase, pace: lesson.rate?.pace ?? pace });
  apply(state, lesson);
  return lesson;
}

/** Changes nothing. */
function assess(state: SweepState, chunk: Chunk, result: ChunkResult): Lesson {
  const hosts = chunk.addresses.flatMap((address) => state.byAddress.get(address) ?? []);
  if (chunk.kind === 'recheck') return assessRecheckChunk(chunk, result, hosts);
  if (result.failed) return { chunk, result, hosts: [], rate: null };
  const loss = lossBeforeSilence(state);
  const lessons = hosts.map((host) => assessHost(state, host, roundOf(host, chunk, result), loss));
  const suspects = lessons.filter(({ liveness }) => liveness.condition === 'suspect');
  // Hosts that never answered do not measure the rate. If all others are suspects, the path may be the cause.
  const measuring = lessons.filter((one) => !suspects.includes(one) && one.roundTrips.within !== null);
  const outcome = outcomeOf(state, chunk, measuring.length > 0 ? measuring : suspects, result);
  return { chunk, result, hosts: lessons, rate: outcome === null ? null : rateAfter(state, chunk, outcome) };
}

/** The silence of a host must not explain itself: what is missing since its last answer is not counted as loss. */
function lossBeforeSilence(state: SweepState): number {
  const overdue = present(state).map(({ liveness }) => liveness.overdue.declared + liveness.overdue.found);
  return estimateNow(state).loss.shareWithout(overdue.reduce((sum, one) => sum + one, 0));
}

function assessHost(state: SweepState, host: SweptHost, round: HostRound, loss: number): HostLesson {
  // If the timeouts of a chunk were too short for a host, the chunk counts neither for nor against the host.
  const assessed = isWaitedFor(host.roundTrips, round.chunk, round.answer, round.known)
    ? assessRound(host, round, loss)
    : { liveness: host.liveness, reason: 'wait-too-short' as const, counts: false };
  return {
    ...{ ...assessed, host, round, before: host.liveness.condition },
    refusals: assessRefusals(host, round, assessed, state.settings.ownRate),
    roundTrips: learnRoundTrips(host.roundTrips, round.answer, round.sideAnswer),
  };
}

function assessRecheckChunk(chunk: Chunk, result: ChunkResult, hosts: readonly SweptHost[]): Lesson {
  // A router that rejects probes for all hosts may send only a few rejections per second.
  const isRejecting = hosts.some(({ address }) => (result.hosts.get(address)?.rejected.length ?? 0) > 0);
  const lessons = hosts.map((host): HostLesson => {
    const { roundTrips, liveness } = host;
    const round = roundOf(host, chunk, result);
    // The path may have changed.
    const news = learnRoundTrips({ ...roundTrips, shortest: null }, round.answer, round.sideAnswer);
    const common = { host, round, before: liveness.condition, roundTrips: news };
    if (chunk.reason !== 'refusal-check')
      return { ...common, refusals: host.refusals, ...assessRecheck(host, result, isRejecting) };
    const slow = assessSlowAnswers(host, result.failed ? undefined : round.answer);
    const needsFinalCheck = liveness.needsFinalCheck || slow.isSilent;
    return {
      ...common,
      refusals: slow.refusals,
      liveness: { ...liveness, needsFinalCheck },
      reason: 'answers',
      counts: true,
    };
  });
  return { chunk, result, hosts: lessons, rate: null };
}

/**
 * If a chunk was slower than the pace of the path, because of the limits of its hosts, its result does not change the
 * pace, unless the chunk failed.
 */
function rateAfter(state: SweepState, { rate, sideProbe }: Chunk, outcome: ChunkOutcome): RateLesson | null {
  const isSlower = (rate ?? 0) + (sideProbe?.rate ?? 0) < 0.9 * rateOf(state.pace);
  if (isSlower && outcome.answered === outcome.known) return null;
  return { outcome, from: rateOf(state.pace), ...learnPace(state.pace, outcome) };
}

/**
 * @returns the outcome of a paced chunk for the path to some hosts, as the ports show that were known before the chunk;
 * null: there is none
 */
function outcomeOf(
  { slices }: SweepState,
  chunk: Chunk,
  lessons: readonly HostLesson[],
  { seconds }: ChunkResult,
): ChunkOutcome | null {
  const { rate } = chunk;
  if (rate === null || lessons.length === 0) return null;
  const known = lessons.flatMap(({ host, round }) => (isEverywhere(host, slices) ? [] : telling(host, round.known)));
  const roundTrips = lessons.flatMap(({ round }) => round.answer?.roundTrip ?? []).sort((a, b) => a - b);
  const probes = chunk.addresses.length * portCount(union(chunk.ports, chunk.canaries));
  // The scanner waits for the last answers, beyond the wait that `OVERHEAD` contains.
  const waiting = Math.max(0, LATER * chunk.timeouts.least - OWN_WAIT) / 1_000;
  return {
    asked: rate,
    achieved: Math.min(rate, probes / Math.max(probes / rate, seconds - OVERHEAD - waiting)),
    known: known.length,
    answered: known.filter(({ answered }) => answered).length,
    roundTrip: roundTrips[roundTrips.length >> 1] ?? null,
  };
}

/** The only function that changes hosts. */
function apply(state: SweepState, { chunk, result, hosts }: Lesson): void {
  state.chunks++;
  state.probes += chunk.addresses.length * portCount(union(chunk.ports, chunk.canaries));
  for (const { host, liveness, refusals, roundTrips } of hosts) Object.assign(host, { liveness, refusals, roundTrips });
  if (chunk.kind === 'recheck') return;
  // A plain scan that took too long is not a failure of the scanner: these hosts delay their answers.
  if (chunk.kind === 'plain') state.instant = [];
  if (result.failed) {
    if (chunk.kind !== 'plain') state.failures++;
    return;
  }
  state.failures = 0;
  state.fastest = Math.max(state.fastest, chunk.rate ?? Number.POSITIVE_INFINITY);
  if (chunk.kind === 'plain') state.retried.add(chunk.id);
  const touched = state.slices.flatMap(({ ports }, index) => (overlap(chunk.ports, ports) ? [index] : []));
  for (const { host, round, counts } of hosts) {
    if (!counts) state.discarded.add(discardKey(chunk.id, host.address));
    recordRound(state.slices, touched, host, round, counts);
  }
  if (state.chunks === 1) {
    state.instant = state.hosts.filter((host) => isInstant(host, state.slices, result.hosts.get(host.address)));
  }
}

/**
 * @returns whether nearly every port answered at once. For such a host the scanner's own pace is close to the best
 * rate, and its retries cost little.
 */
function isInstant(host: SweptHost, slices: SweepState['slices'], answer: HostResult | undefined): boolean {
  const roundTrip = answer?.roundTrip ?? Number.POSITIVE_INFINITY;
  return roundTrip <= INSTANT && answeredShare(host, slices) >= NEARLY_EVERY;
}
