import { type Address, isLoopback } from '../model/address.ts';
import type { SweepRecord, Unobserved } from '../model/observation.ts';
import { type PortSet, portCount, union } from '../model/port.ts';
import { FAST, FIRST, SLOW_PATH, type Timeouts } from '../model/timeouts.ts';
import { planChunk, type ScanGroup } from '../plan/plan.ts';
import { pathsOf } from '../scan/paths.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import { runPlans } from '../scan/run-plans.ts';
import { cutPorts } from '../sweep/schedule/slices.ts';
import { checkLiveness } from './final-check.ts';
import { failureIn, foundBy } from './found.ts';
import { type GroupScan, leftAfter, type PortScan, type Tools, taskProgress, UNMEASURED_PATH } from './group-scan.ts';

/**
 * Probes of each host between two liveness checks. A host that blocks a scanner for a while may answer again at the end
 * of the scan, so a check at the end alone is not enough. A check costs a dozen probes.
 */
const PROBES_PER_CHECK = 500;
/**
 * Probes in one invocation at the scanner's own pace, if the hosts are not this machine. An invocation that is stopped
 * loses at most this number of probes.
 */
const PLAIN_PROBES = 4_000;

/** Probes every port once, at the scanner's own pace and with the scanner's own repetition. */
export async function scanPlainly(scan: GroupScan): Promise<PortScan> {
  const { scanGroup, machine, maxRate, tools } = scan;
  const { family, protocol, addresses, ports } = scanGroup;
  const runs: PlanRun[] = [];
  const checks: PlanRun[] = [];
  const gaps: Unobserved[] = [];
  const parts = plainParts(scanGroup);
  const unchecked = isUnchecked(scanGroup);
  const began = tools.now().getTime();
  const tell: Tools['progress'] = (event) =>
    tools.progress({ ...event, etaSeconds: leftAfter(event.share, (tools.now().getTime() - began) / 1_000) });
  let sinceCheck = 0;
  let from = 0;
  for (const [index, some] of parts.entries()) {
    const size = portCount(some) / portCount(ports);
    const progress = taskProgress('sweep', addresses.length, { from, size }, tell);
    from += size;
    const ask = async (asked: readonly Address[], timeouts: Timeouts): Promise<void> => {
      const plans = planChunk(scanGroup, { addresses: asked, ports: some, rate: null, timeouts }, machine, maxRate);
      runs.push(...(await runPlans(plans, scan, undefined, progress)));
    };
    const timeouts = timeoutsOf(scanGroup, index, runs);
    await ask(addresses, timeouts);
    const late = timeouts === FIRST ? lateHosts(scanGroup, runs) : [];
    if (late.length > 0) await ask(late, pathsOf(runs).timeouts(late));
    sinceCheck += portCount(some);
    if (unchecked || (sinceCheck < PROBES_PER_CHECK && index + 1 < parts.length)) continue;
    const left = addresses.filter((address) => !gaps.some((gap) => gap.address === address));
    const check = await checkLiveness(scan, left, runs);
    checks.push(...check.runs);
    gaps.push(...check.gaps);
    sinceCheck = 0;
  }
  const required = addresses.length * portCount(ports);
  const record: SweepRecord = {
    ...{ family, protocol, addresses: addresses.length, required, probes: required, rate: null },
    passes: failureIn(runs) === null ? 1 : 0,
    seconds: runs.reduce((sum, { scan: { seconds } }) => sum + seconds, 0),
    ...{ loss: null, missed: 0, evidence: 'retries', silentRetry: null },
  };
  // The liveness check covers no ports: its answers may contradict earlier answers.
  const rechecks = checks.map((run) => ({ ...run, judged: { ...run.judged, step: 'recheck' as const } }));
  return {
    ...foundBy([...runs, ...rechecks]),
    unobserved: gaps,
    sweeps: [record],
    path: UNMEASURED_PATH,
    retried: [],
  };
}

/** @returns how long the probes of a part wait: as long as the paths need, once the first part has measured them */
function timeoutsOf({ protocol, addresses }: ScanGroup, part: number, runs: readonly PlanRun[]): Timeouts {
  if (isUnchecked({ protocol, addresses })) return FAST;
  if (protocol === 'sctp') return SLOW_PATH;
  return part === 0 ? FIRST : pathsOf(runs).timeouts(addresses);
}

/** @returns hosts that have not answered, or answer later than most of the first probes waited */
function lateHosts({ addresses }: ScanGroup, runs: readonly PlanRun[]): readonly Address[] {
  return addresses.filter((address) => pathsOf(runs).timeouts([address]).least > 2 * FIRST.least);
}

/** A silent UDP port proves nothing, and a loopback address does not block this scanner. */
function isUnchecked({ protocol, addresses }: Pick<ScanGroup, 'protocol' | 'addresses'>): boolean {
  return protocol === 'udp' || addresses.every(isLoopback);
}

/** The most important ports come first: if time runs out, their answers are known. */
function plainParts({ addresses, ports, expected }: ScanGroup): readonly PortSet[] {
  const size = Math.max(1, Math.ceil(PLAIN_PROBES / addresses.length));
  if (addresses.every(isLoopback) || portCount(ports) <= size) return [ports];
  return cutPorts(ports, union(...new Set(expected.values())), size).map((part) => part.ports);
}
