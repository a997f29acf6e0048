import { type Address, compareAddresses } from '../model/address.ts';
import { isLocallyAdministered, type LinkAddress } from '../model/device.ts';
import { groupBy } from '../model/group.ts';
import type { KnownDevice, SeenDevice } from '../model/memory.ts';
import type { HostObservation } from '../model/observation.ts';
import type { Policy } from '../model/policy.ts';
import { eachPort, NO_PORTS, PROTOCOLS, portCount } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import type { ReportedHost } from '../model/report.ts';
import { printable } from '../model/text.ts';
import type { State } from './state.ts';

/** A host with more open ports has a proxy or a tarpit before it, and its ports are no news. */
const MOST_PORTS = 100;

/** A host, and what the policy says of where it is. */
export interface PlacedHost extends HostObservation {
  readonly targets: readonly string[];
  readonly zone: string;
}

/** @returns the hosts with their zones; a host under targets of several zones is in the first of them */
export function placedHosts(hosts: readonly ReportedHost[], { targets, environment }: Policy): readonly PlacedHost[] {
  const zones = new Map(targets.map(({ name, zone = environment }) => [name, zone]));
  return hosts.map((host) => {
    const [zone = environment] = host.targets.map((name) => zones.get(name) ?? environment).sort(compareText);
    return { ...host, zone };
  });
}

/**
 * Finds out which devices the hosts are. A device is known by the hardware address that its vendor gave it; if none was
 * seen, by the one that this network address had last; if there is none, by the network address. Hardware addresses
 * that devices choose themselves are one device for each zone.
 * @param stable hardware addresses that name one device although they are locally administered
 * @returns the devices that are up, sorted by their id
 */
export function seenDevices(
  hosts: readonly PlacedHost[],
  state: State,
  stable: ReadonlySet<string>,
): readonly SeenDevice[] {
  const holders = lastHolders(state);
  const sighted = hosts
    .filter((host) => host.state === 'up')
    .flatMap((host) => idsOf(host, holders, stable).map((one) => ({ ...one, host })));
  return [...groupBy(sighted, ({ id }) => id)]
    .map(([id, group]): SeenDevice => deviceOf(id, group))
    .sort((a, b) => compareText(a.id, b.id));
}

interface Identified {
  readonly id: string;
  readonly links: readonly LinkAddress[];
}

function idsOf(
  host: PlacedHost,
  holders: ReadonlyMap<string, string>,
  stable: ReadonlySet<string>,
): readonly Identified[] {
  const { zone, address, links = [] } = host;
  if (links.length === 0) return [{ id: holders.get(`${zone}/${address}`) ?? `address:${zone}/${address}`, links }];
  const isRandom = ({ mac }: LinkAddress): boolean => isLocallyAdministered(mac) && !stable.has(mac);
  const random = links.filter(isRandom);
  return [
    ...links.filter((link) => !isRandom(link)).map((link) => ({ id: `mac:${zone}/${link.mac}`, links: [link] })),
    ...(random.length === 0 ? [] : [{ id: `random:${zone}`, links: random }]),
  ];
}

/** @returns for each address of a zone, the device that had it last and is known by a hardware address of its own */
function lastHolders({ devices }: State): ReadonlyMap<string, string> {
  const holders = new Map<string, { readonly id: string; readonly last: string }>();
  for (const { id, zone, addresses } of devices.values()) {
    if (!id.startsWith('mac:')) continue;
    for (const { what, last } of addresses) {
      const key = `${zone}/${what}`;
      const before = holders.get(key);
      if (before === undefined || compareText(before.last, last) < 0) holders.set(key, { id, last });
    }
  }
  return new Map([...holders].map(([key, { id }]) => [key, id]));
}

function deviceOf(id: string, group: readonly (Identified & { readonly host: PlacedHost })[]): SeenDevice {
  const hosts = group.map(({ host }) => host);
  const ports = new Map(hosts.flatMap(portsOf));
  const systems = hosts.flatMap(({ facts }) => facts.filter(({ source }) => source === 'os'));
  return {
    id,
    zone: hosts[0]?.zone ?? '',
    targets: distinct(hosts.flatMap(({ targets }) => targets)),
    // Of several devices in one group, nobody could say whose it is.
    os: id.startsWith('random:') ? null : (systems[0]?.text.slice(0, 100) ?? null),
    addresses: [...new Set(hosts.map(({ address }): Address => address))].sort(compareAddresses),
    links: distinctLinks(group.flatMap(({ links }) => links)),
    names: distinct(hosts.flatMap(({ names }) => names)).map((name) => printable(name)),
    ports: id.startsWith('random:') ? [] : [...ports].map(([what, detail]) => ({ what, detail })),
  };
}

function portsOf({ protocols }: HostObservation): readonly (readonly [what: string, service: string | null])[] {
  return PROTOCOLS.flatMap((protocol) => {
    const answers = protocols[protocol];
    const open = answers?.states.open ?? NO_PORTS;
    if (portCount(open) > MOST_PORTS) return [];
    return [...eachPort(open)].map((port) => {
      const service = answers?.details.get(port)?.service;
      return [`${port}/${protocol}`, service?.method === 'probed' ? printable(service.name) : null] as const;
    });
  });
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}

function distinctLinks(links: readonly LinkAddress[]): readonly LinkAddress[] {
  return [...new Map(links.map((link) => [link.mac, link])).values()].sort((a, b) => compareText(a.mac, b.mac));
}

/** @returns the hardware address of a device that is known by it; null: it is known by something else */
export function macOf({ id }: Pick<KnownDevice, 'id'>): string | null {
  return id.startsWith('mac:') ? id.slice(id.lastIndexOf('/') + 1) : null;
}
