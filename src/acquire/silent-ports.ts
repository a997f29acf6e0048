import type { Address } from '../model/address.ts';
import type { SilentRetryRecord, Unobserved, UnobservedReason } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../model/port.ts';
import { slowest } from '../model/timeouts.ts';
import { DEFAULT_RATE } from '../nmap/arguments.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import type { ScanGroup } from '../plan/plan.ts';
import {
  alwaysAsked,
  connectSeconds,
  earlyAsked,
  FEW_SILENT,
  isAskedRaw,
  MOST_CONNECTS,
  planConnectRetry,
  type SilentPorts,
} from '../plan/silent-ports.ts';
import { type PlanRun, runPlan } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { type Ask, askWithCanaries } from './connect-canaries.ts';
import { type PortScan, type Tools, told } from './ports-result.ts';
import { type AskedAgain, GENTLE_RATE } from './raw-again.ts';
import type { Known } from './silence.ts';
import { knownOf, narrowed, silentPorts, unanswered, without } from './silence.ts';

/** Silent ports of a host. */
interface Silence extends SilentPorts {
  /** Those that are asked only if the sweep's silence turns out to prove nothing. */
  readonly others: PortSet;
}

/** How silent ports are asked, and what was asked of them already. */
interface Asking {
  readonly setup: ScanSetup;
  readonly slots: Slots;
  /** Connections that were made beside the sweep. */
  readonly early: readonly PlanRun[];
  readonly raw: AskedAgain;
}

/**
 * Asks silent TCP ports once more, by connect() and with the patience that an unknown path asks for: those that the
 * policy speaks of, the most common ones, and where the host answers for most of its ports all of them. A slow service
 * and a host that ignores the first packet of each connection are silent to raw probes, and reached by everybody else.
 * @returns the survey of the field, in which no port is silent that was to be asked and was not
 */
export async function askSilentPorts(
  scanGroup: ScanGroup,
  portScan: PortScan,
  machine: Machine,
  maxRate: number | null,
  { setup, slots, early, raw }: Asking,
  tools: Tools,
): Promise<PortScan> {
  if (scanGroup.protocol !== 'tcp') return portScan;
  const before = knownOf(portScan.judged);
  const silences = silencesOf(scanGroup, portScan, before, machine);
  const good = early.filter(({ judged }) => failureOf(judged) === null);
  const losing = new Set([...(portScan.losing ?? []), ...lostBy(good, before)]);
  const rate = losing.size === 0 ? maxRate : Math.min(maxRate ?? DEFAULT_RATE, portScan.pace ?? GENTLE_RATE);
  const lost: Unobserved[] = [];
  const ask = async (asked: readonly SilentPorts[]): Promise<readonly PlanRun[]> => {
    const wanted = asked.filter(({ ports }) => ports.length > 0);
    sayAsked(wanted, tools);
    const connect: Ask = (some, pace) =>
      inSlots(planConnectRetry(scanGroup, some, machine, pace), slots, (plan) => runPlan(plan, setup, tools));
    const known = new Map([...before].filter(([address]) => losing.has(address)));
    const done = await askWithCanaries(wanted, known, scanGroup, rate, connect);
    lost.push(...done.lost);
    return done.runs;
  };
  // If the sweep lost packets, connections beside it got lost too: their silence proves nothing.
  const believed = good.map((run) => ({ ...run, judged: withoutCovers(run.judged, losing) }));
  const left = silences.map((one) => ({ ...one, ports: subtract(one.ports, coveredBy(believed, one.address)) }));
  const cut = tooMany(left, scanGroup, rate, setup);
  const asked = await ask(less(left, cut));
  const first = [...believed, ...asked];
  const heard = knownOf(first.map(({ judged }) => judged));
  // Whoever answers connect() alone may do so on any port.
  const late = silences
    .filter(({ address }) => isContradicted(before.get(address), heard.get(address)))
    .map((one) => ({
      ...one,
      ports: one.others,
      within: slowest([one.within, heard.get(one.address)?.within ?? null]),
    }));
  const cutLate = tooMany(late, scanGroup, rate, setup);
  const second = await ask(less(late, cutLate));
  const [askedFirst, askedLate] = [less(silences, cut), less(late, cutLate)];
  const runs = [...first, ...second].map((run) => ({ ...run, judged: narrowed(run.judged, askedFirst, askedLate) }));
  const gaps = [
    ...[...cut, ...cutLate],
    ...unanswered(askedFirst, first, scanGroup),
    ...unanswered(askedLate, second, scanGroup),
    ...lost,
  ];
  const silentRetry = recordOf([...raw.asked, ...askedFirst, ...askedLate], before, [...raw.runs, ...runs]);
  const ours = told(runs);
  return {
    judged: [...portScan.judged.map((judged) => without(judged, gaps)), ...ours.judged],
    scans: [...portScan.scans, ...ours.scans],
    warnings: [...portScan.warnings, ...ours.warnings],
    unobserved: [...portScan.unobserved, ...gaps],
    sweeps: portScan.sweeps.map((sweep) => ({ ...sweep, silentRetry })),
  };
}

/**
 * Packets a second that are left for connections while a field is swept, and the processes that they are enough for.
 */
