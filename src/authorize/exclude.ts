import type { Address } from '../model/address.ts';
import { indexPatterns } from '../model/address-index.ts';
import type { Exclusion, UnresolvedHost } from '../model/grant.ts';
import type { Authorization, HostPattern, Located, Target } from '../model/policy.ts';
import { type Location, type Problem, refuse } from '../model/problem.ts';
import { type Candidate, candidates, excludes } from './hosts.ts';
import type { Resolution } from './resolve.ts';

/** The addresses of the targets, sorted by the exclusions. */
export interface Sorted {
  readonly left: readonly Candidate[];
  /** Addresses of a name that the authorization excludes. The policy contradicts itself. */
  readonly contradicting: readonly Candidate[];
  /**
   * Addresses that only a name excludes. They are not probed, but remain in the required coverage: the owner of the
   * name chooses the address.
   */
  readonly byName: readonly UnresolvedHost[];
  /** What an address or a range excludes. The reviewer of the policy decided this; reports list it. */
  readonly exclusions: readonly Exclusion[];
}

type Line = Located<HostPattern> & { readonly authorized: boolean };

/** The most addresses that are listed for an exclusion. */
export const MOST_LISTED = 1_000;

/** How many further addresses are allowed. */
interface Limit {
  readonly most: number;
  /** @returns the problem of the line that adds one address too many */
  readonly tooMany: (location: Location) => Problem;
}

/** The most pattern comparisons to find out what is excluded: one or two seconds of work. */
const MOST_STEPS = 100_000_000;

/** @returns a function that finds the lines that exclude a host; it throws an InputError if that takes too long */
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
 * @param limit ends the listing when there are too many addresses: a range may have a million
 * @param excludedNames the addresses of excluded names; they are excluded whatever name or range contains them
 * @throws InputError for too many addresses or exclusions
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
  const text =
    `${address} was not probed: ${value.text}, excluded on line ${location.line}, leads to it now; ` +
    `write ${address} under exclude if it is meant`;
  return { target: target.name, host, address, reason: { code: 'excluded-by-name', text } };
}

/** The number of addresses that a notice names. */
const NAMED = 5;

/** @returns a sentence for each exclusion that removes addresses */
export function exclusionNotices(exclusions: readonly Exclusion[]): readonly string[] {
  return exclusions.map(({ target, exclude, location, count, addresses }) => {
    const more = count > NAMED ? ` and ${count - NAMED} more` : '';
    const named = addresses.slice(0, NAMED).join(', ');
    return `Excluded by line ${location.line} (${exclude}): target "${target}" is not scanned on ${named}${more}.`;
  });
}
