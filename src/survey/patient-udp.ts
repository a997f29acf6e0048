import type { Address } from '../model/address.ts';
import { isLoopback } from '../model/address.ts';
import type { Unobserved, UnobservedReason } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../model/port.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import { FEW_SILENT, planPatient, type SilentPorts } from '../plan/patient.ts';
import type { Field } from '../plan/plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import type { Slots } from './patient.ts';
import { type Survey, type Tools, told } from './result.ts';
import { type PlanRun, runPlan } from './run.ts';

/**
 * Asks silent UDP ports once more and waits 5 s: those that the policy speaks of, and where few are silent all of them. nmap's own
 * patience is half a second, and a line says `filtered` of a port that answers later.
 * @returns the survey of the field, in which no port is silent that was to be asked and was not
 */
export async function askSilentUdp(
  field: Field,
  survey: Survey,
  machine: Machine,
  maxRate: number | null,
  { setup, slots }: { readonly setup: ScanSetup; readonly slots: Slots },
  tools: Tools,
): Promise<Survey> {
  const silences = silencesOf(field, survey);
  if (silences.length === 0) return survey;
  const total = silences.reduce((sum, { ports }) => sum + portCount(ports), 0);
  tools.say(`${total} silent UDP ports of ${silences.length} addresses are asked again, with more patience`);
  const plans = planPatient(field, silences, machine, maxRate);
  const runs = await Promise.all(plans.map((plan) => slots(() => runPlan(plan, setup, tools))));
  const wanted = new Map(silences.map(({ address, ports }) => [address, ports]));
  const own = runs.map((run) => ({ ...run, judged: covering(run.judged, intersect, wanted) }));
  const gaps = silences.flatMap((one) => unanswered(one, runs));
  // Merged with the first silence, a refusal would still be "open or filtered".
  const settled = new Map(silences.map(({ address }) => [address, heardOf(address, runs)]));
  for (const { address, ports } of gaps) settled.set(address, union(settled.get(address) ?? NO_PORTS, ports));
  const ours = told(own);
  return {
    ...survey,
    judged: [...survey.judged.map((judged) => covering(judged, subtract, settled)), ...ours.judged],
    scans: [...survey.scans, ...ours.scans],
    warnings: [...survey.warnings, ...ours.warnings],
    unobserved: [...survey.unobserved, ...gaps],
  };
}

function silencesOf(field: Field, { judged, unobserved }: Survey): readonly SilentPorts[] {
  return field.addresses.flatMap((address): readonly SilentPorts[] => {
    if (isLoopback(address)) return [];
    const told = judged.flatMap((one) => (failureOf(one) === null ? [silentIn(one, address)] : []));
    const held = unobserved.filter((gap) => gap.address === address).map(({ ports }) => ports);
    const silent = held.reduce(subtract, intersect(union(...told), field.ports));
    const mentioned = intersect(silent, field.mentioned.get(address) ?? NO_PORTS);
    const ports = portCount(silent) <= FEW_SILENT ? silent : mentioned;
    return ports.length === 0 ? [] : [{ address, ports, within: null }];
  });
}

function silentIn({ document }: Judged, address: Address): PortSet {
  return document.hosts.get(address)?.protocols.udp?.answers.states['open|filtered'] ?? NO_PORTS;
}

/** Ports for which something came back. */
function heardOf(address: Address, runs: readonly PlanRun[]): PortSet {
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

/** What was to be asked and has no answer, not even silence. */
function unanswered({ address, ports }: SilentPorts, runs: readonly PlanRun[]): readonly Unobserved[] {
  const good = runs.filter(({ judged }) => failureOf(judged) === null);
  const left = good.map(({ judged }) => accountedIn(judged, address)).reduce(subtract, ports);
  if (left.length === 0) return [];
  const failure = runs.map(({ judged }) => failureOf(judged)).find((one) => one !== null);
  const text = `silent ports could not be asked again: ${failure?.text ?? 'the scan has no result for them'}`;
  const reason: UnobservedReason = { code: failure?.code ?? 'not-accounted', text };
  return [{ address, protocol: 'udp', ports: left, reason }];
}

/** The same document, which answers for more or fewer ports of some addresses. */
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
