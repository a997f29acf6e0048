import type { Address, Family } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import { type HostObservation, type Unobserved, type UnobservedReason, unobservedPorts } from '../model/observation.ts';
import type { Machine, Plan } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, type PortsByProtocol, PROTOCOLS, type Protocol } from '../model/port.ts';
import { DEFAULT_SETTINGS, type ScanSettings } from '../model/scan-settings.ts';
import { NEAR, SLOW_PATH, type Timeouts, timeoutsFor, UNMEASURED } from '../model/timeouts.ts';
import { type Ask, nmapPlan } from '../nmap/arguments.ts';
import { optionsOf, rawOption } from '../nmap/options.ts';
import type { Beside } from './batches.ts';
import { groupByPorts, slices } from './group.ts';

const NO_ROUTE: UnobservedReason = {
  code: 'no-route',
  text: 'this machine has no route to the address, or treats it as a broadcast address',
};

/** Protocols that the scanner cannot scan without raw sockets (nmap manual, "-sU", "-sY"). */
export const NEEDS_PRIVILEGE: Readonly<Record<Protocol, boolean>> = { tcp: false, udp: true, sctp: true };

/** Addresses with the same required coverage for one protocol, which are swept together and in one way. */
export interface ScanGroup {
  readonly family: Family;
  readonly protocol: Protocol;
  /** At most 256 addresses. All of them are loopback, or other addresses of this machine, or neither. */
  readonly addresses: readonly Address[];
  /** Whether the addresses belong to this machine. */
  readonly own: boolean;
  /** The required coverage of each address. */
  readonly ports: PortSet;
  /** For each address, the ports that may be open: a part of `ports`. */
  readonly expected: ReadonlyMap<Address, PortSet>;
  /** For each address, the ports that its targets mention: a part of `ports`. */
  readonly mentioned: ReadonlyMap<Address, PortSet>;
  /** For each address, the ports for which a line says that they are silent or open: a part of `mentioned`. */
  readonly asserted: ReadonlyMap<Address, PortSet>;
  readonly settings: ScanSettings;
  /**
   * `paced`: chunks at the gate's rate, without repetition, in passes. `plain`: once, at
   * nmap's own pace and repetition.
   */
  readonly way: 'paced' | 'plain';
}

/** The groups to sweep, and the required coverage that cannot be probed from this machine. */
export interface PlannedGroups {
  readonly scanGroups: readonly ScanGroup[];
  readonly unobserved: readonly Unobserved[];
}

/** Plans the sweep. Scan groups are in a fixed order: TCP before UDP before SCTP, IPv4 before IPv6. */
export function planScanGroups(
  { required, expected, mentioned, asserted, settingsByAddress }: Grant,
  { privilege, unroutable, own: ours }: Machine,
): PlannedGroups {
  const scanGroups: ScanGroup[] = [];
  const unobserved: Unobserved[] = [];
  const reachable = new Map<Address, PortsByProtocol>();
  for (const [address, ports] of required) {
    const option =
      privilege === 'unprivileged' ? rawOption(settingsByAddress.get(address) ?? DEFAULT_SETTINGS) : undefined;
    if (unroutable.has(address)) unobserved.push(...unobservedPorts(address, ports, NO_ROUTE));
    else if (option !== undefined) unobserved.push(...unobservedPorts(address, ports, noPrivilege(option.name)));
    else reachable.set(address, ports);
  }
  for (const protocol of PROTOCOLS) {
    if (privilege === 'unprivileged' && NEEDS_PRIVILEGE[protocol]) {
      const reason = noPrivilege(`the scan of ${protocol.toUpperCase()}`);
      for (const [address, ports] of reachable) unobserved.push(...unobservedPorts(address, ports, reason, [protocol]));
      continue;
    }
    for (const group of groupByPorts(reachable, protocol, settingsByAddress, ours)) {
      const { family, loopback, own, settings, addresses, ports } = group;
      const only = (all: Grant['required']) =>
        new Map(addresses.map((address) => [address, intersect(all.get(address)?.[protocol] ?? NO_PORTS, ports)]));
      const way = loopback || protocol === 'udp' || setsOwnPace(settings) ? 'plain' : 'paced';
      scanGroups.push({
        ...{ family, protocol, addresses, own, ports, settings, way },
        ...{ expected: only(expected), mentioned: only(mentioned), asserted: only(asserted) },
      });
    }
  }
  return { scanGroups, unobserved };
}

