import { type Policy, zoneOf, zoneOfAll } from '../model/policy.ts';
import { describeHosts, type HostClass, type Surface } from './hosts.ts';
import { placesOf, type Setting } from './setting.ts';

const REASON = 'Each zone has its own devices, and its own max-random.';

/**
 * In another zone, other devices are known, and findings about devices have other identities.
 * @param renames the earlier and the later names of targets
 * @param classes of the hosts of both policies
 */
export function zoneSettings(
  base: Policy,
  head: Policy,
  renames: ReadonlyMap<string, string>,
  classes: readonly HostClass[],
): readonly Setting[] {
  const hasZones = [...base.devices, ...head.devices].some(({ zone }) => zone !== null);
  const isDangerous = hasZones || base.maxRandom !== null || head.maxRandom !== null;
  const own = head.targets.flatMap((target): readonly Setting[] => {
    const was = base.targets.find(({ name }) => (renames.get(name) ?? name) === target.name);
    // The environment is a change of its own.
    if (was === undefined || (!isDangerous && was.zone === target.zone)) return [];
    return [
      {
        ...(isDangerous ? { kind: 'weakened', severity: 'medium' } : { kind: 'renamed', severity: 'note' }),
        ...{ subject: `zone of target ${target.name}`, targets: [target.name], worse: 1 },
        ...{ was: zoneOf(was, base), now: zoneOf(target, head) },
        ...placesOf(base, head, `targets.${target.name}.zone`, target.location),
        reason: REASON,
      },
    ];
  });
  return isDangerous ? [...own, ...movedHosts(base, head, classes, own)] : own;
}

/** @returns the zone of hosts that come to be in another one, and not because their targets are */
function movedHosts(
  base: Policy,
  head: Policy,
  classes: readonly HostClass[],
  explained: readonly Setting[],
): readonly Setting[] {
  return classes.flatMap((hosts): readonly Setting[] => {
    const [was, now] = [hostZone(hosts.base, base), hostZone(hosts.head, head)];
    if (was === undefined || now === undefined || was === now) return [];
    const targets = hosts.head.map(({ target }) => target.name);
    const isKnown = explained.some(
      (one) => one.was === was && one.now === now && targets.some((name) => one.targets?.includes(name)),
    );
    const location = hosts.head[0]?.target.location;
    if (isKnown || location === undefined) return [];
    return [
      {
        ...{ kind: 'weakened', severity: 'medium', subject: 'zone', was, now, worse: 1, targets },
        ...{ hosts: describeHosts([hosts]), location, reason: REASON },
      },
    ];
  });
}

function hostZone(surfaces: readonly Surface[], policy: Policy): string | undefined {
  return zoneOfAll(
    surfaces.map(({ target }) => target),
    policy,
  );
}
