import type { Address } from '../model/address.ts';
import {
  eachPort,
  formatPorts,
  intersect,
  NO_PORTS,
  overlap,
  type PortSet,
  type Protocol,
  portCount,
  portSet,
  subtract,
  union,
} from '../model/port.ts';
import { rateLimit } from '../nmap/arguments.ts';
import { chunks, type Group, slices } from './group.ts';

/**
 * Packets for the version scan of one service. Measured with nmap 7.93: 7 (SSH), 43 (HTTP), and up to 190 for a silent
 * service, spread over three minutes.
 */
export const PACKETS_A_SERVICE = 40;

/**
 * The same for patient version detection, which asks all its questions of a service that it does not recognise.
 * Measured with nmap 7.93 on loopback, services that answer at once with what nobody knows: 154 within a second, and
 * 261 if the service is inside TLS. With all of nmap's questions (`--version-all`): 503.
 */
export const PACKETS_A_PATIENT = { clear: 160, tls: 270, all: 510 } as const;

/**
 * The same for listening: the port scan, a connection in clear text, and the beginning of TLS. Measured with nmap 7.93:
 * 9 (a service that greets) to 15 (TLS), most of them within two seconds.
 */
export const PACKETS_A_LISTENER = 16;

/** The largest number of scanners that run side by side. Each takes 0.3 s of processor time to start. */
const MOST_SIDE_BY_SIDE = 8;

/**
 * Extra ports for which the hosts of an invocation are probed, because other hosts of the invocation need them. The
 * first number with which all invocations run side by side is used: silent ports cost some seconds, and a further
 * round of invocations costs more.
 */
const SPARE = [0, 50, 250, 1_000] as const;

/**
 * The same if every extra port is closed on the hosts that do not need it: a closed port answers at once. One
 * start less is then worth these extra ports, and this part of a second at the limit of the rate. Beyond this number of
 * services, several invocations use the cores better.
 */
const CLOSED_SPARE = { ports: 1_000, seconds: 0.1, services: 100 } as const;

/** The part of a group that one invocation probes. */
type Part = Pick<Group, 'addresses' | 'ports'>;

type PortsOf = (address: Address) => PortSet;

/** What is known of the ports of hosts beside those that an invocation needs. */
export interface Beside {
  /** Closed ports, which are cheap to probe; null: the host shares no invocation because ports are cheap. */
  readonly closedOn: (address: Address) => PortSet | null;
  /** Open ports. Each is asked for its service only by the invocation that is planned for it. */
  readonly openOn: PortsOf;
}

const NOTHING_BESIDE: Beside = { closedOn: () => NO_PORTS, openOn: () => NO_PORTS };

/**
 * Splits a group so that one invocation has no more services than the packets of one second are enough for. nmap's
 * `--max-rate` does not limit its version scan and its scripts. A smaller number of connections at once does not limit
 * them either if the path is short (measured: 360 packets per second with one connection at a time).
 * @param wantedOn the ports of an address to ask
 * @param packets for one service
 * @returns parts, each with its share of the rate limit
 */
export function batches(
  group: Group,
  protocol: Protocol,
  wantedOn: PortsOf,
  maxRate: number | null,
  packets = PACKETS_A_SERVICE,
  beside = NOTHING_BESIDE,
): readonly (Part & { readonly share: number; readonly services: number })[] {
  const limit = rateLimit(group.settings, maxRate);
  const most = limit === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(limit / packets));
  const hosts = inOrderOfPorts(group.addresses, wantedOn, beside);
  return alike(hosts, protocol, { most, free: closedSpare(limit) }).flatMap(({ addresses, ports, services }) => {
    const needed = limit === null ? 0 : (Math.min(services, most) * packets) / limit;
    const share = Math.min(1, Math.max(evenShare(MOST_SIDE_BY_SIDE), needed));
    const parts = services > most ? portions(ports, most) : slices(ports);
    const each = (some: PortSet): number => (services > most ? portCount(some) : services);
    return parts.map((some) => ({ addresses, ports: some, share, services: each(some) }));
  });
}

