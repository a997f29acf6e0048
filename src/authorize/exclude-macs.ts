import type { Address } from '../model/address.ts';
import type { Mac } from '../model/device.ts';
import type { Exclusion, Grant, GrantedHost, UnresolvedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import { type Unobserved, type UnobservedReason, unobservedPorts } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import type { Located, Policy } from '../model/policy.ts';
import { type Problem, problemAt } from '../model/problem.ts';
import { MOST_LISTED } from './exclude.ts';

/** What is known of the hardware addresses of the hosts. */
export type SeenMacs = ReadonlyMap<Address, readonly Mac[]>;

/**
 * A device that a target excludes is not port scanned at any of the target's addresses, whichever other target names
 * them: it is a device that must not be probed, and not a line that says what is expected.
 */
export function forbiddenMacs(
  { authorization, targets }: Policy,
  hosts: readonly Pick<GrantedHost, 'target' | 'address'>[],
): Pick<Grant, 'forbiddenMacs'> {
  const everywhere = authorization?.excludeMacs ?? [];
  const byTarget = new Map(targets.map(({ name, excludeMacs = [] }) => [name, [...everywhere, ...excludeMacs]]));
  const byAddress = new Map<Address, readonly Located<Mac>[]>();
  for (const { target, address } of hosts) {
    const lines = byTarget.get(target) ?? [];
    const before = byAddress.get(address);
    if (lines.length === 0 || before === lines) continue;
    byAddress.set(address, before === undefined ? lines : [...new Set([...before, ...lines])]);
  }
  return byAddress.size === 0 ? {} : { forbiddenMacs: byAddress };
}

/** What this machine knows of its links. */
export interface Links {
  /** Whether the address is in the network of an interface that has a hardware address. */
  readonly isOnLink: (address: Address) => boolean;
  /** The hardware addresses of this machine. */
  readonly own: readonly Mac[];
}

/**
 * Hardware addresses are seen on the local link only, and with raw sockets. Elsewhere the excluded device may be
 * anywhere, so nothing is probed.
 * @returns a problem for each line that excludes a hardware address which cannot be recognised from here
 */
export function unseenMacProblems(
  { forbiddenMacs: forbidden = new Map() }: Pick<Grant, 'forbiddenMacs'>,
  { privilege, own, unroutable }: Machine,
  { isOnLink }: Links,
): readonly Problem[] {
  const unseen = [...forbidden].filter(
    ([address]) =>
      !own.has(address) && !unroutable.has(address) && (privilege === 'unprivileged' || !isOnLink(address)),
  );
  const byLine = groupBy(
    unseen.flatMap(([address, lines]) => lines.map((line) => ({ address, line }))),
    ({ line }) => line,
  );
  return [...byLine].map(([{ value, location }, [{ address }, ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    const why =
      privilege === 'unprivileged'
        ? 'nmap has no raw sockets here: run as root'
        : 'no interface of this machine is in their network: run on their link';
    const message =
      `${value} is excluded, and the hardware addresses of ${address}${more} cannot be seen, so any of them may be ` +
      `that device; ${why}, or exclude the device by its address`;
    return problemAt('mac-not-seen', message, location);
  });
}

/** A grant without the devices that are excluded by their hardware addresses. */
export interface WithoutMacs {
  readonly grant: Grant;
  /** Addresses of which no port may be probed, because they may be such a device. */
  readonly unknown: ReadonlySet<Address>;
}

/**
 * Removes the addresses at which only excluded devices answer. If another device answers there too, one of them may
 * hide behind the other: the address stays in the required coverage.
 * @param seen all hardware addresses that any scan reports
 * @param proven those of valid results
 */
export function withoutMacs(grant: Grant, seen: SeenMacs, proven: SeenMacs = seen): WithoutMacs {
  const removed = new Map<Address, readonly Located<Mac>[]>();
  const unknown = new Set<Address>();
  for (const [address, lines] of grant.forbiddenMacs ?? []) {
    const macs = seen.get(address) ?? [];
    const by = lines.filter(({ value }) => macs.includes(value));
    const isAlone = macs.every((mac) => by.some(({ value }) => value === mac));
    if (by.length > 0 && isAlone && proven.has(address)) removed.set(address, by);
    else if (macs.length === 0 || by.length > 0) unknown.add(address);
  }
  return { grant: removed.size === 0 ? grant : without(grant, removed), unknown };
}

/** The hardware addresses of this machine are known before anything is probed, and nmap reports none of them. */
export function withoutOwnMacs(grant: Grant, { own }: Pick<Machine, 'own'>, links: Pick<Links, 'own'>): Grant {
  const { forbiddenMacs: forbidden } = grant;
  if (forbidden === undefined) return grant;
  const removed = new Map<Address, readonly Located<Mac>[]>();
  for (const [address, lines] of forbidden) {
    const by = lines.filter(({ value }) => links.own.includes(value));
    if (own.has(address) && by.length > 0) removed.set(address, by);
  }
  const left = removed.size === 0 ? grant : without(grant, removed);
  return { ...left, forbiddenMacs: new Map([...forbidden].filter(([address]) => !own.has(address))) };
}

type Removed = ReadonlyMap<Address, readonly Located<Mac>[]>;

function without(grant: Grant, removed: Removed): Grant {
  const gone = grant.hosts.filter(({ address }) => removed.has(address));
  const hosts = grant.hosts.filter(({ address }) => !removed.has(address));
  const others = <T>(map: ReadonlyMap<Address, T>) => new Map([...map].filter(([address]) => !removed.has(address)));
  return {
    ...grant,
    hosts,
    unresolved: [...grant.unresolved, ...emptied(hosts, gone, removed)],
    excluded: [...grant.excluded, ...exclusions(gone, removed)],
    excludedByMac: [...(grant.excludedByMac ?? []), ...gone],
    ...{ required: others(grant.required), expected: others(grant.expected) },
    ...{ identification: others(grant.identification), settingsByAddress: others(grant.settingsByAddress) },
  };
}

/** A target or a name of which nothing is left would prove nothing: its last host stays in the required coverage. */
function emptied(
  left: readonly GrantedHost[],
  gone: readonly GrantedHost[],
  removed: Removed,
): readonly UnresolvedHost[] {
  const targets = new Set(left.map(({ target }) => target));
  const names = new Set(left.map(({ target, host }) => `${target} ${host}`));
  return gone.flatMap(({ target, host, address }): readonly UnresolvedHost[] => {
    if (targets.has(target) && (host === address || names.has(`${target} ${host}`))) return [];
    const [line] = removed.get(address) ?? [];
    const text =
      `the port scan left ${address} out: it has the excluded hardware address ${line?.value} (line ` +
      `${line?.location.line}), and nothing is left of its ${host === address ? 'target' : 'name'}`;
    return [{ target, host, address, reason: { code: 'excluded-by-mac', text } }];
  });
}

function exclusions(gone: readonly GrantedHost[], removed: Removed): readonly Exclusion[] {
  const taken = gone.flatMap(({ target, address }) =>
    (removed.get(address) ?? []).map((line) => ({ target, address, line })),
  );
  const groups = groupBy(taken, ({ target, line: { location } }) => `${target} ${location.line}:${location.column}`);
  return [...groups.values()].map((group) => {
    const [{ target, line }] = group;
    const addresses = [...new Set(group.map(({ address }) => address))];
    const { value: exclude, location } = line;
    return { target, exclude, location, count: addresses.length, addresses: addresses.slice(0, MOST_LISTED) };
  });
}

/** A reason for each address that was not port scanned because its hardware address is not known. */
export function unseenMacs(
  addresses: Iterable<Address>,
  { required, forbiddenMacs: forbidden = new Map() }: Grant,
  up: ReadonlySet<Address>,
): readonly Unobserved[] {
  return [...addresses].flatMap((address) => {
    const line = forbidden.get(address)?.[0];
    const where = `line ${line?.location.line} excludes ${line?.value}`;
    const reason: UnobservedReason = up.has(address)
      ? {
          code: 'mac-not-seen',
          text: `${where}, and the hardware address of this host is not known for sure, so it was not port scanned`,
        }
      : { code: 'host-down', text: `no device answered at the address, and ${where}, so it was not port scanned` };
    return unobservedPorts(address, required.get(address) ?? {}, reason);
  });
}
