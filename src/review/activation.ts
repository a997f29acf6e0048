import { WAIVABLE_CODES, type WaivableCode } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import type { Policy, Target } from '../model/policy.ts';
import { PROTOCOLS } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { breakpoints } from './cells.ts';
import type { Change } from './change.ts';
import { codeOf, type Failure, servicesAt } from './failures.ts';
import { describeHosts, type HostClass, type Surface } from './hosts.ts';
import type { Nearest } from './reachability.ts';
import { changed, placesOf, type Setting } from './setting.ts';

/** Hosts whose failures count later than before, because other targets report them now. */
interface Moved {
  readonly hosts: HostClass;
  /** The last day on which the failures were tolerated; empty: they were not. */
  readonly was: string;
  readonly until: string;
  /** The later targets that report the failures, sorted by name. */
  readonly targets: readonly Target[];
}

const REASON = 'Its findings fail no build until the end of that day.';

/**
 * @param renames the earlier and the later names of targets
 * @param classes of the hosts of both policies
 * @returns targets that are active later than before, and hosts that move into a target that is active later; and,
 *   narrowed, targets that are active earlier
 */
export function activationChanges(
  base: Policy,
  head: Policy,
  renames: ReadonlyMap<string, string>,
  classes: readonly HostClass[],
  nearest: Nearest,
): readonly Change[] {
  const own = head.targets.map((target) => settingOf(base, head, target, renames));
  const later = new Set(head.targets.filter((_, index) => isLater(own[index])));
  const moved = classes.flatMap((hosts) => movedOf(hosts, later));
  const alike = groupBy(moved, ({ was, until, targets }) => [was, until, ...targets.map(({ name }) => name)].join('|'));
  return [...changed(own), ...[...alike.values()].map((same) => changeOf(same, nearest))];
}

function isLater(setting: Setting | undefined): boolean {
  return setting !== undefined && setting.worse > 0 && setting.was !== setting.now;
}

function settingOf(base: Policy, head: Policy, now: Target, renames: ReadonlyMap<string, string>): Setting {
  const was = base.targets.find(({ name }) => (renames.get(name) ?? name) === now.name);
  return {
    ...{ kind: 'weakened', severity: 'high', targets: [now.name], reason: REASON },
    subject: `activation of target ${now.name}`,
    // A new target made nothing fail before. If it takes over hosts of another one, that is a change of its own.
    was: was === undefined ? (dayOf(now) === '' ? 'active' : 'no target') : stateOf(dayOf(was)),
    now: stateOf(dayOf(now)),
    worse: was !== undefined && dayOf(now) > dayOf(was) ? 1 : -1,
    ...placesOf(base, head, `targets.${now.name}.activation`, now.location),
    before: was?.activation?.location ?? was?.location ?? null,
  };
}

function dayOf({ activation }: Target): string {
  return activation?.value ?? '';
}

function stateOf(day: string): string {
  return day === '' ? 'active' : `not active until ${day}`;
}

/** @returns the same for hosts that came from other targets */
function memberOf(day: string): string {
  return day === '' ? 'in an active target' : `in a target that is ${stateOf(day)}`;
}

/** @param explained later targets whose own activation is a change already */
function movedOf(hosts: HostClass, explained: ReadonlySet<Target>): readonly Moved[] {
  const { base, head } = hosts;
  if (base.length === 0 || head.every(({ target }) => target.activation === null)) return [];
  return failuresOf(hosts).flatMap((failure): readonly Moved[] => {
    const [before, after] = [reporters(base, failure), reporters(head, failure)];
    const [was, until] = [toleratedUntil(before), toleratedUntil(after)];
    // Without a failure before, nothing was noticed that is tolerated now.
    if (was === null || until === null || until <= was || after.some((target) => explained.has(target))) return [];
    return [{ hosts, was, until, targets: [...after].sort((a, b) => compareText(a.name, b.name)) }];
  });
}

/** @returns a failure of each kind for each range of ports in which all ports are expected the same */
function failuresOf(hosts: HostClass): readonly Failure[] {
  return PROTOCOLS.flatMap((protocol) =>
    breakpoints([...hosts.base, ...hosts.head], protocol).flatMap((port) => {
      const services = [null, ...new Set(servicesAt(hosts, protocol, port))];
      return WAIVABLE_CODES.flatMap((code: WaivableCode) =>
        services.map((service): Failure => ({ code, service, protocol, port })),
      );
    }),
  );
}

function reporters(surfaces: readonly Surface[], failure: Failure): readonly Target[] {
  return surfaces.filter((surface) => codeOf(surface, failure) !== null).map(({ target }) => target);
}

/** @returns the last day on which every target tolerates a failure; empty: one of them does not; null: there is none */
function toleratedUntil(targets: readonly Target[]): string | null {
  return targets.map(dayOf).sort(compareText)[0] ?? null;
}

function changeOf(same: readonly [Moved, ...Moved[]], nearest: Nearest): Change {
  const [{ was, until, targets }] = same;
  const names = targets.map(({ name }) => name);
  return {
    ...{ kind: 'weakened', severity: 'high', reason: REASON },
    subject: `activation of ${names.length === 1 ? 'target' : 'targets'} ${names.join(', ')}`,
    ...{ was: memberOf(was), now: memberOf(until), targets: names },
    hosts: describeHosts([...new Set(same.map(({ hosts }) => hosts))]),
    location: targets[0]?.activation?.location ?? nearest(names),
    before: null,
  };
}
