import { FAMILIES, type Family } from '../model/address.ts';
import {
  type AddressSet,
  addressSetOf,
  countAddresses,
  formatAddresses,
  NO_ADDRESSES,
  subtractAddresses,
  uniteAddresses,
} from '../model/address-set.ts';
import { type Expectations, expectations } from '../model/expectation.ts';
import { groupBy } from '../model/group.ts';
import {
  type HostPattern,
  type Located,
  type Policy,
  requiredCoverage,
  type ScopePattern,
  type Target,
} from '../model/policy.ts';
import type { PortsByProtocol } from '../model/port.ts';
import { compareText, InputError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { ChangedHosts } from './change.ts';

/** A target, prepared for many look-ups. */
export interface Surface {
  readonly target: Target;
  readonly addresses: AddressSet;
  readonly names: ReadonlySet<string>;
  readonly expected: Expectations;
  readonly covered: PortsByProtocol;
  readonly services: ReadonlySet<string>;
}

/** Hosts that the same targets name, in each of the policies. */
export interface HostClass {
  readonly addresses: AddressSet;
  readonly names: readonly string[];
  readonly base: readonly Surface[];
  readonly head: readonly Surface[];
}

/** @throws InputError for hosts in too many separate ranges to compare */
export function surfacesOf({ targets, authorization }: Policy): readonly Surface[] {
  return targets.map((target) => {
    const excluded = [...target.exclude, ...(authorization?.exclude ?? [])];
    const away = new Set(namesOf(excluded));
    return {
      target,
      addresses: subtractAddresses(addressesOf(target.hosts), addressesOf(excluded)),
      names: new Set(namesOf(target.hosts).filter((name) => !away.has(name))),
      expected: expectations(target.entries),
      covered: requiredCoverage(target),
      services: new Set(target.forbiddenServices.map(({ service }) => service)),
    };
  });
}

/** @throws InputError for a pattern of too many separate ranges */
export function addressesOf(places: readonly Located<ScopePattern>[]): AddressSet {
  return uniteAddresses(
    places.flatMap(({ value, location }) => {
      if (value.kind !== 'addresses') return [];
      const set = addressSetOf(value.pattern);
      if (set !== undefined) return [set];
      const message = `${printable(value.text)} is too many separate ranges to compare: write it as CIDR blocks`;
      throw new InputError([{ code: 'too-many-ranges', message, location }]);
    }),
  );
}

export function namesOf(places: readonly Located<HostPattern>[]): readonly string[] {
  return places.flatMap(({ value }) => (value.kind === 'name' ? [value.name] : []));
}

/** @returns the hosts of both policies, by the targets that name them; every address and every name is in one class */
export function hostClasses(base: readonly Surface[], head: readonly Surface[]): readonly HostClass[] {
  const all = [...base, ...head];
  const found = new Map<
    string,
    { readonly by: readonly number[]; readonly sets: AddressSet[]; readonly names: string[] }
  >();
  const classOf = (by: readonly number[]) => {
    const key = by.join(' ');
    const known = found.get(key) ?? { by, sets: [], names: [] };
    found.set(key, known);
    return known;
  };
  for (const family of FAMILIES) for (const { by, set } of rangesBy(all, family)) classOf(by).sets.push(set);
  const named = groupBy(
    all.flatMap(({ names }, index) => [...names].map((name) => ({ name, index }))),
    ({ name }) => name,
  );
  for (const [name, by] of named) classOf(by.map(({ index }) => index)).names.push(name);
  return [...found.values()].map(({ by, sets, names }) => ({
    addresses: uniteAddresses(sets),
    names: names.sort(compareText),
    base: by.flatMap((index) => (index < base.length ? [all[index] as Surface] : [])),
    head: by.flatMap((index) => (index < base.length ? [] : [all[index] as Surface])),
  }));
}

/**
 * A name leads to several addresses, and `families` and `exclude` of a target may concern only some of them.
 * @returns for names that several targets name, the parts of the addresses that not all of these targets concern
 */
export function partsOfNames(classes: readonly HostClass[]): readonly HostClass[] {
  return classes.flatMap((hosts): readonly HostClass[] => {
    const all = [...hosts.base, ...hosts.head];
    if (hosts.names.length === 0 || new Set(all.map(({ target }) => target.name)).size < 2) return [];
    const places = [
      ...new Map(all.flatMap(({ target }) => target.exclude).map((one) => [one.value.text, one])).values(),
    ];
    const parts = FAMILIES.flatMap((family) =>
      [null, ...places].flatMap((place) => {
        if (place?.value.kind === 'addresses' && addressesOf([place])[family].length === 0) return [];
        return [(one: Surface) => one.target.families.includes(family) && (place === null || !excludes(one, place))];
      }),
    );
    const found = parts.flatMap((isPart): readonly HostClass[] => {
      const [base, head] = [hosts.base.filter(isPart), hosts.head.filter(isPart)];
      const isAll = base.length === hosts.base.length && head.length === hosts.head.length;
      return isAll ? [] : [{ addresses: NO_ADDRESSES, names: hosts.names, base, head }];
    });
    const keyOf = ({ base, head }: HostClass) => all.map((one) => [...base, ...head].includes(one)).join();
    return [...new Map(found.map((part) => [keyOf(part), part])).values()];
  });
}

function excludes({ target }: Surface, place: Located<HostPattern>): boolean {
  if (place.value.kind === 'name') return namesOf(target.exclude).includes(place.value.name);
  return countAddresses(subtractAddresses(addressesOf([place]), addressesOf(target.exclude))) === 0n;
}

/** Sweeps over the addresses at which a range of any target begins or ends. */
function* rangesBy(all: readonly Surface[], family: Family): Generator<{ by: readonly number[]; set: AddressSet }> {
  const events = all.flatMap(({ addresses }, index) =>
    addresses[family].flatMap(([first, last]) => [
      { at: first, index, begins: true },
      { at: last + 1n, index, begins: false },
    ]),
  );
  events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const active = new Set<number>();
  for (let i = 0; i < events.length; ) {
    const from = (events[i] as { at: bigint }).at;
    for (; events[i]?.at === from; i++) {
      const { index, begins } = events[i] as { index: number; begins: boolean };
      if (begins) active.add(index);
      else active.delete(index);
    }
    const next = events[i];
    if (next === undefined || active.size === 0) continue;
    yield { by: [...active].sort((a, b) => a - b), set: { ...NO_ADDRESSES, [family]: [[from, next.at - 1n]] } };
  }
}

/** The number of ranges and of names that a text lists before it only counts the rest. */
const HOSTS_SHOWN = 8;

/** @param most ranges and names that are listed */
export function describeHosts(
  classes: readonly Pick<HostClass, 'addresses' | 'names'>[],
  most = HOSTS_SHOWN,
): ChangedHosts {
  const addresses = uniteAddresses(classes.map((one) => one.addresses));
  const names = [...new Set(classes.flatMap((one) => one.names))].sort(compareText).map((name) => printable(name));
  const more = names.length > most ? [`${names.length - most} more names`] : [];
  const ranges = formatAddresses(addresses, most);
  const text = [...(ranges === '' ? [] : [ranges]), ...names.slice(0, most), ...more].join(', ');
  return { addresses: countAddresses(addresses), text };
}