/**
 * @param closedOn see `Beside`
 * @returns parts of a group in which each address is probed for few ports that only others of the part need
 */
export function partsOf(
  { addresses, settings }: Group,
  protocol: Protocol,
  wantedOn: PortsOf,
  closedOn: Beside['closedOn'],
  maxRate: number | null,
): readonly Part[] {
  const limits = { most: Number.POSITIVE_INFINITY, free: closedSpare(rateLimit(settings, maxRate)) };
  return alike(inOrderOfPorts(addresses, wantedOn, { ...NOTHING_BESIDE, closedOn }), protocol, limits).flatMap((part) =>
    slices(part.ports).map((ports) => ({ addresses: part.addresses, ports })),
  );
}

function closedSpare(limit: number | null): number {
  return Math.min(CLOSED_SPARE.ports, CLOSED_SPARE.seconds * (limit ?? Number.POSITIVE_INFINITY));
}

/** @returns the share of the rate limit if this number of invocations run side by side */
export function evenShare(invocations: number): number {
  return 1 / Math.max(1, Math.min(MOST_SIDE_BY_SIDE, invocations));
}

type Counted = Part & {
  readonly services: number;
  /** Ports that are wanted or closed on every address of the part. */
  readonly cheap: PortSet;
  /** Ports that are open on some address of the part and not wanted there. */
  readonly others: PortSet;
};

interface Limits {
  /** The largest number of services in a part with several addresses. */
  readonly most: number;
  /** The largest number of extra ports in a part if all of them are closed. */
  readonly free: number;
}

/**
 * Hosts share an invocation if this adds few extra ports. For UDP it must add none: nmap repeats probes of silent UDP
 * ports, asks them for their service too, and waits for each of its questions.
 */
function alike(hosts: ReturnType<typeof inOrderOfPorts>, protocol: Protocol, limits: Limits): readonly Counted[] {
  let parts = joined(hosts, limits, 0);
  for (const spare of protocol === 'udp' ? [] : SPARE) {
    if (parts.length <= MOST_SIDE_BY_SIDE) break;
    parts = joined(hosts, limits, spare);
  }
  return parts;
}

function joined(hosts: ReturnType<typeof inOrderOfPorts>, { most, free }: Limits, spare: number): readonly Counted[] {
  const parts: Counted[] = [];
  for (const { address, wanted, ...host } of hosts) {
    const count = portCount(wanted);
    const last = parts.at(-1);
    if (last !== undefined) {
      const [ports, services] = [union(last.ports, wanted), last.services + count];
      const extra = portCount(ports) * (last.addresses.length + 1) - services;
      const cheap = intersect(last.cheap, host.cheap);
      const others = union(last.others, host.others);
      const isFree = services <= CLOSED_SPARE.services && extra <= free && subtract(ports, cheap).length === 0;
      if (services <= most && (extra <= spare || isFree) && !overlap(ports, others)) {
        parts[parts.length - 1] = { addresses: [...last.addresses, address], ports, services, cheap, others };
        continue;
      }
    }
    parts.push({ addresses: [address], ports: wanted, services: count, ...host });
  }
  return parts;
}

/** Hosts with the same ports follow each other. Hosts without ports are left out. */
function inOrderOfPorts(addresses: readonly Address[], wantedOn: PortsOf, { closedOn, openOn }: Beside) {
  return addresses
    .map((address, index) => ({ address, index, wanted: wantedOn(address), text: formatPorts(wantedOn(address)) }))
    .filter(({ wanted }) => wanted.length > 0)
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.index - b.index))
    .map(({ address, wanted }) => {
      const closed = closedOn(address);
      const cheap = closed === null ? NO_PORTS : union(wanted, closed);
      return { address, wanted, cheap, others: subtract(openOn(address), wanted) };
    });
}

function portions(ports: PortSet, size: number): readonly PortSet[] {
  return chunks([...eachPort(ports)], size).map((some) => portSet(some.map((port) => [port, port])));
}
