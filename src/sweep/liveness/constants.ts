/** [probability; choice] Missing answers that are less likely than this by chance show that a host is gone. */
export const IMPLAUSIBLE = 1e-3;
/** [share; choice] The smallest loss of the path that is assumed when silence is judged: a burst is no block. */
export const LEAST_LOSS = 0.05;
/** [rechecks; choice] After so many failed rechecks a host is blocked. */
export const MOST_RECHECKS = 2;
/** [rounds; choice] A host whose last rounds were all discarded, this many, is blocked although a recheck succeeds. */
export const MOST_DISCARDED = 8;
/** [ports; choice] Closed ports of a host that are probed again in later chunks. */
export const CLOSED_SAMPLE = 4;
/**
 * [ports; icmp(7)] A chunk with this many rejections shows that more are to be expected. A limit usually applies to
 * each probing host.
 */
export const FEWEST_REJECTIONS = 3;
/** [share; choice] Own pace: the smallest share of ports that answer, if the host still answers for every port. */
export const NEARLY_EVERY = 0.9;

/** [chunks; choice] Attempts to confirm the refusals of a host. After these its refusals do not count. */
export const MOST_CONFIRMATIONS = 4;
/** [ports; choice] New open ports in one chunk that confirm its refusals: a limit lets fewer through. */
export const SEVERAL = 3;
/** [s; choice] Sending time of a confirmation. A shorter one fits into the burst that many limits allow. */
export const CONFIRMATION_SECONDS = 0.3;
/**
 * [ports; measured] Likely ports that are probed slowly on a host without an open port. Of a scan group with no more
 * ports than this, all. Each costs 0.1 s.
 */
export const FEW_PORTS = 12;
/** [packets/s; measured] The rate of slow probes for one host. Half of it costs a second more. */
export const SLOW_RATE = 10;
