import type { RateReason } from '../../model/event.ts';
import {
  ALWAYS_EASY,
  BEYOND,
  BOUND,
  DELAYED,
  DOUBT,
  FOLLOWING,
  PATIENCE,
  PROOF,
  RANDOM,
  SLOWER,
  STEPS,
  TRIAL,
  UNDER_WAY,
} from './constants.ts';
import { type Belief, bestRate, type Outlook, outlook, startBelief, update } from './path-model.ts';

/** The limits of a scan's rate, in packets per second, all above 0. If they contradict each other, `maxRate` wins. */
export interface PaceSettings {
  /** The rate never exceeds this. */
  readonly maxRate: number;
  /** The rate of the first chunk, and the highest until a chunk has probed a port that is known to answer. */
  readonly startRate: number;
  /** The rate never falls below this, even on a bad path. */
  readonly minRate: number;
}

/** The outcome of a chunk. Rates are in packets per second. */
export interface ChunkOutcome {
  readonly asked: number;
  readonly achieved: number;
  /** Probes of the chunk whose answer was known before the chunk, and how many of them were answered. */
  readonly known: number;
  readonly answered: number;
  /** The typical round trip in milliseconds; null: nothing answered. */
  readonly roundTrip: number | null;
}

/** The whole state of a rate controller. It is a value, which {@link learnPace} replaces after each chunk. */
export interface Pace {
  readonly settings: PaceSettings;
  readonly belief: Belief;
  readonly rate: number;
  /** The round trip without a queue, in milliseconds; null: not measured yet. */
  readonly base: number | null;
  /** The highest rate that the path carried according to the answers, or the first rate (packets/s). */
  readonly proven: number;
  /** What the last chunk achieved, if the scanner could not send as fast as asked (packets/s); null: it could. */
  readonly bound: number | null;
  readonly search: Search;
}

/**
 * The search tests whether the belief is still true. A path that has become wider shows it only at a higher rate. Loss
 * that seems to be random may come from a limit below all rates that were tried. So from time to time a chunk is sent
 * faster or more slowly than the best rate.
 */
interface Search {
  /** The factor between a clean chunk and the next. It is large until a limit is found. */
  readonly step: number;
  /** The rate that the last chunk achieved. */
  readonly last: number;
  /** What the next chunk tries instead of the best rate (packets/s). */
  readonly trial: { readonly kind: 'faster' | 'slower'; readonly best: number } | null;
  readonly faster: Timer;
  readonly slower: Timer;
}

/** Chunks since the last trial, and the number of chunks before the next trial. */
interface Timer {
  readonly quiet: number;
  readonly patience: number;
}

/** @returns a controller before the first chunk, with the rate `startRate` */
export function startPace(settings: PaceSettings): Pace {
  const { maxRate, minRate, startRate } = settings;
  return {
    settings,
    belief: startBelief(Math.min(minRate, maxRate) / 2, maxRate),
    rate: within(settings, startRate),
    base: null,
    proven: within(settings, startRate),
    bound: null,
    search: {
      ...{ step: STEPS.first, last: startRate, trial: null },
      faster: { quiet: 0, patience: PATIENCE.faster },
      slower: { quiet: 0, patience: PATIENCE.slower },
    },
  };
}

/**
 * Adds one more chunk. Loss that a lower rate would reduce lowers the rate. Other loss does not change the rate, and
 * the caller adds passes. A chunk that sent nothing, or that probed no known port, teaches nothing, and the next chunk
 * uses the first rate at most.
 */
export function learnPace(pace: Pace, outcome: ChunkOutcome): { readonly pace: Pace; readonly reason: RateReason } {
  const { settings } = pace;
  const { achieved, known } = outcome;
  if (!(achieved > 0 && Number.isFinite(achieved) && known > 0)) {
    const rate = Math.min(pace.rate, within(settings, settings.startRate));
    return { pace: { ...pace, rate, search: { ...pace.search, trial: null } }, reason: 'nothing-known' };
  }
  const answered = Math.min(known, Math.max(0, outcome.answered));
  const { base, delayed } = learnRoundTrip(pace.base, outcome.roundTrip);
  const belief = update(pace.belief, { rate: achieved, known, answered, delayed });
  const seen = outlook(belief);
  const clean = answered > 0 && delayed !== true && chanceBelow(seen, 0.9 * achieved) < DOUBT;
  const isBound = clean && achieved < BOUND * outcome.asked;
  const news: News = { achieved, clean, known, answered, loss: expectedLoss(seen) };
  const search = learnSearch(pace.search, news);
  const reached = ceilingOf(pace.search, search, news);
  const ceiling = within(settings, isBound ? Math.min(reached, outcome.asked) : reached);
  const next = withTrial(search, bestRate(seen, within(settings, 0), ceiling), ceiling, news.loss);
  const rate = within(settings, next.rate);
  return {
    pace: {
      ...{ settings, belief, rate, base, search: next.search },
      bound: achieved < BOUND * outcome.asked ? achieved : null,
      // If the scanner could not send faster, or seems to have waited without sending, the path is not the limit.
      proven: learnProven(pace, isBound ? outcome.asked : achieved, clean, rate),
    },
    reason: reasonOf(next.search.trial, answered, delayed, clean, isBound),
  };
}

function reasonOf(
  trial: Search['trial'],
  answered: number,
  delayed: boolean | null,
  clean: boolean,
  isBound: boolean,
): RateReason {
  if (trial !== null) return `${trial.kind}-trial`;
  if (answered === 0) return 'nothing-answered';
  if (delayed === true) return 'answers-delayed';
  if (!clean) return 'answers-lost';
  return isBound ? 'scanner-limit' : 'answers-came';
}

