import { expectations, type Segment } from '../model/expectation.ts';
import { type Entry, type Expectation, entryWords, type Target, type UsedFrom } from '../model/policy.ts';
import { formatPorts, intersect, isSubset, PROTOCOLS } from '../model/port.ts';
import { type Location, type Problem, problemAt } from '../model/problem.ts';
import { sameService } from '../model/service.ts';
import { printable } from '../model/text.ts';
import type { PolicyCode } from './fault.ts';
import { removable } from './removal.ts';
import { pathTo, type Tree } from './tree.ts';

/** @returns entries that contradict each other, and entries that have no effect */
export function entryProblems(target: Target, tree: Tree): readonly Problem[] {
  const { entries } = target;
  const useless = (location: Location, message: string): Problem => {
    const path = pathTo(tree, location, ['targets', target.name]);
    return removable(tree, path, 'useless-entry', message, location);
  };
  const contradicting = new Set<Entry>();
  const problems: Problem[] = [];
  for (const [index, entry] of entries.entries()) {
    const earlier = entries.find((other, place) => place < index && isConflict(other, entry));
    if (earlier === undefined) continue;
    contradicting.add(entry).add(earlier);
    const common = formatPorts(intersect(earlier.ports, entry.ports));
    const message =
      `${entryWords(entry)}${originOf(entry)} contradicts ${entryWords(earlier)} in ` +
      `${placeOf(earlier)}: both mention ${common}/${entry.protocol}`;
    problems.push(problemAt<PolicyCode>('contradiction', message, entry.used?.at ?? entry.location));
  }
  for (const [entry, deciding] of uselessEntries(entries)) {
    // Nobody knows which of two contradicting lines is meant, so neither is reported as useless.
    if (contradicting.has(entry)) continue;
    const same = deciding.expectation === entry.expectation && deciding.service === entry.service;
    // Used policies overlap, and nobody can remove their lines.
    if (entry.used !== undefined || (same && deciding.used !== undefined)) continue;
    const why = same ? 'already says so' : `decides there: ${entryWords(deciding)}`;
    const message = `${entryWords(entry)} has no effect: ${placeOf(deciding)} ${why}`;
    problems.push(useless(entry.location, message));
  }
  return [...problems, ...forbiddenServiceProblems(target, useless)];
}

/**
 * An entry has no effect if every port is judged the same without it. Entries are tested from the last line to the
 * first, each without the entries that are already reported. So the later of two equal lines is reported.
 * @returns for each such entry, an entry that governs its ports instead
 */
export function uselessEntries(entries: readonly Entry[]): ReadonlyMap<Entry, Entry> {
  const expected = expectations(entries);
  const placesOf = new Map<Entry, Place[]>();
  for (const { entries } of PROTOCOLS.flatMap((protocol) => expected[protocol])) {
    const place: Place = { entries, first: 0, second: 1 };
    for (const entry of entries) {
      const places = placesOf.get(entry);
      if (places === undefined) placesOf.set(entry, [place]);
      else places.push(place);
    }
  }
  const useless = new Map<Entry, Entry>();
  for (const entry of [...entries].reverse()) {
    const inPlace = (placesOf.get(entry) ?? []).map((place) => decidesWithout(place, entry, useless));
    const [deciding] = inPlace;
    if (deciding != null && inPlace.every((other) => other !== null)) useless.set(entry, deciding);
  }
  return useless;
}

/** A segment and the positions of its two strongest useful entries. The positions only increase. */
interface Place {
  readonly entries: Segment['entries'];
  first: number;
  second: number;
}

/** @returns the entry that governs the segment without this entry; null if that changes the judgement */
function decidesWithout(place: Place, entry: Entry, gone: ReadonlyMap<Entry, Entry>): Entry | null {
  const next = (from: number): number => {
    let position = from;
    for (let other = place.entries[position]; other !== undefined && gone.has(other); other = place.entries[position]) {
      position++;
    }
    return position;
  };
  place.first = next(place.first);
  place.second = next(Math.max(place.second, place.first + 1));
  const first = place.entries[place.first] ?? null;
  if (first !== entry) return first;
  const second = place.entries[place.second];
  return second?.expectation === entry.expectation && second.service === entry.service ? second : null;
}

/**
 * A port cannot be both required and forbidden, or both required and filtered. Two services for one port are valid if
 * one entry's ports are a part of the other's: that entry is an exception. Otherwise nobody knows which service is
 * meant.
 */
export function contradict(a: Entry, b: Entry): boolean {
  const opposed = OPPOSED[a.expectation].includes(b.expectation);
  const ambiguous = a.expectation === b.expectation && a.service !== b.service;
  if (!(opposed || ambiguous) || a.protocol !== b.protocol || intersect(a.ports, b.ports).length === 0) return false;
  return opposed || isSubset(a.ports, b.ports) === isSubset(b.ports, a.ports);
}

const OPPOSED: Readonly<Record<Expectation, readonly Expectation[]>> = {
  require: ['filtered', 'forbid'],
  allow: [],
  filtered: ['require'],
  forbid: ['require'],
};

function forbiddenServiceProblems(
  { entries, forbiddenServices }: Target,
  useless: (location: Location, message: string) => Problem,
): readonly Problem[] {
  return forbiddenServices.flatMap(({ service, location, used }, index) => {
    const twin = forbiddenServices.slice(0, index).find((other) => other.service === service);
    if (twin !== undefined) {
      if (used !== undefined) return [];
      const message = `forbid ${service} has no effect: ${placeOf(twin)} already says so`;
      return [useless(location, message)];
    }
    const wanted = entries.find((entry) => entry.service !== null && sameService(service, entry.service));
    if (wanted === undefined || (used !== undefined && wanted.used?.reference === used.reference)) return [];
    const message = `forbid ${service}${originOf({ used })} contradicts ${placeOf(wanted)}, ${entryWords(wanted)}`;
    return [problemAt<PolicyCode>('contradiction', message, used?.at ?? location)];
  });
}

/** Whether two entries contradict each other. The entries of one used policy were compared when it was read. */
function isConflict(a: Entry, b: Entry): boolean {
  return contradict(a, b) && (a.used === undefined || a.used.reference !== b.used?.reference);
}

/** @returns where the entry is: its line, or the file and the line of a used policy */
export function placeOf({ location, used }: Pick<Entry, 'location' | 'used'>): string {
  return used === undefined ? `line ${location.line}` : `${printable(used.origin.file)}:${used.origin.line}`;
}

function originOf({ used }: { readonly used?: UsedFrom | undefined }): string {
  return used === undefined ? '' : ` (${printable(used.origin.file)}:${used.origin.line})`;
}
