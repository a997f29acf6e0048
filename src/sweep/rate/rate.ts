import type { RateReason } from '../../model/event.ts';
import { type Belief, bestRate, type Outlook, outlook, startBelief, update } from './path-model.ts';
import { ceilingOf, type Lesson, learnSearch, nextRate, type Search, startSearch } from './search.ts';

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
  readonly heard: number;
  /** The typical round trip in milliseconds; null: nothing answered. */
  readonly roundTrip: number | null;
}

/** The whole state of a rate controller. It is a value, which {@link learnPace} replaces after each chunk. */
export interface Pace {
  readonly settings: PaceSettings;
  readonly belief: Belief;
  readonly rate: number;
  readonly delay: Delay;
  readonly search: Search;
  /** The highest rate that the path carried according to the answers, or the gentle rate (packets/s). */
  readonly proven: number;
  /**
   * The rate of the last chunk, if most probes were answered but the rate seems to be above the
   * capacity; otherwise 0 (packets/s).
   */
  readonly tried: number;
  /** The last chunk, and the reason for the rate after it; null: there was no chunk. No decision rests on it. */
  readonly lesson: { readonly outcome: ChunkOutcome; readonly reason: RateReason } | null;
}

/** What is known about round trips. */
interface Delay {
  /** Milliseconds without a queue; null: not measured yet. */
  readonly base: number | null;
  /** A factor on the limit above which a round trip counts as delayed. It grows with false alarms. */
  readonly slack: number;
  /** The rate and the round trip of the last chunk, if it was delayed. */
  readonly risen: { readonly rate: number; readonly roundTrip: number } | null;
}

/** A chunk is clean unless the probability that its rate was a tenth above the capacity reaches this value. */
const DOUBT = 0.25;
/**
 * A round trip counts as delayed if it exceeds the lowest round trip times this factor plus
 * this number of milliseconds.
 */
const DELAYED = { factor: 1.3, milliseconds: 3 };
/** If the scanner achieves less than this share of the rate, without loss, the scanner cannot send faster. */
const BOUND = 0.7;
/** A rate that exceeds the proven rate by this factor is a trial. */
const BEYOND = 1.3;
/** If this share of the known ports answered, only round trips count against a rate. */
const CARRIED = 0.9;
/** Seconds that a chunk may last at an unknown rate, and at a rate that only delayed the answers. */
const TRIAL = 0.4;
const DELAYING = 0.8;

/** @returns a controller before the first chunk, with the rate `startRate` */
export function startPace(settings: PaceSettings): Pace {
  const { maxRate, minRate, startRate } = settings;
  return {
    settings,
    belief: startBelief(Math.min(minRate, maxRate) / 2, maxRate),
    rate: within(settings, startRate),
    delay: { base: null, slack: 1, risen: null },
    search: startSearch(startRate),
    proven: within(settings, settings.gentleRate),
    tried: 0,
    lesson: null,
  };
}

/**
 * The controller after one more chunk. Loss that a lower rate would reduce lowers the rate. Other loss does not change
 * the rate, and the caller adds passes. A chunk that sent nothing, or that probed no known port, teaches nothing, and
 * the next chunk uses the gentle rate.
 */
export function learnPace(pace: Pace, outcome: ChunkOutcome): Pace {
  const { settings } = pace;
  const { achieved, known } = outcome;
  if (!(achieved > 0 && Number.isFinite(achieved) && known > 0)) {
    const search = { ...pace.search, attempt: null };
    const taught = { outcome, reason: 'nothing-known' } as const;
    return { ...pace, search, lesson: taught, rate: Math.min(pace.rate, within(settings, settings.gentleRate)) };
  }
  const heard = Math.min(known, Math.max(0, outcome.heard));
  const { delay, delayed } = learnDelay(pace.delay, outcome, heard / known);
  const belief = update(pace.belief, { rate: achieved, known, heard, delayed });
  const seen = outlook(belief);
  const clean = heard > 0 && delayed !== true && chanceBelow(seen, 0.9 * achieved) < DOUBT;
  const loss = expectedLoss(seen);
  const lesson: Lesson = { achieved, clean, known, heard, loss };
  const search = learnSearch(pace.search, lesson);
  const bound = clean && achieved < BOUND * outcome.asked ? outcome.asked : Number.POSITIVE_INFINITY;
  const ceiling = within(settings, Math.min(ceilingOf(pace.search, search, lesson), bound));
  const next = nextRate(search, bestRate(seen, within(settings, 0), ceiling), ceiling, loss);
  const rate = within(settings, next.rate);
  // If the scanner could not send faster, or seems to have waited without sending, the path is not the limit.
  const proven = learnProven(pace, Number.isFinite(bound) ? bound : achieved, clean, rate);
  const tried = clean || heard < CARRIED * known ? 0 : achieved;
  const attempt = next.search.attempt?.kind ?? null;
  const reason = reasonOf({ attempt, heard, delayed, clean, bound: bound < Number.POSITIVE_INFINITY });
  return { settings, belief, delay, search: next.search, rate, proven, tried, lesson: { outcome, reason } };
}

