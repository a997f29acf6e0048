import { aboutTarget, NOTHING_SEEN, severityAt } from '../compare/finding.ts';
import { fingerprint } from '../compare/fingerprint.ts';
import { levelIn } from '../compare/level.ts';
import { addressRanges } from '../model/address-set.ts';
import type { LinkAddress, Mac } from '../model/device.ts';
import type { DeviceCode, Finding } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { devicesOf, notActiveUntil, type Policy, type PolicyDevice, type Target } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import { counted } from '../model/quantity.ts';
import { momentWords } from '../report/memory-words.ts';
import { absentDevices, type DeviceEvidence } from './absent-devices.ts';
import { isRandomised, isSeen, namesOfHost, type PlacedHost, stableMacs, strangersOf } from './devices.ts';

/**
 * Compares the devices that are up with those that the policy names. What identifies a host is what this run saw: the
 * memory names no device. It only grants a required device its grace, and tells `learn` what is new.
 */
export function deviceFindings(evidence: DeviceEvidence): readonly Finding[] {
  // The order of the policy decides nothing.
  const targets = [...evidence.targets].sort((a, b) => compareText(a.name, b.name));
  const seen = { ...evidence, targets, hosts: evidence.hosts.filter(isSeen) };
  return [...unknownDevices(seen), ...tooManyRandom(seen), ...conflicts(seen), ...missingDevices(seen)];
}

function unknownDevices(evidence: DeviceEvidence): readonly Finding[] {
  const { policy, hosts, state } = evidence;
  const { unknownDevices: mode } = policy;
  if (mode === null) return [];
  const isLearnt = (id: string): boolean =>
    mode === 'learn' && (state === null || state.runs.length === 0 || state.devices.has(id));
  const unknown = hosts.flatMap((host) => unknownAt(host, policy)).filter(({ id }) => !isLearnt(id));
  return [...groupBy(unknown, ({ id }) => id)].map(([identity, group]) => {
    const [{ link }] = group;
    const there = group.map(({ host }) => host);
    const seen = link === null ? 'its hardware address is not known' : linkWords(link);
    const message =
      `${addressWords(there, ['is', 'are'])} up (${seen}): no device of the policy has this ` +
      `${link === null ? 'address' : 'hardware address'}.`;
    return findingAt(evidence, 'unknown-device', worstOf(evidence, there), { message, identity });
  });
}

interface UnknownDevice {
  readonly id: string;
  /** Null: no hardware address was seen. */
  readonly link: LinkAddress | null;
  readonly host: PlacedHost;
}

function unknownAt(host: PlacedHost, policy: Policy): readonly UnknownDevice[] {
  const { links = [], address, zone } = host;
  if (links.length === 0) {
    return namesOfHost(policy, host).length > 0 ? [] : [{ id: `address:${zone}/${address}`, link: null, host }];
  }
  const stable = stableMacs(policy);
  return strangersOf(policy, host)
    .filter(({ mac }) => !isRandomised(mac, stable))
    .map((link) => ({ id: `mac:${zone}/${link.mac}`, link, host }));
}

/** A host, and its randomised hardware addresses that no device of the policy has. */
interface RandomHost {
  readonly host: PlacedHost;
  readonly macs: readonly Mac[];
}

function tooManyRandom(evidence: DeviceEvidence): readonly Finding[] {
  const { policy, hosts } = evidence;
  const { maxRandom } = policy;
  if (maxRandom === null) return [];
  const stable = stableMacs(policy);
  const random = hosts.flatMap((host): readonly RandomHost[] => {
    const macs = strangersOf(policy, host).flatMap(({ mac }) => (isRandomised(mac, stable) ? mac : []));
    return macs.length === 0 ? [] : [{ host, macs }];
  });
  return [...groupBy(random, ({ host }) => host.zone)].flatMap(([zone, group]) => {
    // Hosts of targets that are not active yet tolerate nothing for the others, so the others are counted alone first.
    const active = group.filter(({ host }) => activeOf(evidence, host.targets) !== undefined);
    const toleratedFirst = [...group.filter((one) => !active.includes(one)), ...active];
    const many = [active, toleratedFirst].find((some) => countMacs(some) > maxRandom);
    if (many === undefined) return [];
    const message =
      `Zone ${zone} has ` +
      `${counted(countMacs(many), 'randomised hardware address', 'randomised hardware addresses')}, and max-random ` +
      `permits ${maxRandom}.`;
    const finding = findingAt(evidence, 'unknown-device', many[0]?.host, { message, identity: `random:${zone}` });
    return [{ ...finding, host: null, address: null }];
  });
}

