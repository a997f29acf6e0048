import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../model/address.ts';
import type { Unobserved, UnobservedReason } from '../model/observation.ts';
import {
  formatPorts,
  intersect,
  NO_PORTS,
  type PortSet,
  type Protocol,
  portCount,
  setOfPorts,
  union,
} from '../model/port.ts';
import { SLOW_PATH } from '../model/timeouts.ts';
import { type Answers, answersOf } from '../observe/answers.ts';
import { planChunk } from '../plan/plan.ts';
import { pathsOf } from '../scan/paths.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import { runPlans } from '../scan/run-plans.ts';
import { BLOCKED } from '../sweep/conclude.ts';
import { closedSampleOf } from '../sweep/liveness/known-answers.ts';
import { documentsOf, failureIn } from './found.ts';
import type { GroupScan } from './group-scan.ts';

/** The number of open ports that the check probes on each host. */
const OPEN_ASKED = 8;
/** Milliseconds before the check probes silent ports again. */
const PAUSE = 2_000;

type KnownPorts = Pick<Answers, 'open' | 'closed'>;

/**
 * The final liveness check after a scan at the scanner's own pace, which has no canaries: it probes some ports of each
 * host that answered. If all open ports or all closed ports of a host stay silent twice, the host has begun to block
 * this scanner at an unknown time.
 * @param before the runs so far
 * @returns the runs of the check, and the ports that are unobserved because of it
 */
export async function checkLiveness(
  scan: GroupScan,
  addresses: readonly Address[],
  before: readonly PlanRun[],
): Promise<{ readonly runs: readonly PlanRun[]; readonly gaps: readonly Unobserved[] }> {
  const { scanGroup, machine, maxRate, setup } = scan;
  const { protocol, ports } = scanGroup;
  const runs: PlanRun[] = [];
  let silent = knownPortsOf(before, addresses, protocol);
  let failure: UnobservedReason | null = null;
  for (let attempt = 0; attempt < 2 && silent.size > 0; attempt++) {
    if (attempt > 0) await sleep(PAUSE, undefined, { signal: setup.signal }).catch(() => {});
    const known = union(...[...silent.values()].flatMap(({ open, closed }) => [open, closed]));
    const asked = [...silent.keys()];
    const timeouts = attempt > 0 ? SLOW_PATH : pathsOf(before).timeouts(asked);
    const chunk = { addresses: asked, ports: known, rate: null, timeouts };
    const now = await runPlans(planChunk(scanGroup, chunk, machine, maxRate), scan);
    runs.push(...now);
    failure = failureIn(now);
    // What a run that failed saw open or closed did answer.
    const answers = answersOf(documentsOf(now), protocol);
    silent = new Map([...silent].filter(([address, one]) => !stillAnswers(one, answers.get(address))));
  }
  const reason: UnobservedReason =
    failure === null ? BLOCKED : { code: 'blocked', text: `the final liveness check failed: ${failure.text}` };
  for (const [address, { open, closed }] of silent) {
    scan.tools.emit({
      ...{ event: 'liveness', chunk: null, address, from: 'suspect', to: 'blocked', reason: 'known-ports-silent' },
      ...{ known: portCount(open) + portCount(closed), silent: formatPorts(union(open, closed)) },
    });
  }
  return { runs, gaps: [...silent.keys()].map((address) => ({ address, protocol, ports, reason })) };
}

function knownPortsOf(
  runs: readonly PlanRun[],
  addresses: readonly Address[],
  protocol: Protocol,
): ReadonlyMap<Address, KnownPorts> {
  const answers = answersOf(documentsOf(runs), protocol);
  const known = addresses.map((address): [Address, KnownPorts] => {
    const { open = NO_PORTS, closed = NO_PORTS } = answers.get(address) ?? {};
    const some = open.slice(0, OPEN_ASKED).map(([port]) => port);
    return [address, { open: setOfPorts(some), closed: setOfPorts(closedSampleOf(closed)) }];
  });
  return new Map(known.filter(([, { open, closed }]) => open.length + closed.length > 0));
}

function stillAnswers({ open, closed }: KnownPorts, answers: KnownPorts | undefined): boolean {
  const answersAny = (asked: PortSet, answered: PortSet = NO_PORTS): boolean =>
    asked.length === 0 || intersect(asked, answered).length > 0;
  return answersAny(open, answers?.open) && answersAny(closed, answers?.closed);
}
