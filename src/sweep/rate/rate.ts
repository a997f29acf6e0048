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
  STEPS,
  TRIAL,
  UNDER_WAY,
} from './constants.ts';
import { type Belief, bestRate, type Outlook, outlook, startBelief, update } from './path-model.ts';

/** The limits of a scan's rate, in packets per second, all above 0. If they contradict each other, `maxRate` wins. */
export interface PaceSettings {
  /** The rate never exceeds this. */
  readonly maxRate: number;
  /** The rate of the first chunk. */
  readonly startRate: number;
  /** The rate does not exceed this as long as no chunk has probed a port that is known to answer. */
  readonly gentleRate: number;
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
  /** The highest rate that the path carried according to the answers, or the gentle rate (packets/s). */
  readonly proven: number;
  readonly search: Search;
}

/**
 * The search for a wider path. A path that has become wider shows it only at a higher rate, so the belief alone never
 * finds it: from time to time a chunk tries a rate above the best one.
 */
interface Search {
  /** The factor between a clean chunk and the next. It is large until a limit is found. */
  readonly step: number;
  /** The rate that the last chunk achieved. */
  readonly last: number;
  /** Whether the rate is a trial. */
  readonly isTrial: boolean;
  /** Chunks since the last trial, and the number of chunks before the next trial. */
  readonly quiet: number;
  readonly patience: number;
}

/** @returns a controller before the first chunk, with the rate `startRate` */
export function startPace(settings: PaceSettings): Pace {
  const { maxRate, minRate, startRate, gentleRate } = settings;
  return {
    settings,
    belief: startBelief(Math.min(minRate, maxRate) / 2, maxRate),
    rate: within(settings, startRate),
    base: null,
    proven: within(settings, gentleRate),
    search: { step: STEPS.first, last: startRate, isTrial: false, quiet: 0, patience: PATIENCE.first },
  };
}

/**
 * Adds one more chunk. Loss that a lower rate would reduce lowers the rate. Other loss does not change the rate, and
 * the caller adds passes. A chunk that sent nothing, or that probed no known port, teaches nothing, and the next chunk
 * uses the gentle rate.
 */
export function learnPace(pace: Pace, outcome: ChunkOutcome): { readonly pace: Pace; readonly reason: RateReason } {
  const { settings } = pace;
  const { achieved, known } = outcome;
  if (!(achieved > 0 && Number.isFinite(achieved) && known > 0)) {
    const rate = Math.min(pace.rate, within(settings, settings.gentleRate));
    return { pace: { ...pace, rate, search: { ...pace.search, isTrial: false } }, reason: 'nothing-known' };
  }
  const answered = Math.min(known, Math.max(0, outcome.answered));
  const { base, delayed } = learnRoundTrip(pace.base, outcome.roundTrip);
  const belief = update(pace.belief, { rate: achieved, known, answered, delayed });
  const seen = outlook(belief);
  const clean = answered > 0 && delayed !== true && chanceBelow(seen, 0.9 * achieved) < DOUBT;
  const isBound = clean && achieved < BOUND * outcome.asked;
  const search = learnSearch(pace.search, achieved, clean, answered);
  const step = answered >= PROOF ? search.step : Math.min(search.step, STEPS.unproven);
  const reached = clean ? achieved * step : achieved;
  const ceiling = within(settings, isBound ? Math.min(reached, outcome.asked) : reached);
  const best = bestRate(seen, within(settings, 0), ceiling);
  const faster = Math.min(ceiling, search.step * best);
  const isTrial = search.quiet >= search.patience && faster > 1.1 * best;
  const rate = within(settings, isTrial ? faster : best);
  return {
    pace: {
      ...{ settings, belief, rate, base },
      // If the scanner could not send faster, or seems to have waited without sending, the path is not the limit.
      proven: learnProven(pace, isBound ? outcome.asked : achieved, clean, rate),
      search: { ...search, isTrial, quiet: isTrial ? 0 : search.quiet },
    },
    reason: isTrial ? 'faster-trial' : reasonOf(answered, delayed, clean, isBound),
  };
}

function reasonOf(answered: number, delayed: boolean | null, clean: boolean, isBound: boolean): RateReason {
  if (answered === 0) return 'nothing-answered';
  if (delayed === true) return 'answers-delayed';
  if (!clean) return 'answers-lost';
  return isBound ? 'scanner-limit' : 'answers-came';
}

function learnSearch(search: Search, achieved: number, clean: boolean, answered: number): Search {
  const step = clean ? search.step : STEPS.later;
  const common = { step, last: achieved, isTrial: false };
  // A trial that succeeded is repeated at once.
  if (clean && answered >= PROOF && achieved > 1.1 * search.last)
    return { ...common, quiet: PATIENCE.first, patience: PATIENCE.first };
  const { quiet, patience, isTrial } = search;
  return {
    ...common,
    quiet: quiet + 1,
    patience: isTrial ? Math.min(PATIENCE.longest, PATIENCE.growth * patience) : patience,
  };
}

/**
 * A rate without loss is proven. If the proven rate then fails, and the path seems to carry much less,
 * nothing is proven any more.
 */
function learnProven({ settings, proven }: Pace, achieved: number, clean: boolean, next: number): number {
  if (clean) return Math.max(proven, achieved);
  if (achieved > 1.1 * proven) return proven;
  return next < 0.8 * achieved ? within(settings, settings.gentleRate) : Math.min(proven, next);
}

/** @returns packets per second for the next chunk: a whole number, at least `minRate` and at most `maxRate` */
export function rateOf(pace: Pace): number {
  return pace.rate;
}

/**
 * @returns seconds that a chunk at the current rate may last; Infinity: no limit. Lost probes have to be repeated, so a
 * new rate is tried on a short chunk. A queue that a short chunk only lengthens is filled by a long chunk.
 */
export function longestOf({ rate, proven, search }: Pace): number {
  return search.isTrial || rate > BEYOND * proven ? TRIAL : Number.POSITIVE_INFINITY;
}

function within({ minRate, maxRate }: PaceSettings, rate: number): number {
  return Math.max(1, Math.floor(Math.min(maxRate, Math.max(minRate, rate))));
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