function countMacs(hosts: readonly RandomHost[]): number {
  return new Set(hosts.flatMap(({ macs }) => macs)).size;
}

/** @returns the first active target of the run with one of these names */
function activeOf({ targets, now }: DeviceEvidence, names: readonly string[]): Target | undefined {
  return targets.find((one) => names.includes(one.name) && notActiveUntil(one, now) === null);
}

/** @returns the host that represents all: one of an active target if there is one, so that its finding counts */
function worstOf(evidence: DeviceEvidence, hosts: readonly PlacedHost[]): PlacedHost | undefined {
  return hosts.find(({ targets }) => activeOf(evidence, targets) !== undefined) ?? hosts[0];
}

function conflicts(evidence: DeviceEvidence): readonly Finding[] {
  const all = evidence.hosts.flatMap((host) => conflictAt(host, evidence.policy));
  return [...groupBy(all, ({ identity }) => identity)].map(([identity, group]) => {
    const [{ owner }] = group;
    const hosts = group.map(({ host }) => host);
    const links = new Map(group.flatMap((one) => one.links.map((link) => [link.mac, linkWords(link)])));
    const macs = [...links.values()].sort(compareText).join(', ');
    const message =
      owner === undefined
        ? `${addressWords(hosts, ['answers', 'answer'])} with several hardware addresses: ${macs}.`
        : `${addressWords(hosts, ['belongs', 'belong'])} to ${owner.name} (${owner.macs.join(', ')}), and ` +
          `${macs} answers there.`;
    const finding = findingAt(evidence, 'address-conflict', worstOf(evidence, hosts), { message, identity });
    return owner === undefined ? finding : { ...finding, location: owner.location };
  });
}

interface Conflict {
  readonly identity: string;
  readonly host: PlacedHost;
  /** The device to which the address belongs. */
  readonly owner: PolicyDevice | undefined;
  /** The hardware addresses that the owner does not have; if there is no owner, all. */
  readonly links: readonly LinkAddress[];
}

function conflictAt(host: PlacedHost, policy: Policy): readonly Conflict[] {
  const { address, zone, links = [] } = host;
  const here = devicesOf(policy, zone);
  const owner = here.find(({ addresses, macs }) => macs.length > 0 && addresses.includes(address));
  const others = owner === undefined ? links : links.filter(({ mac }) => !owner.macs.includes(mac));
  const isOne = here.some(({ macs }) => links.every(({ mac }) => macs.includes(mac)));
  if (others.length === 0 || (owner === undefined && (links.length < 2 || isOne))) return [];
  // The name of a device may look like an address.
  const identity = owner === undefined ? `address:${zone}/${address}` : `${zone}/${owner.name}`;
  return [{ identity, host, owner, links: others }];
}

function missingDevices(evidence: DeviceEvidence): readonly Finding[] {
  return absentDevices(evidence).flatMap(({ device, target, last, left }) => {
    if (left !== null) return [];
    const when = last === null ? '' : ` The last run that saw it was at ${momentWords(last)}.`;
    const by = [...device.macs, ...device.addresses].join(', ');
    const finding = findingAt(evidence, 'missing-device', undefined, {
      message: `${device.name} (${by}) is required, and no host that is up is this device.${when}`,
      identity: `${device.zone ?? ''}/${device.name}`,
    });
    const about = aboutTarget(target, evidence.now);
    return [{ ...finding, ...about, activation: null, host: device.name, location: device.location }];
  });
}

/** @returns the addresses of the hosts and the verb: `192.0.2.9 is`, `192.0.2.9, 192.0.2.12 are` */
function addressWords(hosts: readonly PlacedHost[], [one, several]: readonly [one: string, several: string]): string {
  return `${addressRanges(hosts.map(({ address }) => address))} ${hosts.length === 1 ? one : several}`;
}

function linkWords({ mac, vendor }: LinkAddress): string {
  return vendor === null ? mac : `${mac}, ${vendor}`;
}

/** @param host undefined: the finding is about no host */
function findingAt(
  evidence: DeviceEvidence,
  code: DeviceCode,
  host: PlacedHost | undefined,
  { message, identity }: { readonly message: string; readonly identity: string },
): Finding {
  const { policy, targets, now } = evidence;
  const level = levelIn(policy, code);
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
