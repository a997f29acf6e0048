import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outlook } from '../../src/sweep/rate/path-model.ts';
import { type ChunkOutcome, learnPace, type Pace, rateOf, startPace } from '../../src/sweep/rate/rate.ts';
import { openLink, type PathSettings, PERFECT, steadyShare } from './link.ts';

export const SETTINGS = { maxRate: 100_000, startRate: 2000, minRate: 200 };
/** The draws are many and the same in every run: what holds for most links is counted. */
export const SEED = 20_260_101;

export interface Chunk {
  readonly at: number;
  readonly rate: number;
  readonly seconds: number;
  readonly share: number;
  readonly capacity: number | null;
  readonly loss: number;
}

export interface Journey {
  readonly path: PathSettings;
  readonly maxRate: number;
  readonly known: number;
  readonly seed: number;
}

/**
 * Sends so many chunks over a path, each at the controller's rate. Of 320 probes that would be answered, it knows some.
 */
export function travel({ path, maxRate, known, seed }: Journey, chunks: number): readonly Chunk[] {
  const link = openLink(path, seed);
  const travelled: Chunk[] = [];
  let pace = startPace({ ...SETTINGS, maxRate });
  while (travelled.length < chunks) {
    const rate = rateOf(pace);
    const probes = Math.max(20, Math.round(rate * (travelled.length < 3 ? 0.3 : 1)));
    const answering = Array.from({ length: 320 }, () => Math.floor(link.random() * probes))
      .sort((a, b) => a - b)
      .map((place, index) => ({ place, host: `h${index % 4}`, isKnown: Math.floor(link.random() * 320) < known }));
    const at = link.now();
    const sent = link.send({ rate, probes, answering });
    const canaries = answering.flatMap(({ isKnown }, index) => (isKnown ? [sent.answered[index]] : []));
    pace = after(pace, {
      asked: rate,
      achieved: sent.achieved,
      known: canaries.length,
      answered: canaries.filter(Boolean).length,
      roundTrip: sent.roundTrip,
    });
    travelled.push({
      at,
      rate,
      seconds: probes / sent.achieved,
      share: sent.answered.filter(Boolean).length / 320,
      capacity: capacityOf(pace),
      loss: randomLossOf(pace),
    });
  }
  return travelled;
}

export function after(pace: Pace, outcome: ChunkOutcome): Pace {
  return learnPace(pace, outcome).pace;
}

/** Packets per second that the path carries, if this is probably less than the fastest rate; null: no such limit. */
function capacityOf({ belief }: Pace): number | null {
  const { capacities, chances } = outlook(belief);
  const limited = 1 - (chances.at(-1) as number);
  if (limited < 0.5) return null;
  let below = 0;
  for (const [index, chance] of chances.entries()) {
    below += chance;
    if (below >= limited / 2) return capacities[index] as number;
  }
  return null;
}

/** The share of probes that stays unanswered at any rate, 0 to 1. */
export function randomLossOf({ belief }: Pace): number {
  const { chances, losses } = outlook(belief);
  return chances.reduce((sum, chance, index) => sum + chance * (losses[index] as number), 0);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function logarithmic(least: number, most: number): fc.Arbitrary<number> {
  return fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp);
}

export function whole(least: number, most: number): fc.Arbitrary<number> {
  return logarithmic(least, most).map(Math.round);
}

export const RANDOM_LOSS = fc.record({
  lossOut: fc.double({ min: 0, max: 0.05, noNaN: true }),
  lossBack: fc.double({ min: 0, max: 0.05, noNaN: true }),
});
export const LITTLE_LOSS = fc.record({
  lossOut: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.05, noNaN: true })),
});
export const BURSTS = fc.record({
  bursts: fc.record({
    apart: logarithmic(0.3, 5),
    lasting: logarithmic(0.005, 0.05),
    loss: fc.double({ min: 0.3, max: 1, noNaN: true }),
  }),
});
export const NARROW = fc.record({
  capacity: logarithmic(500, 60_000),
  queue: whole(1, 5000).map((packets) => packets - 1),
  policer: fc.boolean(),
});
export const CROSSED = fc.record({
  capacity: logarithmic(2000, 60_000),
  queue: whole(1, 2000),
  cross: fc.record({ share: fc.double({ min: 0, max: 0.5, noNaN: true }), period: logarithmic(0.1, 10) }),
});
export const JITTERY = fc.record({ jitter: logarithmic(1, 100) });

/** Journeys over paths that differ from the perfect one in what is given. */
export function journeys(
  faults: fc.Arbitrary<readonly Partial<PathSettings>[]>,
  least = 20,
  maxRate = whole(10_000, 200_000),
): fc.Arbitrary<Journey> {
  return fc
    .record({ faults, roundTrip: logarithmic(1, 200), maxRate, known: whole(least, 320), seed: fc.nat() })
    .map(({ faults, roundTrip, ...rest }) => ({
      ...rest,
      path: Object.assign({}, PERFECT, { roundTrip }, ...faults) as PathSettings,
    }));
}

/** How many of the drawn journeys, as a share, are as they should be. */
export function shareOf(from: fc.Arbitrary<Journey>, runs: number, holds: (journey: Journey) => boolean): number {
  return fc.sample(from, { numRuns: runs, seed: SEED }).filter(holds).length / runs;
}

export function atLeast(least: number, share: number): void {
  assert.ok(share >= least, `held in ${share} of the links, not in ${least}`);
}

/** Certainty won by sending at a rate, a second: nothing is sure after one pass. */
function worth(rate: number, share: number): number {
  return -rate * Math.log(Math.max(0.01, 1 - share));
}

/** What one who knows the path would win a second. */
function oracle({ path, maxRate }: Journey, at: number): number {
  let best = 0;
  for (let rate = 200; rate < maxRate; rate *= 1.03) best = Math.max(best, worth(rate, steadyShare(path, rate, at)));
  return Math.max(best, worth(maxRate, steadyShare(path, maxRate, at)));
}

/** How many times as long as that one a scan of some 20 s takes. */
export function cost(journey: Journey): number {
  let seconds = 0;
  let won = 0;
  let winnable = 0;
  for (const chunk of travel(journey, 24)) {
    if (seconds > 20) break;
    seconds += chunk.seconds;
    won += chunk.seconds * worth(chunk.rate, chunk.share);
    winnable += chunk.seconds * oracle(journey, chunk.at);
  }
  return winnable / won;
}
