import type { Address } from '../model/address.ts';
import type { Exclusion, UnresolvedHost } from '../model/grant.ts';
import type { Authorization, HostPattern, Located, Target } from '../model/policy.ts';
import { type Candidate, candidates, excludes } from './hosts.ts';
import type { Resolution } from './resolve.ts';

/** What the targets name, sorted by what exclusions say of it. */
export interface Sorted {
  readonly left: readonly Candidate[];
  /** Reached by a name, and excluded by the authorization: that contradicts itself. */
  readonly contradicting: readonly Candidate[];
  /** Excluded by a name alone: not probed, and owed, since whoever owns the name chooses the address. */
  readonly byName: readonly UnresolvedHost[];
  /** Excluded by an address or a range: decided by whoever reviewed the policy, and reported. */
  readonly exclusions: readonly Exclusion[];
}

type Line = Located<HostPattern> & { readonly authorized: boolean };

/** Exclusions are listed with so many of their addresses at most. */
const MOST_LISTED = 1_000;

/** @param excludedNames the addresses of excluded names, by whatever name or range they are reached */
export function sortCandidates(
  targets: readonly Target[],
  authorization: Authorization | null,
  names: ReadonlyMap<string, Resolution>,
  excludedNames: ReadonlyMap<string, Resolution> = names,
): Sorted {
  const sorted = { left: [] as Candidate[], contradicting: [] as Candidate[], byName: [] as UnresolvedHost[] };
  const taken = new Map<string, { readonly target: Target; readonly by: Line; readonly addresses: Set<Address> }>();
  const never = (authorization?.exclude ?? []).map((line): Line => ({ ...line, authorized: true }));
  for (const target of targets) {
    const lines = [...target.exclude.map((line): Line => ({ ...line, authorized: false })), ...never];
    for (const candidate of candidates(target, names)) {
      const { host, address, written } = candidate;
      const by = lines.filter(({ value }) => excludes(value, host, address, excludedNames));
      const [first] = by;
      const literal = by.filter(({ value }) => value.kind === 'addresses');
      if (first === undefined) sorted.left.push(candidate);
      else if (written.value.kind === 'name' && by.some(({ authorized }) => authorized)) {
        sorted.contradicting.push(candidate);
      } else if (literal.length === 0) sorted.byName.push(takenByName(candidate, first));
      for (const line of literal) {
        const key = `${target.name} ${line.location.line}:${line.location.column}`;
        const known = taken.get(key) ?? { target, by: line, addresses: new Set<Address>() };
        taken.set(key, known);
        known.addresses.add(address);
      }
    }
  }
  const exclusions = [...taken.values()].map(({ target, by: { value, location }, addresses }) => ({
    ...{ target: target.name, exclude: value.text, location, count: addresses.size },
    addresses: [...addresses].slice(0, MOST_LISTED),
  }));
  return { ...sorted, exclusions };
}

function takenByName({ target, host, address }: Candidate, { value, location }: Line): UnresolvedHost {
  const text = `${address} was not probed: ${value.text}, excluded on line ${location.line}, leads to it now; write ${address} under exclude if it is meant`;
  return { target: target.name, host, address, reason: { code: 'excluded-by-name', text } };
}

/** Addresses that a notice names. */
const NAMED = 5;

/** @returns a sentence for people for each exclusion that takes something away. */
export function exclusionNotices(exclusions: readonly Exclusion[]): readonly string[] {
  return exclusions.map(({ target, exclude, location, count, addresses }) => {
    const more = count > NAMED ? ` and ${count - NAMED} more` : '';
    const named = addresses.slice(0, NAMED).join(', ');
    return `Excluded by line ${location.line} (${exclude}): target "${target}" is not looked at on ${named}${more}.`;
  });
}
