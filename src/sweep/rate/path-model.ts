import {
  DELAY_IF_OVER,
  DELAY_IF_UNDER,
  DRIFT,
  JUMP,
  LEAST_MISS,
  LOSSES,
  SPREAD_PRIOR,
  SPREADS,
  STEP,
  UNLIMITED_PRIOR,
} from './constants.ts';

/**
 * A model of the path: its capacity, and the share of probes that is lost at any rate. The model is a hidden
 * Markov model over a grid, so that it follows a path that changes. A probe that is sent at `rate` is
 * answered with the probability
 *
 *     (1 − loss) · min(1, capacity / rate)
 *
 * If loss comes in bursts, the answers of one chunk depend on each other. The model therefore uses the beta-binomial
 * distribution, with the correlation of the answers (`spread`) as a third unknown. The module is pure arithmetic.
 */

/**
 * The belief about a path. `weights` is a distribution over spread × loss × capacity; capacity is the innermost index.
 */
export interface Belief {
  /** Packets per second, in ascending order. The last is Infinity: no capacity below the fastest rate. */
  readonly capacities: readonly number[];
  readonly weights: Float64Array;
  /** The probability of each loss and capacity before the first chunk. */
  readonly prior: Float64Array;
}

/**
 * The evidence of one chunk. `rate` in packets per second; `answered` of `known` ports answered;
 * `delayed`: null if unknown.
 */
export interface RoundOutcome {
  readonly rate: number;
  readonly known: number;
  readonly answered: number;
  readonly delayed: boolean | null;
}

/**
 * @returns the belief before the first chunk, for capacities between the two rates (packets per second, both above 0)
 */
export function startBelief(slowest: number, fastest: number): Belief {
  const steps = Math.max(1, Math.ceil(Math.log(fastest / slowest) / Math.log(STEP)));
  const capacities = Array.from({ length: steps + 1 }, (_, step) => fastest / STEP ** (steps - step));
  const all = [...capacities, Number.POSITIVE_INFINITY];
  const capacity = capacityPrior(all.length);
  const prior = Float64Array.from(lossPrior().flatMap((loss) => capacity.map((chance) => loss * chance)));
  const weights = SPREAD_PRIOR.flatMap((spread) => [...prior].map((chance) => spread * chance));
  return { capacities: all, prior, weights: Float64Array.from(weights) };
}

/**
 * Applies Bayes' rule.
 * @returns the belief after a chunk, in whose time the path may have changed
 */
export function update(belief: Belief, evidence: RoundOutcome): Belief {
  const { capacities, prior } = belief;
  const size = capacities.length;
  const weights = changed(belief);
  let at = 0;
  let total = 0;
  for (const spread of SPREADS) {
    for (const loss of LOSSES) {
      const free = likelihood(evidence, 1 - loss, spread);
      for (let index = 0; index < size; index++, at++) {
        const share = (capacities[index] as number) / evidence.rate;
        const answers = share >= 1 ? free : likelihood(evidence, (1 - loss) * share, spreadOver(spread, loss, share));
        const weight = (weights[at] as number) * answers * delayLikelihood(evidence.delayed, share);
        weights[at] = weight;
        total += weight;
      }
    }
  }
  if (!(total > 0)) return { capacities, prior, weights: changed(belief) };
  for (let index = 0; index < weights.length; index++) weights[index] = (weights[index] as number) / total;
  return { capacities, prior, weights };
}

/** The probability of each capacity, and the expected loss for each capacity. */
export interface Outlook {
  readonly capacities: readonly number[];
  readonly chances: readonly number[];
  readonly losses: readonly number[];
}

/** @returns the belief about capacity and loss, summed over all spreads */
export function outlook({ capacities, weights }: Belief): Outlook {
  const size = capacities.length;
  const chances = new Array<number>(size).fill(0);
  const losses = new Array<number>(size).fill(0);
  for (let at = 0; at < weights.length; at++) {
    const index = at % size;
    const weight = weights[at] as number;
    const loss = LOSSES[Math.floor(at / size) % LOSSES.length] as number;
    chances[index] = (chances[index] as number) + weight;
    losses[index] = (losses[index] as number) + weight * loss;
  }
  return {
    capacities,
    chances,
    losses: losses.map((sum, index) => {
      const chance = chances[index] as number;
      return chance > 0 ? sum / chance : 0;
    }),
  };
}

