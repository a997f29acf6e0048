import { answersEverywhere, RECALL_EVIDENCE, type RecallEvidence } from '../../model/observation.ts';
import { hasPort, portCount, subtract } from '../../model/port.ts';
import { answeredShare, type SweptHost } from '../host.ts';
import { kindOf } from '../liveness/known-answers.ts';
import { telling } from '../liveness/liveness.ts';
import type { Slice } from '../schedule/slices.ts';
import { PRIOR_OPEN, RETRIED_LOSS, WORST_LOSS } from './constants.ts';
import { evidenceOf, expectedMissed, type Loss, measureLoss, type Sighting } from './loss.ts';

/** The estimate of what a sweep has missed so far. */
export interface Estimate {
  readonly loss: Loss;
  /** The expected number of open ports that never answered. */
  readonly missed: number;
  /** The weakest evidence of any host that may have missed ports. */
  readonly evidence: RecallEvidence;
  /** The expected number of open ports of one host in one slice that never answered. */
  readonly missedIn: (host: SweptHost, slice: number) => number;
}

/**
 * Estimates the missed ports of hosts, as far as the sweep goes on for them.
 * @param retried probe rounds in which the scanner repeated unanswered probes
 */
export function estimate(
  hosts: readonly SweptHost[],
  slices: readonly Slice[],
  retried: ReadonlySet<number>,
): Estimate {
  const counted = hosts.filter((host) => !isEverywhere(host, slices));
  const loss = measureLoss(counted.flatMap(sightingsOf));
  const total = slices.reduce((sum, { count }) => sum + count, 0);
  const openIn = new Map(counted.map((host) => [host, openBySlice(host, slices)]));
  const missedInAll = chanceMissed(retried, loss);
  const missedIn = (host: SweptHost, slice: number): number => {
    const unanswered = host.answers.silent[slice] ?? 0;
    const open = openIn.get(host);
    if (unanswered === 0 || open === undefined) return 0;
    const { count, share } = slices[slice] as Slice;
    // Open ports cluster in some slices and not in others: half of the estimate rests on the
    // slice, half on the whole host.
    const there = ((open[slice] ?? 0) + host.known.open.size * (count / total)) / 2 + PRIOR_OPEN * share;
    const ids = host.answers.rounds[slice] ?? [];
    // Closed ports are lost as often as open ports: the missed share of open ports is not larger
    // than the silent share of all.
    const silent = Math.min(1, unanswered / Math.max(1, count - (open[slice] ?? 0)));
    // A slice that was never probed misses all its open ports.
    if (ids.length === 0) return there * silent;
    return expectedMissed(there, Math.min(missedInAll(host, ids) * loss.together(ids.length), WORST_LOSS, silent));
  };
  let missed = 0;
  let evidence: RecallEvidence = counted.length === 0 && hosts.length > 0 ? 'none' : 'retries';
  for (const host of counted) {
    let ofHost = 0;
    for (let slice = 0; slice < slices.length; slice++) ofHost += missedIn(host, slice);
    missed += ofHost;
    if (ofHost === 0) continue;
    const isRetried = host.answers.rounds.every((ids) => ids.some((id) => retried.has(id)));
    const own = evidenceOf(loss, host.address, { retried: isRetried, answeredShare: answeredShare(host, slices) });
    if (RECALL_EVIDENCE.indexOf(own) > RECALL_EVIDENCE.indexOf(evidence)) evidence = own;
  }
  return { loss, missed, evidence, missedIn };
}

/** The probability that an open port of a host answers in none of these probe rounds. */
type MissedInAll = (host: SweptHost, ids: readonly number[]) => number;

/** Remembers the loss of each probe round on each host, because many slices share the same few rounds. */
function chanceMissed(retried: ReadonlySet<number>, loss: Loss): MissedInAll {
  const known = new Map<SweptHost, Map<number, number>>();
  return (host, ids) => {
    const own = known.get(host) ?? new Map<number, number>();
    known.set(host, own);
    let product = 1;
    for (const id of ids) {
      // If nearly all ports answer, closed ports are canaries too, and there are many of them.
      const missed =
        own.get(id) ??
        Math.max(
          retried.has(id) ? RETRIED_LOSS : loss.missed(id, host.address),
          host.answers.silentShares.get(id) ?? 0,
        );
      own.set(id, missed);
      product *= missed;
    }
    return product;
  };
}

/** @returns whether a host answers on nearly every port. Such a host does not measure loss. */
export function isEverywhere({ known: { open }, declared, answers }: SweptHost, slices: readonly Slice[]): boolean {
  if (open.size < 50) return false;
  // So many open ports are too many to record, whatever they are.
  if (answersEverywhere(open.size, 0)) return true;
  let asked = 0;
  for (const [index, { ports }] of slices.entries()) {
    if ((answers.attempts[index] ?? 0) > 0) asked += portCount(subtract(ports, declared));
  }
  const unmentioned = [...open.keys()].filter((port) => !hasPort(declared, port));
  return answersEverywhere(unmentioned.length, asked);
}

function openBySlice({ known }: SweptHost, slices: readonly Slice[]): Int32Array {
  const counts = new Int32Array(slices.length);
  for (const { slice } of known.open.values()) if (slice !== -1) counts[slice] = (counts[slice] as number) + 1;
  return counts;
}

export function sliceOf(slices: readonly Slice[], port: number): number {
  return slices.findIndex(({ ports }) => hasPort(ports, port));
}

/** Early ports count only in side probes, which do not find them: they are known from elsewhere. */
function sightingsOf(host: SweptHost): readonly Sighting[] {
  const { address, known } = host;
  const open = [...known.open].map(([port, { rounds, answered }]) => ({ kind: kindOf(host, port), rounds, answered }));
  const closed = [...known.closedSample.values()].map((port) => ({ kind: 'closed' as const, ...port }));
  return telling(host, [...open, ...closed]).map(({ rounds, answered }) => ({ address, rounds, answered }));
}
