import { LONGEST_WAIT, NEAR, SETTLED, slowest, timeoutsFor, UNMEASURED } from '../model/timeouts.ts';
import type { Chunk, HostResult } from './chunk.ts';
import type { RoundTrips } from './host.ts';
import type { KnownAnswer } from './liveness/known-answers.ts';

/** [share; choice] If this share of known open ports answered, a queue that delays answers costs almost none. */
const NEARLY_ALL = 0.9;

/** @returns the round trips after a chunk, from its answers and those of its side probe */
export function learnRoundTrips(
  { within, shortest }: RoundTrips,
  answer: HostResult | undefined,
  sideAnswer: Pick<HostResult, 'answersWithin'> | undefined,
): RoundTrips {
  const now = slowest([answer, sideAnswer].map((one) => one?.answersWithin ?? null));
  if (now === null) return { within, shortest };
  const isMeasured = answer !== undefined && answer.roundTrip !== null && answer.replies >= SETTLED;
  const least = isMeasured ? Math.min(shortest ?? Number.POSITIVE_INFINITY, answer.roundTrip as number) : shortest;
  // A queue does not make a path longer. An answer that a queue holds for longer counts as lost, which shows
  // that the rate is too high.
  return { within: 3 * (least ?? NEAR) <= NEAR ? Math.min(now, NEAR) : now, shortest: least };
}

/**
 * Tests whether waiting for the answers of the host costs little. Other hosts are probed separately, so that near hosts
 * do not wait for them.
 */
export function isNear({ within }: RoundTrips): boolean {
  return timeoutsFor([within]).least <= NEAR;
}

/**
 * Tests whether a chunk waited long enough for the host's answers: one and a half of the round trip that this chunk
 * measured (nmap's own timeouts shrink to one round trip). If the host was silent in this chunk, the wait must be long
 * enough to trust the silence. A shorter wait is enough if many open ports of the host were probed again and nearly all
 * answered.
 */
export function isWaitedFor(
  { within }: RoundTrips,
  { timeouts: { least } }: Chunk,
  answer: HostResult | undefined,
  known: readonly KnownAnswer[],
): boolean {
  if (answer?.complete !== true) return true;
  if (answer.roundTrip === null) return within !== null || least >= UNMEASURED;
  if (least >= Math.min(LONGEST_WAIT, 1.5 * answer.roundTrip)) return true;
  const open = known.filter(({ kind, inSideProbe }) => kind !== 'closed' && !inSideProbe);
  return open.length >= SETTLED && open.filter(({ answered }) => answered).length >= NEARLY_ALL * open.length;
}
