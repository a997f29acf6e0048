import type { Address } from '../../model/address.ts';
import type { RecallEvidence } from '../../model/observation.ts';

/** One time that ports were asked, as far as the estimate needs to know it. */
export interface ProbeRound {
  readonly id: number;
  /** Whether the scanner repeated what went unanswered: then hardly anything is missed. */
  readonly retried: boolean;
}

/** Of one open port: in which exposures it was asked, and in which of these it was heard. */
export interface Sighting {
  readonly address: Address;
  readonly asked: readonly number[];
  readonly heard: ReadonlySet<number>;
}

interface Tally {
  known: number;
  missed: number;
}

/** How many known open ports stand for what is not known yet, when a host's own loss is worked out. */
const HOST_PRIOR = 10;
/** The same for a host among all hosts. */
const PATH_PRIOR = 20;
/** The same for an exposure among all exposures. */
const ROUND_PRIOR = 4;
/** Fewer known answers than this say nothing of the loss. */
const FEW = 8;
/**
 * Share of probes that is taken to be lost where nothing measures it: worse than any path that one would put up with.
 */
const ASSUMED_LOSS = 0.15;
/** The same for an exposure that repeated what went unanswered: twice over `ASSUMED_LOSS` and more. */
const RETRIED_LOSS = 1e-4;

/** The probability that an open port goes unheard, by exposure and host. */
export interface Loss {
  /** @returns 0 to 1, never 0 itself: nothing measured is perfect */
  readonly missed: (round: ProbeRound, address: Address) => number;
  /** Of all exposures; null where nothing measures it. */
  readonly share: number | null;
  /** How many known answers it rests on. */
  readonly known: number;
  /**
   * That a loss measured once may be larger than measured holds for all exposures alike: the factor by which the
   * product of so many falls short (the moments of a beta distribution). Near 1 where much is known.
   */
  readonly together: (rounds: number) => number;
  /** The same of one host. */
  readonly knownOf: (address: Address) => number;
}

/**
 * Works out what each exposure missed from ports that are known to be open by *another* exposure: leave one out, so
 * that a port which only this one heard does not speak for it. Few known ports of a host are made up for by those of
 * all hosts, those of an exposure by those of all exposures (shrinkage; the counts get half a miss more, after
 * Jeffreys).
 */
export function measureLoss(sightings: readonly Sighting[]): Loss {
  const { all, byRound, byHost, ofHost } = tallySightings(sightings);
  const overall = all.known < FEW ? ASSUMED_LOSS : (all.missed + 0.5) / (all.known + 1);
  // No part is known better than the whole.
  const least = Math.min(overall, 0.5 / (all.known + 1));
  const pooled = new Map<number, number>();
  const ofRound = (id: number): number => {
    const known = pooled.get(id);
    if (known !== undefined) return known;
    const { known: n, missed } = byRound.get(id) ?? { known: 0, missed: 0 };
    // Of an exposure without any known port nothing is known: another one may have been slower.
    const prior = n === 0 ? Math.max(overall, ASSUMED_LOSS) : overall;
    const share = (missed + ROUND_PRIOR * prior) / (n + ROUND_PRIOR);
    pooled.set(id, share);
    return share;
  };
  const measured = [...ofHost.values()].filter(({ known }) => known >= FEW).length;
  /**
   * An exposure's loss on a host's part of the path, which may be worse; of an unmeasured host the fewer others were,
   * the more.
   */
  const expected = (id: number, address: Address): number => {
    const shared = ofRound(id);
    const own = ofHost.get(address);
    if (own === undefined) return Math.max(shared, overall + (ASSUMED_LOSS - overall) * (2 / (2 + measured)));
    return Math.min(1, shared * Math.max(1, (own.missed / overall + PATH_PRIOR) / (own.known + PATH_PRIOR)));
  };
  return {
    missed: ({ id, retried }, address) => {
      if (retried) return RETRIED_LOSS;
      const own = byHost.get(address)?.get(id);
      const prior = expected(id, address);
      return Math.max(least, ((own?.missed ?? 0) + HOST_PRIOR * prior) / ((own?.known ?? 0) + HOST_PRIOR));
    },
    together: (rounds) => {
      // Where nothing was lost it would only cost passes: simulated, no more ports were missed without it.
      if (all.known < FEW || all.missed === 0) return 1;
      let factor = 1;
      for (let others = 1; others < rounds; others++) {
        factor *= (all.missed + 0.5 + others) / (all.known + 1 + others) / overall;
      }
      return factor;
    },
    share: all.known < FEW ? null : all.missed / all.known,
    known: all.known,
    knownOf: (address) => ofHost.get(address)?.known ?? 0,
  };
}

interface Tallies {
  readonly all: Tally;
  readonly byRound: ReadonlyMap<number, Tally>;
  readonly byHost: ReadonlyMap<Address, ReadonlyMap<number, Tally>>;
  readonly ofHost: ReadonlyMap<Address, Tally>;
}

/** Counts known open ports, and how many of them were missed, by exposure, by host, and by both. */
function tallySightings(sightings: readonly Sighting[]): Tallies {
  const all: Tally = { known: 0, missed: 0 };
  const byRound = new Map<number, Tally>();
  const byHost = new Map<Address, Map<number, Tally>>();
  const ofHost = new Map<Address, Tally>();
  for (const { address, asked, heard } of sightings) {
    for (const id of asked) {
      if (heard.size - (heard.has(id) ? 1 : 0) === 0) continue;
      const missed = heard.has(id) ? 0 : 1;
      const host = byHost.get(address) ?? new Map<number, Tally>();
      byHost.set(address, host);
      for (const tally of [all, entry(byRound, id), entry(host, id), entry(ofHost, address)]) {
        tally.known++;
        tally.missed += missed;
      }
    }
  }
  return { all, byRound, byHost, ofHost };
}

function entry<K>(tallies: Map<K, Tally>, id: K): Tally {
  const tally = tallies.get(id) ?? { known: 0, missed: 0 };
  tallies.set(id, tally);
  return tally;
}

/**
 * The number of open ports that are there and were not heard, from how many were (or are taken to be), each with
 * probability `missed` of going unheard by all exposures together: of `n` that are there, n · (1 − missed) are heard.
 */
export function expectedMissed(heard: number, missed: number): number {
  return missed >= 1 ? Number.POSITIVE_INFINITY : (heard * missed) / (1 - missed);
}

/** Fewer ports than this in a catch say nothing by recapture. */
export const SMALL_CATCH = 10;

/**
 * A second estimate that needs no canaries: what the first exposure of each port caught, what the second one did, and
 * what both did (Chapman's form of Lincoln and Petersen's estimator).
 * @param later the probability of going unheard in all exposures after these two
 * @returns open ports expected to be unheard after all of them
 */
export function recapture(first: number, second: number, both: number, later: number): number {
  const there = ((first + 1) * (second + 1)) / (both + 1) - 1;
  return Math.max(0, there - (first + second - both)) * later;
}

/** How strong is what a host's estimate rests on. */
export function evidenceOf(
  loss: Loss,
  address: Address,
  host: { readonly retried: boolean; readonly answeredShare: number },
): RecallEvidence {
  if (host.retried) return 'retries';
  if (loss.knownOf(address) >= 5) return 'canaries';
  if (host.answeredShare >= 0.5) return 'resets';
  return loss.share === null ? 'none' : 'path';
}
