/**
 * [attempts; measured] The smallest number of independent attempts for a silent port. One is never enough, even on a
 * clean path.
 */
export const FEWEST_ATTEMPTS = 2;
/**
 * [attempts; choice] For one port, after which a sweep gives up: no verdict can rest on a path with so much loss.
 */
export const MOST_ATTEMPTS = 16;
/** [packets/s; choice] A sweep never sends more slowly than this, if it may send as fast. */
export const SLOWEST_RATE = 100;
/**
 * [packets/s; choice] The rate at which a sweep begins, before it knows the path. The rate stays if the sweep learns
 * nothing.
 */
export const GENTLE_RATE = 5_000;
/** [chunks; choice] Consecutive failed chunks after which the sweep is given up. */
export const MOST_FAILURES = 3;

/** [share; choice] Of a host's open ports in the first slice: common ports, and ports that the policy expects. */
export const SHARE_OF_FIRST = 0.5;
/** [probes; choice] In a slice. They are few, so that a chunk can be small as long as the path is unknown. */
export const PROBES_A_SLICE = 2_000;
/** [slices; choice] More slices than this take more time and have no use. */
export const MOST_SLICES = 256;
/** [ranges; execve(2)] Port ranges in a slice: several slices together must fit into one argument. */
export const RANGES_A_SLICE = 500;
/** [ranges; execve(2)] Port ranges in a chunk, which is one invocation. */
export const MOST_RANGES = 6_000;

/** [chunks; choice] First chunks, which are short, because they show how the path and the hosts behave. */
export const FIRST_CHUNKS = 2;
/** [s; choice] The longest sending time of a chunk whose rate is known to be good. */
export const LONGEST = 4;
/** [factor; choice] A chunk may also send for this multiple of the time that it then waits for answers. */
export const WORTH_WAITING = 3;
/** [s; nmap] A chunk in which nothing is sent: the scanner starts, and waits for the last answers (0.2 to 0.4). */
export const OVERHEAD = 0.45;
/** [ms; measured] The part of `OVERHEAD` that is waiting, at round trips of 40 ms. */
export const OWN_WAIT = 160;
/** [factor; measured] nmap waits longer than its timeouts say (0.3 to 0.6 s more at 2 s). */
export const LATER = 1.3;

/** [ms; choice] Before hosts that stayed silent in a recheck, or whose refusals are unconfirmed, are probed again. */
export const RECHECK_PAUSE = 2_000;
/** [ms; choice] After which a recheck is given up. */
export const RECHECK_LIMIT = 60_000;
/** [ports/s; measured] A scan at nmap's own pace is given up if it is slower than this. */
export const PLAIN_RATE = 8_000;
/** [ms; choice] Before it is. */
export const PLAIN_LEAST = 5_000;
/** [ms; measured] A host whose answers take longer has a faster scan than one at nmap's own pace. */
export const INSTANT = 3;

/** [ports; choice] Canaries of one host: more would cost packets and measure little more. */
export const CANARIES_A_HOST = 8;
/** [share; choice] Canaries in a chunk: at most this share of its ports. */
export const CANARY_SHARE = 0.02;
/** [ports; choice] The same, if this is more. */
export const CANARIES = 16;
/** [ports; choice] Silent ports in a chunk that were silent before. */
export const SILENT_SAMPLE = 8;
/** [ports; choice] The smallest number of ports that measures the loss of a probe round, if most of them answer. */
export const MEASURED = 20;
/** [ports; choice] Hosts with fewer canaries in a chunk get a side probe, if one of their early ports is open. */
export const FEW_CANARIES = 3;
/** [ports; choice] In a side probe. */
export const SIDE_PROBE_PORTS = 12;
/** [s; choice] The shortest chunk with a side probe. */
export const SHORTEST_SIDE_PROBE = 0.25;
/**
 * [ports; measured] Before each port of a side probe. A limit of connections hands out tokens while the scanner starts
 * a process on a busy machine: a single probe was let through in 17 of 25 runs (200 a second), behind 21 others in one.
 */
export const LEAD_IN = 32;
/** [share; measured] Their part of the chunk's rate. At half of it a third of scans believed a limit of 50/s. */
export const LEAD_IN_RATE = 0.1;
/** [share; choice] Their part of the chunk's time. */
export const LEAD_IN_TIME = 0.4;

/** [share; choice] The part of the goal that a further round aims at: its loss is not known yet. */
export const SPARE = 0.75;
/** [s; choice] A pass that takes less is always worth its time. */
export const CHEAP_PASS = 2;
