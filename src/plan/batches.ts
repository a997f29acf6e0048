import type { Address } from '../model/address.ts';
import { eachPort, formatPorts, type PortSet, type Protocol, portCount, portSet, union } from '../model/port.ts';
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
 * Extra ports for which the hosts of an invocation are probed, because other hosts of the invocation have them open.
 * The first number with which all invocations run side by side is used: silent ports cost some seconds, and a further
 * round of invocations costs more.
 */
const SPARE = [0, 50, 250, 1_000] as const;

/** The part of a group that one invocation probes. */
type Part = Pick<Group, 'addresses' | 'ports'>;

/**
 * Splits a group so that one invocation has no more services than the packets of one second are enough for. nmap's
 * `--max-rate` does not limit its version scan and its scripts. A smaller number of connections at once does not limit
 * them either if the path is short (measured: 360 packets per second with one connection at a time).
 * @param openOn the open ports of an address
 * @param packets for one service
 * @returns parts, each with its share of the rate limit
 */
export function batches(
  group: Group,
  protocol: Protocol,
  openOn: (address: Address) => PortSet,
  maxRate: number | null,
  packets = PACKETS_A_SERVICE,
): readonly (Part & { readonly share: number; readonly services: number })[] {
  const limit = rateLimit(group.settings, maxRate);
  const most = limit === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(limit / packets));
  return alike(group.addresses, protocol, openOn, most).flatMap(({ addresses, ports, services }) => {
    const needed = limit === null ? 0 : (Math.min(services, most) * packets) / limit;
    const share = Math.min(1, Math.max(evenShare(MOST_SIDE_BY_SIDE), needed));
    const parts = services > most ? portions(ports, most) : slices(ports);
    const each = (some: PortSet): number => (services > most ? portCount(some) : services);
    return parts.map((some) => ({ addresses, ports: some, share, services: each(some) }));
  });
}

/** @returns parts of a group in which each address is probed for few ports that only others of the part need */
export function partsOf(
  { addresses }: Pick<Group, 'addresses'>,
  protocol: Protocol,
  wantedOn: (address: Address) => PortSet,
): readonly Part[] {
  return alike(addresses, protocol, wantedOn, Number.POSITIVE_INFINITY).flatMap((part) =>
    slices(part.ports).map((ports) => ({ addresses: part.addresses, ports })),
  );
}

/** @returns the share of the rate limit if this number of invocations run side by side */
export function evenShare(invocations: number): number {
  return 1 / Math.max(1, Math.min(MOST_SIDE_BY_SIDE, invocations));
}

type Counted = Part & { readonly services: number };

/**
 * Hosts share an invocation if this adds few extra ports. For UDP it must add none: nmap repeats probes of silent UDP
 * ports, asks them for their service too, and waits for each of its questions.
 * @param most the largest number of services in a part with several addresses
 */
function alike(
  addresses: readonly Address[],
  protocol: Protocol,
  wantedOn: (address: Address) => PortSet,
  most: number,
): readonly Counted[] {
  const hosts = inOrderOfPorts(addresses, wantedOn);
  let parts = joined(hosts, most, 0);
  for (const spare of protocol === 'udp' ? [] : SPARE) {
    if (parts.length <= MOST_SIDE_BY_SIDE) break;
    parts = joined(hosts, most, spare);
  }
  return parts;
}

function joined(hosts: ReturnType<typeof inOrderOfPorts>, most: number, spare: number): readonly Counted[] {
  const parts: Counted[] = [];
  for (const { address, wanted } of hosts) {
    const count = portCount(wanted);
    const last = parts.at(-1);
    if (last !== undefined) {
      const [ports, services] = [union(last.ports, wanted), last.services + count];
      const extra = portCount(ports) * (last.addresses.length + 1) - services;
      if (services <= most && extra <= spare) {
        parts[parts.length - 1] = { addresses: [...last.addresses, address], ports, services };
        continue;
      }
    }
    parts.push({ addresses: [address], ports: wanted, services: count });
  }
  return parts;
}

/** Hosts with the same ports follow each other. Hosts without ports are left out. */
function inOrderOfPorts(addresses: readonly Address[], wantedOn: (address: Address) => PortSet) {
  return addresses
    .map((address, index) => ({ address, index, wanted: wantedOn(address) }))
    .filter(({ wanted }) => wanted.length > 0)
    .map((one) => ({ ...one, text: formatPorts(one.wanted) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.index - b.index));
}

function portions(ports: PortSet, size: number): readonly PortSet[] {
  return chunks([...eachPort(ports)], size).map((some) => portSet(some.map((port) => [port, port])));
}
