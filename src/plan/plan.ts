import type { Address, Family } from '../model/address.ts';
import type { Doubtful } from '../model/evidence.ts';
import type { Grant } from '../model/grant.ts';
import type { HostObservation, Unobserved, UnobservedReason } from '../model/observation.ts';
import type { Machine, Plan, Planned } from '../model/plan.ts';
import {
  intersect,
  NO_PORTS,
  type PortSet,
  type PortsByProtocol,
  PROTOCOLS,
  type Protocol,
  portCount,
  subtract,
  union,
} from '../model/port.ts';
import { DEFAULT_SETTINGS, type ScanSettings } from '../model/scan-settings.ts';
import { SLOW_PATH, type Timeouts, timeoutsFor } from '../model/timeouts.ts';
import { type Ask, nmapPlan, PRINTER_PORTS } from '../nmap/arguments.ts';
import { optionsOf, rawOption } from '../nmap/options.ts';
import { batches } from './batches.ts';
import { groupByPorts, slices } from './group.ts';

/** More open ports than this on one host are not services (a tarpit, a SYN proxy): version scans would take hours. */
const MOST_IDENTIFIED = 500;

const NO_ROUTE: UnobservedReason = {
  code: 'no-route',
  text: 'this machine has no route to the address, or treats it as a broadcast address',
};

