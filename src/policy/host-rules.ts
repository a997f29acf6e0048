import { type AddressPattern, patternAddresses, patternCount, patternCovers, patternHas } from '../model/address.ts';
import type { Authorization, Located, ScopePattern, Target } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import type { PolicyCode } from './fault.ts';
import { removable } from './removal.ts';
import { type Path, pathTo, type Tree } from './tree.ts';

type Place = Located<ScopePattern>;

/** Makes a problem that ends if the host or exclusion at this location is removed. */
type Report = (code: PolicyCode, place: Pick<Place, 'location'>, message: string) => Problem;

/** The most addresses for which exclusions are tried one by one, to find out whether they leave any address. */
const MOST_TRIED = 256n;

/** @returns duplicate hosts and exclusions of a target, and exclusions that have no effect */
export function hostProblems(
  target: Target,
  authorization: Authorization | null,
  complete: boolean,
  tree: Tree,
): readonly Problem[] {
  const { hosts, exclude, families } = target;
  const problem = reporter(tree, ['targets', target.name]);
  const wrongFamily = hosts.filter(
    ({ value }) => value.kind === 'addresses' && !families.includes(value.pattern.family),
  );
  return [
    ...repeatedHosts(hosts, problem),
    ...repeatedHosts(exclude, problem),
    ...repeatedMacs(target, problem),
    ...excludedHosts(hosts, [...exclude, ...(authorization?.exclude ?? [])], problem),
    // A host that could not be read may contain the excluded addresses.
    ...(complete ? uselessExclusions(target, problem) : []),
    ...(complete ? wrongFamily : []).map((host) =>
      problem('wrong-family', host, `${host.value.text} is never scanned: families has only ${families.join(', ')}`),
    ),
  ];
}

/** @returns the same problems of an authorization */
export function scopeProblems(authorization: Authorization, tree: Tree): readonly Problem[] {
  const { scope, exclude } = authorization;
  const problem = reporter(tree, ['authorization']);
  return [
    ...repeatedHosts(scope, problem),
    ...repeatedHosts(exclude, problem),
    ...repeatedMacs(authorization, problem),
    ...excludedHosts(scope, exclude, problem),
  ];
}

function repeatedHosts(places: readonly Place[], problem: Report): readonly Problem[] {
  const keyed = places.map((place) => ({ place, key: keyOf(place.value) }));
  const wide = keyed.filter(({ place }) => isWide(place.value));
  const seen = new Map<string, Place>();
  return keyed.flatMap(({ place, key }) => {
    const around = wide.find((other) => other.key !== key && covers(other.place.value, place.value))?.place;
    if (around !== undefined) {
      const message = `${place.value.text} is already covered by ${around.value.text}, ${line(around)}`;
      return [problem('duplicate-host', place, message)];
    }
    const earlier = seen.get(key);
    seen.set(key, earlier ?? place);
    if (earlier === undefined) return [];
    return [problem('duplicate-host', place, `${place.value.text} is already in this list, ${line(earlier)}`)];
  });
}

function repeatedMacs({ excludeMacs = [] }: Pick<Target, 'excludeMacs'>, problem: Report): readonly Problem[] {
  return excludeMacs.flatMap((place, index) => {
    const earlier = excludeMacs.slice(0, index).find(({ value }) => value === place.value);
    if (earlier === undefined) return [];
    return [problem('duplicate-host', place, `${place.value} is already in this list, line ${earlier.location.line}`)];
  });
}

function excludedHosts(places: readonly Place[], exclude: readonly Place[], problem: Report): readonly Problem[] {
  return places.flatMap((place) => {
    const by = exclude.find((other) => covers(other.value, place.value));
    if (by !== undefined) {
      const message = `${place.value.text} is never scanned: ${line(by)} excludes it (${by.value.text})`;
      return [problem('excluded-host', place, message)];
    }
    const patterns = exclude.flatMap(({ value }) => (value.kind === 'addresses' ? [value.pattern] : []));
    if (place.value.kind !== 'addresses' || !allExcluded(place.value.pattern, patterns)) return [];
    return [problem('excluded-host', place, `${place.value.text} is never scanned: all its addresses are excluded`)];
  });
}

function allExcluded(pattern: AddressPattern, exclude: readonly AddressPattern[]): boolean {
  const meeting = exclude.filter((other) => patternsMeet(pattern, other));
  if (meeting.length < 2 || patternCount(pattern) > MOST_TRIED) return false;
  for (const address of patternAddresses(pattern)) {
    if (!meeting.some((other) => patternHas(other, address))) return false;
  }
  return true;
}

function uselessExclusions({ hosts, exclude }: Target, problem: Report): readonly Problem[] {
  const names = new Set(hosts.flatMap(({ value }) => (value.kind === 'name' ? [value.name] : [])));
  const patterns = hosts.flatMap(({ value }) => (value.kind === 'addresses' ? [value.pattern] : []));
  return exclude.flatMap((place) => {
    const { value } = place;
    // A name is not resolved yet, so an excluded address may belong to the name.
    const useful =
      value.kind === 'name'
        ? names.has(value.name)
        : names.size > 0 || patterns.some((pattern) => patternsMeet(pattern, value.pattern));
    if (useful) return [];
    return [problem('useless-exclude', place, `${value.text} excludes nothing: no host of this target is in it`)];
  });
}

/** @returns whether any address matches both patterns */
export function patternsMeet(a: AddressPattern, b: AddressPattern): boolean {
  if (a.family === 'ipv6') return b.family === 'ipv6' && a.first <= b.last && b.first <= a.last;
  return (
    b.family === 'ipv4' &&
    a.octets.every((octet, index) =>
      octet.some(([first, last]) => b.octets[index]?.some(([from, to]) => first <= to && from <= last)),
    )
  );
}

function covers(outer: ScopePattern, inner: ScopePattern): boolean {
  switch (outer.kind) {
    case 'addresses':
      return inner.kind === 'addresses' && patternCovers(outer.pattern, inner.pattern);
    case 'name':
      return inner.kind === 'name' && outer.name === inner.name;
    case 'wildcard':
      if (inner.kind === 'addresses') return false;
      return (inner.kind === 'name' ? inner.name : inner.suffix).endsWith(`.${outer.suffix}`);
    default:
      return outer satisfies never;
  }
}

function isWide(value: ScopePattern): boolean {
  return value.kind === 'wildcard' || (value.kind === 'addresses' && patternCount(value.pattern) > 1n);
}

/** Equal sets of hosts have equal keys. */
function keyOf(value: ScopePattern): string {
  if (value.kind !== 'addresses') return value.kind === 'name' ? value.name : `*.${value.suffix}`;
  const { pattern } = value;
  return pattern.family === 'ipv6' ? `${pattern.first}-${pattern.last}` : JSON.stringify(pattern.octets);
}

function line(place: Place): string {
  return `line ${place.location.line}`;
}

function reporter(tree: Tree, base: Path): Report {
  return (code, { location }, message) => removable(tree, pathTo(tree, location, base), code, message, location);
}
