import type { Address, AddressPattern, Family } from './address.ts';
import type { Mac } from './device.ts';
import type { FindingCode, Level, Severity, WaivableCode } from './finding.ts';
import { formatPorts, type PortSet, type PortsByProtocol, PROTOCOLS, type Protocol, union } from './port.ts';
import { compareText, type Location, type Warning } from './problem.ts';
import { counted } from './quantity.ts';
import type { ScanSettings } from './scan-settings.ts';
import { type Day, isOver } from './time.ts';

/** A value and its location in the policy. */
export interface Located<T> {
  readonly value: T;
  readonly location: Location;
}

/** A host as written: addresses in one of nmap's forms, or a DNS name (lower case, without a trailing dot). */
export type HostPattern =
  | { readonly kind: 'addresses'; readonly pattern: AddressPattern; readonly text: string }
  | { readonly kind: 'name'; readonly name: string; readonly text: string };

/** `*.example.com` covers every name below example.com, at any depth, but not example.com itself. */
export type ScopePattern = HostPattern | { readonly kind: 'wildcard'; readonly suffix: string; readonly text: string };

export interface Authorization {
  readonly location: Location;
  readonly by: string;
  readonly reference: string;
  readonly scope: readonly Located<ScopePattern>[];
  readonly exclude: readonly Located<HostPattern>[];
  /** Hardware addresses of devices that are never port scanned. Absent: none. */
  readonly excludeMacs?: readonly Located<Mac>[];
  readonly expires: Located<Day>;
  /** Packets per second, over all probes; null: no limit. */
  readonly maxRate: number | null;
}

export const EXPECTATIONS = ['require', 'allow', 'filtered', 'forbid'] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

/** How a target got a line of another policy, by `use`. */
export interface UsedFrom {
  /** As written: the name of a ready policy, or a path. */
  readonly reference: string;
  /** The item of `use` in the policy itself. */
  readonly at: Location;
  /** The line in the file that has it. */
  readonly origin: Location;
}

/** One line of a target: what is expected of some ports of one protocol. */
export interface Entry {
  readonly expectation: Expectation;
  readonly protocol: Protocol;
  readonly ports: PortSet;
  /** Normalised name (`https` for `ssl/http`); null: any service. Only `require` and `allow` constrain the service. */
  readonly service: string | null;
  readonly reason: string | null;
  readonly approvedBy: string | null;
  readonly ticket: string | null;
  readonly reviewBy: Day | null;
  /** A line of a ready policy is in no repository. It has the location of the item of `use` that names the policy. */
  readonly location: Location;
  /** Absent: the line is the target's own. */
  readonly used?: UsedFrom;
}

export interface ForbiddenService {
  readonly service: string;
  readonly reviewBy: Day | null;
  readonly location: Location;
  readonly used?: UsedFrom;
}

/** Suppresses exactly one failed expectation on one port of a target, until the end of a day. */
export interface Waiver {
  readonly finding: WaivableCode;
  readonly protocol: Protocol;
  readonly port: number;
  /** Limits the waiver to one address or one name of the target; null: the whole target. */
  readonly host: HostPattern | null;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
  readonly expires: Day;
  readonly location: Location;
}

export interface Target {
  readonly name: string;
  /** The network of its hosts: the same address in two zones is two devices. Absent: the environment is the zone. */
  readonly zone?: string;
  /** The location of the target's own key. */
  readonly location: Location;
  readonly hosts: readonly Located<HostPattern>[];
  readonly exclude: readonly Located<HostPattern>[];
  /** Hardware addresses of devices that are not port scanned at the addresses of the target. Absent: none. */
  readonly excludeMacs?: readonly Located<Mac>[];
  /** Which of a name's addresses count. */
  readonly families: readonly Family[];
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** The last day on which its findings fail no build; null: they always count. An incomplete scan always counts. */
  readonly activation: Located<Day> | null;
  readonly settings: ScanSettings;
  /** The ports to scan besides those of the entries: the profile's ports, or `ports`. */
  readonly ports: PortsByProtocol;
  readonly entries: readonly Entry[];
  readonly forbiddenServices: readonly ForbiddenService[];
  readonly waivers: readonly Waiver[];
}

/** What a device that the policy does not name is. `learn`: a note, if the memory does not know it either. */
export const UNKNOWN_DEVICES = ['fail', 'warn', 'note', 'learn'] as const;
export type UnknownDevices = (typeof UNKNOWN_DEVICES)[number];

/** A device that the owner knows. It has a hardware address or an address. */
export interface PolicyDevice {
  readonly name: string;
  readonly macs: readonly Mac[];
  readonly addresses: readonly Address[];
  /** Null: any zone. */
  readonly zone: string | null;
  readonly owner: string | null;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly type: string | null;
  readonly required: boolean;
  readonly location: Location;
}

/**
 * How long a required device or port may be missing: minutes, or runs of its targets; the other number is 0. If both
 * are 0, it counts at once.
 */
export interface Grace {
  readonly minutes: number;
  readonly runs: number;
}

/** @returns the grace as a policy writes it: `90m`, `3 runs` */
export function graceWords({ minutes, runs }: Grace): string {
  return runs > 0 ? counted(runs, 'run') : `${minutes}m`;
}

/** The most addresses of any run. `max-hosts` cannot be higher. */
export const MAX_HOSTS = 65_536;

