import type { Policy, Target } from '../model/policy.ts';
import { counted } from '../model/quantity.ts';
import { type Moment, minutesBetween, momentOf } from '../model/time.ts';
import type { State } from './state.ts';

/** By which policy a run judges, and when. */
export interface Judging {
  readonly policy: Policy;
  readonly now: Date;
}

/**
 * Only a moment that is over counts, so that nothing in a file is a grace without end. Incomplete runs count too: if
 * they did not, a network that never answers completely would have nothing missing.
 * @param where the targets whose runs look for it
 * @param last when a run saw it last
 * @returns how much of the grace is left, as a sentence; null: nothing
 */
export function graceLeft(
  { policy, now }: Judging,
  state: State,
  where: readonly Target[],
  last: Moment,
): string | null {
  const { minutes, runs } = policy.grace;
  const [at, gone] = [momentOf(now), minutesBetween(last, momentOf(now))];
  if (gone < 0) return null;
  if (runs === 0) return gone < minutes ? `The grace ends in ${counted(Math.ceil(minutes - gone), 'minute')}.` : null;
  const ours = runsOf(policy, state);
  // If the run that saw it is forgotten, so may be later ones.
  if (!ours.some((run) => run.at === last)) return null;
  const looked = ours.filter((run) => where.every(({ name }) => run.targets.includes(name)));
  const missed = looked.filter((run) => run.at > last && run.at < at).length + 1;
  if (missed === runs) return 'This run is the last one within the grace.';
  return missed < runs ? `The grace ends after ${counted(runs - missed, 'more run')}.` : null;
}

/** @returns the remembered runs of the policy's environment */
export function runsOf({ environment }: Policy, { runs }: State): State['runs'] {
  return runs.filter((run) => run.environment === environment);
}
