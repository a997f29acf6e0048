import type { Address } from '../model/address.ts';
import type { PatientRecord, UnobservedReason } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../model/port.ts';
import { slowest } from '../model/timeouts.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import { TIMED_OUT } from '../observe/gaps.ts';
import { alwaysAsked, MOST_SILENT, planPatient, type SilentPorts, usuallyAsked } from '../plan/patient.ts';
import type { Field } from '../plan/plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { type Survey, type Tools, told } from './result.ts';
import { type PlanRun, runPlan } from './run.ts';

/** Silent ports of a host that are all asked, whatever else it does: so few are asked at once. */
const FEW_SILENT = 100;

/** What is known of a host after the sweeps. */
interface Known {
  /** Ports for which something came back. */
  readonly answered: PortSet;
  readonly open: PortSet;
  readonly within: number | null;
}

/** Silent ports of a host. */
interface Silence extends SilentPorts {
  /** Those that are asked only if the sweep's silence turns out to prove nothing. */
  readonly others: PortSet;
}

/**
 * Asks silent TCP ports once more, by connect() and with the patience that an unknown path asks for: those that the policy
 * speaks of, the most common ones, and where few are silent all of them. A slow service and a host that ignores the first packet
 * of each connection are silent to raw probes, and reached by everybody else.
 * @returns the survey of the field, in which no port is silent that was to be asked and was not
 */
export async function askSilentPorts(
  field: Field,
  survey: Survey,
  machine: Machine,
  maxRate: number | null,
  { setup, slots, early }: { readonly setup: ScanSetup; readonly slots: Slots; readonly early: readonly PlanRun[] },
  tools: Tools,
): Promise<Survey> {
  if (field.protocol !== 'tcp') return survey;
  const before = knownOf(survey.judged);
  const silences = silencesOf(field, survey, before);
  const ask = async (asked: readonly SilentPorts[]): Promise<readonly PlanRun[]> => {
    const wanted = asked.filter(({ ports }) => ports.length > 0);
    if (wanted.length === 0) return [];
    const total = wanted.reduce((sum, { ports }) => sum + portCount(ports), 0);
    tools.say(`${total} silent ports of ${wanted.length} addresses are asked again by connect(), with more patience`);
    const plans = planPatient(field, wanted, machine, maxRate);
    return Promise.all(plans.map((plan) => slots(() => runPlan(plan, setup, tools))));
  };
  const good = early.filter(({ judged }) => failureOf(judged) === null);
  const left = silences.map((one) => ({ ...one, ports: subtract(one.ports, coveredBy(good, one.address)) }));
  const first = [...good, ...(await ask(left))];
  const heard = knownOf(first.map(({ judged }) => judged));
  // Whoever answers connect() alone may do so on any port.
  const late = silences
    .filter(({ address }) => isContradicted(before.get(address), heard.get(address)))
    .map((one) => ({
      ...one,
      ports: one.others,
      within: slowest([one.within, heard.get(one.address)?.within ?? null]),
    }));
  const second = await ask(late);
  const runs = [...first, ...second].map((run) => ({ ...run, judged: narrowed(run.judged, silences, late) }));
  const gaps = [...unanswered(silences, first, field), ...unanswered(late, second, field)];
  const asked = [...silences, ...late].filter(({ ports }) => ports.length > 0);
  const ours = told(runs);
  return {
    judged: [...survey.judged.map((judged) => without(judged, gaps)), ...ours.judged],
    scans: [...survey.scans, ...ours.scans],
    warnings: [...survey.warnings, ...ours.warnings],
    unobserved: [...survey.unobserved, ...gaps],
    sweeps: survey.sweeps.map((sweep) => ({ ...sweep, patient: recordOf(asked, before, runs) })),
  };
}

/** Packets a second that are left for connections while a field is swept, and the processes that they are enough for. */
export const BESIDE = { rate: 1_080, processes: 2 } as const;

