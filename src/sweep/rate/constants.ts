/**
 * [share; choice] The grid of random loss of a probe and its answer. The grid has no 0: one lost probe would rule it
 * out for ever.
 */
export const LOSSES = [0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.3, 0.4, 0.5] as const;
/**
 * [correlation; choice] The grid of the correlation of the answers of one chunk: nearly none, that of short bursts, and
 * that of bursts as long as a chunk.
 */
export const SPREADS = [0.003, 0.08, 0.35] as const;
/** [probability; choice] The same before the first chunk. */
export const SPREAD_PRIOR = [0.85, 0.1, 0.05] as const;
/** [factor; choice] The ratio of neighbouring capacities in the grid. */
export const STEP = 1.08;
/** [probability; choice] Before the first chunk: that the capacity is not below the fastest rate. */
export const UNLIMITED_PRIOR = 0.4;
/** [probability; choice] In the time of one chunk: the capacity and the loss jump to any others. */
export const JUMP = 0.01;
/** [probability; choice] In the time of one chunk: the capacity drifts to a neighbour in the grid. */
export const DRIFT = 0.04;
/** [probability; choice] That round trips show a queue, if the rate is above the capacity. */
export const DELAY_IF_OVER = 0.6;
/** [probability; choice] The same if the rate is not: because of other traffic or a busy machine. */
export const DELAY_IF_UNDER = 0.03;
/** [share; choice] The smallest loss that a pass counts with: no verdict rests on one pass alone. */
export const LEAST_MISS = 0.01;

/** [probability; choice] A chunk is clean unless its rate was a tenth above the capacity with this probability. */
export const DOUBT = 0.25;
/** [factor, ms; choice] A round trip is delayed if it exceeds the lowest one times this factor plus this time. */
export const DELAYED = { factor: 1.3, milliseconds: 3 };
/** [share; choice] The part of a longer round trip that the lowest one follows in each chunk. */
export const FOLLOWING = 0.2;
/** [share; choice] If the scanner achieves less than this part of the rate, without loss, it cannot send faster. */
export const BOUND = 0.7;
/** [factor; choice] A rate that exceeds the proven rate by this factor is unknown. */
export const BEYOND = 1.3;
/** [s; measured] The longest duration of a chunk at an unknown rate: what it loses must be probed again. */
export const TRIAL = 0.4;

/** [answers; choice] So many answers prove a rate, so that the next step may exceed a factor of two. */
export const PROOF = 8;
/**
 * [factor; choice] Between a clean chunk and the next: the first steps, those without `PROOF`, and those after a limit
 * was found.
 */
export const STEPS = { first: 4, unproven: 2, later: 1.5 };
/** [chunks; choice] Between two trials. Each failed trial multiplies it by `growth`. */
export const PATIENCE = { faster: 4, slower: 2, longest: 12, growth: 1.5 };
/** [factor; choice] The trial of a lower rate. */
export const SLOWER = 0.5;
/** [share; choice] Below this loss no lower rate is tried: a wrong cause costs less than the trial. */
export const RANDOM = 0.1;

/**
 * [packets²/s; measured] Packets per second times the number of probes that wait for an answer: the limit of nmap 7.93
 * on a machine with two cores.
 */
export const UNDER_WAY = 1.6e9;
/** [packets/s; measured] nmap can send this at any timeout. */
export const ALWAYS_EASY = 20_000;
