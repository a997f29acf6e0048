import type { Address } from '../model/address.ts';
import { isLoopback } from '../model/address.ts';
import type { Unobserved, UnobservedReason } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../model/port.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import type { ScanGroup } from '../plan/plan.ts';
import { FEW_SILENT, planConnectRetry, type SilentPorts } from '../plan/silent-ports.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import { runPlan } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import type { PortScan, Tools } from './ports-result.ts';
import { told } from './ports-result.ts';
import type { Slots } from './silent-ports.ts';

/**
 * Probes silent UDP ports again and waits 5 s. It probes ports that the policy mentions, and all silent ports if they
 * are few. nmap itself waits half a second, so a `filtered` line of the policy would match a port that answers later.
 * @returns the port scan of the group. A port that should have been probed again but was not is
 * unobserved instead of silent.
 */
export async function askSilentUdp(
  scanGroup: ScanGroup,
  portScan: PortScan,
  machine: Machine,
  maxRate: number | null,
  { setup, slots }: { readonly setup: ScanSetup; readonly slots: Slots },
  tools: Tools,
): Promise<PortScan> {
  const silences = silencesOf(scanGroup, portScan);
  if (silences.length === 0) return portScan;
  const total = silences.reduce((sum, { ports }) => sum + portCount(ports), 0);
  tools.say(`${total} silent UDP ports of ${silences.length} addresses are probed again with longer timeouts`);
  const plans = planConnectRetry(scanGroup, silences, machine, maxRate);
  const runs = await Promise.all(plans.map((plan) => slots(() => runPlan(plan, setup, tools))));
  const wanted = new Map(silences.map(({ address, ports }) => [address, ports]));
  const own = runs.map((run) => ({ ...run, judged: covering(run.judged, intersect, wanted) }));
  const gaps = silences.flatMap((one) => unanswered(one, runs));
  // The first documents no longer cover these ports: a refusal merged with the first silence
  // would stay `open|filtered`.
  const settled = new Map(silences.map(({ address }) => [address, resultOf(address, runs)]));
  for (const { address, ports } of gaps) settled.set(address, union(settled.get(address) ?? NO_PORTS, ports));
  const ours = told(own);
  return {
    ...portScan,
    judged: [...portScan.judged.map((judged) => covering(judged, subtract, settled)), ...ours.judged],
    scans: [...portScan.scans, ...ours.scans],
    warnings: [...portScan.warnings, ...ours.warnings],
    unobserved: [...portScan.unobserved, ...gaps],
  };
}

function silencesOf(scanGroup: ScanGroup, { judged, unobserved }: PortScan): readonly SilentPorts[] {
  return scanGroup.addresses.flatMap((address): readonly SilentPorts[] => {
    if (isLoopback(address)) return [];
    const silentParts = judged.flatMap((one) => (failureOf(one) === null ? [silentIn(one, address)] : []));
    const held = unobserved.filter((gap) => gap.address === address).map(({ ports }) => ports);
    const silent = held.reduce(subtract, intersect(union(...silentParts), scanGroup.ports));
    const mentioned = intersect(silent, scanGroup.mentioned.get(address) ?? NO_PORTS);
    const ports = portCount(silent) <= FEW_SILENT ? silent : mentioned;
    return ports.length === 0 ? [] : [{ address, ports, within: null }];
  });
}

function silentIn({ document }: Judged, address: Address): PortSet {
  return document.hosts.get(address)?.protocols.udp?.answers.states['open|filtered'] ?? NO_PORTS;
}

/** @returns ports that answered in any way */
function resultOf(address: Address, runs: readonly PlanRun[]): PortSet {
  return union(
    ...runs.map(({ judged }) =>
      failureOf(judged) === null ? subtract(accountedIn(judged, address), silentIn(judged, address)) : NO_PORTS,
    ),
  );
}

function accountedIn({ document }: Judged, address: Address): PortSet {
  const host = document.hosts.get(address);
  return host?.up === true ? union(...Object.values(host.protocols.udp?.answers.states ?? {})) : NO_PORTS;
}

/** @returns ports that should have been probed and have no result, not even silence */
function unanswered({ address, ports }: SilentPorts, runs: readonly PlanRun[]): readonly Unobserved[] {
  const good = runs.filter(({ judged }) => failureOf(judged) === null);
  const left = good.map(({ judged }) => accountedIn(judged, address)).reduce(subtract, ports);
  if (left.length === 0) return [];
  const failure = runs.map(({ judged }) => failureOf(judged)).find((one) => one !== null);
  const text = `silent ports could not be probed again: ${failure?.text ?? 'the scan has no result for them'}`;
  const reason: UnobservedReason = { code: failure?.code ?? 'not-accounted', text };
  return [{ address, protocol: 'udp', ports: left, reason }];
}

/** @returns the same document, which covers more or fewer ports of some addresses */
function covering(
  judged: Judged,
  change: (covered: PortSet, ports: PortSet) => PortSet,
  by: ReadonlyMap<Address, PortSet>,
): Judged {
  if (judged.covers === null) return judged;
  const covers = [...judged.covers].map(
    ([address, ports]) =>
      [address, { ...ports, udp: change(ports.udp ?? NO_PORTS, by.get(address) ?? NO_PORTS) }] as const,
  );
  return { ...judged, covers: new Map(covers) };
}
