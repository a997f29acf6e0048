import type { Address } from '../model/address.ts';
import type { SilentRetryRecord } from '../model/observation.ts';
import { intersect, NO_PORTS, portCount, subtract } from '../model/port.ts';
import { slowest } from '../model/timeouts.ts';
import { type Answers, answersOf, byAddress, goodIn, withoutPorts } from '../observe/answers.ts';
import { earlyAsked, planConnectRetry } from '../plan/silent-ports.ts';
import { BESIDE } from '../plan/slow-phase.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import { runPlans, type Slots, slotsFor } from '../scan/run-plans.ts';
import { chanceOfNoAnswer, sumOf } from '../sweep/recall/repeats.ts';
import { askAgain, withAnswers } from './ask-again.ts';
import { documentsOf } from './found.ts';
import { type GroupScan, limitOf, type PortScan } from './group-scan.ts';
import { connectQuestions, otherQuestions, rawQuestions, total, udpQuestions } from './silent-ports.ts';
import { connections, rawProbes } from './techniques.ts';

/** Connects, beside a sweep, to ports that are probed by connect() in any case if they are silent. */
export function connectBeside(scan: GroupScan): Promise<readonly PlanRun[]> {
  const { scanGroup, machine, maxRate } = scan;
  const asked = scanGroup.addresses
    .map((address) => ({ address, ports: earlyAsked(scanGroup, address, scanGroup.ports), within: null }))
    .filter(({ ports }) => ports.length > 0);
  const plans = planConnectRetry(scanGroup, asked, machine, maxRate, BESIDE.processes);
  return runPlans(plans, scan, slotsFor(BESIDE.processes));
}

/** Probes silent TCP ports again by raw probes, if these can probe more ports than connect(). */
export function retryRaw(scan: GroupScan, portScan: PortScan): Promise<PortScan> {
  return askAgain(scan, portScan, rawQuestions(scan, portScan), rawProbes(scan, portScan.path));
}

/**
 * Probes silent ports again after all sweeps: TCP ports by connect(). A slow service, and a host that ignores the first
 * packet of each connection, are silent to raw probes, and every client reaches them.
 * @param beside connections that were made beside the sweep
 */
export async function retryAfterSweeps(
  scan: GroupScan,
  portScan: PortScan,
  beside: readonly PlanRun[],
  slots: Slots,
): Promise<PortScan> {
  const { protocol } = scan.scanGroup;
  switch (protocol) {
    case 'sctp':
      return portScan;
    case 'udp':
      return askAgain(scan, portScan, udpQuestions(scan, portScan), connections(scan, limitOf(scan), slots));
    case 'tcp':
      return askByConnect(scan, portScan, beside, slots);
    default:
      return protocol satisfies never;
  }
}

async function askByConnect(
  scan: GroupScan,
  portScan: PortScan,
  beside: readonly PlanRun[],
  slots: Slots,
): Promise<PortScan> {
  const early = answersOf(goodIn(documentsOf(beside)), 'tcp');
  const { losing, unproven } = judgeBeside(early, portScan, scan.scanGroup.settings.confidence);
  const questions = connectQuestions(scan, portScan, losing);
  const believed = questions.filter(({ address }) => !unproven.has(address));
  const accounted = [...early].map(([address, { accounted: ports }]) => ({ address, ports }));
  const done = byAddress(accounted.filter(({ address }) => !unproven.has(address)));
  const rate = losing.size === 0 ? limitOf(scan) : Math.min(limitOf(scan), portScan.path.pace);
  const technique = connections(scan, rate, slots);
  const known = withAnswers(portScan, believed, beside, [], 'tcp');
  const first = await askAgain(scan, known, withoutPorts(questions, done), technique);
  const second = await askAgain(scan, first, otherQuestions(scan, portScan, first, questions), technique);
  const silentRetry = recordOf(second);
  return { ...second, sweeps: second.sweeps.map((sweep) => ({ ...sweep, silentRetry })) };
}

/** Hosts that lose packets, and those of them whose connections beside the sweep prove nothing. */
interface Beside {
  readonly losing: ReadonlySet<Address>;
  readonly unproven: ReadonlySet<Address>;
}

/**
 * If the sweep lost packets, connections beside it may be lost too. The ports that the sweep found open show it: they
 * are canaries of these connections. A host that limits connections may exempt them, and its rounds are discarded.
 * @param early the answers to connections beside the sweep
 */
export function judgeBeside(
  early: ReadonlyMap<Address, Pick<Answers, 'answered' | 'accounted'>>,
  { documents, path }: Pick<PortScan, 'documents' | 'path'>,
  confidence: number,
): Beside {
  const repeats = [...answersOf(goodIn(documents), 'tcp')].map(([address, { open }]) => {
    const { accounted = NO_PORTS, answered = NO_PORTS } = early.get(address) ?? {};
    const canaries = intersect(open, accounted);
    return { address, known: portCount(canaries), missed: portCount(subtract(canaries, answered)) };
  });
  const losing = new Set(path.losing);
  for (const { address, missed } of repeats) if (missed > 0) losing.add(address);
  const isEnough = path.isSteady && chanceOfNoAnswer([sumOf(repeats)], path.loss) < confidence;
  const proven = repeats.filter(({ known, missed }) => isEnough && known > 0 && missed === 0);
  const unproven = new Set(losing);
  for (const { address } of proven) unproven.delete(address);
  return { losing, unproven };
}

function recordOf({ documents, retried }: PortScan): SilentRetryRecord {
  const answers = answersOf(goodIn(documents), 'tcp');
  const asked = [...byAddress(retried)].map(([address, ports]) => ({ address, ports }));
  const answered = asked.map(({ address, ports }) => ({
    ports: intersect(ports, answers.get(address)?.answered ?? NO_PORTS),
  }));
  return {
    ...{ ports: total(asked), hosts: asked.filter(({ ports }) => ports.length > 0).length, answered: total(answered) },
    answersWithin: slowest([...answers.values()].map(({ within }) => within)),
  };
}
