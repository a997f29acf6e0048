import { isInZone, type Policy, type PolicyDevice, type Target, zoneOf } from '../model/policy.ts';
import { counted } from '../model/quantity.ts';
import { printable } from '../model/text.ts';
import { type Moment, minutesBetween, momentOf } from '../model/time.ts';
import { isSeen, namesOfHost, type PlacedHost } from './devices.ts';
import type { State } from './state.ts';

/** What a run knows of devices. */
export interface DeviceEvidence {
  readonly policy: Policy;
  /** The targets of the run. */
  readonly targets: readonly Target[];
  readonly hosts: readonly PlacedHost[];
  /** Whether all of the required coverage was answered. */
  readonly complete: boolean;
  /** Null: the run has no memory. */
  readonly state: State | null;
  readonly now: Date;
}

/** A required device that a run did not see, although it looked everywhere where the device may be. */
export interface AbsentDevice {
  readonly device: PolicyDevice;
  /** The target of a finding about it. */
  readonly target: Target;
  /** When it was seen last, by the memory; null: never. */
  readonly last: Moment | null;
  /** How much of its grace is left, in words; null: nothing, so it is missing. */
  readonly left: string | null;
}

/** Without a memory of the device there is no grace: the loss of the state file shortens it. */
export function absentDevices(evidence: DeviceEvidence): readonly AbsentDevice[] {
  const { policy, targets, hosts, complete, state } = evidence;
  if (!complete) return [];
  const present = new Set(
    hosts.filter((host) => isSeen(host) && host.unproven !== true).flatMap((host) => namesOfHost(policy, host)),
  );
  return policy.devices.flatMap((device) => {
    const where = policy.targets.filter((target) => isInZone(device, zoneOf(target, policy)));
    const target = targets.find((one) => where.includes(one)) ?? (targets[0] as Target);
    // Nobody looked everywhere where the device may be.
    if (!device.required || where.some((one) => !targets.includes(one)) || present.has(device)) return [];
    const last = state === null ? null : lastSeen(device, state);
    const left = state === null || last === null ? null : graceLeft(evidence, state, where, last);
    return [{ device, target, last, left }];
  });
}

/**
 * Only a moment that is over counts, so that nothing in a file is a grace without end. Incomplete runs count too: if
 * they did not, a network that never answers completely would have no missing device.
 */
function graceLeft(
  { policy, now }: DeviceEvidence,
  state: State,
  where: readonly Target[],
  last: Moment,
): string | null {
  const { minutes, runs } = policy.grace;
  const [at, gone] = [momentOf(now), minutesBetween(last, momentOf(now))];
  if (gone < 0) return null;
  if (runs === 0) return gone < minutes ? counted(Math.ceil(minutes - gone), 'minute') : null;
  const ours = state.runs.filter(({ environment }) => environment === policy.environment);
  // If the run that saw the device is forgotten, so may be later ones.
  if (!ours.some((run) => run.at === last)) return null;
  const looked = ours.filter((run) => where.every(({ name }) => run.targets.includes(name)));
  const missed = looked.filter((run) => run.at > last && run.at < at).length + 1;
  return missed <= runs ? counted(runs - missed, 'run') : null;
}

/** @returns a notice for each required device that is absent, and not missing yet */
export function graceNotices(evidence: DeviceEvidence): readonly string[] {
  return absentDevices(evidence).flatMap(({ device, last, left }) => {
    if (left === null) return [];
    return (
      `Device ${printable(device.name)} is required and was not seen. It was seen last at ${last}, and its grace ` +
      `lasts ${left} more.`
    );
  });
}

function lastSeen({ macs, addresses, zone }: PolicyDevice, { devices }: State): Moment | null {
  const seen = [...devices.values()]
    .filter((known) => zone === null || known.zone === zone)
    .flatMap((known) => [
      ...known.macs.filter(({ what }) => macs.some((mac) => mac === what)),
      ...(macs.length > 0 ? [] : known.addresses.filter(({ what }) => addresses.some((one) => one === what))),
    ]);
  return (
    seen
      .map(({ last }) => last)
      .sort()
      .at(-1) ?? null
  );
}
