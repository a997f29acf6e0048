/** How long a scanner waits for the answer to a probe, in milliseconds. */
export interface Timeouts {
  /** Until the host has answered. */
  readonly initial: number;
  /** The minimum, however fast the host answers. */
  readonly least: number;
}

/**
 * Milliseconds that the first probes of a host wait before its silence counts. This covers two round trips over two
 * satellites each way, and the queues of a congested link. Half of it loses round trips of 2.5 s; twice of it only
 * costs time.
 */
export const UNMEASURED = 5_000;

/** Milliseconds: the longest wait. nmap itself accepts no answer after a round trip of 8 s. */
export const LONGEST_WAIT = 10_000;

/** The values of nmap's -T4 (manual, "Timing templates"), for paths that are known to be fast. */
export const FAST: Timeouts = { initial: 500, least: 100 };

/** For paths without a measurement: they may be slow. */
export const SLOW_PATH: Timeouts = { initial: UNMEASURED, least: UNMEASURED };

/**
 * For the first probes of many hosts: a host that answers soon costs no wait. Silent hosts are probed again with
 * `SLOW_PATH`, because nmap assumes the round trip of the other hosts for them, and of ARP on the local link.
 */
export const FIRST: Timeouts = { initial: UNMEASURED, least: 300 };

/**
 * Milliseconds: hosts that answer within this time are near, and are swept first. Half or twice of it changes little.
 */
export const NEAR = 1_000;

/** After this many answers, the measured round trip is at least two thirds of the true one (RFC 6298, 2.3). */
export const SETTLED = 8;

/**
 * The time within which an answer is expected, after RFC 6298, 2.2 and 2.3: three round trips, or one round trip and
 * four times its variation. On the local link the first measurement is that of ARP, so only the variation shows a
 * longer path. After `SETTLED` answers, a large variation comes from a busy machine or link and does not make a host
 * far.
 * @param roundTrip smoothed, in milliseconds
 * @param variation of the round trip, in milliseconds
 * @param answers the number of measured answers
 * @returns milliseconds, at most `LONGEST_WAIT`
 */
export function expectedWithin(roundTrip: number, variation: number, answers: number): number {
  const varying = roundTrip + 4 * variation;
  const longest = answers < SETTLED ? varying : Math.min(NEAR, varying);
  return Math.min(LONGEST_WAIT, Math.ceil(Math.max(3 * roundTrip, longest)));
}

/** @param within for each host, the time within which it answers, in milliseconds; null: it has not answered */
export function timeoutsFor(within: readonly (number | null)[]): Timeouts {
  const waits = within.map((one) => one ?? UNMEASURED);
  const slowest = Math.max(FAST.least, ...waits);
  return { initial: Math.max(FAST.initial, slowest), least: slowest };
}

/** @returns the longest known time; null: no time is known */
export function slowest(times: Iterable<number | null>): number | null {
  let longest: number | null = null;
  for (const time of times) if (time !== null && time > (longest ?? 0)) longest = time;
  return longest;
}
