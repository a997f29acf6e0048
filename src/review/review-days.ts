import { type Expectation, entryWords, type Policy, type Target } from '../model/policy.ts';
import { type PortSet, type Protocol, portCount, subtract, union } from '../model/port.ts';
import { compareText, type Location } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { Change } from './change.ts';

/** A line with its day of review. `protocol` is null for a service that is forbidden on any port. */
interface Line {
  readonly words: string;
  readonly expectation: Expectation;
  readonly protocol: Protocol | null;
  readonly ports: PortSet;
  readonly service: string | null;
  readonly day: string | null;
  readonly location: Location;
}

/**
 * A line whose day of review is over fails a build, if the level says so.
 * @param renames the earlier and the later names of targets
 * @returns the lines that are reviewed later than before, or never; and, narrowed, earlier
 */
export function reviewDayChanges(base: Policy, head: Policy, renames: ReadonlyMap<string, string>): readonly Change[] {
  const former = new Map([...renames].map(([before, after]) => [after, before]));
  return [
    ...base.targets.flatMap((target) => {
      const now = linesIn(head, renames.get(target.name) ?? target.name);
      return linesOf(target).flatMap((was) => changeOf(was, now, renames.get(target.name) ?? target.name, true));
    }),
    ...head.targets.flatMap((target) => {
      const was = linesIn(base, former.get(target.name) ?? target.name);
      return linesOf(target).flatMap((now) => changeOf(now, was, target.name, false));
    }),
  ];
}

/** @returns a change if lines of the other policy have ports of this line, but none with this day or an earlier one */
function changeOf(line: Line, others: readonly Line[], target: string, loosens: boolean): readonly Change[] {
  const { day } = line;
  if (day === null) return [];
  const alike = others.filter((one) => isAlike(one, line));
  const inTime = alike.filter((one) => one.day !== null && one.day <= day);
  const left = alike.filter((one) => !inTime.includes(one) && sharesMore(one, line, inTime));
  const [other] = left.sort((a, b) => compareText(a.day ?? '', b.day ?? ''));
  if (other === undefined) return [];
  const [was, now] = loosens ? [line, other] : [other, line];
  return [
    {
      ...(loosens
        ? { kind: 'loosened' as const, severity: 'low' as const }
        : { kind: 'narrowed' as const, severity: 'note' as const }),
      subject: `review-by of ${printable(line.words)}`,
      ...{ was: was.day ?? 'none', now: now.day ?? 'none', targets: [target], hosts: null, reason: null },
      ...{ location: now.location, before: was.location },
    },
  ];
}

function isAlike(one: Line, line: Line): boolean {
  if (one.protocol !== line.protocol || kindOf(one) !== kindOf(line)) return false;
  return line.protocol !== null || one.service === line.service;
}

function kindOf({ expectation }: Line): Expectation {
  return expectation === 'require' ? 'allow' : expectation;
}

/** Whether both lines have ports that are in none of the lines in time. A service on any port has no ports. */
function sharesMore(one: Line, line: Line, inTime: readonly Line[]): boolean {
  if (line.protocol === null) return inTime.length === 0;
  const rest = subtract(line.ports, union(...inTime.map(({ ports }) => ports)));
  return portCount(subtract(rest, one.ports)) < portCount(rest);
}

/** @returns the lines of the target; of all targets, if it is gone: they may have moved */
function linesIn({ targets }: Policy, name: string): readonly Line[] {
  const target = targets.find((one) => one.name === name);
  return target === undefined ? targets.flatMap(linesOf) : linesOf(target);
}

/** Ports, or a service on any port, that are to be reviewed by a day. */
export interface ReviewDay {
  readonly day: string;
  readonly expectation: Expectation;
  readonly protocol: Protocol | null;
  readonly ports: PortSet;
  readonly service: string | null;
}

/** @returns the days of review of a target, sorted: equal for lines that mean the same */
export function reviewDaysOf(target: Target): readonly ReviewDay[] {
  const days = new Map<string, ReviewDay>();
  for (const line of linesOf(target)) {
    const { day, protocol, ports } = line;
    if (day === null) continue;
    const service = protocol === null ? line.service : null;
    const one = { day, expectation: kindOf(line), protocol, ports, service };
    const key = [day, one.expectation, protocol, service].join(' ');
    days.set(key, { ...one, ports: union(days.get(key)?.ports ?? [], ports) });
  }
  return [...days].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
}

function linesOf({ entries, forbiddenServices }: Target): readonly Line[] {
  return [
    ...entries.map((entry) => ({ ...entry, words: entryWords(entry), day: entry.reviewBy })),
    ...forbiddenServices.map(({ service, reviewBy, location }) => ({
      ...{ words: `forbid ${service}`, expectation: 'forbid' as const, protocol: null, ports: [] },
      ...{ service, day: reviewBy, location },
    })),
  ];
}
