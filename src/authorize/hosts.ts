import { type Address, familyOf, patternAddresses, patternCount, patternHas } from '../model/address.ts';
import {
  type Identification,
  identification as identificationOf,
  type WebPorts,
  webPorts,
} from '../model/expectation.ts';
import type { Grant, OtherTargets, UnresolvedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import {
  assertedPorts,
  expectedPorts,
  type HostPattern,
  type Located,
  portsOfLines,
  requiredCoverage,
  type Target,
} from '../model/policy.ts';
import { type PortSet, type PortsByProtocol, PROTOCOLS, type Protocol, unionOf } from '../model/port.ts';
import type { Problem } from '../model/problem.ts';
import { DEFAULT_SETTINGS, type Profile, type ScanSettings } from '../model/scan-settings.ts';
import type { Resolution } from './resolve.ts';

/** The most addresses that are listed. `max-hosts` cannot be this high. */
const MOST_ADDRESSES_LISTED = 1n << 20n;

/** One address of a target, and the policy line that contains it. */
export interface Candidate {
  readonly target: Target;
  readonly written: Located<HostPattern>;
  readonly host: string;
  readonly address: Address;
}

/** @returns whether a host pattern matches this address or this name */
function matchesHost(pattern: HostPattern, host: string, address: Address): boolean {
  return pattern.kind === 'name' ? pattern.name === host : patternHas(pattern.pattern, address);
}

/** Like `matchesHost`. An excluded name also excludes its addresses, whatever name or range contains them. */
export function excludes(
  pattern: HostPattern,
  host: string,
  address: Address,
  names: ReadonlyMap<string, Resolution>,
): boolean {
  if (matchesHost(pattern, host, address)) return true;
  return pattern.kind === 'name' && (names.get(pattern.name)?.addresses.includes(address) ?? false);
}

/** Lists a target's addresses in policy order, each (host, address) once, including excluded ones. */
export function* candidates(target: Target, names: ReadonlyMap<string, Resolution>): Generator<Candidate> {
  const seen = new Set<string>();
  for (const written of target.hosts) {
    for (const [host, address] of hostAddresses(target, written.value, names)) {
      const key = host === address ? address : `${host}|${address}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield { target, written, host, address };
    }
  }
}

export function* hostAddresses(
  target: Target,
  pattern: HostPattern,
  names: ReadonlyMap<string, Resolution>,
): Generator<readonly [host: string, address: Address]> {
  if (pattern.kind === 'addresses') {
    for (const address of patternAddresses(pattern.pattern)) yield [address, address];
    return;
  }
  for (const address of names.get(pattern.name)?.addresses ?? []) {
    if (target.families.includes(familyOf(address))) yield [pattern.name, address];
  }
}

/** @returns a problem for the line with which the targets name more addresses than can be listed */
export function tooManyToList(targets: readonly Target[]): readonly Problem[] {
  let total = 0n;
  for (const { value, location } of targets.flatMap(({ hosts }) => hosts)) {
    total += value.kind === 'name' ? 1n : patternCount(value.pattern);
    if (total <= MOST_ADDRESSES_LISTED) continue;
    const message = `with ${value.text} the targets name ${total} addresses; no run may probe so many`;
    return [{ code: 'too-many-hosts', message, location }];
  }
  return [];
}

export function nothingLeft({ name, location }: Target): Problem {
  const message =
    `target "${name}" has no address left after the exclusions: remove an exclusion, or ` + 'remove the target';
  return { code: 'nothing-to-scan', message, location };
}

/** @returns the hosts of the targets that are names without a complete list of addresses */
export function unresolvedHosts(
  targets: readonly Target[],
  names: ReadonlyMap<string, Resolution>,
  explain: (name: string, resolution: Resolution | undefined, target: Target) => string | null,
): UnresolvedHost[] {
  return targets.flatMap((target) =>
    target.hosts.flatMap(({ value }): UnresolvedHost[] => {
      if (value.kind !== 'name' || target.exclude.some((excluded) => excluded.value.text === value.text)) return [];
      const text = explain(value.name, names.get(value.name), target) ?? allExcluded(value.name, target, names);
      return text === null
        ? []
        : [{ target: target.name, host: value.name, address: null, reason: { code: 'name-unresolved', text } }];
    }),
  );
}

/** Without this, one change of DNS could silently remove a name whose addresses are all excluded. */
function allExcluded(name: string, target: Target, names: ReadonlyMap<string, Resolution>): string | null {
  const addresses = (names.get(name)?.addresses ?? []).filter((address) => target.families.includes(familyOf(address)));
  const left = addresses.filter(
    (address) => !target.exclude.some(({ value }) => excludes(value, name, address, names)),
  );
  return addresses.length > 0 && left.length === 0 ? `every address of ${name} is excluded` : null;
}

type Mine = Pick<
  Grant,
  'required' | 'expected' | 'mentioned' | 'asserted' | 'identification' | 'web' | 'settingsByAddress'
>;

interface Shared {
  readonly required: PortsByProtocol;
  readonly expected: PortsByProtocol;
  readonly mentioned: PortsByProtocol;
  readonly asserted: PortsByProtocol;
  readonly identification: Identification;
  readonly web: WebPorts;
  readonly settings: ScanSettings;
}

/**
 * For each address, its required coverage, the ports that may be open, and how it is scanned, from all its targets.
 * @param others unselected targets with their addresses; their lines may also need a service
 */
export function byAddress(
  hosts: readonly { readonly target: Target; readonly address: Address }[],
  others: readonly Target[] = [],
  unselectedHosts: OtherTargets = { others: [], unknown: [] },
): Mine {
  const targetsOf = new Map<Address, Target[]>();
  const unselectedAt = groupBy(unselectedHosts.others, ({ address }) => address);
  for (const { target, address } of hosts) {
    const targets = targetsOf.get(address);
    if (targets === undefined) targetsOf.set(address, [target]);
    else if (!targets.includes(target)) targets.push(target);
  }
  // Addresses with the same targets share the same objects.
  const shared = new Map<string, Shared>();
  const required = new Map<Address, PortsByProtocol>();
  const expected = new Map<Address, PortsByProtocol>();
  const mentioned = new Map<Address, PortsByProtocol>();
  const asserted = new Map<Address, PortsByProtocol>();
  const identification = new Map<Address, Identification>();
  const web = new Map<Address, WebPorts>();
  const settingsByAddress = new Map<Address, ScanSettings>();
  for (const [address, targets] of targetsOf) {
    const also = new Set(
      [...(unselectedAt.get(address) ?? []), ...unselectedHosts.unknown].map(({ target }) => target),
    );
    const key = [...targets.map(({ name }) => name), '', ...also].join('|');
    const naming = [...targets, ...others.filter(({ name }) => also.has(name))];
    const one: Shared = shared.get(key) ?? {
      required: unitePorts(targets.map(requiredCoverage)),
      expected: unitePorts(targets.map(expectedPorts)),
      mentioned: unitePorts(naming.map(portsOfLines)),
      asserted: unitePorts(naming.map(assertedPorts)),
      identification: identificationOf(naming),
      web: webPorts(naming),
      settings: gentlest(targets.map(({ settings }) => settings)),
    };
    shared.set(key, one);
    required.set(address, one.required);
    expected.set(address, one.expected);
    mentioned.set(address, one.mentioned);
    asserted.set(address, one.asserted);
    identification.set(address, one.identification);
    web.set(address, one.web);
    settingsByAddress.set(address, one.settings);
  }
  return { required, expected, mentioned, asserted, identification, web, settingsByAddress };
}

/** If an address has several profiles, the first of these wins: the gentlest, then the profile that learns most. */
const PREFERRED: readonly Profile[] = [
  'stealth',
  'deep',
  'thorough',
  'udp',
  'standard',
  'quick',
  'custom',
  'discovery',
];

/**
 * Combines the settings of several targets, in any order. The gentlest profile wins, and the strictest of the other
 * settings: an address that one target assumes to be up is never skipped because another target discovers it.
 */
export function gentlest(settingsByAddress: readonly ScanSettings[]): ScanSettings {
  const looking = settingsByAddress.filter(({ profile }) => profile !== 'discovery');
  const [first = DEFAULT_SETTINGS] = [...settingsByAddress].sort(
    (a, b) => PREFERRED.indexOf(a.profile) - PREFERRED.indexOf(b.profile),
  );
  // One target's options shape the probes, and may hide what another target looks for.
  const { rest: _, ...without } = first;
  const shaped = settingsByAddress.some(({ options }) => options.join(' ') !== first.options.join(' '));
  return {
    ...(shaped ? { ...without, profile: first.profile === 'stealth' ? 'stealth' : 'thorough', options: [] } : without),
    assume: looking.some(({ assume }) => assume === 'up') ? 'up' : first.assume,
    confidence: Math.min(...settingsByAddress.map(({ confidence }) => confidence)),
    ...shortestRest(settingsByAddress),
  };
}

/** A host rests only if all its targets say so, and no longer than any of them says. */
function shortestRest(settings: readonly ScanSettings[]): Pick<ScanSettings, 'rest'> {
  const rests = settings.flatMap(({ rest }) => rest ?? []);
  if (rests.length < settings.length || rests.length === 0) return {};
  const minutes = Math.min(...rests.map((rest) => rest.minutes));
  return { rest: { minutes, isCovered: rests.every(({ isCovered }) => isCovered) } };
}

/** @returns the union of the ports, protocol by protocol */
export function unitePorts(all: readonly PortsByProtocol[]): PortsByProtocol {
  const united: Partial<Record<Protocol, PortSet>> = {};
  for (const protocol of PROTOCOLS) {
    const ports = unionOf(all.map((one) => one[protocol] ?? []));
    if (ports.length > 0) united[protocol] = ports;
  }
  return united;
}
