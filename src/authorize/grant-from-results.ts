import { type Address, compareAddresses, familyOf } from '../model/address.ts';
import { indexPatterns } from '../model/address-index.ts';
import type { Grant } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import { MAX_HOSTS, type Policy, type Target } from '../model/policy.ts';
import { compareText, type Location, type Problem, refuse } from '../model/problem.ts';
import { sortCandidates } from './exclude.ts';
import { forbiddenMacs } from './exclude-macs.ts';
import { byAddress, nothingLeft, tooManyToList, unresolvedHosts } from './hosts.ts';
import { otherTargets } from './others.ts';
import type { Resolution } from './resolve.ts';

/**
 * Whether the targets cover a host of results from elsewhere: by its address, or by the name with which it was scanned.
 */
export function coversHost(targets: readonly Target[]): (address: Address, userNames: readonly string[]) => boolean {
  const patterns = targets.flatMap(({ hosts }) => hosts.map(({ value }) => value));
  const names = new Set(patterns.flatMap((pattern) => (pattern.kind === 'name' ? pattern.name : [])));
  const index = indexPatterns(patterns.flatMap((pattern) => (pattern.kind === 'addresses' ? [pattern.pattern] : [])));
  return (address, userNames) => userNames.some((name) => names.has(name)) || index.matches(address).length > 0;
}

const LIMIT = {
  most: MAX_HOSTS,
  tooMany: (location: Location): Problem => {
    const message = `the targets name more than ${MAX_HOSTS} addresses; judge some of the targets at a time (--target)`;
    return { code: 'too-many-hosts', message, location };
  },
};

/**
 * Makes a grant from results from elsewhere. Nothing is sent, so nothing is authorized or resolved. The addresses of a
 * name are those that the results show for that name.
 * @param policy with every target, because the lines of unselected targets apply too
 * @param scannedAs for each name, the addresses that were scanned under it
 * @param refused names that only results show which prove nothing: their addresses may be others by now
 * @throws InputError if the targets name no address, or more addresses than can be listed
 */
export function grantFromResults(
  policy: Policy,
  targets: readonly Target[],
  scannedAs: ReadonlyMap<string, readonly Address[]>,
  refused: ReadonlySet<string> = new Set(),
): Grant {
  refuse(tooManyToList(targets));
  const names = new Map<string, Resolution>(
    [...scannedAs].map(([name, addresses]) => [name, { addresses, failures: [] }]),
  );
  // Nothing is resolved, so the addresses of an excluded name are judged like all other results.
  const {
    left: candidates,
    contradicting,
    byName,
    exclusions,
  } = sortCandidates(targets, policy.authorization, names, LIMIT, new Map());
  refuse(
    contradicting.map(({ written, host, address }) => {
      const message = `${host} was scanned at ${address}, which authorization.exclude says is never probed`;
      return { code: 'excluded-host', message, location: written.location };
    }),
  );
  const named = unresolvedHosts(targets, names, (name, resolution, target) => {
    if (resolution === undefined) return `no host in the results was scanned under the name ${name}`;
    if (refused.has(name)) return `the results that were scanned under the name ${name} prove nothing`;
    if (hasAddress(resolution, target)) return null;
    return `the results show ${name} at no ${target.families.join(' or ')} address`;
  });
  const unresolved = [...named, ...byName];
  const withHosts = new Set([
    ...candidates.map(({ target }) => target.name),
    ...unresolved.map(({ target }) => target),
  ]);
  refuse(targets.filter(({ name }) => !withHosts.has(name)).map(nothingLeft));
  const unselected = policy.targets.filter((target) => !targets.includes(target));
  const addresses = new Set(candidates.map(({ address }) => address));
  // What an unselected target allows must not apply where only refused results place its name.
  const proven = new Map([...names].filter(([name]) => !refused.has(name)));
  const isKnown = (name: string, target: Target) => hasAddress(proven.get(name), target);
  const unselectedHosts = otherTargets(unselected, addresses, proven, isKnown);
  return {
    hosts: candidates.map(({ target, host, address }) => ({ target: target.name, host, address })),
    unresolved,
    excluded: exclusions,
    ...unselectedHosts,
    ...byAddress(candidates, unselected, unselectedHosts),
    ...forbiddenMacs(policy, [
      ...candidates.map(({ target, address }) => ({ target: target.name, address })),
      ...unselectedHosts.others,
    ]),
    maxRate: null,
  };
}

function hasAddress(resolution: Resolution | undefined, { families }: Target): boolean {
  return resolution?.addresses.some((address) => families.includes(familyOf(address))) ?? false;
}

/** The number of names for which a notice lists the addresses. */
const NAMES_LISTED = 5;

/**
 * Nothing is resolved, so a name may have more addresses than the results contain.
 * @returns notices that list the addresses which the results contain for the policy's names
 */
export function nameNotices({ hosts }: Pick<Grant, 'hosts'>): readonly string[] {
  const named = groupBy(
    hosts.filter(({ host, address }) => host !== address),
    ({ host }) => host,
  );
  if (named.size === 0) return [];
  const listed = [...named]
    .sort(([a], [b]) => compareText(a, b))
    .slice(0, NAMES_LISTED)
    .map(([host, those]) => {
      const addresses = [...new Set(those.map(({ address }) => address))].sort(compareAddresses);
      const more = addresses.length - NAMES_LISTED;
      return `${host} as ${addresses.slice(0, NAMES_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    });
  const more = named.size - listed.length;
  return [
    `The results show ${listed.join('; ')}${more > 0 ? `; and ${more} more names` : ''}, and no other address of ` +
      `${named.size === 1 ? 'that name' : 'these names'}: names are not resolved here, and nmap scans the first ` +
      'address of a name only unless it is given --resolve-all.',
  ];
}
