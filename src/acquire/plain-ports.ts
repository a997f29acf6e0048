import { type Address, isLoopback } from '../model/address.ts';
import type { ProgressEvent } from '../model/effects.ts';
import type { SweepRecord, Unobserved } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import { portCount, union } from '../model/port.ts';
import { FAST, FIRST, PATIENT, type Timeouts } from '../model/timeouts.ts';
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

/** Everything once, at the scanner's own pace and with its own repetition. */
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
  // Of UDP silence is no answer anyway, and loopback shuts nobody out.
  const lonely = protocol === 'udp' || addresses.every(isLoopback);
  const words: PlanRun[] = [];
  const gaps: Unobserved[] = [];
  let unproven = 0;
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
    if (protocol === 'sctp' && !lonely) await ask(addresses, PATIENT);
    else await askPart(addresses, index, lonely, runs, ask);
    unproven += addresses.length * portCount(some);
    if (lonely || (unproven < WORD_PROBES * addresses.length && index + 1 < parts.length)) continue;
    const left = addresses.filter((address) => !gaps.some((gap) => gap.address === address));
    const word = await checkLiveness({ ...scanGroup, addresses: left }, runs, machine, maxRate, setup, tools);
    words.push(...word.runs);
    gaps.push(...word.gaps);
    unproven = 0;
  }
  const owed = addresses.length * portCount(ports);
  const passes = runs.every(({ judged }) => failureOf(judged) === null) ? 1 : 0;
  const record: SweepRecord = {
    ...{ family, protocol, addresses: addresses.length, owed, probes: owed, passes, rate: null },
    seconds: runs.reduce((sum, { scan }) => sum + scan.seconds, 0),
    ...{ loss: null, missed: 0, recaptured: null, evidence: 'retries', patient: null },
  };
  // The last word answers for nothing: it may contradict answers that were given before.
  const asked = words.map((run) => ({ ...run, judged: { ...run.judged, step: 'recheck' as const } }));
  return { ...told([...runs, ...asked]), unobserved: gaps, sweeps: [record] };
}

/**
 * Asks the first part with patience of those who answer late, or have not answered; the others at the pace of their
 * paths.
 */
async function askPart(
  addresses: readonly Address[],
  index: number,
  lonely: boolean,
  runs: readonly PlanRun[],
  ask: (addresses: readonly Address[], timeouts: Timeouts) => Promise<void>,
): Promise<void> {
  if (lonely) return ask(addresses, FAST);
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
 * Probes of each host after which it is asked for a last word: who shuts a scanner out for a while only is there again
 * in the end. It costs a dozen.
 */
const WORD_PROBES = 500;
/**
 * Probes in one invocation at the scanner's own pace, away from this machine: a stopped one loses no more than these.
 */
const PLAIN_PROBES = 4_000;

/** The ports that are worth most first: when time runs out, their answers are in. */
function plainParts({ addresses, ports, expected }: ScanGroup) {
  if (addresses.every(isLoopback)) return [{ ports }];
  const first = union(...new Set(expected.values()));
  const size = Math.max(1, Math.ceil(PLAIN_PROBES / addresses.length));
  return portCount(ports) <= size ? [{ ports }] : cutPorts(ports, first, size);
}
