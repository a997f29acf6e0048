/**
 * What a belief does not do by itself: look whether it is still true. A path that got wider says nothing until more is
 * sent, and loss that seems to be random may be a limit that nobody has yet gone below. So now and then a chunk is sent
 * faster or slower than seems best.
 */

export interface Search {
  readonly more: Timer;
  readonly less: Timer;
  /** How much faster than a clean chunk the next may be, and the answers heard since that last grew. */
  readonly step: number;
  readonly answers: number;
  /** The rate that the last chunk achieved. */
  readonly last: number;
  /** What the last chunk tried, instead of the rate that seemed best (packets/s). */
  readonly attempt: { readonly kind: 'more' | 'less'; readonly best: number } | null;
}

/** Chunks since the last attempt, and how many to let pass before the next. */
interface Timer {
  readonly quiet: number;
  readonly patience: number;
}

/** What the last chunk said. `heard` of `known` answered; `loss`: the random loss now believed in, 0 to 1. */
export interface Lesson {
  readonly achieved: number;
  readonly clean: boolean;
  readonly known: number;
  readonly heard: number;
  readonly loss: number;
}

/** Answers that prove a step, so that the next may be larger, or more than twice. */
const PROOF = 8;
/** So many unanswered probes, and none answered, are no bad luck. */
const SILENCE = 5;

/**
 * The first step is large, to find a path's size within a few chunks; after a limit was met they begin small, and grow
 * with success.
 */
const STEPS = { largest: 4, needsFinalCheck: 2, smallest: 1.25, growth: 1.4 };
const LESS = 0.5;
const PATIENCE = { more: 4, less: 2, longest: 12, growth: 1.5 };
/** Below this random loss, being wrong about its cause costs less than finding out. */
const SUSPECT = 0.1;

/** A search that begins at a rate. */
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

/** The search after one more chunk. */
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
 * Packets per second that the next chunk may have at most. `before`: the search before the lesson, `after`: the one
 * after it.
 */
export function ceilingOf(before: Search, after: Search, { achieved, clean, known, heard }: Lesson): number {
  // Silence says nothing of how much would pass: a long queue first has to drain.
  if (heard === 0 && known >= SILENCE) return achieved / STEPS.largest;
  if (!clean) return achieved;
  // A look at what is slower is no reason to climb back step by step.
  const accepted = before.attempt?.kind === 'less' ? before.attempt.best : 0;
  return Math.max(accepted, achieved * (heard >= PROOF ? after.step : Math.min(after.step, STEPS.needsFinalCheck)));
}

/**
 * The next rate: the best one or, now and then, one that puts the belief to the test. Packets per second, at most
 * `ceiling`.
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
  // What went well is tried again at once.
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
