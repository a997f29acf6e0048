import type { AddressPattern, Family } from './address.ts';
import type { FindingCode, Level, Severity, WaivableCode } from './finding.ts';
import { type PortSet, type PortsByProtocol, PROTOCOLS, type Protocol, union } from './port.ts';
import type { Location, Warning } from './problem.ts';
import type { ScanSettings } from './scan-settings.ts';
import type { Day } from './time.ts';

/** A value and the place in the policy where it was written. */
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
  readonly expires: Located<Day>;
  /** Packets a second, all probes together; null: no limit. */
  readonly maxRate: number | null;
}

export const EXPECTATIONS = ['require', 'allow', 'filtered', 'forbid'] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

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
  readonly location: Location;
}

export interface ForbiddenService {
  readonly service: string;
  readonly location: Location;
}

/** Suppresses exactly one expectation failure on one port of a target, until the end of a day. */
export interface Waiver {
  readonly finding: WaivableCode;
  readonly protocol: Protocol;
  readonly port: number;
  /** Narrower than the target: one address or one name of it. */
  readonly host: HostPattern | null;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
  readonly expires: Day;
  readonly location: Location;
}

export interface Target {
  readonly name: string;
  /** Of the target's own key. */
  readonly location: Location;
  readonly hosts: readonly Located<HostPattern>[];
  readonly exclude: readonly Located<HostPattern>[];
  /** Which of a name's addresses count. */
  readonly families: readonly Family[];
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly settings: ScanSettings;
  /** What is looked at, before the entries: the profile's ports or `ports`. */
  readonly ports: PortsByProtocol;
  readonly entries: readonly Entry[];
  readonly forbiddenServices: readonly ForbiddenService[];
  readonly waivers: readonly Waiver[];
}

/** The most addresses that any run is about: `max-hosts` can not be set higher. */
export const MAX_HOSTS = 65_536;

export interface Policy {
  readonly file: string;
  readonly environment: string;
  readonly authorization: Authorization | null;
  /** The most addresses one run may probe; `location` is null where it is the default. */
  readonly maxHosts: { readonly value: number; readonly location: Location | null };
  readonly failOn: Severity;
  /** Whether what would fail the build is probed once more, by another technique, before it counts. */
  readonly confirm: boolean;
  /** nmap's `conf` from which a probed service is evidence, 0 to 10. */
  readonly serviceConfidence: number;
  readonly levels: Readonly<Partial<Record<FindingCode, Level>>>;
  readonly targets: readonly Target[];
  /** What is worth a look and refuses nothing. */
  readonly warnings: readonly Warning[];
}

/** @returns the ports that a target requires, allows or waives a finding of: where something may be open. */
export function expectedPorts(target: Target): PortsByProtocol {
  return mentionedPorts(entriesOf(target, ['require', 'allow']), target.waivers);
}

/** @returns the ports that a target requires: owed even by an address that no discovery probe finds. */
export function requiredPorts(target: Target): PortsByProtocol {
  return mentionedPorts(entriesOf(target, ['require']), []);
}

/**
 * @returns what a target must have answered: the ports it looks at and every port that an entry or a waiver mentions.
 */
export function owedPorts(target: Target): PortsByProtocol {
  return mentionedPorts(target.entries, target.waivers, target.ports);
}

/** @returns the ports that an entry or a waiver of the target speaks of. */
export function coversHost({ entries, waivers }: Target): PortsByProtocol {
  return mentionedPorts(entries, waivers);
}

/** @returns the ports of which a target says that they are open, or that they are not. */
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
