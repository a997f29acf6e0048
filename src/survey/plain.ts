import { isLoopback } from '../model/address.ts';
import type { Owed, SweepRecord } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import { portCount, union } from '../model/port.ts';
import { type Field, planChunk } from '../plan/plan.ts';
import { type ProgressEvent, taskShare } from '../progress.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { cutPorts } from '../sweep/slices.ts';
import { askLastWord } from './last-word.ts';
import { type Survey, type Tools, told } from './result.ts';
import type { PlanRun } from './run.ts';
import { runPlan } from './run.ts';

/** Everything once, at the scanner's own pace and with its own repetition. */
export async function surveyPlainly(
  field: Field,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<Survey> {
  const { family, protocol, addresses, ports } = field;
  const runs: PlanRun[] = [];
  const parts = plainParts(field);
  const plans = parts.flatMap(({ ports: some }) =>
    planChunk(field, { addresses, ports: some, rate: null }, machine, maxRate),
  );
  for (const [index, plan] of plans.entries()) {
    const run = await runPlan(plan, setup, tools, ({ task, percent }) => {
      const share = taskShare('sweep', task, percent);
      if (share !== null) tools.progress(plainEvent(addresses.length, (index + share) / plans.length));
    });
    runs.push(run);
  }
  // Of UDP silence is no answer anyway, and loopback shuts nobody out.
  const lonely = protocol === 'udp' || addresses.every(isLoopback);
  const last = lonely ? { runs: [], gaps: [] } : await askLastWord(field, runs, machine, maxRate, setup, tools);
  const owed = addresses.length * portCount(ports);
  const record: SweepRecord = {
    ...{ family, protocol, addresses: addresses.length, owed, probes: owed, passes: 1, rate: null },
    seconds: runs.reduce((sum, { scan }) => sum + scan.seconds, 0),
    ...{ loss: null, missed: 0, recaptured: null, evidence: 'retries' },
  };
  // The last word answers for nothing: it is about those answers that were given before.
  const asked = last.runs.map((run) => ({ ...run, judged: { ...run.judged, covers: NO_COVER } }));
  return { ...told([...runs, ...asked]), unobserved: last.gaps, sweeps: [record] };
}

const NO_COVER: Owed = new Map();

function plainEvent(hosts: number, share: number): ProgressEvent {
  return { step: 'sweep', share, etaSeconds: null, hosts, hostsDone: 0, open: 0, rate: null, loss: null, pass: 1 };
}

/** Probes in one invocation at the scanner's own pace, away from this machine: a stopped one loses no more than these. */
const PLAIN_PROBES = 4_000;

/** The ports that are worth most first: when time runs out, their answers are in. */
function plainParts({ addresses, ports, expected }: Field) {
  if (addresses.every(isLoopback)) return [{ ports }];
  const first = union(...new Set(expected.values()));
  const size = Math.max(1, Math.ceil(PLAIN_PROBES / addresses.length));
  return portCount(ports) <= size ? [{ ports }] : cutPorts(ports, first, size);
}
