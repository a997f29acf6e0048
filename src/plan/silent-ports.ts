import { type Address, familyOf } from '../model/address.ts';
import type { Machine, Plan } from '../model/plan.ts';
import { firstPorts, intersect, NO_PORTS, type PortSet, portCount, union } from '../model/port.ts';
import { timeoutsFor, UNMEASURED } from '../model/timeouts.ts';
import { TOP_100_TCP } from '../model/top-ports.ts';
import { ADDRESSES_A_PLAN, type Ask, DEFAULT_RATE, nmapPlan, rateLimit } from '../nmap/arguments.ts';
import { optionsOf } from '../nmap/options.ts';
import { chunks, slices } from './group.ts';
import type { ScanGroup } from './plan.ts';

/** Silent ports of a host to probe by connect(). */
export interface SilentPorts {
  readonly address: Address;
  readonly ports: PortSet;
  /** Milliseconds in which answers of the host are expected; null: the host never answered. */
  readonly within: number | null;
}

/** If a host has at most this number of silent ports, all of them are probed again, at the same time. */
export const FEW_SILENT = 100;
/**
 * If a host answers for most of its ports, connect() probes at most this number of silent ports, in 12 s.
 * Raw probes take more ports.
 */
export const MOST_CONNECTS = 5_000;
/**
 * The largest number of mentioned ports of a host that are probed first. A line with more ports
 * than this is about a range.
 */
const MOST_FIRST = 2_000;
/**
 * Packets that an unanswered connect() sends in 5 s: at once, after one second, and two seconds later (RFC 6298, 2.1).
 */
export const PACKETS_A_CONNECT = 3;
/**
 * Scanner processes that run at the same time. Connections of the kernel do not lose each other's
 * answers, as raw probes do.
 */
const PROCESSES = 4;
/** Connections per second of one process: nmap 7.93 uses at most some 1,000 sockets, and each waits 5 s. */
const CONNECTS_A_SECOND = 180;
/** Packets per second of the connections of all processes, if nothing limits them. */
export const MOST_CONNECT_RATE = PROCESSES * CONNECTS_A_SECOND * PACKETS_A_CONNECT;
/** Below this number of connections, the start of another process costs more time than it saves. */
const WORTH_A_PROCESS = 400;
/** The largest number of extra ports that a host is probed for, so that several hosts can share an invocation. */
const SPARE = 200;

/** @returns how many of the plans may run at the same time within the rate */
export function connectProcesses({ settings }: Pick<ScanGroup, 'settings'>, maxRate: number | null): number {
  const limit = rateLimit(settings, maxRate) ?? DEFAULT_RATE;
  return Math.max(1, Math.min(PROCESSES, Math.floor(limit / PACKETS_A_CONNECT)));
}

/**
 * Plans one connect() for each port, with timeouts for an unknown path. Hosts share an invocation if this adds few
 * extra ports to each. No host is probed for a port outside its required coverage.
 * @param processes the number of processes that run at the same time
 */
export function planConnectRetry(
  scanGroup: Pick<ScanGroup, 'protocol' | 'settings'>,
  silent: readonly SilentPorts[],
  { privilege }: Pick<Machine, 'privilege'>,
  maxRate: number | null,
  processes = PROCESSES,
): readonly Plan[] {
  const { protocol, settings } = scanGroup;
  const limit = rateLimit(settings, maxRate) ?? DEFAULT_RATE;
  const share = limit / PACKETS_A_CONNECT / connectProcesses(scanGroup, maxRate);
  const pace = Math.min(isOneAtATime(settings) ? 1 : CONNECTS_A_SECOND, share);
  const ask = { technique: 'connect-only', protocol, privilege, maxRate, pace, settings } as const;
  return plansOf(silent, processes, ask);
}

/** A user who asks for one probe at a time does not want 180 connections per second. */
function isOneAtATime(settings: ScanGroup['settings']): boolean {
  return optionsOf(settings).some(({ argument }) => /^-T[0-2]$/.test(argument));
}

