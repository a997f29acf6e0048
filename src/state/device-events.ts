import { type DeviceEvent, isRandomGroup, type KnownDevice, type SeenDevice } from '../model/memory.ts';
import type { Policy } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import { macOf, nameOfKnown } from './devices.ts';
import { isGoneBy, isMissedBy, wasFoundGone } from './remember-devices.ts';
import type { KnownRun, State } from './state.ts';

/** The devices that a run saw, and the policy that names them. */
export interface DeviceNews {
  readonly devices: readonly SeenDevice[];
  readonly policy: Policy;
  /** Minutes that a device may be missing without being gone. */
  readonly window: number;
}

/**
 * @param earlier the complete runs of the same targets before this one
 * @returns what happened to devices since then. The group of devices that choose their own addresses has no events.
 */
export function deviceEvents(
  { devices, policy, window }: DeviceNews,
  state: State,
  run: KnownRun,
  earlier: readonly KnownRun[],
): readonly DeviceEvent[] {
  if (earlier.length === 0) return [];
  const seen = new Set(devices.map(({ id }) => id));
  const replaced = new Set(devices.flatMap(({ zone, addresses }) => addresses.map((one) => `address:${zone}/${one}`)));
  const here = devices.flatMap((device) => eventOf(device, state, earlier, window));
  const gone = [...state.devices.values()]
    .filter(
      (known) => !seen.has(known.id) && !replaced.has(known.id) && !isRandomGroup(known) && isMissedBy(run, known),
    )
    .filter((known) => isGoneBy(known, run.at, window) && !wasFoundGone(known, earlier, window))
    .map((known): DeviceEvent => ({ event: 'gone', ...aboutKnown(known, policy), last: known.last }));
  return [...here, ...gone].sort((a, b) => compareText(a.event, b.event) || compareText(a.id, b.id));
}

function eventOf(
  device: SeenDevice,
  { devices }: State,
  earlier: readonly KnownRun[],
  window: number,
): readonly DeviceEvent[] {
  if (isRandomGroup(device)) return [];
  const about = {
    id: device.id,
    vendor: device.links[0]?.vendor ?? null,
    name: device.name,
    addresses: device.addresses,
  };
  const known = devices.get(device.id);
  if (known === undefined) {
    const byAddress = device.addresses.some((address) => devices.has(`address:${device.zone}/${address}`));
    return byAddress ? [] : [{ event: 'new', ...about, last: null }];
  }
  if (wasFoundGone(known, earlier, window)) return [{ event: 'back', ...about, last: known.last }];
  const had = new Set(known.addresses.filter(({ last }) => last === known.last).map(({ what }) => what));
  return device.addresses.every((address) => had.has(address)) ? [] : [{ event: 'moved', ...about, last: known.last }];
}

function aboutKnown(known: KnownDevice, policy: Policy): Pick<DeviceEvent, 'id' | 'vendor' | 'name' | 'addresses'> {
  const mac = macOf(known);
  const vendor = known.macs.find(({ what }) => what === mac)?.detail ?? null;
  const last = known.addresses.filter(({ last: at }) => at === known.last);
  return {
    id: known.id,
    vendor,
    name: nameOfKnown(policy, known)?.name ?? null,
    addresses: last.map(({ what }) => what),
  };
}