function reasonOf(news: {
  readonly attempt: 'more' | 'less' | null;
  readonly heard: number;
  readonly delayed: boolean | null;
  readonly clean: boolean;
  readonly bound: boolean;
}): RateReason {
  if (news.attempt !== null) return news.attempt === 'more' ? 'faster-trial' : 'slower-trial';
  if (news.heard === 0) return 'nothing-answered';
  if (news.delayed === true) return 'answers-delayed';
  if (!news.clean) return 'answers-lost';
  return news.bound ? 'scanner-limit' : 'answers-came';
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
export function longestOf({ rate, proven, tried, search }: Pace): number {
  if (search.attempt?.kind !== 'more' && rate <= BEYOND * proven) return Number.POSITIVE_INFINITY;
  return rate <= 1.1 * tried ? DELAYING : TRIAL;
}

/**
 * @returns packets per second that the path carries, if this is probably less than `maxRate`; null: no such limit found
 */
export function capacityOf(pace: Pace): number | null {
  const { capacities, chances } = outlook(pace.belief);
  const limited = 1 - (chances.at(-1) as number);
  if (limited < 0.5) return null;
  let below = 0;
  for (const [index, chance] of chances.entries()) {
    below += chance;
    if (below >= limited / 2) return capacities[index] as number;
  }
  return null;
}

/** @returns the share of probes that stays unanswered at any rate, 0 to 1 */
export function randomLossOf(pace: Pace): number {
  return expectedLoss(outlook(pace.belief));
}

function expectedLoss({ chances, losses }: Outlook): number {
  return chances.reduce((sum, chance, index) => sum + chance * (losses[index] as number), 0);
}

function within({ minRate, maxRate }: PaceSettings, rate: number): number {
  return Math.max(1, Math.floor(Math.min(maxRate, Math.max(minRate, rate))));
}

function chanceBelow({ capacities, chances }: Outlook, rate: number): number {
  return chances.reduce((sum, chance, index) => ((capacities[index] as number) < rate ? sum + chance : sum), 0);
}

/**
 * Tests whether round trips are longer than without a queue. If they stay long although the rate is much lower and
 * probes are answered, the cause is not a queue of this scan: the path has become longer, or its delay varies. The next
 * rise must then be larger to count.
 */
function learnDelay(
  delay: Delay,
  { roundTrip, achieved }: ChunkOutcome,
  share: number,
): { readonly delay: Delay; readonly delayed: boolean | null } {
  const { base, slack, risen } = delay;
  if (roundTrip === null) return { delay, delayed: null };
  if (base === null) return { delay: { base: roundTrip, slack, risen: null }, delayed: null };
  if (roundTrip <= slack * (DELAYED.factor * base + DELAYED.milliseconds)) {
    const lowest = Math.min(roundTrip, base + 0.02 * (roundTrip - base));
    return { delay: { base: lowest, slack: Math.max(1, 0.98 * slack), risen: null }, delayed: false };
  }
  const uncured = risen !== null && achieved < 0.7 * risen.rate && roundTrip > 0.8 * risen.roundTrip && share > 0.85;
  if (uncured) return { delay: { base: roundTrip, slack: Math.min(8, 1.5 * slack), risen: null }, delayed: null };
  return { delay: { base, slack, risen: { rate: achieved, roundTrip } }, delayed: true };
}

/**
 * Packets per second times the number of probes that wait for an answer: the limit of nmap, measured on
 * a machine with two cores.
 */
const UNDER_WAY = 1.6e9;
/** Packets per second that nmap can send at any timeout. */
const ALWAYS_EASY = 20_000;

/**
 * @returns packets per second that nmap 7.93 can send while each probe waits this long. At each step nmap goes through
 * all probes that wait for an answer. At a higher rate the processor is too slow, answers are read late, nmap waits
 * longer for later answers, and still more probes wait.
 * @param least milliseconds that a probe waits at least
 */
export function easyRate(least: number): number {
  return Math.max(ALWAYS_EASY, Math.floor(Math.sqrt(UNDER_WAY / (least / 1_000))));
}
