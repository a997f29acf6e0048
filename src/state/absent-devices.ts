import { isInZone, type PolicyDevice, type Target, zoneOf } from '../model/policy.ts';
import { printable } from '../model/text.ts';
import type { Moment } from '../model/time.ts';
import { momentWords } from '../report/memory-words.ts';
import { isSeen, namesOfHost, type PlacedHost } from './devices.ts';
import { graceLeft, type Judging } from './grace.ts';
import type { State } from './state.ts';

/** What a run knows of devices. */
export interface DeviceEvidence extends Judging {
  /** The targets of the run. */
  readonly targets: readonly Target[];
  readonly hosts: readonly PlacedHost[];
  /** Whether all of the required coverage was answered. */
  readonly complete: boolean;
  /** Null: the run has no memory. */
  readonly state: State | null;
}

/** A required device that a run did not see, although it looked everywhere where the device may be. */
export interface AbsentDevice {
  readonly device: PolicyDevice;
  /** The target of a finding about it. */
  readonly target: Target;
  /** When it was seen last, by the memory; null: never. */
  readonly last: Moment | null;
  /** How much of its grace is left, as a sentence; null: nothing, so it is missing. */
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

/** @returns a notice for each required device that is absent, and not missing yet */
export function graceNotices(evidence: DeviceEvidence): readonly string[] {
  return absentDevices(evidence).flatMap(({ device, last, left }) => {
    if (left === null || last === null) return [];
    return (
      `Device ${printable(device.name)} is required, and this run did not see it. The last run that saw it was at ` +
      `${momentWords(last)}. ${left}`
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
