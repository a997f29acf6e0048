import { type Address, isLoopback } from '../model/address.ts';
import type { ProgressEvent } from '../model/effects.ts';
import type { SweepRecord, Unobserved } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import { portCount, union } from '../model/port.ts';
import { FAST, FIRST, SLOW_PATH, type Timeouts } from '../model/timeouts.ts';
import { taskShare } from '../nmap/tasks.ts';
import { failureOf } from '../observe/document.ts';
import { planChunk, type ScanGroup } from '../plan/plan.ts';
import { pathsOf } from '../scan/paths.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import { runPlan } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { cutPorts } from '../sweep/schedule/slices.ts';
import { checkLiveness } from './final-check.ts';
import { type PortScan, type Tools, told } from './ports-result.ts';

/** Probes every port once, at the scanner's own pace and with the scanner's own repetition. */
export async function scanPlainly(
  scanGroup: ScanGroup,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<PortScan> {
  const { family, protocol, addresses, ports } = scanGroup;
  const runs: PlanRun[] = [];
  const parts = plainParts(scanGroup);
  // A silent UDP port proves nothing, and a loopback address does not block this scanner.
  const unchecked = protocol === 'udp' || addresses.every(isLoopback);
  const checks: PlanRun[] = [];
  const gaps: Unobserved[] = [];
  let sinceCheck = 0;
  for (const [index, { ports: some }] of parts.entries()) {
    const ask = async (asked: readonly Address[], timeouts: Timeouts): Promise<void> => {
      const plans = planChunk(scanGroup, { addresses: asked, ports: some, rate: null, timeouts }, machine, maxRate);
      for (const plan of plans) {
        runs.push(
          await runPlan(plan, setup, tools, ({ task, percent }) => {
            const share = taskShare('sweep', task, percent);
            if (share !== null) tools.progress(plainEvent(addresses.length, (index + share) / parts.length));
          }),
        );
      }
    };
    if (protocol === 'sctp' && !unchecked) await ask(addresses, SLOW_PATH);
    else await askPart(addresses, index, unchecked, runs, ask);
    sinceCheck += addresses.length * portCount(some);
    if (unchecked || (sinceCheck < PROBES_PER_CHECK * addresses.length && index + 1 < parts.length)) continue;
    const left = addresses.filter((address) => !gaps.some((gap) => gap.address === address));
    const check = await checkLiveness({ ...scanGroup, addresses: left }, runs, machine, maxRate, setup, tools);
    checks.push(...check.runs);
    gaps.push(...check.gaps);
    sinceCheck = 0;
  }
  const required = addresses.length * portCount(ports);
  const passes = runs.every(({ judged }) => failureOf(judged) === null) ? 1 : 0;
  const record: SweepRecord = {
    ...{ family, protocol, addresses: addresses.length, required, probes: required, passes, rate: null },
    seconds: runs.reduce((sum, { scan }) => sum + scan.seconds, 0),
    ...{ loss: null, missed: 0, recaptured: null, evidence: 'retries', silentRetry: null },
  };
  // The liveness check covers no ports: its answers may contradict earlier answers.
  const asked = checks.map((run) => ({ ...run, judged: { ...run.judged, step: 'recheck' as const } }));
  return { ...told([...runs, ...asked]), unobserved: gaps, sweeps: [record] };
}

/**
 * Probes the first part with long timeouts for hosts that answer late or have not answered yet. Probes every other part
 * with timeouts that fit the paths.
 */
async function askPart(
  addresses: readonly Address[],
  index: number,
  unchecked: boolean,
  runs: readonly PlanRun[],
  ask: (addresses: readonly Address[], timeouts: Timeouts) => Promise<void>,
): Promise<void> {
  if (unchecked) return ask(addresses, FAST);
  if (index > 0) return ask(addresses, pathsOf(runs).timeouts(addresses));
  await ask(addresses, FIRST);
  const paths = pathsOf(runs);
  const late = addresses.filter((address) => paths.timeouts([address]).least > 2 * FIRST.least);
  return late.length === 0 ? undefined : ask(late, paths.timeouts(late));
}

function plainEvent(hosts: number, share: number): ProgressEvent {
  return { step: 'sweep', share, etaSeconds: null, hosts, hostsDone: 0, open: 0, rate: null, loss: null, pass: 1 };
}

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

/** The most important ports come first: if time runs out, their answers are known. */
function plainParts({ addresses, ports, expected }: ScanGroup) {
  if (addresses.every(isLoopback)) return [{ ports }];
  const first = union(...new Set(expected.values()));
  const size = Math.max(1, Math.ceil(PLAIN_PROBES / addresses.length));
  return portCount(ports) <= size ? [{ ports }] : cutPorts(ports, first, size);
}