/** What a chunk showed. `loss`: the current estimate of random loss, 0 to 1. */
interface News {
  readonly achieved: number;
  readonly clean: boolean;
  readonly known: number;
  readonly answered: number;
  readonly loss: number;
}

/** @returns the largest rate of the next chunk, in packets per second */
function ceilingOf({ trial }: Search, { step }: Search, { achieved, clean, answered }: News): number {
  if (!clean) return achieved;
  // After a trial of a lower rate, the rate returns at once and does not climb step by step.
  const accepted = trial?.kind === 'slower' ? trial.best : 0;
  return Math.max(accepted, achieved * (answered >= PROOF ? step : Math.min(step, STEPS.unproven)));
}

/** @returns the next rate: usually the best rate, sometimes a trial. Packets per second, at most `ceiling`. */
function withTrial(
  search: Search,
  best: number,
  ceiling: number,
  loss: number,
): { readonly rate: number; readonly search: Search } {
  const { faster, slower, step } = search;
  if (loss > RANDOM && slower.quiet >= slower.patience) {
    const trial = { kind: 'slower', best } as const;
    return { rate: SLOWER * best, search: { ...search, slower: { ...slower, quiet: 0 }, trial } };
  }
  const more = Math.min(ceiling, step * best);
  if (faster.quiet >= faster.patience && more > 1.1 * best) {
    const trial = { kind: 'faster', best } as const;
    return { rate: more, search: { ...search, faster: { ...faster, quiet: 0 }, trial } };
  }
  return { rate: best, search };
}

function learnSearch({ step, last, trial, faster, slower }: Search, news: News): Search {
  const { achieved, clean, known, answered, loss } = news;
  // A trial that succeeded is repeated at once.
  const isReached = clean && answered >= PROOF && achieved > 1.1 * last;
  const isUnchanged = 1 - answered / known > loss / 2;
  return {
    ...{ step: clean ? step : STEPS.later, last: achieved, trial: null },
    faster: isReached
      ? { quiet: PATIENCE.faster, patience: PATIENCE.faster }
      : waited(faster, trial?.kind === 'faster'),
    slower:
      loss <= RANDOM
        ? { quiet: 0, patience: PATIENCE.slower }
        : waited(slower, trial?.kind === 'slower' && isUnchanged),
  };
}

function waited({ quiet, patience }: Timer, isInVain: boolean): Timer {
  return { quiet: quiet + 1, patience: isInVain ? Math.min(PATIENCE.longest, PATIENCE.growth * patience) : patience };
}

/**
 * A rate without loss is proven. If the proven rate then fails, and the path seems to carry much less,
 * nothing is proven any more.
 */
function learnProven({ settings, proven }: Pace, achieved: number, clean: boolean, next: number): number {
  if (clean) return Math.max(proven, achieved);
  if (achieved > 1.1 * proven) return proven;
  return next < 0.8 * achieved ? within(settings, settings.startRate) : Math.min(proven, next);
}

/** @returns packets per second for the next chunk: a whole number, at least `minRate` and at most `maxRate` */
export function rateOf(pace: Pace): number {
  return pace.rate;
}

/** @returns packets per second that the next chunk achieves, by estimate; null: the rate is still searched for */
export function expectedRate(pace: Pace): number | null {
  const { rate, bound, search } = pace;
  const isTrial = search.trial !== null || Number.isFinite(longestOf(pace));
  const isRising = bound === null && rate > BEYOND * search.last;
  return isTrial || isRising ? null : Math.min(rate, bound ?? rate);
}

/** @returns the share of probes that is lost at any rate, by estimate */
export function lossOf({ belief }: Pace): number {
  return expectedLoss(outlook(belief));
}

/**
 * @returns seconds that a chunk at the current rate may last; Infinity: no limit. Lost probes have to be repeated, so a
 * new rate is tried on a short chunk. A queue that a short chunk only lengthens is filled by a long chunk.
 */
export function longestOf({ rate, proven, search }: Pace): number {
  return search.trial?.kind === 'faster' || rate > BEYOND * proven ? TRIAL : Number.POSITIVE_INFINITY;
}

function within({ minRate, maxRate }: PaceSettings, rate: number): number {
  return Math.max(1, Math.floor(Math.min(maxRate, Math.max(minRate, rate))));
}

function expectedLoss({ chances, losses }: Outlook): number {
  return chances.reduce((sum, chance, index) => sum + chance * (losses[index] as number), 0);
}

function chanceBelow({ capacities, chances }: Outlook, rate: number): number {
  return chances.reduce((sum, chance, index) => ((capacities[index] as number) < rate ? sum + chance : sum), 0);
}

/**
 * Tests whether a round trip is longer than one without a queue. The path itself may become longer, so the base follows
 * long round trips slowly.
 * @param base, roundTrip in milliseconds
 */
function learnRoundTrip(
  base: number | null,
  roundTrip: number | null,
): { readonly base: number | null; readonly delayed: boolean | null } {
  if (roundTrip === null || base === null) return { base: base ?? roundTrip, delayed: null };
  const delayed = roundTrip > DELAYED.factor * base + DELAYED.milliseconds;
  return { base: Math.min(roundTrip, base + FOLLOWING * (roundTrip - base)), delayed };
}

/**
 * @returns packets per second that nmap 7.93 can send while each probe waits this long. At each step nmap goes through
 * all probes that wait for an answer. At a higher rate the processor is too slow, answers are read late, nmap waits
 * longer for later answers, and still more probes wait.
 * @param least milliseconds that a probe waits at least
 */
export function easyRate(least: number): number {
  return Math.max(ALWAYS_EASY, Math.floor(Math.sqrt(UNDER_WAY / (least / 1_000))));
}
