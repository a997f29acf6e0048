import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../model/address.ts';
import type { UnobservedReason } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import {
  formatPorts,
  intersect,
  NO_PORTS,
  type PortRange,
  type PortSet,
  portCount,
  portSet,
  union,
} from '../model/port.ts';
import { SLOW_PATH } from '../model/timeouts.ts';
import { failureOf } from '../observe/document.ts';
import { planChunk, type ScanGroup } from '../plan/plan.ts';
import { pathsOf } from '../scan/paths.ts';
import { type PlanRun, runPlan } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { closedProbesOf } from '../sweep/liveness/liveness.ts';
import { BLOCKED } from '../sweep/sweep.ts';
import type { PortScan, Tools } from './ports-result.ts';

/** The number of open ports that the check probes on each host. */
const OPEN_ASKED = 8;
/** Milliseconds before the check probes silent ports again. */
const PAUSE = 2_000;

interface KnownPorts {
  readonly open: PortSet;
  readonly closed: PortSet;
}

/**
 * The final liveness check after a scan at the scanner's own pace, which has no canaries: it probes some ports of each
 * host that answered. If all open ports or all closed ports of a host stay silent twice, the host has begun to block
 * this scanner at an unknown time.
 * @returns the runs of the check, and the ports that are unobserved because of it
 */
export async function checkLiveness(
  scanGroup: ScanGroup,
  before: readonly PlanRun[],
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<{ readonly runs: readonly PlanRun[]; readonly gaps: PortScan['unobserved'] }> {
  const runs: PlanRun[] = [];
  const those = new Set(scanGroup.addresses);
  let asked = new Map([...knownPortsOf(before, scanGroup.protocol)].filter(([address]) => those.has(address)));
  let failure: UnobservedReason | null = null;
  for (let attempt = 0; attempt < 2 && asked.size > 0; attempt++) {
    if (attempt > 0) await sleep(PAUSE, undefined, { signal: setup.signal }).catch(() => {});
    const ports = union(...[...asked.values()].flatMap(({ open, closed }) => [open, closed]));
    const now: PlanRun[] = [];
    const addresses = [...asked.keys()];
    const timeouts = attempt > 0 ? SLOW_PATH : pathsOf(before).timeouts(addresses);
    for (const plan of planChunk(scanGroup, { addresses, ports, rate: null, timeouts }, machine, maxRate)) {
      now.push(await runPlan(plan, setup, tools));
    }
    runs.push(...now);
    failure = now.map(({ judged }) => failureOf(judged)).find((one) => one !== null) ?? null;
    const answers = answersOf(now, scanGroup.protocol);
    asked = new Map([...asked].filter(([address, knownPorts]) => !stillAnswers(knownPorts, answers.get(address))));
  }
  const reason: UnobservedReason =
    failure === null ? BLOCKED : { code: 'blocked', text: `the final liveness check failed: ${failure.text}` };
  const { protocol, ports } = scanGroup;
  for (const [address, { open, closed }] of asked) {
    tools.emit({
      ...{ event: 'liveness', chunk: null, address, from: 'suspect', to: 'blocked', reason: 'known-ports-silent' },
      ...{ known: portCount(open) + portCount(closed), silent: formatPorts(union(open, closed)) },
    });
  }
  return { runs, gaps: [...asked.keys()].map((address) => ({ address, protocol, ports, reason })) };
}

function knownPortsOf(runs: readonly PlanRun[], protocol: ScanGroup['protocol']): ReadonlyMap<Address, KnownPorts> {
  const chosen = [...answersOf(runs, protocol)].map(([address, { open, closed }]) => {
    const closedPorts = closedProbesOf(closed).map((port): PortRange => [port, port]);
    return [address, { open: some(open), closed: portSet(closedPorts) }] as const;
  });
  return new Map(chosen.filter(([, { open, closed }]) => open.length + closed.length > 0));
}

function some(open: PortSet): PortSet {
  const first = open.slice(0, OPEN_ASKED).map(([port]): PortRange => [port, port]);
  return portSet(first);
}

/** @returns the ports that answered in any document of the runs. Documents of failed runs count too. */
function answersOf(runs: readonly PlanRun[], protocol: ScanGroup['protocol']): ReadonlyMap<Address, KnownPorts> {
  const answers = new Map<Address, KnownPorts>();
  for (const { judged } of runs) {
    for (const [address, host] of judged.document.hosts) {
      const states = host.protocols[protocol]?.answers.states ?? {};
      const known = answers.get(address);
      answers.set(address, {
        open: union(known?.open ?? NO_PORTS, states.open ?? NO_PORTS),
        closed: union(known?.closed ?? NO_PORTS, states.closed ?? NO_PORTS),
      });
    }
  }
  return answers;
}

function stillAnswers({ open, closed }: KnownPorts, answers: KnownPorts | undefined): boolean {
  const answersAny = (asked: PortSet, answered: PortSet = NO_PORTS): boolean =>
    asked.length === 0 || intersect(asked, answered).length > 0;
  return answersAny(open, answers?.open) && answersAny(closed, answers?.closed);
}
