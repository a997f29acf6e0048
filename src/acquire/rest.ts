import { type Address, compareAddresses, familyOf } from '../model/address.ts';
import type { Mac } from '../model/device.ts';
import type { Grant, RestingHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import type { Recollect } from '../model/memory.ts';
import { type Discovery, type Unobserved, unobservedPorts } from '../model/observation.ts';
import { compareText } from '../model/problem.ts';
import type { Moment } from '../model/time.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import { seenMacs } from '../observe/host.ts';
import { isDiscovered } from '../plan/discovery.ts';

/** A grant, and what of it rests on memory. */
export interface Rested {
  readonly grant: Grant;
  /** The ports of hosts that are not scanned again although memory does not count as coverage. */
  readonly unobserved: readonly Unobserved[];
}

/**
 * Leaves hosts out of the port scan that an earlier run found clean.
 * @param documents those of host discovery
 * @param away addresses that must not be port scanned anyway: they are nothing that memory could cover
 * @param recollect absent: the run has no memory
 */
export function restHosts(
  grant: Grant,
  discovery: Discovery | null,
  documents: readonly Judged[],
  away: ReadonlySet<Address>,
  recollect?: Recollect,
): Rested {
  if (recollect === undefined || discovery === null) return { grant, unobserved: [] };
  const there = hostsThere(grant, discovery, documents, away);
  if (there.size === 0) return { grant, unobserved: [] };
  const resting = new Map<Address, RestingHost>();
  const unobserved: Unobserved[] = [];
  for (const [address, since] of withoutSamples(recollect(grant, there), grant, discovery, away)) {
    const ports = grant.required.get(address) ?? {};
    if (grant.settingsByAddress.get(address)?.rest?.isCovered === true) resting.set(address, { since, ports });
    else unobserved.push(...unobservedPorts(address, ports, NOT_AGAIN));
  }
  if (resting.size === 0) return { grant, unobserved };
  const required = new Map([...grant.required].filter(([address]) => !resting.has(address)));
  return { grant: { ...grant, required, resting }, unobserved };
}

/**
 * That an address is down is doubted if port scans lose answers, or get none at all. So of a target with addresses that
 * are down, at least one host that is known to be up is scanned: the one that rests longest.
 * @returns the hosts that may rest
 */
function withoutSamples(
  clean: ReadonlyMap<Address, Moment>,
  { hosts, required }: Grant,
  { up, down }: Discovery,
  away: ReadonlySet<Address>,
): ReadonlyMap<Address, Moment> {
  const left = new Map(clean);
  const byTarget = groupBy(hosts, ({ target }) => target);
  // One host may be scanned for several targets: their order decides nothing.
  for (const [, here] of [...byTarget].sort(([a], [b]) => compareText(a, b))) {
    const addresses = here.map(({ address }) => address);
    const isScanned = (address: Address): boolean =>
      Object.keys(required.get(address) ?? {}).length > 0 &&
      up.has(address) &&
      !away.has(address) &&
      !left.has(address);
    if (!addresses.some((address) => down.has(address)) || addresses.some(isScanned)) continue;
    const resting = addresses.flatMap((address) => {
      const since = left.get(address);
      return since === undefined ? [] : [{ address, since }];
    });
    const [oldest] = resting.sort((a, b) => compareText(a.since, b.since) || compareAddresses(a.address, b.address));
    if (oldest !== undefined) left.delete(oldest.address);
  }
  return left;
}

/**
 * Without a hardware address, another network may have another device at the same address. The addresses of this
 * machine have none either, and nothing tells one machine from its copy, or a container from the next one. One that
 * answers for several addresses may be that of a router (RFC 1027), and hides which devices are behind it.
 * @returns the hosts that a valid host discovery of this run found up, and their hardware addresses; without hosts of
 * which nobody can say which device they are
 */
function hostsThere(
  { required, settingsByAddress }: Grant,
  discovery: Discovery,
  documents: readonly Judged[],
  away: ReadonlySet<Address>,
): ReadonlyMap<Address, Mac> {
  const macs = seenMacs(documents);
  const placeOf = (address: Address, mac: Mac): string => `${familyOf(address)} ${mac}`;
  const places = [...macs].flatMap(([address, all]) => [...new Set(all)].map((mac) => placeOf(address, mac)));
  const holders = groupBy(places, (place) => place);
  const valid = documents.filter((judged) => failureOf(judged) === null);
  const there = new Map<Address, Mac>();
  for (const address of discovery.up) {
    const settings = settingsByAddress.get(address);
    const [mac, ...others] = new Set(macs.get(address));
    if (settings?.rest === undefined || !isDiscovered(settings) || away.has(address) || others.length > 0) continue;
    if (Object.keys(required.get(address) ?? {}).length === 0) continue;
    if (mac === undefined || holders.get(placeOf(address, mac))?.length !== 1) continue;
    if (valid.some(({ document }) => document.hosts.get(address)?.up === true)) there.set(address, mac);
  }
  return there;
}

/** Without the moment, so that the finding is the same in each run. */
const NOT_AGAIN: Unobserved['reason'] = {
  code: 'not-scanned-again',
  text: 'an earlier run found the host clean, so it was not scanned again; write accept-memory: true if that is enough',
};
