import { isGone, type Life, type Span } from '../model/memory.ts';
import { type Moment, minutesBetween } from '../model/time.ts';

/** @returns the life of something that was seen once */
export function bornAt(at: Moment): Life {
  return { first: at, last: at, gone: null, spans: [[at, at]] };
}

/**
 * @param at when a run saw it, which may be older than what is remembered
 * @param window minutes that it may be missing without a break: a device that sleeps
 */
export function seenAt(life: Life, at: Moment, window = 0): Life {
  const goesOn = at > life.last && (!isGone(life) || minutesBetween(life.last, at) <= window);
  const span: Span = goesOn ? [life.last, at] : [at, at];
  return {
    first: earlier(life.first, at),
    last: later(life.last, at),
    gone: life.gone,
    spans: joined([...life.spans, span]),
  };
}

/** @returns the life after a complete run looked and did not see it */
export function missedAt<T extends Life>(life: T, at: Moment): T {
  return at > life.last && !isGone(life) ? { ...life, gone: at } : life;
}

/**
 * Joins what two files remember of the same thing. The order of the two does not matter, and joining twice changes
 * nothing, so lines that a merge of Git doubled are one again.
 */
export function joinLives(a: Life, b: Life): Life {
  return {
    first: earlier(a.first, b.first),
    last: later(a.last, b.last),
    gone: a.gone === null || b.gone === null ? (a.gone ?? b.gone) : later(a.gone, b.gone),
    spans: joined([...a.spans, ...b.spans]),
  };
}

/** @returns the spans in order; those that touch or overlap are one */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const [first, last] of [...spans].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const before = result.at(-1);
    if (before === undefined || before[1] < first) result.push([first, last]);
    else result[result.length - 1] = [before[0], later(before[1], last)];
  }
  return result;
}

/** @returns the first run of those that saw it without a break */
export function beginning({ spans, last }: Life): Moment {
  return spans.at(-1)?.[0] ?? last;
}

function earlier(a: Moment, b: Moment): Moment {
  return a < b ? a : b;
}

function later(a: Moment, b: Moment): Moment {
  return a > b ? a : b;
}
