import type { Address } from '../../model/address.ts';
import type { RecallEvidence } from '../../model/observation.ts';
import { ASSUMED_LOSS, ENOUGH_CANARIES, FEW, HOST_PRIOR, LOSING, PATH_PRIOR, ROUND_PRIOR } from './constants.ts';

/** The probe rounds in which one known port was probed, and the rounds in which it answered. */
export interface Sighting {
  readonly address: Address;
  readonly rounds: readonly number[];
  readonly answered: ReadonlySet<number>;
}

interface Tally {
  known: number;
  missed: number;
}

/** The probability that an open port does not answer, by probe round and host. */
export interface Loss {
  /** @returns the loss of a round whose unanswered probes were not repeated: at most 1, but never 0 */
  readonly missed: (round: number, address: Address) => number;
  /** The loss of all probe rounds; null if nothing measures it. */
  readonly share: number | null;
  /** @returns the same without so many missed answers; 0 if nothing measures it then */
  readonly shareWithout: (missed: number) => number;
  /** Whether answers of known ports of a host are missing; of all hosts, if few of its own ports are known. */
  readonly isLosing: (address: Address) => boolean;
  /**
   * @returns the factor by which the product of the losses of so many rounds is too small. A loss that was measured
   * once may be larger than measured, and this error is the same in all rounds (the moments of a beta distribution).
   * The factor is near 1 if much is known.
   */
  readonly together: (rounds: number) => number;
  /** The same for one host. */
  readonly knownOf: (address: Address) => number;
}

/**
 * Estimates the loss of each probe round from ports that are known to be open from *another* round: a port that
 * answered only in this round does not count for it (leave one out). If a host has few known ports, the ports of
 * all hosts count too; if a round has few, the ports of all rounds count too (shrinkage). The counts get half a
 * miss more (Jeffreys prior).
 */
export function measureLoss(sightings: readonly Sighting[]): Loss {
  const { all, byRound, byHost, ofHost } = tallySightings(sightings);
  const overall = all.known < FEW ? ASSUMED_LOSS : (all.missed + 0.5) / (all.known + 1);
  // The estimate of a part is not more certain than the estimate of the whole.
  const least = Math.min(overall, 0.5 / (all.known + 1));
  const pooled = new Map<number, number>();
  const ofRound = (id: number): number => {
    const known = pooled.get(id);
    if (known !== undefined) return known;
    const { known: n, missed } = byRound.get(id) ?? { known: 0, missed: 0 };
    // The loss of a probe round without known ports is unknown: other rounds may have been
    // slower, and so have lost less.
    const prior = n === 0 ? Math.max(overall, ASSUMED_LOSS) : overall;
    const share = (missed + ROUND_PRIOR * prior) / (n + ROUND_PRIOR);
    pooled.set(id, share);
    return share;
  };
  const measured = [...ofHost.values()].filter(({ known }) => known >= FEW).length;
  /**
   * The loss of a round on the path to one host, which may be worse than the common path. A host without measurements
   * gets a larger loss, the fewer other hosts have a measured loss.
   */
  const expected = (id: number, address: Address): number => {
    const shared = ofRound(id);
    const own = ofHost.get(address);
    if (own === undefined) return Math.max(shared, overall + (ASSUMED_LOSS - overall) * (2 / (2 + measured)));
    return Math.min(1, shared * Math.max(1, (own.missed / overall + PATH_PRIOR) / (own.known + PATH_PRIOR)));
  };
  return {
    missed: (id, address) => {
      const own = byHost.get(address)?.get(id);
      const prior = expected(id, address);
      return Math.max(least, ((own?.missed ?? 0) + HOST_PRIOR * prior) / ((own?.known ?? 0) + HOST_PRIOR));
    },
    together: (rounds) => {
      // If nothing was lost, the factor would only cost passes: in simulations no more ports were missed without it.
      if (all.known < FEW || all.missed === 0) return 1;
      let factor = 1;
      for (let others = 1; others < rounds; others++) {
        factor *= (all.missed + 0.5 + others) / (all.known + 1 + others) / overall;
      }
      return factor;
    },
    share: all.known < FEW ? null : all.missed / all.known,
    shareWithout: (missed) => (all.known - missed < FEW ? 0 : Math.max(0, all.missed - missed) / (all.known - missed)),
    isLosing: (address) => {
      const own = ofHost.get(address) ?? { known: 0, missed: 0 };
      return isLossy(own) || (own.known < FEW && isLossy(all));
    },
    knownOf: (address) => ofHost.get(address)?.known ?? 0,
  };
}

function isLossy({ known, missed }: Tally): boolean {
  return missed > 0 && missed >= LOSING * known;
}

interface Tallies {
  readonly all: Tally;
  readonly byRound: ReadonlyMap<number, Tally>;
  readonly byHost: ReadonlyMap<Address, ReadonlyMap<number, Tally>>;
  readonly ofHost: ReadonlyMap<Address, Tally>;
}

/** Counts known open ports, and how many of them were missed, by probe round, by host, and by both. */
function tallySightings(sightings: readonly Sighting[]): Tallies {
  const all: Tally = { known: 0, missed: 0 };
  const byRound = new Map<number, Tally>();
  const byHost = new Map<Address, Map<number, Tally>>();
  const ofHost = new Map<Address, Tally>();
  for (const { address, rounds, answered } of sightings) {
    for (const id of rounds) {
      if (answered.size - (answered.has(id) ? 1 : 0) === 0) continue;
      const missed = answered.has(id) ? 0 : 1;
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
 * @returns the expected number of open ports that never answered. Of `n` open ports, n · (1 − missed) answer.
 * @param open the number of open ports that answered, or that are assumed
 * @param missed the probability that an open port answers in none of the probe rounds
 */
export function expectedMissed(open: number, missed: number): number {
  return missed >= 1 ? Number.POSITIVE_INFINITY : (open * missed) / (1 - missed);
}

/** @returns the strength of the evidence for a host's estimate */
export function evidenceOf(
  loss: Loss,
  address: Address,
  host: { readonly retried: boolean; readonly answeredShare: number },
): RecallEvidence {
  if (host.retried) return 'retries';
  if (loss.knownOf(address) >= ENOUGH_CANARIES) return 'canaries';
  if (host.answeredShare >= 0.5) return 'resets';
  return loss.share === null ? 'none' : 'path';
}
