import { type Policy, type PolicyDevice, zoneOf, zoneOfAll } from '../model/policy.ts';
import type { Location } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { Change } from './change.ts';
import { describeHosts, type HostClass, type Surface } from './hosts.ts';
import { changed, placesOf, type Setting } from './settings.ts';

/** The part of a change that is not the same for all changes of devices. */
type Told = Pick<Change, 'kind' | 'severity' | 'subject' | 'was' | 'now' | 'location' | 'before'> & {
  readonly reason?: string;
};

/**
 * @param renames the earlier and the later names of targets
 * @param classes of the hosts of both policies
 * @returns devices that are known now and were not, or the reverse; devices that are required no longer; addresses at
 *   which more hardware addresses may answer; and other zones of targets and hosts
 */
export function deviceChanges(
  base: Policy,
  head: Policy,
  renames: ReadonlyMap<string, string>,
  classes: readonly HostClass[],
): readonly Change[] {
  const around = head.settings.get('devices') ?? { file: head.file, line: 1, column: 1 };
  // If unknown devices are no finding, what the policy knows only names them.
  const counts = base.unknownDevices !== null || head.unknownDevices !== null;
  const told = [
    ...head.devices.flatMap((device) => knownChanges(device, base.devices, counts, true, around)),
    ...base.devices.flatMap((device) => knownChanges(device, head.devices, counts, false, around)),
    ...head.devices.flatMap((device) => renamedDevice(device, base.devices)),
    ...base.devices.flatMap((device) => requiredChanges(device, head.devices, true, around)),
    ...head.devices.flatMap((device) => requiredChanges(device, base.devices, false, around)),
    ...base.devices.flatMap((device) => ownerChanges(device, head.devices, true, around)),
    ...head.devices.flatMap((device) => ownerChanges(device, base.devices, false, around)),
  ];
  const changes = told.map((one): Change => ({ targets: [], hosts: null, reason: null, ...one }));
  return [...changes, ...changed(zoneSettings(base, head, renames, classes))];
}

function wordsOf({ name, zone }: PolicyDevice): string {
  return `device ${printable(name)}${zone === null ? '' : ` in zone ${printable(zone)}`}`;
}

/** A device of any zone is in every zone. */
function isBeside(one: PolicyDevice, other: PolicyDevice): boolean {
  return other.zone === null || other.zone === one.zone;
}

function identities({ macs, addresses }: PolicyDevice): readonly string[] {
  return [...macs, ...addresses];
}

function places(device: PolicyDevice, other: PolicyDevice | undefined, isLater: boolean, around: Location) {
  const [now, was] = isLater ? [device, other] : [other, device];
  return { location: now?.location ?? around, before: was?.location ?? null };
}

/** @param isLater whether the device is one of the later policy: what only it knows is known newly */
function knownChanges(
  device: PolicyDevice,
  others: readonly PolicyDevice[],
  counts: boolean,
  isLater: boolean,
  around: Location,
): readonly Told[] {
  const fresh = identities(device).filter(
    (id) => !others.some((other) => isBeside(device, other) && identities(other).includes(id)),
  );
  if (fresh.length === 0) return [];
  const twin = others.find(({ name, zone }) => name === device.name && zone === device.zone);
  const [was, now] = isLater ? ['not known', 'known'] : ['known', 'not known'];
  const kind = !counts ? 'renamed' : isLater ? 'newly-allowed' : 'narrowed';
  return [
    {
      ...{ kind, severity: kind === 'newly-allowed' ? 'medium' : 'note' },
      ...{ subject: `${fresh.join(', ')} of ${wordsOf(device)}`, was, now },
      ...(kind === 'newly-allowed' ? { reason: 'A host with this address is no unknown device any more.' } : {}),
      ...places(device, twin, isLater, around),
    },
  ];
}

function renamedDevice(device: PolicyDevice, earlier: readonly PolicyDevice[]): readonly Told[] {
  const was = earlier.find(
    (one) => isBeside(device, one) && identities(one).some((id) => identities(device).includes(id)),
  );
  if (was === undefined || was.name === device.name) return [];
  return [
    {
      ...{ kind: 'renamed', severity: 'note', subject: wordsOf(device) },
      ...{ was: `called ${printable(was.name)}`, now: `called ${printable(device.name)}` },
      ...{ location: device.location, before: was.location },
    },
  ];
}

function requiredChanges(
  device: PolicyDevice,
  others: readonly PolicyDevice[],
  isEarlier: boolean,
  around: Location,
): readonly Told[] {
  const same = (other: PolicyDevice) =>
    other.zone === device.zone &&
    (other.name === device.name || identities(other).some((id) => identities(device).includes(id)));
  if (!device.required || others.some((other) => other.required && same(other))) return [];
  const twin = others.find(same);
  return [
    {
      ...(isEarlier
        ? {
            kind: 'require-gone',
            severity: 'medium',
            was: 'required',
            now: twin === undefined ? 'gone' : 'not required',
          }
        : {
            kind: 'narrowed',
            severity: 'note',
            was: twin === undefined ? 'not there' : 'not required',
            now: 'required',
          }),
      ...{ subject: wordsOf(device), ...places(device, twin, !isEarlier, around) },
    },
  ];
}

/** Changes of which hardware addresses may answer at an address that belongs to a device. */
function ownerChanges(
  device: PolicyDevice,
  others: readonly PolicyDevice[],
  isEarlier: boolean,
  around: Location,
): readonly Told[] {
  if (device.macs.length === 0) return [];
  return device.addresses.flatMap((address): readonly Told[] => {
    const other = others.find((one) => isBeside(device, one) && one.macs.length > 0 && one.addresses.includes(address));
    if (other?.macs.every((mac) => device.macs.includes(mac)) === true) return [];
    const [was, now] = isEarlier ? [device, other] : [other, device];
    const may = (one: PolicyDevice | undefined) => (one === undefined ? 'any' : one.macs.join(', '));
    return [
      {
        ...(isEarlier ? { kind: 'loosened', severity: 'medium' } : { kind: 'narrowed', severity: 'note' }),
        subject: `hardware addresses that may answer at ${address}, ${wordsOf(device)}`,
        ...{ was: may(was), now: may(now), ...places(device, other, !isEarlier, around) },
      },
    ];
  });
}

const REASON = 'Each zone has its own devices, and its own max-random.';

/** In another zone, other devices are known, and findings about devices have other identities. */
function zoneSettings(
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
