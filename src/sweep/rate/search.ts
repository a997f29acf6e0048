/**
 * The search tests whether the belief is still true, which the belief itself does not do. A path that has become wider
 * shows it only at a higher rate. Loss that seems to be random may come from a limit below all rates that were tried.
 * The search therefore sends a chunk faster or slower than the best rate from time to time.
 */

export interface Search {
  readonly more: Timer;
  readonly less: Timer;
  /** The factor between a clean chunk and the next, and the answers since this factor last grew. */
  readonly step: number;
  readonly answers: number;
  /** The rate that the last chunk achieved. */
  readonly last: number;
  /** What the last chunk tried instead of the best rate (packets/s). */
  readonly attempt: { readonly kind: 'more' | 'less'; readonly best: number } | null;
}

/** Chunks since the last attempt, and the number of chunks before the next attempt. */
interface Timer {
  readonly quiet: number;
  readonly patience: number;
}

/**
 * The result of the last chunk. `heard` of `known` ports answered; `loss`: the current estimate of random loss, 0 to 1.
 */
export interface Lesson {
  readonly achieved: number;
  readonly clean: boolean;
  readonly known: number;
  readonly heard: number;
  readonly loss: number;
}

/** The number of answers that proves a step, so that the next step may be larger or exceed a factor of two. */
const PROOF = 8;
/** If this number of known ports is silent, and none answers, the cause is not chance. */
const SILENCE = 5;

/**
 * The first step is large, to find the capacity of a path in a few chunks. After a limit was found, steps begin
 * small and grow with success.
 */
const STEPS = { largest: 4, needsFinalCheck: 2, smallest: 1.25, growth: 1.4 };
const LESS = 0.5;
const PATIENCE = { more: 4, less: 2, longest: 12, growth: 1.5 };
/** Below this random loss, a wrong cause costs less than a test of the cause. */
const SUSPECT = 0.1;

/** @returns a search that begins at a rate */
export function startSearch(rate: number): Search {
  return {
    more: { quiet: 0, patience: PATIENCE.more },
    less: { quiet: 0, patience: PATIENCE.less },
    step: STEPS.largest,
    answers: 0,
    last: rate,
    attempt: null,
  };
}

/** @returns the search after one more chunk */
export function learnSearch(search: Search, lesson: Lesson): Search {
  const { achieved, clean, heard } = lesson;
  const answers = clean ? search.answers + heard : 0;
  const rose = clean && achieved > 1.1 * search.last;
  const grows = rose && answers >= PROOF;
  const step = grows ? Math.min(STEPS.largest, STEPS.growth * search.step) : search.step;
  return {
    more: learnMore(search, grows),
    less: learnLess(search, lesson),
    step: clean ? step : Math.max(STEPS.smallest, Math.sqrt(search.step)),
    answers: grows ? 0 : answers,
    last: achieved,
    attempt: null,
  };
}

/**
 * @returns the largest rate of the next chunk, in packets per second
 * @param before the search before the lesson
 * @param after the search after the lesson
 */
export function ceilingOf(before: Search, after: Search, { achieved, clean, known, heard }: Lesson): number {
  // Silence does not show how much the path carries: first a long queue has to empty.
  if (heard === 0 && known >= SILENCE) return achieved / STEPS.largest;
  if (!clean) return achieved;
  // After an attempt at a lower rate, the rate returns at once and does not climb step by step.
  const accepted = before.attempt?.kind === 'less' ? before.attempt.best : 0;
  return Math.max(accepted, achieved * (heard >= PROOF ? after.step : Math.min(after.step, STEPS.needsFinalCheck)));
}

/**
 * @returns the next rate: usually the best rate, sometimes a rate that tests the belief. Packets per
 * second, at most `ceiling`.
 */
export function nextRate(
  search: Search,
  best: number,
  ceiling: number,
  loss: number,
): { readonly rate: number; readonly search: Search } {
  const { more, less } = search;
  if (loss > SUSPECT && less.quiet >= less.patience) {
    return { rate: LESS * best, search: { ...search, less: { ...less, quiet: 0 }, attempt: { kind: 'less', best } } };
  }
  const faster = Math.min(ceiling, search.step * best);
  if (more.quiet >= more.patience && faster > 1.1 * best) {
    return { rate: faster, search: { ...search, more: { ...more, quiet: 0 }, attempt: { kind: 'more', best } } };
  }
  return { rate: best, search };
}

function learnMore({ more, attempt }: Search, grows: boolean): Timer {
  // An attempt that succeeded is repeated at once.
  if (grows) return { quiet: PATIENCE.more, patience: PATIENCE.more };
  return waited(more, attempt?.kind === 'more');
}

function learnLess({ less, attempt }: Search, { loss, known, heard }: Lesson): Timer {
  if (loss <= SUSPECT) return { quiet: 0, patience: PATIENCE.less };
  return waited(less, attempt?.kind === 'less' && 1 - heard / known > loss / 2);
}

function waited({ quiet, patience }: Timer, inVain: boolean): Timer {
  return { quiet: quiet + 1, patience: inVain ? Math.min(PATIENCE.longest, PATIENCE.growth * patience) : patience };
}
