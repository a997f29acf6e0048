import { type Address, patternAddresses, patternCount, patternHas } from '../model/address.ts';
import type { GrantedHost, OtherTargets, UnknownHost } from '../model/grant.ts';
import type { HostPattern, Target } from '../model/policy.ts';
import { excludes, hostAddresses } from './hosts.ts';
import type { Resolution } from './resolve.ts';

/**
 * Finds out which unselected targets name the granted addresses. Sends no probe: ranges are computed, and names are
 * already resolved.
 * @param isKnown whether the list of addresses of a name is complete for a target
 */
export function otherTargets(
  others: readonly Target[],
  addresses: ReadonlySet<Address>,
  names: ReadonlyMap<string, Resolution>,
  isKnown: (name: string, target: Target) => boolean,
): OtherTargets {
  const hosts: GrantedHost[] = [];
  const unknown: UnknownHost[] = [];
  for (const target of others) {
    for (const { value } of target.hosts) {
      if (value.kind === 'name' && !isKnown(value.name, target))
        unknown.push({ target: target.name, host: value.name });
      for (const [host, address] of addressesAt(value, target, addresses, names)) {
        const isExcluded = target.exclude.some((other) => excludes(other.value, host, address, names));
        if (!isExcluded) hosts.push({ target: target.name, host, address });
      }
    }
  }
  return { others: hosts, unknown };
}

/** All addresses of names, which identify the name; and the addresses of ranges that the run covers. */
function addressesAt(
  pattern: HostPattern,
  target: Target,
  addresses: ReadonlySet<Address>,
  names: ReadonlyMap<string, Resolution>,
): readonly (readonly [host: string, address: Address])[] {
  if (pattern.kind === 'name') return [...hostAddresses(target, pattern, names)];
  const few = patternCount(pattern.pattern) < addresses.size;
  const shared = few
    ? [...patternAddresses(pattern.pattern)].filter((address) => addresses.has(address))
    : [...addresses].filter((address) => patternHas(pattern.pattern, address));
  return shared.map((address) => [address, address]);
}