export interface Policy {
  readonly file: string;
  readonly environment: string;
  readonly authorization: Authorization | null;
  /** Where the authorization was read: `origin/main:exposure-policy.yml`; null: in the policy itself. */
  readonly authorizationFrom: string | null;
  /** The most addresses that one run may probe. `location` is null for the default. */
  readonly maxHosts: { readonly value: number; readonly location: Location | null };
  readonly failOn: Severity;
  /** Whether a second probe, by another technique, confirms findings that fail the build. */
  readonly confirm: boolean;
  /** nmap's `conf`, 0 to 10, from which a probed service is evidence. */
  readonly serviceConfidence: number;
  readonly levels: Readonly<Partial<Record<FindingCode, Level>>>;
  /** The longest that a waiver may last from today, in days; null: no limit. */
  readonly maxWaiverDays: number | null;
  /** Days before its end from which a waiver is reported. */
  readonly warnBefore: number;
  /** Days after which the state file forgets what no run has seen again. */
  readonly pruneAfter: number;
  /** Complete runs after which an allowed entry counts as unused; null: never. */
  readonly unusedAfter: number | null;
  /** Minutes that a device may be missing before it is gone. */
  readonly noiseWindow: number;
  readonly targets: readonly Target[];
  readonly devices: readonly PolicyDevice[];
  /** Null: such devices are no finding. */
  readonly unknownDevices: UnknownDevices | null;
  /** The most devices with randomised hardware addresses in a zone; null: any number. */
  readonly maxRandom: number | null;
  /** How long a required device may be missing. */
  readonly grace: Grace;
  /** The keys of settings that the policy writes, by their path: `defaults.fail-on`, `targets.edge.profile`. */
  readonly settings: ReadonlyMap<string, Location>;
  /** Problems that do not make the policy invalid. */
  readonly warnings: readonly Warning[];
}

/** @returns the last day on which findings of the target fail no build; null: the target is active */
export function notActiveUntil({ activation }: Pick<Target, 'activation'>, now: Date): Day | null {
  return activation === null || isOver(activation.value, now) ? null : activation.value;
}

/** @returns the zone of the hosts of a target */
export function zoneOf({ zone }: Pick<Target, 'zone'>, { environment }: Pick<Policy, 'environment'>): string {
  return zone ?? environment;
}

/** @returns the zone of a host of all these targets: the first of their zones; undefined: there is no target */
export function zoneOfAll(
  targets: readonly Pick<Target, 'zone'>[],
  policy: Pick<Policy, 'environment'>,
): string | undefined {
  return targets.map((target) => zoneOf(target, policy)).sort(compareText)[0];
}

/** @returns whether the device may be in the zone */
export function isInZone(device: Pick<PolicyDevice, 'zone'>, zone: string): boolean {
  return device.zone === null || device.zone === zone;
}

/** @returns the devices of the policy that may be in the zone */
export function devicesOf({ devices }: Pick<Policy, 'devices'>, zone: string): readonly PolicyDevice[] {
  return devices.filter((device) => isInZone(device, zone));
}

/** @returns the ports that a target requires, allows or waives: they may be open */
export function expectedPorts(target: Target): PortsByProtocol {
  return mentionedPorts(entriesOf(target, ['require', 'allow']), target.waivers);
}

/** @returns the ports that a target requires; they must be answered even if host discovery finds the address down */
export function portsOfRequireLines(target: Target): PortsByProtocol {
  return mentionedPorts(entriesOf(target, ['require']), []);
}

/** @returns the required coverage of a target: its `ports`, and every port of an entry or a waiver */
export function requiredCoverage(target: Target): PortsByProtocol {
  return mentionedPorts(target.entries, target.waivers, target.ports);
}

/** @returns the ports that an entry or a waiver of the target mentions */
export function portsOfLines({ entries, waivers }: Target): PortsByProtocol {
  return mentionedPorts(entries, waivers);
}

/** @returns the ports that a target requires, forbids or calls filtered */
export function assertedPorts(target: Target): PortsByProtocol {
  return mentionedPorts(entriesOf(target, ['require', 'filtered', 'forbid']), []);
}

function entriesOf({ entries }: Target, expectations: readonly Expectation[]): readonly Entry[] {
  return entries.filter(({ expectation }) => expectations.includes(expectation));
}

function mentionedPorts(
  entries: readonly Entry[],
  waivers: readonly Waiver[],
  others: PortsByProtocol = {},
): PortsByProtocol {
  const mentioned: Partial<Record<Protocol, PortSet>> = {};
  for (const protocol of PROTOCOLS) {
    const written = entries.filter((entry) => entry.protocol === protocol).map(({ ports }) => ports);
    const waived = waivers.filter((waiver) => waiver.protocol === protocol);
    const ports = union(others[protocol] ?? [], ...written, ...waived.map(({ port }): PortSet => [[port, port]]));
    if (ports.length > 0) mentioned[protocol] = ports;
  }
  return mentioned;
}

/** A line whose day of review is over. */
export interface OverdueLine {
  /** As a user writes it: `allow 80/tcp http`, `forbid telnet`. */
  readonly what: string;
  readonly reviewBy: Day;
  /** Null: a service that is forbidden on any port. */
  readonly entry: Entry | null;
  readonly location: Location;
  readonly used: UsedFrom | undefined;
}

/** @returns the lines of the target whose day of review is over, in the order of the target */
export function overdueLines({ entries, forbiddenServices }: Target, now: Date): readonly OverdueLine[] {
  const lines = [
    ...entries.map((entry) => ({ ...entry, what: entryWords(entry), entry })),
    ...forbiddenServices.map((one) => ({ ...one, what: `forbid ${one.service}`, entry: null })),
  ];
  return lines.flatMap(({ what, reviewBy, entry, location, used }) =>
    reviewBy !== null && isOver(reviewBy, now) ? [{ what, reviewBy, entry, location, used }] : [],
  );
}

/** @returns the entry as a user writes it: `allow 80/tcp http` */
export function entryWords({ expectation, ports, protocol, service }: Entry): string {
  return `${expectation} ${formatPorts(ports)}/${protocol}${service === null ? '' : ` ${service}`}`;
}
