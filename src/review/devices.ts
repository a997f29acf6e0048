import type { Policy, PolicyDevice } from '../model/policy.ts';
import type { Location } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { Change } from './change.ts';
import type { HostClass } from './hosts.ts';
import { changed } from './setting.ts';
import { zoneSettings } from './zones.ts';

/** The part of a change that is not the same for all changes of devices. */
type Told = Pick<Change, 'kind' | 'severity' | 'subject' | 'was' | 'now' | 'location' | 'before'> & {
  readonly reason?: string;
};

/**
 * @param renames the earlier and the later names of targets
 * @param classes of the hosts of both policies
 * @returns devices that are known now and were not, or the reverse; devices that are required no longer; addresses at
 *   which more hardware addresses may answer; devices that become one; and other zones of targets and hosts
 */
export function deviceChanges(
  base: Policy,
  head: Policy,
  renames: ReadonlyMap<string, string>,
  classes: readonly HostClass[],
): readonly Change[] {
  const around = head.settings.get('devices') ?? { file: head.file, line: 1, column: 1 };
  // If unknown devices are no finding and no devices are counted, what the policy knows mostly only names them.
  const counts = [base, head].some(({ unknownDevices, maxRandom }) => unknownDevices !== null || maxRandom !== null);
  const told = [
    ...head.devices.flatMap((device) => knownChanges(device, base.devices, counts, true, around)),
    ...base.devices.flatMap((device) => knownChanges(device, head.devices, counts, false, around)),
    ...head.devices.flatMap((device) => mergedDevice(device, base.devices)),
    ...base.devices.flatMap((device) => easierDevice(device, base.devices, head.devices)),
    ...base.devices.flatMap((device) => freedMacs(device, base.devices, head.devices)),
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
function isBeside(one: Pick<PolicyDevice, 'zone'>, other: PolicyDevice): boolean {
  return other.zone === null || other.zone === one.zone;
}

function identities({ macs, addresses }: PolicyDevice): readonly string[] {
  return [...macs, ...addresses];
}

function places(device: PolicyDevice, other: PolicyDevice | undefined, isLater: boolean, around: Location) {
  const [now, was] = isLater ? [device, other] : [other, device];
  return { location: now?.location ?? around, before: was?.location ?? null };
}

const UNKNOWN_NO_MORE = 'A host with this address is no unknown device any more.';

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
  const kind = !counts && !isJudged(device, fresh, others) ? 'renamed' : isLater ? 'newly-allowed' : 'narrowed';
  return [
    {
      ...{ kind, severity: kind === 'newly-allowed' ? 'medium' : 'note' },
      ...{ subject: `${fresh.join(', ')} of ${wordsOf(device)}`, was, now },
      ...(kind === 'newly-allowed'
        ? { reason: counts ? UNKNOWN_NO_MORE : 'A host with this address is this device now.' }
        : {}),
      ...places(device, twin, isLater, around),
    },
  ];
}

/** A required device is there if any of its identities is, and devices at one address are one if all their MACs are. */
function isJudged(device: PolicyDevice, fresh: readonly string[], others: readonly PolicyDevice[]): boolean {
  const isPair = device.macs.length > 1 && device.macs.some((mac) => fresh.includes(mac));
  return isPair || (device.required && others.some((other) => other.required && isSame(device, other)));
}

/** Hardware addresses of several devices that become those of one device conflict no more. */
function mergedDevice(device: PolicyDevice, earlier: readonly PolicyDevice[]): readonly Told[] {
  const beside = earlier.filter((one) => isBeside(device, one));
  const owners = device.macs.map((mac) => beside.find(({ macs }) => macs.includes(mac)));
  const [first] = owners;
  // A hardware address that nobody had is a change of its own.
  if (first === undefined || owners.includes(undefined)) return [];
  if (beside.some(({ macs }) => device.macs.every((mac) => macs.includes(mac)))) return [];
  return [
    {
      ...{ kind: 'loosened', severity: 'medium', subject: `${device.macs.join(', ')} of ${wordsOf(device)}` },
      ...{ was: 'of several devices', now: 'of one device', location: device.location, before: first.location },
      reason: 'They are no conflict any more if they answer at one address.',
    },
  ];
}

/** A required device is there if any of its identities is, so those of another device are one more way to be there. */
function easierDevice(
  device: PolicyDevice,
  earlier: readonly PolicyDevice[],
  later: readonly PolicyDevice[],
): readonly Told[] {
  if (!device.required) return [];
  const ways = later
    .filter((one) => one.required && isSame(device, one))
    .map((one) => ({ one, taken: takenOver(device, one, earlier) }));
  const [first] = ways;
  // If one of them demands as much as before, the others only add to it.
  if (first === undefined || ways.some(({ taken }) => taken.length === 0)) return [];
  const { one, taken } = first;
  return [
    {
      ...{ kind: 'loosened', severity: 'medium' },
      ...{ subject: `${taken.map(({ id }) => id).join(', ')} of ${wordsOf(one)}` },
      ...{ was: 'of another device', now: 'of this required device' },
      ...{ location: one.location, before: taken[0]?.owner.location ?? device.location },
      reason: 'The device is not missing any more if only a host with this address is up.',
    },
  ];
}

/** @returns what the later device has of other earlier devices; what nobody had is a change of its own */
function takenOver(device: PolicyDevice, now: PolicyDevice, earlier: readonly PolicyDevice[]) {
  const own = identities(device);
  return identities(now).flatMap((id) => {
    const owner = earlier.find((one) => isBeside(now, one) && identities(one).includes(id));
    return own.includes(id) || owner === undefined ? [] : [{ id, owner }];
  });
}

/**
 * A device without hardware addresses is there if any host that is no other device answers at its address. So hardware
 * addresses that are of no device any more are one more way to be there.
 */
function freedMacs(
  owner: PolicyDevice,
  earlier: readonly PolicyDevice[],
  later: readonly PolicyDevice[],
): readonly Told[] {
  // Who may answer at the address of a device with hardware addresses is a change of its own.
  const byAddress = later.filter(
    (one) =>
      one.required &&
      one.macs.length === 0 &&
      (isBeside(one, owner) || isBeside(owner, one)) &&
      earlier.some((was) => was.required && isSame(was, one)),
  );
  const free = owner.macs.filter((mac) =>
    byAddress.some(({ zone }) => {
      const place = { zone: owner.zone ?? zone };
      return !later.some((one) => isBeside(place, one) && one.macs.includes(mac));
    }),
  );
  const [first] = byAddress;
  if (first === undefined || free.length === 0) return [];
  return [
    {
      ...{ kind: 'loosened', severity: 'medium', subject: `${free.join(', ')} of ${wordsOf(owner)}` },
      ...{ was: 'of a device', now: 'of no device', location: first.location, before: owner.location },
      reason: 'A required device is not missing any more if a host with this hardware address answers at its address.',
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

function isSame(one: PolicyDevice, other: PolicyDevice): boolean {
  if (one.zone !== other.zone) return false;
  return one.name === other.name || identities(one).some((id) => identities(other).includes(id));
}

function requiredChanges(
  device: PolicyDevice,
  others: readonly PolicyDevice[],
  isEarlier: boolean,
  around: Location,
): readonly Told[] {
  if (!device.required || others.some((other) => other.required && isSame(device, other))) return [];
  const twin = others.find((other) => isSame(device, other));
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
