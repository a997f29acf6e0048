import { type Address, familyOf } from '../model/address.ts';
import type { Machine, Plan } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, portCount, union } from '../model/port.ts';
import { timeoutsFor, UNMEASURED } from '../model/timeouts.ts';
import { TOP_100_TCP } from '../policy/top-ports.ts';
import { chunks, firstPorts, slices } from './group.ts';
import { ADDRESSES_A_PLAN, DEFAULT_RATE, nmapPlan, rateLimit } from './nmap.ts';
import { optionsOf } from './options.ts';
import type { Field } from './plan.ts';

/** Silent ports of a host that are to be asked by connect(). */
export interface SilentPorts {
  readonly address: Address;
  readonly ports: PortSet;
  /** Milliseconds within which its answers are to be expected; null: it has answered nothing. */
  readonly within: number | null;
}

/** Silent ports that are asked at most of a host that answers for most of its ports, and of those that a policy speaks of. */
export const MOST_SILENT = 2_000;
/** Packets that a connect() sends within 5 s where nothing answers: at once, after one second, and two later (RFC 6298, 2.1). */
export const PACKETS_A_CONNECT = 3;
/** Scanner processes side by side: connections of the kernel do not lose each other's answers as raw probes do. */
const PROCESSES = 4;
/** Connections a second of one process: nmap 7.93 has no more than some 1,000 sockets, and each waits 5 s. */
const CONNECTS_A_SECOND = 180;
/** Connections below which another process is not worth its start. */
const WORTH_A_PROCESS = 400;
/** Ports that are asked of a host although it did not leave them silent, so that several hosts can be asked at once. */
const SPARE = 200;

/** @returns how many of the plans may run side by side within the rate */
export function patientProcesses({ manner }: Pick<Field, 'manner'>, maxRate: number | null): number {
  const limit = rateLimit(manner, maxRate) ?? DEFAULT_RATE;
  return Math.max(1, Math.min(PROCESSES, Math.floor(limit / PACKETS_A_CONNECT)));
}

/**
 * One connect() a port, for as long as an unknown path may take. Hosts are asked together where that asks little of them twice;
 * never for a port that they do not owe.
 * @param processes that are to run side by side
 */
export function planPatient(
  field: Pick<Field, 'protocol' | 'manner'>,
  silent: readonly SilentPorts[],
  { privilege }: Pick<Machine, 'privilege'>,
  maxRate: number | null,
  processes = PROCESSES,
): readonly Plan[] {
  const { protocol, manner } = field;
  const limit = rateLimit(manner, maxRate) ?? DEFAULT_RATE;
  const share = limit / PACKETS_A_CONNECT / patientProcesses(field, maxRate);
  // Whoever asks for one probe at a time does not want 180 connections a second.
  const gentle = optionsOf(manner).some(({ argument }) => /^-T[0-2]$/.test(argument));
  const pace = Math.min(gentle ? 1 : CONNECTS_A_SECOND, share);
  const ask = { step: 'sweep', technique: 'patient', protocol, privilege, maxRate, pace, manner } as const;
  return together(silent, processes).flatMap(({ addresses, ports, within }) => {
    const timeouts = timeoutsFor([UNMEASURED, ...within]);
    const family = familyOf(addresses[0] as Address);
    return slices(ports).map((some) => nmapPlan({ ...ask, family, timeouts, addresses, ports: some }));
  });
}

/** @returns the ports that are asked of a host that drops all it does not offer: the most that most hosts take */
export function usuallyAsked(field: Field): readonly SilentPorts[] {
  return field.addresses.map((address) => ({
    address,
    ports: alwaysAsked(field.ports, field.mentioned.get(address) ?? NO_PORTS),
    within: null,
  }));
}

/** @returns of silent ports the most common ones, and those that a policy speaks of: a line about more is about a range. */
export function alwaysAsked(silent: PortSet, mentioned: PortSet): PortSet {
  return union(intersect(silent, TOP_100_TCP), firstPorts(intersect(silent, mentioned), MOST_SILENT));
}

/** @returns seconds that so many connections take */
export function patientSeconds(connects: number, field: Pick<Field, 'manner'>, maxRate: number | null): number {
  const limit = rateLimit(field.manner, maxRate) ?? DEFAULT_RATE;
  return UNMEASURED / 1_000 + connects / Math.min(PROCESSES * CONNECTS_A_SECOND, limit / PACKETS_A_CONNECT);
}

interface Together {
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  readonly within: readonly (number | null)[];
}

function together(silent: readonly SilentPorts[], processes: number): readonly Together[] {
  const groups: SilentPorts[][] = [];
  let current: SilentPorts[] = [];
  let [ports, wanted]: [PortSet, number] = [NO_PORTS, 0];
  for (const one of [...silent].sort((a, b) => portCount(a.ports) - portCount(b.ports))) {
    const wider = union(ports, one.ports);
    const more = wanted + portCount(one.ports);
    const fits = current.length < ADDRESSES_A_PLAN && portCount(wider) * (current.length + 1) <= 2 * more + SPARE;
    if (current.length > 0 && !fits) {
      groups.push(current);
      [current, ports, wanted] = [[], NO_PORTS, 0];
    }
    current.push(one);
    [ports, wanted] = [union(ports, one.ports), wanted + portCount(one.ports)];
  }
  if (current.length > 0) groups.push(current);
  return groups.flatMap((group) => cut(group, processes));
}

/** Large groups in parts that run side by side: by hosts, or one host by its ports. */
function cut(group: readonly SilentPorts[], processes: number): readonly Together[] {
  const ports = union(...group.map((one) => one.ports));
  const parts = Math.min(processes, Math.ceil((portCount(ports) * group.length) / WORTH_A_PROCESS));
  const whole = (some: readonly SilentPorts[], asked: PortSet): Together => ({
    addresses: some.map(({ address }) => address),
    ports: asked,
    within: some.map(({ within }) => within),
  });
  if (parts <= 1) return [whole(group, ports)];
  if (group.length > 1) {
    return chunks(group, Math.ceil(group.length / parts)).map((some) =>
      whole(some, union(...some.map((one) => one.ports))),
    );
  }
  const width = Math.ceil(65_536 / parts);
  return Array.from(
    { length: parts },
    (_, index): PortSet => [[index * width, Math.min(65_535, (index + 1) * width - 1)]],
  )
    .map((range) => intersect(ports, range))
    .filter((some) => some.length > 0)
    .map((some) => whole(group, some));
}
