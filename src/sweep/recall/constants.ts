/** [ports; choice] The weight of the prior in the loss of a host, as a number of known open ports. */
export const HOST_PRIOR = 10;
/** [ports; choice] The same for a host among all hosts. */
export const PATH_PRIOR = 20;
/** [ports; choice] The same for a probe round among all rounds. */
export const ROUND_PRIOR = 4;
/** [answers; choice] Fewer known answers than this do not measure the loss. */
export const FEW = 8;
/** [answers; choice] So many known answers of one host are canaries that its own estimate rests on. */
export const ENOUGH_CANARIES = 5;
/** [share; choice] The loss that is assumed if nothing measures it. No user would accept a path that loses more. */
export const ASSUMED_LOSS = 0.15;
/** [share; choice] The same for a round whose unanswered probes were repeated: less than `ASSUMED_LOSS` squared. */
export const RETRIED_LOSS = 1e-4;
/**
 * [share; measured] The share of lost answers from which on a path is lossy. A scanner itself loses a few of thousands.
 * At 1 %, two of the three packets of a connection get lost three times in ten thousand.
 */
export const LOSING = 0.01;
/** [ports; choice] Open ports that are assumed on every host before any port answers. */
export const PRIOR_OPEN = 0.5;
/**
 * [share; choice] The largest loss that is assumed for the probe rounds together. Above it, the found ports would imply
 * any number of missed ports.
 */
export const WORST_LOSS = 0.95;

/** [questions; measured] Of the same ports, before a path counts as too lossy: they are enough at a loss of 40 %. */
export const MOST_REPEATS = 6;
/**
 * [s; measured] The last question that is expected is sent within this time: a path of unknown loss may carry less than
 * the sweep sent. At half, 3,000 ports overrun a router that passes 600 connections a second; twice of it adds 10 s.
 */
export const GENTLE_SENDING = 6;
/** [s; choice] No question is sent for longer than this, unless that exceeds the first rate. */
export const LONGEST_SENDING = 20;