/** Asks beside a sweep, which may take as long, what is asked of every host that is silent there: whether it is or not. */
export async function askEarly(
  field: Field,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<readonly PlanRun[]> {
  const asked = usuallyAsked(field).filter(({ ports }) => ports.length > 0);
  const slots = slotsFor(BESIDE.processes);
  const plans = planPatient(field, asked, machine, maxRate, BESIDE.processes);
  return Promise.all(plans.map((plan) => slots(() => runPlan(plan, setup, tools))));
}

function coveredBy(runs: readonly PlanRun[], address: Address): PortSet {
  return union(...runs.map(({ judged }) => judged.covers?.get(address)?.tcp ?? NO_PORTS));
}

function knownOf(documents: readonly Judged[]): ReadonlyMap<Address, Known> {
  const known = new Map<Address, Known>();
  for (const judged of documents) {
    if (failureOf(judged) !== null) continue;
    for (const [address, host] of judged.document.hosts) {
      if (!host.up) continue;
      const { open = NO_PORTS, closed = NO_PORTS, unfiltered = NO_PORTS } = host.protocols.tcp?.answers.states ?? {};
      const so = known.get(address);
      known.set(address, {
        open: union(so?.open ?? NO_PORTS, open),
        answered: union(so?.answered ?? NO_PORTS, open, closed, unfiltered, host.prohibited),
        within: slowest([so?.within ?? null, host.answersWithin]),
      });
    }
  }
  return known;
}

function silencesOf(field: Field, survey: Survey, known: ReadonlyMap<Address, Known>): readonly Silence[] {
  return field.addresses.flatMap((address): readonly Silence[] => {
    const host = known.get(address);
    if (host === undefined) return [];
    const gaps = survey.unobserved.filter((gap) => gap.address === address).map(({ ports }) => ports);
    const silent = [host.answered, ...gaps].reduce(subtract, field.ports);
    if (silent.length === 0) return [];
    const ports = chosen(silent, portCount(host.answered), field.mentioned.get(address) ?? NO_PORTS);
    return [{ address, ports, others: subtract(silent, ports), within: host.within }];
  });
}

function chosen(silent: PortSet, answered: number, mentioned: PortSet): PortSet {
  const count = portCount(silent);
  if (count <= FEW_SILENT || (count <= MOST_SILENT && answered >= count)) return silent;
  return alwaysAsked(silent, mentioned);
}

/** Whether connect() found open what the sweep found silent, or heard a host of which the sweep heard nothing. */
function isContradicted(before: Known | undefined, now: Known | undefined): boolean {
  if (now === undefined || now.answered.length === 0) return false;
  return before === undefined || before.answered.length === 0 || subtract(now.open, before.answered).length > 0;
}

/** Runs so many tasks at a time as there are slots. */
export type Slots = <T>(task: () => Promise<T>) => Promise<T>;

export function slotsFor(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

/** A scan of several hosts asks each of them some ports that others left silent: it answers for its own alone. */
function narrowed(judged: Judged, ...asked: readonly (readonly SilentPorts[])[]): Judged {
  const own = new Map<Address, PortSet>();
  for (const { address, ports } of asked.flat()) own.set(address, union(own.get(address) ?? NO_PORTS, ports));
  const covers = [...(judged.covers ?? [])].map(
    ([address, { tcp = NO_PORTS }]) => [address, { tcp: intersect(tcp, own.get(address) ?? NO_PORTS) }] as const,
  );
  return { ...judged, covers: new Map(covers) };
}

/** What was to be asked and has no answer, not even silence. */
function unanswered(asked: readonly SilentPorts[], runs: readonly PlanRun[], field: Field): Survey['unobserved'] {
  return asked.flatMap(({ address, ports }) => {
    let left = ports;
    let reason: UnobservedReason | null = null;
    for (const { judged } of runs) {
      const covered = judged.covers?.get(address)?.tcp;
      if (covered === undefined) continue;
      const host = judged.document.hosts.get(address);
      const failure = failureOf(judged);
      if (failure !== null) reason ??= failure;
      else if (host?.timedOut === true) reason ??= TIMED_OUT;
      else if (host?.up === true) {
        left = Object.values(host.protocols.tcp?.answers.states ?? {}).reduce(subtract, left);
      }
    }
    if (left.length === 0) return [];
    const text = `silent ports could not be asked again by connect(): ${reason?.text ?? 'the scan has no result for them'}`;
    return [
      { address, protocol: field.protocol, ports: left, reason: { code: reason?.code ?? 'not-accounted', text } },
    ];
  });
}

function without(judged: Judged, gaps: Survey['unobserved']): Judged {
  if (judged.covers === null || gaps.length === 0) return judged;
  const covers = [...judged.covers].map(([address, ports]) => {
    const held = gaps.filter((gap) => gap.address === address).map((gap) => gap.ports);
    return [
      address,
      held.length === 0 ? ports : { ...ports, tcp: held.reduce(subtract, ports.tcp ?? NO_PORTS) },
    ] as const;
  });
  return { ...judged, covers: new Map(covers) };
}

function recordOf(
  asked: readonly SilentPorts[],
  before: ReadonlyMap<Address, Known>,
  runs: readonly PlanRun[],
): PatientRecord {
  const now = knownOf(runs.map(({ judged }) => judged));
  const heard = asked.map(({ address, ports }) => portCount(intersect(now.get(address)?.answered ?? NO_PORTS, ports)));
  return {
    ports: asked.reduce((sum, { ports }) => sum + portCount(ports), 0),
    hosts: new Set(asked.map(({ address }) => address)).size,
    answered: heard.reduce((sum, count) => sum + count, 0),
    answersWithin: slowest([...before.values(), ...now.values()].map(({ within }) => within)),
  };
}
