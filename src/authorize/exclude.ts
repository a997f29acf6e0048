import type { Address } from '../model/address.ts';
import { indexPatterns } from '../model/address-index.ts';
import type { Exclusion, UnresolvedHost } from '../model/grant.ts';
import type { Authorization, HostPattern, Located, Target } from '../model/policy.ts';
import { type Location, type Problem, refuse } from '../model/problem.ts';
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

/** How many addresses may be left. */
interface Limit {
  readonly most: number;
  /** @returns what is wrong with the line that brings in one more. */
  readonly tooMany: (location: Location) => Problem;
}

/** Patterns that are looked at, at most, to find out what is excluded: one or two seconds of work. */
const MOST_STEPS = 100_000_000;

/** @returns a function that finds the lines that exclude a host. It throws an InputError where that takes too long. */
function excludedBy(
  lines: readonly Line[],
  names: ReadonlyMap<string, Resolution>,
): (host: string, address: Address) => readonly Line[] {
  const [first] = lines;
  const ranges = lines.filter(({ value }) => value.kind === 'addresses');
  const named = lines.filter(({ value }) => value.kind === 'name');
  const index = indexPatterns(ranges.flatMap(({ value }) => (value.kind === 'addresses' ? [value.pattern] : [])));
  return (host, address) => {
    if (first !== undefined && index.steps() > MOST_STEPS) {
      const message = 'these exclusions are too many for so many addresses: write fewer, each for more addresses';
      refuse([{ code: 'too-many-exclusions', message, location: first.location }]);
    }
    const byAddress = index.matches(address).flatMap((place) => ranges[place] ?? []);
    const byName = named.filter(({ value }) => excludes(value, host, address, names));
    if (byName.length === 0) return byAddress;
    const by = new Set([...byAddress, ...byName]);
    return lines.filter((line) => by.has(line));
  };
}

/**
 * @param limit ends the listing as soon as there are more addresses: a range may have a million of them
 * @param excludedNames the addresses of excluded names, by whatever name or range they are reached
 * @throws InputError for too many addresses, or exclusions
 */
export function sortCandidates(
  targets: readonly Target[],
  authorization: Authorization | null,
  names: ReadonlyMap<string, Resolution>,
  limit: Limit,
  excludedNames: ReadonlyMap<string, Resolution> = names,
): Sorted {
  const left = new Set<Address>();
  const sorted = { left: [] as Candidate[], contradicting: [] as Candidate[], byName: [] as UnresolvedHost[] };
  const taken = new Map<string, { readonly target: Target; readonly by: Line; readonly addresses: Set<Address> }>();
  const never = (authorization?.exclude ?? []).map((line): Line => ({ ...line, authorized: true }));
  for (const target of targets) {
    const lines = [...target.exclude.map((line): Line => ({ ...line, authorized: false })), ...never];
    const exclusionsOf = excludedBy(lines, excludedNames);
    for (const candidate of candidates(target, names)) {
      const { host, address, written } = candidate;
      const by = exclusionsOf(host, address);
      const [first] = by;
      const literal = by.filter(({ value }) => value.kind === 'addresses');
      if (first === undefined) {
        sorted.left.push(candidate);
        left.add(address);
        if (left.size > limit.most) refuse([limit.tooMany(written.location)]);
      } else if (written.value.kind === 'name' && by.some(({ authorized }) => authorized)) {
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
