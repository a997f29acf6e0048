import { type Address, isLoopback } from '../model/address.ts';
import type { Machine } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, portCount, subtract } from '../model/port.ts';
import { DEFAULT_RATE, rateLimit } from '../nmap/arguments.ts';
import type { ScanGroup } from './plan.ts';
import { alwaysAsked, connectSeconds, earlyAsked, FEW_SILENT, type SilentPorts } from './silent-ports.ts';

/** Packets per second that are left for connections beside a sweep, and the processes that they are enough for. */
export const BESIDE = { rate: 1_080, processes: 2 } as const;
/** Seconds. Connections beside a sweep that takes no longer than this save more time than they cost. */
const SHORT = 60;
/** Packets per second. Connections beside a sweep at this rate or more are a small part of its traffic. */
const WIDE = 10_000;

/**
 * @param seconds of the sweep
 * @returns packets per second of the sweep if connections run beside it; null if connections wait for its end
 */
export function rateBeside(
  { protocol, way, own, settings }: ScanGroup,
  { privilege }: Pick<Machine, 'privilege'>,
  maxRate: number | null,
  seconds: number,
): number | null {
  const limit = rateLimit(settings, maxRate) ?? DEFAULT_RATE;
  const isRaw = protocol === 'tcp' && way === 'paced' && !own && privilege !== 'unprivileged';
  return isRaw && seconds <= SHORT && limit >= WIDE ? limit - BESIDE.rate : null;
}

/**
 * @returns the ports that the slow phase probes again, if hosts drop probes of all ports that the policy does not
 * expect to be open. If a host has many such ports, only the ports that are always probed again count.
 */
export function supposedSilent(scanGroup: ScanGroup): readonly SilentPorts[] {
  const { protocol, addresses } = scanGroup;
  if (protocol === 'sctp' || addresses.every(isLoopback)) return [];
  return addresses
    .map((address) => ({ address, ports: silentPorts(scanGroup, address), within: null }))
    .filter(({ ports }) => ports.length > 0);
}

function silentPorts(scanGroup: ScanGroup, address: Address): PortSet {
  const { protocol, ports, expected, mentioned } = scanGroup;
  const silent = subtract(ports, expected.get(address) ?? NO_PORTS);
  if (portCount(silent) <= FEW_SILENT) return silent;
  return protocol === 'udp'
    ? intersect(silent, mentioned.get(address) ?? NO_PORTS)
    : alwaysAsked(scanGroup, address, silent);
}

/** The seconds of the slow phase of a scan group, by estimate. */
export interface SlowPhase {
  /** Of connections beside the sweep. */
  readonly beside: number;
  /** Of the ports that are left then. */
  readonly rest: number;
  /** Of all its ports, if nothing runs beside the sweep. */
  readonly all: number;
}

export function slowPhaseOf(scanGroup: ScanGroup, maxRate: number | null): SlowPhase {
  const silent = supposedSilent(scanGroup);
  const all = sumOf(silent.map(({ ports }) => ports));
  const early = sumOf(silent.map(({ address, ports }) => earlyAsked(scanGroup, address, ports)));
  const seconds = (probes: number, rate: number | null): number =>
    probes === 0 ? 0 : connectSeconds(probes, scanGroup, rate);
  return {
    beside: seconds(early, Math.min(BESIDE.rate, maxRate ?? BESIDE.rate)),
    rest: seconds(all - early, maxRate),
    all: seconds(all, maxRate),
  };
}

function sumOf(each: readonly PortSet[]): number {
  return each.reduce((sum, ports) => sum + portCount(ports), 0);
}
