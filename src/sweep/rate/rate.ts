import type { RateReason } from '../../model/event.ts';
import { type Belief, bestRate, type Outlook, outlook, startBelief, update } from './path-model.ts';
import { ceilingOf, type Lesson, learnSearch, nextRate, type Search, startSearch } from './search.ts';

/** Bounds of a scan's rate, in packets per second, all above 0. Where they disagree, `maxRate` wins. */
export interface PaceSettings {
  /** Never more than this. */
  readonly maxRate: number;
  /** Of the first chunk. */
  readonly startRate: number;
  /** Never more than this while nothing that is known to answer was among a chunk's probes. */
  readonly gentleRate: number;
  /** Never less than this, however bad the path. */
  readonly minRate: number;
}

/** How a chunk went. Rates in packets per second. */
export interface ChunkOutcome {
  readonly asked: number;
  readonly achieved: number;
  /** Probes of the chunk whose answer was known beforehand, and how many of them were answered. */
  readonly known: number;
  readonly heard: number;
  /** Typical time from probe to answer in milliseconds; null: nothing came back. */
  readonly roundTrip: number | null;
}

/** A rate controller's whole state: a value, replaced by {@link learnPace} after each chunk. */
export interface Pace {
  readonly settings: PaceSettings;
  readonly belief: Belief;
  readonly rate: number;
  readonly delay: Delay;
  readonly search: Search;
  /** The highest rate of which the answers said that the path carries it, or the gentle one (packets/s). */
  readonly proven: number;
  /** That of the last chunk, where it got through and yet seemed to be too much for the path; else 0 (packets/s). */
  readonly tried: number;
  /** The last chunk and what its rate was chosen by; null: there was none. Nothing is decided by it. */
  readonly lesson: { readonly outcome: ChunkOutcome; readonly reason: RateReason } | null;
}

/** What is known of round trips. */
interface Delay {
  /** Milliseconds without a queue; null: none seen. */
  readonly base: number | null;
  /** Factor on what counts as delayed; grows with false alarms. */
  readonly slack: number;
  /** The last chunk, if it was delayed. */
  readonly risen: { readonly rate: number; readonly roundTrip: number } | null;
}

/** A chunk is clean unless it is at least this likely that its rate was a tenth above the capacity. */
const DOUBT = 0.25;
/** A round trip counts as delayed above the lowest one times this plus so many milliseconds. */
const DELAYED = { factor: 1.3, milliseconds: 3 };
/** Less than this share of the asked rate, without loss: the scanner cannot do more. */
const BOUND = 0.7;
/** A rate this much above what is proven is a trial. */
const BEYOND = 1.3;
/** Where so much of what is known was heard, only round trips speak against a rate. */
const CARRIED = 0.9;
/** Seconds that a chunk may last at a rate nobody knows yet, and at one that only delayed the answers. */
const TRIAL = 0.4;
const DELAYING = 0.8;

/** A controller that has seen nothing; its first rate is `startRate`. */
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
 * The controller after one more chunk. Loss that a lower rate would cure lowers the rate; loss that it would not cure
 * leaves it (the caller adds passes). A chunk that sent nothing, or knew no answer, teaches nothing, and the next one
 * is gentle.
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
  // What the scanner could not send, or seems not to have sent while it waited, is no limit of the path.
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
 * What went well is proven. Where that goes badly, and much less seems to be carried now, nothing is proven any more.
 */
function learnProven({ settings, proven }: Pace, achieved: number, clean: boolean, next: number): number {
  if (clean) return Math.max(proven, achieved);
  if (achieved > 1.1 * proven) return proven;
  return next < 0.8 * achieved ? within(settings, settings.gentleRate) : Math.min(proven, next);
}

/** Packets per second for the next chunk: a whole number, at least `minRate` and at most `maxRate`. */
export function rateOf(pace: Pace): number {
  return pace.rate;
}

/**
 * Seconds that a chunk at that rate may last; Infinity: any. What it loses has to be asked again, so that a rate is
 * tried out on little; and a queue that a short chunk only lengthens a long one fills.
 */
export function longestOf({ rate, proven, tried, search }: Pace): number {
  if (search.attempt?.kind !== 'more' && rate <= BEYOND * proven) return Number.POSITIVE_INFINITY;
  return rate <= 1.1 * tried ? DELAYING : TRIAL;
}

/** Packets per second that the path carries, where that is likely less than `maxRate`; null: no such limit seen. */
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

/** The share of probes that goes unanswered at any rate, 0 to 1. */
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
 * Whether round trips have risen above what they are without a queue. A rise that stays although much less is sent, and
 * is answered, is no queue of ours: the path itself has become longer, or its delay varies by itself, and it takes more
 * to be believed the next time.
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

/** Packets a second times probes under way: measured on a core of two. */
const UNDER_WAY = 1.6e9;
/** Packets a second that it can send however long they wait. */
const ALWAYS_EASY = 20_000;

/**
 * Packets a second that nmap 7.93 can send while each probe waits so many milliseconds: at each step it looks through
 * all that are under way. Beyond it answers are late for want of a processor, later ones are waited for longer, and
 * still more are under way.
 * @param least milliseconds that it waits at least
 */
export function easyRate(least: number): number {
  return Math.max(ALWAYS_EASY, Math.floor(Math.sqrt(UNDER_WAY / (least / 1_000))));
}
