import { type Address, compareAddresses } from '../model/address.ts';
import { isLocallyAdministered, type LinkAddress, type Mac } from '../model/device.ts';
import type { GrantedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import { isRandomGroup, type KnownDevice, type SeenDevice, type Sighting } from '../model/memory.ts';
import type { Discovery, HostObservation, PortState, PortsByAddress } from '../model/observation.ts';
import { devicesOf, type Policy, type PolicyDevice, zoneOfAll } from '../model/policy.ts';
import { eachPort, intersect, NO_PORTS, type PortsByProtocol, PROTOCOLS, portCount, subtract } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import type { ReportedHost, UnobservedRecord } from '../model/report.ts';
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
  /** The required ports that this run answered. Absent: nobody asks which ports were open in this run. */
  readonly answered?: PortsByProtocol;
}

/**
 * @param others the hosts of unselected targets: the selection must not decide in which zone a host is
 * @returns the hosts with their zones; a host under targets of several zones is in the first of them
 */
export function placedHosts(
  hosts: readonly ReportedHost[],
  policy: Policy,
  discovery: Discovery | null,
  others: readonly GrantedHost[],
): readonly PlacedHost[] {
  const byName = new Map(policy.targets.map((target) => [target.name, target]));
  const othersAt = groupBy(others, ({ address }) => address);
  return hosts.map((host) => {
    const names = [...host.targets, ...(othersAt.get(host.address) ?? []).map(({ target }) => target)];
    const targets = names.flatMap((name) => byName.get(name) ?? []);
    const zone = zoneOfAll(targets, policy) ?? policy.environment;
    return { ...host, zone, isDiscovered: discovery?.up.has(host.address) === true };
  });
}

/**
 * A file that proves nothing may show an open port, and so may an answer that another one contradicts. They are
 * findings, and do not show that the port was open at the moment of this run.
 * @returns the hosts, with the ports of the required coverage that the run answered
 */
export function withAnswered(
  hosts: readonly PlacedHost[],
  required: PortsByAddress,
  unobserved: readonly UnobservedRecord[],
): readonly PlacedHost[] {
  const unanswered = unobserved.filter(({ reason }) => reason.code !== 'not-identified');
  const gapsAt = groupBy(unanswered, ({ address, protocol }) => `${address} ${protocol}`);
  return hosts.map((host): PlacedHost => {
    const answered = PROTOCOLS.map((protocol) => {
      const gaps = gapsAt.get(`${host.address} ${protocol}`) ?? [];
      const asked = required.get(host.address)?.[protocol] ?? NO_PORTS;
      return [protocol, gaps.reduce((left, { ports }) => subtract(left, ports), asked)] as const;
    });
    return { ...host, answered: Object.fromEntries(answered) };
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

/** @returns whether the device chose the hardware address itself, and the policy does not name it */
export function isRandomised(mac: Mac, stable: ReadonlySet<string>): boolean {
  return isLocallyAdministered(mac) && !stable.has(mac);
}

/**
 * @returns the devices of the policy that the host is: all by its hardware addresses; if there is none, by its address,
 * if the policy gives the device no hardware address, or if none was seen
 */
export function namesOfHost(
  policy: Policy,
  { zone, address, links = [] }: Pick<PlacedHost, 'zone' | 'address' | 'links'>,
): readonly PolicyDevice[] {
  const here = devicesOf(policy, zone);
  const byMac = here.filter(({ macs }) => links.some(({ mac }) => macs.includes(mac)));
  if (byMac.length > 0) return byMac;
  return here.filter(({ macs, addresses }) => addresses.includes(address) && (macs.length === 0 || links.length === 0));
}

/**
 * A host with one hardware address may be known by its address alone. Of several, each needs a device.
 * @returns the hardware addresses of the host that no device of its zone has
 */
export function strangersOf(policy: Policy, host: PlacedHost): readonly LinkAddress[] {
  const { links = [], zone } = host;
  if (links.length < 2 && namesOfHost(policy, host).length > 0) return [];
  const here = devicesOf(policy, zone);
  return links.filter(({ mac }) => !here.some(({ macs }) => macs.includes(mac)));
}

/** @returns the device of the policy that a remembered device is; null: none */
export function nameOfKnown(policy: Policy, { zone, macs, addresses, last }: KnownDevice): PolicyDevice | null {
  const here = devicesOf(policy, zone);
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
  const there = hosts.filter((host) => isSeen(host) && host.unproven !== true);
  const bare = there.filter(({ links = [] }) => links.length === 0).map(({ zone, address }) => `${zone}/${address}`);
  const holders = lastHolders(state, new Set(bare));
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
  const random = links.filter(({ mac }) => isRandomised(mac, stable));
  return [
    ...links.filter((link) => !random.includes(link)).map((link) => ({ id: `mac:${zone}/${link.mac}`, links: [link] })),
    ...(random.length === 0 ? [] : [{ id: `random:${zone}`, links: random }]),
  ];
}

/** @returns for each of these addresses of a zone, the device with a hardware address of its own that had it last */
function lastHolders({ devices }: State, wanted: ReadonlySet<string>): ReadonlyMap<string, string> {
  if (wanted.size === 0) return new Map();
  const holders = new Map<string, { readonly id: string; readonly last: string }>();
  for (const { id, zone, addresses } of devices.values()) {
    if (!id.startsWith('mac:')) continue;
    for (const { what, last } of addresses) {
      const key = `${zone}/${what}`;
      if (!wanted.has(key)) continue;
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
    // Another device may answer at the same address: its hardware address names only itself.
    name: group.flatMap(({ host, links }) => namesOfHost(policy, { ...host, links }))[0]?.name ?? null,
    targets: distinct(hosts.flatMap(({ targets }) => targets)),
    // Of several devices in one group, nobody could say whose it is.
    os: isRandomGroup({ id }) ? null : (systems[0]?.text.slice(0, 100) ?? null),
    addresses: [...new Set(hosts.map(({ address }): Address => address))].sort(compareAddresses),
    links: distinctLinks(group.flatMap(({ links }) => links)),
    names: distinct(hosts.flatMap(({ names }) => names)).map((name) => printable(name)),
    ports: isRandomGroup({ id }) ? [] : [...ports].map(([what, detail]) => ({ what, detail })),
  };
}

function portsOf({ protocols, answered }: PlacedHost): readonly (readonly [what: string, service: string | null])[] {
  return PROTOCOLS.flatMap((protocol) => {
    const answers = protocols[protocol];
    const all = answers?.states.open ?? NO_PORTS;
    if (portCount(all) > MOST_PORTS) return [];
    const open = answered === undefined ? all : intersect(all, answered[protocol] ?? NO_PORTS);
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
