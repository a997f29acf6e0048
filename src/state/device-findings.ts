import { CATALOGUE } from '../compare/catalogue.ts';
import { aboutTarget, NOTHING_SEEN, severityAt } from '../compare/finding.ts';
import { fingerprint } from '../compare/fingerprint.ts';
import { isLocallyAdministered, type LinkAddress } from '../model/device.ts';
import type { DeviceCode, Finding, Level } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { notActiveUntil, type Policy, type PolicyDevice, type Target, type UnknownDevices } from '../model/policy.ts';
import { counted } from '../model/quantity.ts';
import { type Moment, minutesBetween, momentOf } from '../model/time.ts';
import { isSeen, nameOfHost, type PlacedHost, stableMacs } from './devices.ts';
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

/**
 * Compares the devices that are up with those that the policy names. What identifies a host is what this run saw: the
 * memory names no device. It only grants a required device its grace, and tells `learn` what is new.
 */
export function deviceFindings(evidence: DeviceEvidence): readonly Finding[] {
  const seen = { ...evidence, hosts: evidence.hosts.filter(isSeen) };
  return [...unknownDevices(seen), ...tooManyRandom(seen), ...conflicts(seen), ...missingDevices(seen)];
}

const UNKNOWN_LEVELS = { fail: 'error', warn: 'warning', note: 'note', learn: 'note' } as const satisfies Readonly<
  Record<UnknownDevices, Level>
>;

function unknownDevices(evidence: DeviceEvidence): readonly Finding[] {
  const { policy, hosts, state } = evidence;
  const { unknownDevices: mode } = policy;
  if (mode === null) return [];
  const stable = stableMacs(policy);
  return hosts.flatMap((host) => {
    if (nameOfHost(policy, host) !== null) return [];
    const { links = [], address, zone } = host;
    const own = links.filter(({ mac }) => !isLocallyAdministered(mac) || stable.has(mac));
    if (own.length === 0 && links.length > 0) return [];
    const id = own[0] === undefined ? `address:${zone}/${address}` : `mac:${zone}/${own[0].mac}`;
    if (mode === 'learn' && (state === null || state.runs.length === 0 || state.devices.has(id))) return [];
    const what = own.length === 0 ? 'its hardware address is not known' : own.map(linkWords).join(', ');
    const message =
      `${address} is up (${what}): no device of the policy has this ` +
      `${own.length === 0 ? 'address' : 'hardware address'}.`;
    return [findingAt(evidence, 'unknown-device', host, { level: UNKNOWN_LEVELS[mode], message, identity: id })];
  });
}

function tooManyRandom(evidence: DeviceEvidence): readonly Finding[] {
  const { policy, hosts } = evidence;
  const { maxRandom, unknownDevices: mode } = policy;
  if (maxRandom === null) return [];
  const stable = stableMacs(policy);
  const random = hosts.filter(
    (host) =>
      nameOfHost(policy, host) === null &&
      (host.links ?? []).some(({ mac }) => isLocallyAdministered(mac) && !stable.has(mac)),
  );
  return [...groupBy(random, ({ zone }) => zone)].flatMap(([zone, group]) => {
    // Hosts of targets that are not active yet tolerate nothing for the others, so the others are counted alone first.
    const active = group.filter(({ targets }) => activeOf(evidence, targets) !== undefined);
    const toleratedFirst = [...group.filter((host) => !active.includes(host)), ...active];
    const hosts = [active, toleratedFirst].find((some) => countMacs(some) > maxRandom);
    if (hosts === undefined) return [];
    const message =
      `Zone ${zone} has ` +
      `${counted(countMacs(hosts), 'randomised hardware address', 'randomised hardware addresses')}, and max-random ` +
      `permits ${maxRandom}.`;
    const level = mode === null ? CATALOGUE['unknown-device'].level : UNKNOWN_LEVELS[mode];
    const finding = findingAt(evidence, 'unknown-device', hosts[0], { level, message, identity: `random:${zone}` });
    return [{ ...finding, host: null, address: null }];
  });
}

function countMacs(hosts: readonly PlacedHost[]): number {
  return new Set(hosts.flatMap(({ links = [] }) => links.map(({ mac }) => mac))).size;
}

/** @returns the first active target of the run with one of these names */
function activeOf({ targets, now }: DeviceEvidence, names: readonly string[]): Target | undefined {
  return targets.find((one) => names.includes(one.name) && notActiveUntil(one, now) === null);
}

