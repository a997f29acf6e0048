import { expectations, type Segment } from '../model/expectation.ts';
import type { Entry, Target } from '../model/policy.ts';
import { formatPorts, intersect, isSubset, PROTOCOLS } from '../model/port.ts';
import type { Location, Problem } from '../model/problem.ts';
import { sameService } from '../model/service.ts';
import type { PolicyCode } from './fault.ts';

/** @returns entries that contradict each other, and entries that can never matter. */
export function entryProblems(target: Target): readonly Problem[] {
  const { entries } = target;
  const contradicting = new Set<Entry>();
  const problems: Problem[] = [];
  for (const [index, entry] of entries.entries()) {
    const earlier = entries.slice(0, index).find((other) => contradict(other, entry));
    if (earlier === undefined) continue;
    contradicting.add(entry).add(earlier);
    const common = formatPorts(intersect(earlier.ports, entry.ports));
    const message = `${say(entry)} contradicts line ${earlier.location.line}, ${say(earlier)}: both speak of ${common}/${entry.protocol}`;
    problems.push(problem('contradiction', entry.location, message));
  }
  for (const [entry, deciding] of uselessEntries(entries)) {
    // Which of two contradicting lines is meant is not known, so neither is called useless.
    if (contradicting.has(entry)) continue;
    const same = deciding.expectation === entry.expectation && deciding.service === entry.service;
    const why = same ? 'already says so' : `decides there: ${say(deciding)}`;
    const message = `${say(entry)} never matters: line ${deciding.location.line} ${why}`;
    problems.push(problem('useless-entry', entry.location, message));
  }
  return [...problems, ...forbiddenServiceProblems(target)];
}

/**
 * An entry never matters when every port would be judged alike without it. Looked at from the last line to the first, so
 * that of two equal lines the later is reported, and each without those already reported.
 * @returns for each such entry one that decides in its place.
 */
export function uselessEntries(entries: readonly Entry[]): ReadonlyMap<Entry, Entry> {
  const expected = expectations(entries);
  const segmentsOf = new Map<Entry, Segment[]>();
  for (const segment of PROTOCOLS.flatMap((protocol) => expected[protocol])) {
    for (const entry of segment.entries) {
      const segments = segmentsOf.get(entry);
      if (segments === undefined) segmentsOf.set(entry, [segment]);
      else segments.push(segment);
    }
  }
  const useless = new Map<Entry, Entry>();
  for (const entry of [...entries].reverse()) {
    const inPlace = (segmentsOf.get(entry) ?? []).map((segment) => decidesWithout(segment, entry, useless));
    const [deciding] = inPlace;
    if (deciding != null && inPlace.every((other) => other !== null)) useless.set(entry, deciding);
  }
  return useless;
}

/** @returns who decides there without the entry, or null if that changes the judgement. */
function decidesWithout(segment: Segment, entry: Entry, gone: ReadonlyMap<Entry, Entry>): Entry | null {
  const remaining = segment.entries.filter((other) => !gone.has(other));
  const [first, second] = remaining;
  if (first === undefined || first !== entry) return first ?? null;
  if (second === undefined) return null;
  return second.expectation === entry.expectation && second.service === entry.service ? second : null;
}

/**
 * A port can't be required and forbidden, nor required and filtered. Two services for one port are fine where one entry
 * is an exception inside the other; where neither is, nothing says which one is meant.
 */
export function contradict(a: Entry, b: Entry): boolean {
  if (a.protocol !== b.protocol || intersect(a.ports, b.ports).length === 0) return false;
  const pair = new Set([a.expectation, b.expectation]);
  if (pair.has('require') && (pair.has('forbid') || pair.has('filtered'))) return true;
  if (pair.size > 1 || a.service === b.service) return false;
  return isSubset(a.ports, b.ports) === isSubset(b.ports, a.ports);
}

function forbiddenServiceProblems({ entries, forbiddenServices }: Target): readonly Problem[] {
  return forbiddenServices.flatMap(({ service, location }, index) => {
    const twin = forbiddenServices.slice(0, index).find((other) => other.service === service);
    if (twin !== undefined) {
      const message = `forbid ${service} never matters: line ${twin.location.line} already says so`;
      return [problem('useless-entry', location, message)];
    }
    const wanted = entries.find((entry) => entry.service !== null && sameService(service, entry.service));
    if (wanted === undefined) return [];
    const message = `forbid ${service} contradicts line ${wanted.location.line}, ${say(wanted)}`;
    return [problem('contradiction', location, message)];
  });
}

/** @returns the entry as it would be written: `allow 80/tcp http`. */
export function say({ expectation, ports, protocol, service }: Entry): string {
  return `${expectation} ${formatPorts(ports)}/${protocol}${service === null ? '' : ` ${service}`}`;
}

function problem(code: PolicyCode, location: Location, message: string): Problem {
  return { code, message, location };
}
