import type { Mac } from '../model/device.ts';
import { groupBy } from '../model/group.ts';
import type { Located, Policy } from '../model/policy.ts';
import { PROTOCOLS } from '../model/port.ts';
import { compareText, type Location } from '../model/problem.ts';
import type { Change } from './change.ts';
import { type Graded, gradePorts, worstOf } from './grade.ts';
import { describeHosts, type HostClass, type Surface } from './hosts.ts';

/** A hardware address that one policy excludes at some hosts, and the other one does not. */
interface Difference {
  readonly line: Located<Mac>;
  readonly hosts: HostClass;
  /** The earlier targets whose hosts the line concerns. */
  readonly was: readonly Surface[];
}

/**
 * A device that a target excludes is not port scanned at any address of the target, whichever other target names the
 * address. So the exclusions of all targets of a host count together.
 * @param earlier the surfaces of the earlier policy
 * @param classes of the hosts of both policies
 */
export function excludedMacChanges(
  base: Policy,
  head: Policy,
  earlier: readonly Surface[],
  classes: readonly HostClass[],
): readonly Change[] {
  const hidden = classes.flatMap((hosts): readonly Difference[] => {
    return onlyIn(macsOf(head, hosts.head), macsOf(base, hosts.base)).flatMap((line) => {
      const was = [...hosts.base, ...perhapsAlso(base, earlier, hosts, line.value)];
      return was.length === 0 ? [] : [{ line, hosts, was }];
    });
  });
  const shown = classes.flatMap((hosts): readonly Difference[] => {
    if (hosts.head.length === 0) return [];
    return onlyIn(macsOf(base, hosts.base), macsOf(head, hosts.head)).map((line) => ({ line, hosts, was: hosts.base }));
  });
  return [
    ...[...groupBy(hidden, ({ line }) => line)].map(([line, group]) => changeOf(line, group, true)),
    ...[...groupBy(shown, ({ line }) => line)].map(([line, group]) => changeOf(line, group, false)),
  ];
}

/** @returns the hardware addresses that the other list does not have, each line once */
export function onlyIn(all: readonly Located<Mac>[], others: readonly Located<Mac>[]): readonly Located<Mac>[] {
  return [...new Set(all)].filter(({ value }) => !others.some((other) => other.value === value));
}

function macsOf({ authorization }: Policy, surfaces: readonly Surface[]): readonly Located<Mac>[] {
  return surfaces.flatMap(({ target }) => [...(target.excludeMacs ?? []), ...(authorization?.excludeMacs ?? [])]);
}

/**
 * A name may have any address, also one of another target, and no name is resolved here.
 * @returns the other earlier targets at whose hosts the device may be, and that do not exclude it
 */
function perhapsAlso(base: Policy, earlier: readonly Surface[], hosts: HostClass, mac: Mac): readonly Surface[] {
  return earlier.filter((one) => {
    if (hosts.base.includes(one) || (hosts.names.length === 0 && one.names.size === 0)) return false;
    return !macsOf(base, [one]).some(({ value }) => value === mac);
  });
}

const HIDES = 'Any host can take a hardware address, and so hide itself.';
const PERHAPS = 'No name is resolved here: the exclusion may concern hosts of other targets.';

function changeOf(line: Located<Mac>, group: readonly [Difference, ...Difference[]], isHidden: boolean): Change {
  const classes = group.map(({ hosts }) => hosts);
  const [first] = group;
  const isCertain = classes.some((hosts) => hosts.base.length > 0);
  const names = classes.flatMap((hosts) => hosts.head.map(({ target }) => target.name));
  return {
    ...(isHidden
      ? { kind: 'no-longer-checked', ...severityOf(group.flatMap(({ was }) => was)), was: 'scanned', now: 'excluded' }
      : { kind: 'narrowed', severity: 'note', was: 'excluded', now: 'scanned' }),
    subject: `device ${line.value}`,
    reason: !isHidden ? null : isCertain ? HIDES : PERHAPS,
    targets: [...new Set(names)].sort(compareText),
    hosts: describeHosts(classes),
    location: isHidden ? line.location : placeOf(first.hosts.head, line.location),
    before: placeOf(first.was, line.location),
  };
}

function placeOf([first]: readonly Surface[], otherwise: Location): Location {
  return first?.target.location ?? otherwise;
}

/** @returns the severity of ports that nobody scans any more, whichever of the targets wanted them scanned */
export function severityOf(surfaces: readonly Surface[]): Pick<Graded, 'severity'> {
  return worstOf(
    surfaces.flatMap(({ covered }) =>
      PROTOCOLS.flatMap((protocol) => gradePorts(protocol, covered[protocol] ?? [], [])),
    ),
  );
}