function conflicts(evidence: DeviceEvidence): readonly Finding[] {
  const { policy, hosts } = evidence;
  return hosts.flatMap((host) => {
    const { address, links = [] } = host;
    const owner = devicesOf(policy, host.zone).find(
      ({ addresses, macs }) => macs.length > 0 && addresses.includes(address),
    );
    const strangers = owner === undefined ? [] : links.filter(({ mac }) => !owner.macs.includes(mac));
    const isOne = devicesOf(policy, host.zone).some(({ macs }) => links.every(({ mac }) => macs.includes(mac)));
    if (strangers.length === 0 && (links.length < 2 || isOne)) return [];
    const message =
      owner === undefined || strangers.length === 0
        ? `${address} answers with several hardware addresses: ${links.map(linkWords).join(', ')}.`
        : `${address} belongs to ${owner.name} (${owner.macs.join(', ')}), and ` +
          `${strangers.map(linkWords).join(', ')} answers there.`;
    const finding = findingAt(evidence, 'address-conflict', host, {
      level: CATALOGUE['address-conflict'].level,
      message,
      identity: `${host.zone}/${owner?.name ?? address}`,
    });
    return [owner === undefined ? finding : { ...finding, location: owner.location }];
  });
}

function missingDevices(evidence: DeviceEvidence): readonly Finding[] {
  const { policy, targets, hosts, complete, state, now } = evidence;
  if (!complete) return [];
  return policy.devices.flatMap((device) => {
    const where = policy.targets.filter(
      ({ zone = policy.environment }) => device.zone === null || device.zone === zone,
    );
    const [first = targets[0] as Target] = where;
    // Nobody looked everywhere where the device may be.
    if (!device.required || where.some((one) => !targets.includes(one))) return [];
    if (hosts.some((host) => host.unproven !== true && nameOfHost(policy, host) === device)) return [];
    const last = state === null ? null : lastSeen(device, state);
    if (last !== null && isWithin(last, now, policy.grace)) return [];
    const when = last === null ? '' : ` It was seen last at ${last}.`;
    const by = [...device.macs, ...device.addresses].join(', ');
    const finding = findingAt(evidence, 'missing-device', undefined, {
      level: CATALOGUE['missing-device'].level,
      message: `${device.name} (${by}) is required, and no host that is up is this device.${when}`,
      identity: device.name,
    });
    return [{ ...finding, ...aboutTarget(first, now), activation: null, host: device.name, location: device.location }];
  });
}

/** Only a moment that is over counts, so that nothing in a file is a grace without end. */
function isWithin(last: Moment, now: Date, grace: number): boolean {
  const minutes = minutesBetween(last, momentOf(now));
  return minutes >= 0 && minutes < grace;
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

function devicesOf({ devices }: Policy, zone: string): readonly PolicyDevice[] {
  return devices.filter((device) => device.zone === null || device.zone === zone);
}

function linkWords({ mac, vendor }: LinkAddress): string {
  return vendor === null ? mac : `${mac}, ${vendor}`;
}

/** @param host undefined: the finding is about no host */
function findingAt(
  evidence: DeviceEvidence,
  code: DeviceCode,
  host: PlacedHost | undefined,
  { level: usual, message, identity }: { readonly level: Level; readonly message: string; readonly identity: string },
): Finding {
  const { policy, targets, now } = evidence;
  // What depends on the memory decides no verdict.
  const isLearnt = code === 'unknown-device' && policy.unknownDevices === 'learn';
  const level = isLearnt ? usual : (policy.levels[code] ?? usual);
  const own = targets.filter(({ name }) => host?.targets.includes(name));
  // A target that is not active yet tolerates nothing for another one of the same host.
  const target = activeOf(evidence, host?.targets ?? []) ?? own[0] ?? (targets[0] as Target);
  return {
    ...NOTHING_SEEN,
    code,
    severity: severityAt(level, code, null),
    level,
    ...aboutTarget(target, now),
    host: host?.address ?? null,
    address: host?.address ?? null,
    protocol: null,
    port: null,
    ports: null,
    state: null,
    message,
    location: target.location,
    fingerprint: fingerprint({
      environment: policy.environment,
      code,
      target: '',
      host: identity,
      protocol: '',
      port: '',
    }),
  };
}