/** Protocols that the scanner cannot scan without raw sockets (nmap manual, "-sU", "-sY"). */
const NEEDS_PRIVILEGE: Readonly<Record<Protocol, boolean>> = { tcp: false, udp: true, sctp: true };

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
    if (unroutable.has(address)) unobserved.push(...missing(address, ports, PROTOCOLS, NO_ROUTE));
    else if (option !== undefined) unobserved.push(...missing(address, ports, PROTOCOLS, noPrivilege(option.name)));
    else reachable.set(address, ports);
  }
  for (const protocol of PROTOCOLS) {
    if (privilege === 'unprivileged' && NEEDS_PRIVILEGE[protocol]) {
      const reason = noPrivilege(`the scan of ${protocol.toUpperCase()}`);
      for (const [address, ports] of reachable) unobserved.push(...missing(address, ports, [protocol], reason));
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
 * Plans version detection of ports that are open. If a host has very many open ports, only ports whose service decides
 * something are probed, and only these ports are required. Printer ports are probed only if a line names their service.
 */
export function planIdentify(
  { required, identification, settingsByAddress, maxRate }: Grant,
  seen: Seen,
  { privilege }: Pick<Machine, 'privilege'>,
): Planned {
  const { hosts } = seen;
  const plans: Plan[] = [];
  const unobserved: Unobserved[] = [];
  for (const protocol of PROTOCOLS) {
    const unasked = protocol === 'tcp' ? PRINTER_PORTS : NO_PORTS;
    const usual = new Map<Address, PortSet>();
    const printers = new Map<Address, PortsByProtocol>();
    for (const [address, ports] of required) {
      const open = intersect(hosts.get(address)?.protocols[protocol]?.states.open ?? [], ports[protocol] ?? []);
      if (open.length === 0) continue;
      const { required: decides = {}, named = {} } = identification.get(address) ?? {};
      const needed = intersect(open, decides[protocol] ?? NO_PORTS);
      const wanted = portCount(open) <= MOST_IDENTIFIED ? open : needed;
      const printing = intersect(intersect(open, unasked), named[protocol] ?? NO_PORTS);
      const left = subtract(intersect(needed, unasked), printing);
      if (portCount(wanted) > MOST_IDENTIFIED) {
        unobserved.push({ address, protocol, ports: needed, reason: tooMany(portCount(wanted)) });
        continue;
      }
      if (left.length > 0) unobserved.push({ address, protocol, ports: left, reason: PRINTER });
      const others = subtract(wanted, unasked);
      if (others.length > 0) usual.set(address, others);
      if (printing.length > 0) printers.set(address, { [protocol]: printing });
    }
    const ask = { step: 'identify', protocol, privilege, maxRate, pace: null } as const;
    const openOn = (address: Address): PortSet => usual.get(address) ?? NO_PORTS;
    // Grouped by required coverage, so that an address is probed only for ports that the policy declares for it.
    const answering = new Map([...usual.keys()].map((address) => [address, required.get(address) ?? {}]));
    for (const group of groupByPorts(answering, protocol, settingsByAddress)) {
      const ways = { ...waysOf(seen, group.addresses), ...LONG_WAITS[protocol] };
      plans.push(...batches(group, openOn, maxRate).map((batch) => nmapPlan({ ...ask, ...group, ...batch, ...ways })));
    }
    for (const group of groupByPorts(printers, protocol, settingsByAddress)) {
      plans.push(nmapPlan({ ...ask, ...group, ...waysOf(seen, group.addresses) }));
    }
  }
  return { plans, unobserved };
}

const PRINTER: UnobservedReason = {
  code: 'not-identified',
  text: 'version detection skips printer ports (9100-9107), because printers print what they receive; allow the port in a target that forbids no service, or name its service if no printer is there',
};

function tooMany(count: number): UnobservedReason {
  const text = `${count} open ports need version detection, more than ${MOST_IDENTIFIED}: none of them was probed`;
  return { code: 'not-identified', text };
}

/**
 * SCTP has no connect() that would wait longer, so every INIT waits long: an endpoint may answer later than its host.
 */
const LONG_WAITS: Readonly<Record<Protocol, { readonly timeouts?: Timeouts }>> = {
  tcp: {},
  udp: {},
  sctp: { timeouts: SLOW_PATH },
};

/**
 * Plans the confirmation of what would fail the build. TCP ports of a SYN scan are probed by connect(); UDP and SCTP
 * have no other technique and are probed again in the same way. Leaves out ports outside the required coverage, and
 * ports that cannot be probed here.
 */
export function planConfirm(
  doubts: readonly Doubtful[],
  { required, settingsByAddress, maxRate }: Grant,
  seen: Seen,
  { privilege, unroutable, own }: Machine,
): Planned {
  const plans: Plan[] = [];
  for (const protocol of PROTOCOLS) {
    if (privilege === 'unprivileged' && NEEDS_PRIVILEGE[protocol]) continue;
    const doubtful = new Map<Address, PortSet>();
    for (const doubt of doubts) {
      if (doubt.protocol !== protocol || unroutable.has(doubt.address)) continue;
      const ports = intersect(doubt.ports, required.get(doubt.address)?.[protocol] ?? NO_PORTS);
      if (ports.length > 0) doubtful.set(doubt.address, union(doubtful.get(doubt.address) ?? NO_PORTS, ports));
    }
    const asked = new Map([...doubtful.keys()].map((address) => [address, required.get(address) ?? {}]));
    const ask = { step: 'confirm', protocol, privilege, maxRate, pace: null } as const;
    const doubtedOn = (address: Address): PortSet => doubtful.get(address) ?? NO_PORTS;
    for (const group of groupByPorts(asked, protocol, settingsByAddress, own)) {
      const technique = group.own ? 'connect-only' : 'connect';
      const all = { ...group, ports: union(...group.addresses.map(doubtedOn)) };
      // A version scan confirms UDP.
      const parts =
        protocol === 'udp' ? batches(group, doubtedOn, maxRate) : slices(all.ports).map((ports) => ({ ports }));
      const { timeouts } = { ...waysOf(seen, group.addresses), ...LONG_WAITS[protocol] };
      plans.push(...parts.map((batch) => nmapPlan({ ...ask, ...all, ...batch, technique, timeouts })));
    }
  }
  return { plans, unobserved: [] };
}

/** Plans the last step, if a profile asks for it: facts about open TCP ports. No expectation rests on facts. */
export function planFacts(
  { required, settingsByAddress, maxRate }: Grant,
  seen: Seen,
  { privilege, unroutable }: Machine,
): Planned {
  const { hosts } = seen;
  const openOn = (address: Address): PortSet =>
    intersect(hosts.get(address)?.protocols.tcp?.states.open ?? NO_PORTS, required.get(address)?.tcp ?? NO_PORTS);
  const asked = new Map<Address, PortsByProtocol>();
  for (const [address, ports] of required) {
    const count = portCount(openOn(address));
    const wanted = wantsFacts(settingsByAddress.get(address) ?? DEFAULT_SETTINGS);
    if (!wanted || count === 0 || count > MOST_IDENTIFIED || unroutable.has(address)) continue;
    asked.set(address, ports);
  }
  const ask = { step: 'facts', protocol: 'tcp', privilege, maxRate, pace: null } as const;
  const plans = groupByPorts(asked, 'tcp', settingsByAddress).flatMap((group) =>
    batches(group, openOn, maxRate).map((batch) =>
      nmapPlan({ ...ask, ...group, ...batch, ...waysOf(seen, group.addresses) }),
    ),
  );
  return { plans, unobserved: [] };
}

function wantsFacts(settings: ScanSettings): boolean {
  return settings.profile === 'deep' || optionsOf(settings).some(({ kind }) => kind === 'facts');
}

function missing(
  address: Address,
  ports: PortsByProtocol,
  protocols: readonly Protocol[],
  reason: UnobservedReason,
): readonly Unobserved[] {
  return protocols.flatMap((protocol) => {
    const required = ports[protocol];
    return required === undefined ? [] : [{ address, protocol, ports: required, reason }];
  });
}
