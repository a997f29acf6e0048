import { type Address, compareAddresses } from '../model/address.ts';
import { isLocallyAdministered, type LinkAddress } from '../model/device.ts';
import { groupBy } from '../model/group.ts';
import type { KnownDevice, SeenDevice, Sighting } from '../model/memory.ts';
import type { Discovery, HostObservation, PortState } from '../model/observation.ts';
import type { Policy, PolicyDevice } from '../model/policy.ts';
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
  /** Whether it answered host discovery. */
  readonly isDiscovered: boolean;
}

/** @returns the hosts with their zones; a host under targets of several zones is in the first of them */
export function placedHosts(
  hosts: readonly ReportedHost[],
  { targets, environment }: Policy,
  discovery: Discovery | null,
): readonly PlacedHost[] {
  const zones = new Map(targets.map(({ name, zone = environment }) => [name, zone]));
  return hosts.map((host) => {
    const [zone = environment] = host.targets.map((name) => zones.get(name) ?? environment).sort(compareText);
    return { ...host, zone, isDiscovered: discovery?.up.has(host.address) === true };
  });
}

/**
 * Whether the host itself answered. With `-Pn` nmap calls every address up, and routers answer for addresses that are
 * not there, so only these count: a hardware address, an answer to host discovery, and a state that only a host gives
 * to a port.
 */
export function isSeen({ state, links = [], isDiscovered, replied, protocols }: PlacedHost): boolean {
  const answered = Object.values(protocols).some(({ states }) =>
    ANSWERS.some((one) => (states[one] ?? NO_PORTS).length > 0),
  );
  return state === 'up' && (links.length > 0 || isDiscovered || replied === true || answered);
}

const ANSWERS = ['open', 'closed', 'unfiltered'] as const satisfies readonly PortState[];

/** @returns the hardware addresses that the policy gives to devices, so that each names one, whoever chose it */
export function stableMacs({ devices }: Policy): ReadonlySet<string> {
  return new Set(devices.flatMap(({ macs }) => macs));
}

/**
 * @returns the device of the policy that the host is: by its hardware address; or by its address, if the policy gives
 * the device no hardware address, or if none was seen; null: none
 */
export function nameOfHost({ devices }: Policy, { zone, address, links = [] }: PlacedHost): PolicyDevice | null {
  const here = devices.filter((device) => device.zone === null || device.zone === zone);
  const byMac = here.find(({ macs }) => links.some(({ mac }) => macs.includes(mac)));
  const byAddress = here.find(
    ({ macs, addresses }) => addresses.includes(address) && (macs.length === 0 || links.length === 0),
  );
  return byMac ?? byAddress ?? null;
}

/** @returns the device of the policy that a remembered device is; null: none */
export function nameOfKnown({ devices }: Policy, { zone, macs, addresses, last }: KnownDevice): PolicyDevice | null {
  const here = devices.filter((device) => device.zone === null || device.zone === zone);
  const has = (list: readonly string[], sightings: readonly Sighting[]): boolean =>
    sightings.some((one) => one.last === last && list.includes(one.what));
  const byMac = here.find((device) => has(device.macs, macs));
  return byMac ?? here.find((device) => device.macs.length === 0 && has(device.addresses, addresses)) ?? null;
}

/**
 * Finds out which devices the hosts are. A device is known by the hardware address that its vendor gave it; if none was
 * seen, by the one that this network address had last; if there is none, by the network address. Hardware addresses
 * that devices choose themselves are one device for each zone.
 * @returns the devices that are up, sorted by their id
 */
export function seenDevices(hosts: readonly PlacedHost[], state: State, policy: Policy): readonly SeenDevice[] {
  const stable = stableMacs(policy);
  const holders = lastHolders(state);
  const there = hosts.filter((host) => isSeen(host) && host.unproven !== true);
  const sighted = there.flatMap((host) => idsOf(host, holders, stable).map((one) => ({ ...one, host })));
  return [...groupBy(sighted, ({ id }) => id)]
    .map(([id, group]): SeenDevice => deviceOf(id, group, policy))
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

function deviceOf(
  id: string,
  group: readonly (Identified & { readonly host: PlacedHost })[],
  policy: Policy,
): SeenDevice {
  const hosts = group.map(({ host }) => host);
  const ports = new Map(hosts.flatMap(portsOf));
  const systems = hosts.flatMap(({ facts }) => facts.filter(({ source }) => source === 'os'));
  return {
    id,
    zone: hosts[0]?.zone ?? '',
    name: hosts.map((host) => nameOfHost(policy, host)?.name ?? null).find((name) => name !== null) ?? null,
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
