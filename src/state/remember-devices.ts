import { isGone, type KnownDevice, type SeenDevice, SIGHTINGS, type Sighting } from '../model/memory.ts';
import { compareText } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { type Moment, minutesBetween } from '../model/time.ts';
import { bornAt, missedAt, seenAt } from './life.ts';
import { joinDevices, joinSightings, type StateDraft } from './merge.ts';
import type { KnownRun, State } from './state.ts';

/** The most things of one list, and the most periods, that are kept of a device: the latest ones. */
const MOST_SIGHTINGS = 64;
const MOST_SPANS = 30;

/** Adds the devices that a run saw, and those that it did not see. */
export function rememberDevices(
  draft: StateDraft,
  state: State,
  { devices = [], memory }: Report,
  run: KnownRun,
): void {
  const seen = new Set(devices.map(({ id }) => id));
  const replaced = new Set<string>();
  for (const device of devices) {
    const before = knownAs(device, state);
    for (const { id } of before) if (id !== device.id) replaced.add(id);
    draft.addDevice(withSighting(device, before, run, memory?.noiseWindow));
  }
  for (const known of state.devices.values()) {
    if (seen.has(known.id) || replaced.has(known.id)) continue;
    draft.addDevice(isMissedBy(run, known) ? missedAt(known, run.at) : known);
  }
}

/**
 * @returns what is remembered of the device: under its own id, and under its addresses if it was known by those
 * before its hardware address was seen
 */
function knownAs({ id, zone, addresses }: SeenDevice, { devices }: State): readonly KnownDevice[] {
  const own = devices.get(id);
  if (own !== undefined || !id.startsWith('mac:')) return own === undefined ? [] : [own];
  return addresses.flatMap((address) => devices.get(`address:${zone}/${address}`) ?? []);
}

function withSighting(device: SeenDevice, before: readonly KnownDevice[], run: KnownRun, window?: number): KnownDevice {
  const { id, zone, targets } = device;
  const known = before.length === 0 ? null : before.map((one) => ({ ...one, id })).reduce(joinDevices);
  const now = {
    ...{ id, zone, environment: run.environment, targets: [...targets] },
    os: device.os ?? known?.os ?? null,
  };
  const lists = {
    addresses: sightings(device.addresses, known?.addresses, run.at),
    macs: sightings(
      device.links.map(({ mac, vendor }) => [mac, vendor]),
      known?.macs,
      run.at,
    ),
    names: sightings(device.names, known?.names, run.at),
    ports: sightings(
      device.ports.map(({ what, detail }) => [what, detail]),
      known?.ports,
      run.at,
    ),
  };
  if (known === null) return { ...now, ...lists, ...bornAt(run.at) };
  return { ...(known.last > run.at ? known : now), ...lists, ...seenAt(known, run.at, window) };
}

/** A thing whose detail this run does not know keeps the one that it had. */
function sightings(
  seen: readonly (string | readonly [what: string, detail: string | null])[],
  before: readonly Sighting[] = [],
  at: Moment,
): readonly Sighting[] {
  const known = new Map(before.map((one) => [one.what, one]));
  const now = seen.map((one): Sighting => {
    const [what, detail] = typeof one === 'string' ? [one, null] : one;
    return { what, detail: detail ?? known.get(what)?.detail ?? null, first: at, last: at };
  });
  return joinSightings(before, now);
}

/** Whether a run without the device shows that it is not there. */
export function isMissedBy({ environment, targets, complete }: KnownRun, known: KnownDevice): boolean {
  return complete && known.environment === environment && known.targets.every((target) => targets.includes(target));
}

/** @returns whether a device that was not seen is gone by then, and not only asleep */
export function isGoneBy(known: KnownDevice, at: Moment, window: number): boolean {
  return at > known.last && minutesBetween(known.last, at) > window;
}

/** @returns whether an earlier run found the device gone, so that this is no news */
export function wasFoundGone(known: KnownDevice, earlier: readonly KnownRun[], window: number): boolean {
  return isGone(known) && earlier.some((run) => isMissedBy(run, known) && isGoneBy(known, run.at, window));
}

/** @returns the device without what is too old to be kept */
export function trimDevice(known: KnownDevice): KnownDevice {
  const isShort = SIGHTINGS.every((key) => known[key].length <= MOST_SIGHTINGS) && known.spans.length <= MOST_SPANS;
  if (isShort) return known;
  const lists = SIGHTINGS.map((key) => [key, latest(known[key])] as const);
  return { ...known, ...Object.fromEntries(lists), spans: known.spans.slice(-MOST_SPANS) };
}

function latest(list: readonly Sighting[]): readonly Sighting[] {
  if (list.length <= MOST_SIGHTINGS) return list;
  const kept = new Set([...list].sort((a, b) => compareText(b.last, a.last)).slice(0, MOST_SIGHTINGS));
  return list.filter((one) => kept.has(one));
}
