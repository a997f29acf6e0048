/** How long a scanner waits for the answer to a probe, in milliseconds. */
export interface Timeouts {
  /** While the host has answered nothing. */
  readonly initial: number;
  /** At least, however fast the host answers. */
  readonly least: number;
}

/**
 * Milliseconds that the first probes of a host wait before its silence counts: two round trips over a satellite, each
 * way over two of them, and the queues of a congested link. Half of it loses round trips of 2.5 s; twice of it only
 * costs time.
 */
export const UNMEASURED = 5_000;

/** Milliseconds: the longest wait. nmap itself takes no answer for a round trip that comes after 8 s. */
export const LONGEST_WAIT = 10_000;

/** Those of nmap's -T4 (manual, "Timing templates"), for paths that are known to be fast. */
export const FAST: Timeouts = { initial: 500, least: 100 };

/** For paths of which nothing is known, and that are not to be believed fast. */
export const PATIENT: Timeouts = { initial: UNMEASURED, least: UNMEASURED };

/**
 * For the first probes of many hosts: a host that answers soon costs no wait. A host that stays silent is asked again
 * with
 * `PATIENT`: nmap takes its round trip to be that of the others, and on the local link that of ARP.
 */
export const FIRST: Timeouts = { initial: UNMEASURED, least: 300 };

/**
 * Milliseconds: hosts that answer within it are near, and swept before the others. Half or twice of it changes few
 * sweeps.
 */
export const NEAR = 1_000;

/**
 * Answers from which on the measured round trip is at least two thirds of the true one, whatever came first (RFC 6298,
 * 2.3).
 */
export const SETTLED = 8;

/**
 * The time within which an answer is to be expected, after RFC 6298, 2.2 and 2.3: three round trips, or one and four
 * times their variation. On the local link the first measurement is that of ARP, and variation alone tells of a longer
 * path. Once the round trip is known, variation is that of a busy machine or link: it makes nobody far.
 * @param roundTrip smoothed, in milliseconds
 * @param variation of it, in milliseconds
 * @param answers that both were measured by
 * @returns milliseconds, at most `LONGEST_WAIT`
 */
export function expectedWithin(roundTrip: number, variation: number, answers: number): number {
  const varying = roundTrip + 4 * variation;
  const longest = answers < SETTLED ? varying : Math.min(NEAR, varying);
  return Math.min(LONGEST_WAIT, Math.ceil(Math.max(3 * roundTrip, longest)));
}

/** @param within for each host the time within which it answers, in milliseconds; null: it has answered nothing */
export function timeoutsFor(within: readonly (number | null)[]): Timeouts {
  const waits = within.map((one) => one ?? UNMEASURED);
  const slowest = Math.max(FAST.least, ...waits);
  return { initial: Math.max(FAST.initial, slowest), least: slowest };
}

/** @returns the longest of the times that are known; null: none is */
export function slowest(times: Iterable<number | null>): number | null {
  let longest: number | null = null;
  for (const time of times) if (time !== null && time > (longest ?? 0)) longest = time;
  return longest;
}
