import { type Address, FAMILIES, type Family, familyOf } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { Observation, Unobserved, UnobservedReason } from '../model/observation.ts';
import type { Machine, Plan, Planned } from '../model/plan.ts';
import {
  formatPorts,
  intersect,
  type PortSet,
  type PortsByProtocol,
  PROTOCOLS,
  type Protocol,
  portCount,
  union,
} from '../model/port.ts';
import { nmapPlan } from './nmap.ts';

/** Addresses in one invocation: keeps the command line far below the kernel's limit, and a failure's damage small. */
const ADDRESSES_A_PLAN = 256;

/** Ranges in one `-p`: Linux takes 128 KiB in one argument (MAX_ARG_STRLEN), a range at most 12 characters. */
const RANGES_A_PLAN = 8_000;

/** More open ports than this on one host are not services (a tarpit, a SYN proxy): version scans would take hours. */
const MOST_IDENTIFIED = 500;

const NO_ROUTE: UnobservedReason = { code: 'no-route', text: 'this machine has no route to the address' };

/** What the scanner can't do without raw sockets, whatever the policy asks (nmap manual, "-sU", "-sY"). */
const NEEDS_PRIVILEGE: Readonly<Record<Protocol, boolean>> = { tcp: false, udp: true, sctp: true };

/** First step: which ports answer. Plans are in a fixed order: TCP before UDP before SCTP, IPv4 before IPv6. */
export function planSweep({ owed, maxRate }: Grant, { privilege, unroutable }: Machine): Planned {
  const plans: Plan[] = [];
  const unobserved: Unobserved[] = [];
  const reachable = new Map<Address, PortsByProtocol>();
  for (const [address, ports] of owed) {
    if (unroutable.has(address)) unobserved.push(...missing(address, ports, PROTOCOLS, NO_ROUTE));
    else reachable.set(address, ports);
  }
  for (const protocol of PROTOCOLS) {
    const groups = groupByPorts(reachable, protocol);
    if (privilege === 'unprivileged' && NEEDS_PRIVILEGE[protocol]) {
      const text = `${protocol.toUpperCase()} scans need root, sudo without a password, or file capabilities on nmap`;
      for (const [address, ports] of reachable) {
        unobserved.push(...missing(address, ports, [protocol], { code: 'no-privilege', text }));
      }
      continue;
    }
    for (const { family, addresses, ports } of groups) {
      for (const slice of slices(ports)) {
        plans.push(nmapPlan({ step: 'sweep', family, protocol, addresses, ports: slice, privilege, maxRate }));
      }
    }
  }
  return { plans, unobserved };
}

/** Second step: what is there, asked only of ports that answered open. */
export function planIdentify(
  { owed, maxRate }: Grant,
  { hosts }: Observation,
  { privilege }: Pick<Machine, 'privilege'>,
): Planned {
  const plans: Plan[] = [];
  const unobserved: Unobserved[] = [];
  for (const protocol of PROTOCOLS) {
    const openOn = (address: Address): PortSet =>
      intersect(hosts.get(address)?.protocols[protocol]?.states.open ?? [], owed.get(address)?.[protocol] ?? []);
    const answering = new Map<Address, PortsByProtocol>();
    for (const [address, ports] of owed) {
      const open = openOn(address);
      if (open.length === 0) continue;
      if (portCount(open) <= MOST_IDENTIFIED) answering.set(address, ports);
      else {
        const text = `${portCount(open)} ports are open, more than ${MOST_IDENTIFIED}: none was asked for its service`;
        unobserved.push(...missing(address, { [protocol]: open }, [protocol], { code: 'not-identified', text }));
      }
    }
    // Grouped by what is owed, so that no address is asked for a port that the policy does not declare for it.
    for (const { family, addresses } of groupByPorts(answering, protocol)) {
      for (const ports of slices(union(...addresses.map(openOn)))) {
        plans.push(nmapPlan({ step: 'identify', family, protocol, addresses, ports, privilege, maxRate }));
      }
    }
  }
  return { plans, unobserved };
}

interface Group {
  readonly family: Family;
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
}

/** Addresses of one family that owe the same ports, in bounded groups. */
function groupByPorts(owed: ReadonlyMap<Address, PortsByProtocol>, protocol: Protocol): readonly Group[] {
  const groups = new Map<string, { family: Family; addresses: Address[]; ports: PortSet }>();
  const keys = new Map<PortSet, string>();
  for (const [address, byProtocol] of owed) {
    const ports = byProtocol[protocol];
    if (ports === undefined) continue;
    const text = keys.get(ports) ?? formatPorts(ports);
    keys.set(ports, text);
    const family = familyOf(address);
    const group = groups.get(`${family} ${text}`);
    if (group === undefined) groups.set(`${family} ${text}`, { family, addresses: [address], ports });
    else group.addresses.push(address);
  }
  return [...groups.values()]
    .sort((a, b) => FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family))
    .flatMap(({ family, addresses, ports }) =>
      chunks(addresses, ADDRESSES_A_PLAN).map((some) => ({ family, addresses: some, ports })),
    );
}

function slices(ports: PortSet): readonly PortSet[] {
  return chunks(ports, RANGES_A_PLAN);
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function missing(
  address: Address,
  ports: PortsByProtocol,
  protocols: readonly Protocol[],
  reason: UnobservedReason,
): readonly Unobserved[] {
  return protocols.flatMap((protocol) => {
    const owed = ports[protocol];
    return owed === undefined ? [] : [{ address, protocol, ports: owed, reason }];
  });
}