export const BESIDE = { rate: 1_080, processes: 2 } as const;

/**
 * Asks beside a sweep, which may take as long, what is asked of every host that is silent there: whether it is or not.
 */
export async function askEarly(
  scanGroup: ScanGroup,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<readonly PlanRun[]> {
  const asked = scanGroup.addresses
    .map((address) => ({ address, ports: earlyAsked(scanGroup, address, scanGroup.ports), within: null }))
    .filter(({ ports }) => ports.length > 0);
  const slots = slotsFor(BESIDE.processes);
  const plans = planConnectRetry(scanGroup, asked, machine, maxRate, BESIDE.processes);
  return Promise.all(plans.map((plan) => slots(() => runPlan(plan, setup, tools))));
}

function sayAsked(asked: readonly SilentPorts[], { say }: Tools): void {
  if (asked.length === 0) return;
  say(`${total(asked)} silent ports of ${asked.length} addresses are asked again by connect(), with more patience`);
}

function inSlots<T, U>(all: readonly T[], slots: Slots, run: (one: T) => Promise<U>): Promise<readonly U[]> {
  return Promise.all(all.map((one) => slots(() => run(one))));
}

function withoutCovers(judged: Judged, hosts: ReadonlySet<Address>): Judged {
  return { ...judged, covers: new Map([...(judged.covers ?? [])].filter(([address]) => !hosts.has(address))) };
}

/** @returns hosts with a known open port that did not answer connect() */
function lostBy(runs: readonly PlanRun[], known: ReadonlyMap<Address, Known>): readonly Address[] {
  const heard = knownOf(runs.map(({ judged }) => judged));
  return [...known].flatMap(([address, { open }]) => {
    const missed = subtract(intersect(open, coveredBy(runs, address)), heard.get(address)?.answered ?? NO_PORTS);
    return missed.length > 0 ? [address] : [];
  });
}

function coveredBy(runs: readonly PlanRun[], address: Address): PortSet {
  return union(...runs.map(({ judged }) => judged.covers?.get(address)?.tcp ?? NO_PORTS));
}

function silencesOf(
  scanGroup: ScanGroup,
  portScan: PortScan,
  known: ReadonlyMap<Address, Known>,
  machine: Machine,
): readonly Silence[] {
  return [...silentPorts(scanGroup, portScan, known)].map(([address, silent]) => {
    const { answered = NO_PORTS, within = null } = known.get(address) ?? {};
    const count = portCount(silent);
    const many = isAskedRaw(scanGroup, machine) ? MOST_CONNECTS : Number.POSITIVE_INFINITY;
    const all = count <= FEW_SILENT || (count <= many && portCount(answered) >= count);
    const ports = all ? silent : alwaysAsked(scanGroup, address, silent);
    return { address, ports, others: subtract(silent, ports), within };
  });
}

/** @returns what the time that is left is not enough for: all but the ports that are asked first */
function tooMany(
  asked: readonly SilentPorts[],
  scanGroup: ScanGroup,
  maxRate: number | null,
  { remaining }: ScanSetup,
): PortScan['unobserved'] {
  const count = total(asked);
  const [needed, left] = [connectSeconds(count, scanGroup, maxRate), Math.max(0, remaining() / 1_000)];
  if (count === 0 || needed <= left) return [];
  const text = `${count} silent ports were to be asked again by connect(), which takes ${Math.ceil(needed)} s, and ${Math.floor(left)} s were left: raise the timeout or max-rate, or write fewer ports`;
  const reason: UnobservedReason = { code: 'scan-timeout', text };
  return asked.flatMap(({ address, ports }) => {
    const cut = subtract(ports, earlyAsked(scanGroup, address, ports));
    return cut.length === 0 ? [] : [{ address, protocol: scanGroup.protocol, ports: cut, reason }];
  });
}

function less<T extends SilentPorts>(asked: readonly T[], gaps: PortScan['unobserved']): readonly T[] {
  return asked.map((one) => {
    const cut = gaps.filter(({ address }) => address === one.address).map(({ ports }) => ports);
    return { ...one, ports: cut.reduce(subtract, one.ports) };
  });
}

function total(asked: readonly SilentPorts[]): number {
  return asked.reduce((sum, { ports }) => sum + portCount(ports), 0);
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

function recordOf(
  asked: readonly SilentPorts[],
  before: ReadonlyMap<Address, Known>,
  runs: readonly PlanRun[],
): SilentRetryRecord {
  const now = knownOf(runs.map(({ judged }) => judged));
  const all = new Map<Address, PortSet>();
  for (const { address, ports } of asked) {
    if (ports.length > 0) all.set(address, union(all.get(address) ?? NO_PORTS, ports));
  }
  const counted = [...all].map(([address, ports]) => ({ address, ports, within: null }));
  const heard = counted.map((one) => ({
    ...one,
    ports: intersect(now.get(one.address)?.answered ?? NO_PORTS, one.ports),
  }));
  return {
    ports: total(counted),
    hosts: counted.length,
    answered: total(heard),
    answersWithin: slowest([...before.values(), ...now.values()].map(({ within }) => within)),
  };
}