/** @returns the most common ports of a host, and the first ports that a policy mentions */
export function earlyAsked({ mentioned }: Pick<ScanGroup, 'mentioned'>, address: Address, ports: PortSet): PortSet {
  const named = intersect(ports, mentioned.get(address) ?? NO_PORTS);
  return union(intersect(ports, TOP_100_TCP), firstPorts(named, MOST_FIRST));
}

/** @returns the same for silent ports, and all ports that a line requires, forbids or lists as filtered */
export function alwaysAsked(
  scanGroup: Pick<ScanGroup, 'mentioned' | 'asserted'>,
  address: Address,
  silent: PortSet,
): PortSet {
  return union(earlyAsked(scanGroup, address, silent), intersect(silent, scanGroup.asserted.get(address) ?? NO_PORTS));
}

/**
 * @returns whether raw probes can probe a scan group at a pace of the gate. Otherwise only connect() is left, or
 * the pace that a policy sets.
 */
export function isAskedRaw(
  { protocol, way, own, settings }: ScanGroup,
  { privilege }: Pick<Machine, 'privilege'>,
): boolean {
  const connects = own || privilege === 'unprivileged' || optionsOf(settings).some(({ name }) => name === '-sT');
  return protocol === 'tcp' && way === 'paced' && !connects;
}

/**
 * Plans one raw probe for each port, with timeouts for an unknown path.
 * @param rate packets per second
 */
export function planRawAgain(
  { protocol, settings }: Pick<ScanGroup, 'protocol' | 'settings'>,
  silent: readonly SilentPorts[],
  { privilege }: Pick<Machine, 'privilege'>,
  rate: number,
): readonly Plan[] {
  const ask = { technique: 'usual', protocol, privilege, maxRate: rate, pace: rate, settings } as const;
  return plansOf(silent, 1, ask);
}

function plansOf(
  silent: readonly SilentPorts[],
  processes: number,
  ask: Pick<Ask, 'technique' | 'protocol' | 'privilege' | 'maxRate' | 'pace' | 'settings'>,
): readonly Plan[] {
  const parts = groupsOf(silent).flatMap((group) => cut(group, processes));
  return parts.flatMap(({ addresses, ports, within }) => {
    const timeouts = timeoutsFor([UNMEASURED, ...within]);
    const family = familyOf(addresses[0] as Address);
    return slices(ports).map((some) => nmapPlan({ ...ask, step: 'sweep', family, timeouts, addresses, ports: some }));
  });
}

/** @returns the seconds for this number of connections */
export function connectSeconds(
  connects: number,
  scanGroup: Pick<ScanGroup, 'settings'>,
  maxRate: number | null,
): number {
  const limit = rateLimit(scanGroup.settings, maxRate) ?? DEFAULT_RATE;
  const rate = Math.min(isOneAtATime(scanGroup.settings) ? PACKETS_A_CONNECT : MOST_CONNECT_RATE, limit);
  return UNMEASURED / 1_000 + (PACKETS_A_CONNECT * connects) / rate;
}

interface Together {
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  readonly within: readonly (number | null)[];
}

function groupsOf(silent: readonly SilentPorts[]): readonly (readonly SilentPorts[])[] {
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
  return groups;
}

/** Splits large groups into parts that run at the same time: by hosts, or by ports if there is one host. */
function cut(group: readonly SilentPorts[], processes: number): readonly Together[] {
  const ports = union(...group.map((one) => one.ports));
  const parts = Math.min(processes, Math.ceil((portCount(ports) * group.length) / WORTH_A_PROCESS));
  if (parts <= 1) return [whole(group)];
  if (group.length > 1) return chunks(group, Math.ceil(group.length / parts)).map((some) => whole(some));
  const width = Math.ceil(65_536 / parts);
  return Array.from(
    { length: parts },
    (_, index): PortSet => [[index * width, Math.min(65_535, (index + 1) * width - 1)]],
  )
    .map((range) => intersect(ports, range))
    .filter((some) => some.length > 0)
    .map((some) => whole(group, some));
}

function whole(group: readonly SilentPorts[], ports = union(...group.map((one) => one.ports))): Together {
  return { addresses: group.map(({ address }) => address), ports, within: group.map(({ within }) => within) };
}