/** @returns whether nmap controls the pace: for few packets, or for timing that a policy sets */
function setsOwnPace(settings: ScanSettings): boolean {
  return settings.profile === 'stealth' || optionsOf(settings).some(({ kind }) => kind === 'timing');
}

function noPrivilege(what: string): UnobservedReason {
  return {
    code: 'no-privilege',
    text: `${what} needs root, sudo without a password, or file capabilities on nmap`,
  };
}

/** The part of a scan group that is probed now: some addresses and some ports. */
export interface Chunk extends Pick<Ask, 'inOrder'> {
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  /** Packets per second; null: nmap's own pace. */
  readonly rate: number | null;
  readonly timeouts: Timeouts;
}

/**
 * Plans one chunk. Addresses of this machine are probed by connect(), as clients would: the kernel may redirect
 * connections (a port that a container publishes) but no raw probes, or the answers of raw probes come from elsewhere.
 * @returns the invocations that probe a chunk once; several only if its ports do not fit into one argument
 */
export function planChunk(
  { family, protocol, settings, own }: Pick<ScanGroup, 'family' | 'protocol' | 'settings' | 'own'>,
  { addresses, ports, rate, timeouts, inOrder }: Chunk,
  { privilege }: Pick<Machine, 'privilege'>,
  maxRate: number | null,
): readonly Plan[] {
  const ask = {
    step: 'sweep',
    technique: own ? 'connect-only' : 'usual',
    family,
    protocol,
    addresses,
    privilege,
    maxRate,
    settings,
    timeouts,
  } as const;
  return slices(ports).map((slice) => nmapPlan({ ...ask, ports: slice, pace: rate, inOrder }));
}

/** The part of an observation that a later step needs. */
export interface Seen {
  readonly hosts: ReadonlyMap<Address, Pick<HostObservation, 'protocols' | 'answersWithin' | 'needsConnect'>>;
}

/** @returns how to probe hosts, according to what is known about them */
export function waysOf({ hosts }: Seen, addresses: readonly Address[]): Pick<Ask, 'timeouts' | 'technique'> {
  const seen = addresses.map((address) => hosts.get(address));
  const technique = seen.some((host) => host?.needsConnect === true) ? 'connect-only' : 'usual';
  return { timeouts: timeoutsFor(seen.map((host) => host?.answersWithin ?? null)), technique };
}

/**
 * @returns what is known of the ports of hosts. TCP ports that are closed answer soon, except on a host that is far or
 * is probed in another way: hosts beside it in an invocation would be probed as it is.
 */
export function besideOf({ hosts }: Seen, protocol: Protocol): Beside {
  const portsIn = (state: 'open' | 'closed', address: Address): PortSet =>
    hosts.get(address)?.protocols[protocol]?.states[state] ?? NO_PORTS;
  return {
    closedOn: (address) => {
      const host = protocol === 'tcp' ? hosts.get(address) : undefined;
      const isNear = host !== undefined && !host.needsConnect && (host.answersWithin ?? UNMEASURED) <= NEAR;
      return isNear ? portsIn('closed', address) : null;
    },
    openOn: (address) => portsIn('open', address),
  };
}

/**
 * SCTP has no connect() that would wait longer, so every INIT waits long: an endpoint may answer later than its host.
 */
export const LONG_WAITS: Readonly<Record<Protocol, { readonly timeouts?: Timeouts }>> = {
  tcp: {},
  udp: {},
  sctp: { timeouts: SLOW_PATH },
};