/**
 * @returns the rate in [slowest, fastest] at which the scan is expected to end soonest. Each pass at `rate` multiplies
 * the missing part by its share of unanswered probes, so certainty grows by rate × −log(miss) per second. A rate that
 * is too fast costs passes; a rate that is too slow costs time.
 */
export function bestRate(of: Outlook, slowest: number, fastest: number): number {
  const likely = of.capacities.flatMap((capacity, index) => {
    const chance = of.chances[index] as number;
    return chance < 1e-4 ? [] : [{ capacity, chance, loss: of.losses[index] as number }];
  });
  let best = { rate: slowest, worth: 0 };
  for (const rate of [slowest, ...of.capacities.filter((rate) => rate > slowest && rate < fastest), fastest]) {
    let worth = 0;
    for (const { capacity, chance, loss } of likely) worth += chance * certaintyGain(rate, capacity, loss);
    if (worth > best.worth) best = { rate, worth };
  }
  return best.rate;
}

/** @returns the certainty gained per second, in nats × packets. The unit matters only for comparisons. */
function certaintyGain(rate: number, capacity: number, loss: number): number {
  const miss = 1 - (1 - loss) * Math.min(1, capacity / rate);
  return -rate * Math.log(Math.max(LEAST_MISS, miss));
}

/** Narrow paths are a little rarer than wide paths. */
function capacityPrior(size: number): readonly number[] {
  const raw = Array.from({ length: size - 1 }, (_, index) => STEP ** (index / 4));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return [...raw.map((weight) => ((1 - UNLIMITED_PRIOR) * weight) / total), UNLIMITED_PRIOR];
}

/** Small loss is more probable than large loss; about half of the probability is below 2 %. */
function lossPrior(): readonly number[] {
  const raw = LOSSES.map((loss) => (loss + 0.03) ** -1.25);
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => weight / total);
}

/**
 * @returns the weights after the time of one chunk, in which the path may have changed: its capacity drifts to a
 * neighbour, or capacity and loss jump to any other
 */
function changed({ capacities, prior, weights }: Belief): Float64Array {
  const size = capacities.length;
  const limited = size - 1;
  const block = size * LOSSES.length;
  const next = new Float64Array(weights.length);
  for (let start = 0; start < weights.length; start += block) {
    let total = 0;
    for (let at = start; at < start + block; at++) total += weights[at] as number;
    for (let at = 0; at < block; at++) {
      const index = at % size;
      const stay = weights[start + at] as number;
      // What drifts off an end of the grid stays at that end. The unlimited capacity has no neighbours.
      const below = index === 0 ? stay : (weights[start + at - 1] as number);
      const above = index >= limited - 1 ? stay : (weights[start + at + 1] as number);
      const drifted = index === limited ? stay : (1 - 2 * DRIFT) * stay + DRIFT * (below + above);
      next[start + at] = (1 - JUMP) * drifted + JUMP * total * (prior[at] as number);
    }
  }
  return next;
}

/** The beta-binomial likelihood, without the factor that is the same for all hypotheses. */
function likelihood({ known, answered }: RoundOutcome, chance: number, spread: number): number {
  if (known === 0) return 1;
  const weight = 1 / spread - 1;
  const alpha = Math.max(1e-3, chance) * weight;
  const beta = weight - alpha;
  return Math.exp(
    logGamma(answered + alpha) -
      logGamma(alpha) +
      logGamma(known - answered + beta) -
      logGamma(beta) -
      logGamma(known + weight) +
      logGamma(weight),
  );
}

/**
 * @returns the spread of the answers if only a part of the loss comes in bursts. The loss of a
 * full queue is evenly spread.
 */
function spreadOver(spread: number, loss: number, share: number): number {
  return Math.max(SPREADS[0], (spread * share * loss) / (1 - share * (1 - loss)));
}

/** @param share the capacity as a share of the rate. If both differ by less than 5 %, either case is possible. */
function delayLikelihood(delayed: boolean | null, share: number): number {
  if (delayed === null) return 1;
  const over = Math.min(1, Math.max(0, (1.05 - share) / 0.1));
  const chance = DELAY_IF_UNDER + over * (DELAY_IF_OVER - DELAY_IF_UNDER);
  return delayed ? chance : 1 - chance;
}

/** ln Γ(x) for x > 0, by Stirling's series above 8 (Abramowitz and Stegun 6.1.41), to about 1e-10. */
function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 8) product *= shifted++;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.9189385332046727 + series - Math.log(product);
}
