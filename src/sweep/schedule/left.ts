import type { SweptHost } from '../host.ts';
import { expectedRate, lossOf } from '../rate/rate.ts';
import { ASSUMED_LOSS } from '../recall/constants.ts';
import { present, type SweepState } from '../state.ts';
import { FEWEST_ATTEMPTS, FIRST_CHUNKS, LONGEST, MOST_ATTEMPTS, OVERHEAD } from './constants.ts';
import { goalOf } from './schedule.ts';

/** The first ports have most of the open ports: fewer probed ports than this share say nothing about the others. */
const LEAST_PROBED = 0.2;

/** How much of a sweep is left, by estimate. */
export interface Left {
  /** Probes that are still to be sent, and all probes of the sweep. */
  readonly probes: number;
  readonly all: number;
  /** Seconds until the sweep ends, at the rate that it has now; null: the rate is not known yet. */
  readonly seconds: number | null;
}

/** Estimates what is left of a sweep from what it has measured so far: silent ports, loss and the rate. */
export function leftOf(state: SweepState): Left {
  const hosts = present(state);
  const { probed, silent } = sharesOf(state, hosts);
  const passes = passesOf(state, hosts, probed);
  let [probes, all] = [0, 0];
  for (const { answers } of hosts) {
    for (const [index, { count }] of state.slices.entries()) {
      const attempts = answers.attempts[index] as number;
      const expected = count * (1 + (passes - 1) * silent);
      all += expected;
      probes += attempts === 0 ? expected : Math.max(0, passes - attempts) * (answers.silent[index] as number);
    }
  }
  // So much loss is more often a limit of the hosts than the path, and its end cannot be foreseen.
  const isKnown = state.chunks > FIRST_CHUNKS && lossOf(state.pace) <= ASSUMED_LOSS;
  const rate = isKnown ? expectedRate(state.pace) : null;
  const sending = rate === null ? null : probes / rate;
  return { probes, all, seconds: sending === null ? null : sending + OVERHEAD * Math.ceil(sending / LONGEST) };
}

/** @returns the share of ports that were probed at least once, and the silent share of these ports */
function sharesOf({ slices }: SweepState, hosts: readonly SweptHost[]) {
  let [silent, probed, all] = [0, 0, 0];
  for (const { answers } of hosts) {
    for (const [index, { count }] of slices.entries()) {
      all += count;
      if (answers.attempts[index] === 0) continue;
      silent += answers.silent[index] as number;
      probed += count;
    }
  }
  return { probed: probed / Math.max(1, all), silent: probed === 0 ? 1 : silent / probed };
}

/** @returns the mean number of probes of a silent port by which few enough open ports are missed: a fraction too */
function passesOf(state: SweepState, hosts: readonly SweptHost[], probed: number): number {
  const loss = lossOf(state.pace);
  const known = hosts.reduce((sum, host) => sum + host.known.open.size, 0);
  const open = known / Math.max(LEAST_PROBED, probed);
  const goal = goalOf(state, hosts);
  if (loss <= 0 || open <= goal) return FEWEST_ATTEMPTS;
  const passes = Math.log(goal / open) / Math.log(loss);
  return Math.min(MOST_ATTEMPTS, Math.max(FEWEST_ATTEMPTS, passes));
}
