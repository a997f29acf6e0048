import type { Address } from './address.ts';
import type { PortState } from './observation.ts';
import type { Protocol } from './port.ts';
import type { Location } from './problem.ts';
import type { Day, Moment } from './time.ts';

/** Every kind of finding, in report order. */
export const FINDING_CODES = [
  'unexpected-port',
  'forbidden-port',
  'forbidden-service',
  'wrong-service',
  'unverified-service',
  'missing-port',
  'unfiltered-port',
  'possibly-open',
  'suspicious-host',
  'incomplete-scan',
  'expired-waiver',
  'expiring-waiver',
  'unused-waiver',
  'overdue-review',
  'unused-allowance',
  'unknown-device',
  'missing-device',
  'address-conflict',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** Findings about devices and not about ports. */
export const DEVICE_CODES = [
  'unknown-device',
  'missing-device',
  'address-conflict',
] as const satisfies readonly FindingCode[];
export type DeviceCode = (typeof DEVICE_CODES)[number];

/**
 * What a waiver may suppress: failed expectations on one port. Never an incomplete scan or a finding about a waiver.
 */
export const WAIVABLE_CODES = [
  'unexpected-port',
  'forbidden-port',
  'forbidden-service',
  'wrong-service',
  'unverified-service',
  'missing-port',
  'unfiltered-port',
  'possibly-open',
] as const satisfies readonly FindingCode[];
export type WaivableCode = (typeof WAIVABLE_CODES)[number];

/** Codes whose level a policy may change. */
export const ADJUSTABLE_CODES = FINDING_CODES.filter((code) => code !== 'incomplete-scan');

/**
 * SARIF's result levels (SARIF 2.1.0, 3.27.10) without `none`, because no level silences a finding. Strongest first.
 */
export const LEVELS = ['error', 'warning', 'note'] as const;
export type Level = (typeof LEVELS)[number];

/** Worst first. `fail-on` names the lowest severity that fails the build. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

export interface WaiverRecord {
  readonly reason: string;
  readonly owner: string;
  readonly expires: Day;
  readonly ticket: string | null;
  readonly location: Location;
}

/** What the line that a finding is about says beside ports and service. */
export interface LineRecord {
  readonly reason: string | null;
  readonly approvedBy: string | null;
  readonly ticket: string | null;
}

/** The row of the table of exposures that graded a finding (docs/exposure.md). */
export interface ExposureRecord {
  readonly name: string;
  /** A public reference. */
  readonly source: string;
}

/** Another target that names the same address. */
export interface OtherTarget {
  readonly target: string;
  /** The location of its line for the same port; if it has none, of the target. */
  readonly location: Location;
}

/** Since when a finding is there. */
export interface FindingSince {
  /** The first run that ever had it. */
  readonly first: Moment;
  /** The first run of those that had it without a break. */
  readonly since: Moment;
  /** Whether the last complete run of its target did not have it. */
  readonly isNew: boolean;
  /** Whether it was there before, and gone in between. */
  readonly returned: boolean;
  /** How often it came or went in the last ten complete runs of its target; null: too seldom to be said. */
  readonly flapping: number | null;
}

/**
 * One deviation from the policy. Its foreign text is already printable (model/text.ts). Only `incomplete-scan` has no
 * severity: it makes the run inconclusive, whatever `fail-on` says.
 */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity | null;
  readonly level: Level;
  readonly target: string;
  /** The owner and the tags of the target, printable. */
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** The host name if the policy wrote a name, else the address; null: the finding concerns no host. */
  readonly host: string | null;
  readonly address: Address | null;
  readonly protocol: Protocol | null;
  /** Null if the finding concerns no port, or several ports. `ports` then lists them in nmap's notation. */
  readonly port: number | null;
  readonly ports: string | null;
  readonly state: PortState | 'unobserved' | null;
  /** What the violated line says of the port; null: no line mentions it. */
  readonly expectation: 'require' | 'allow' | 'filtered' | 'forbid' | null;
  /** The service that the violated line names. */
  readonly expectedService: string | null;
  /** What that line says; null: no line mentions the port. */
  readonly line: LineRecord | null;
  /** Null: no row graded the finding. */
  readonly exposure: ExposureRecord | null;
  /** Normalised service name (`https`, not `http` over `ssl`); null: no service was proven. */
  readonly service: string | null;
  readonly product: string | null;
  readonly version: string | null;
  readonly message: string;
  readonly location: Location;
  /** Sorted by name. Each has a finding of its own if it does not allow what is there. */
  readonly others: readonly OtherTarget[];
  /** 32 hexadecimal digits and `:1`, like code scanning's `primaryLocationLineHash`. */
  readonly fingerprint: string;
  readonly waived: WaiverRecord | null;
  /** The last day on which the finding fails no build, because its target is not active yet; null: it counts. */
  readonly activation: Day | null;
  /** Absent: the run has no memory of earlier runs. */
  readonly since?: FindingSince;
}

/** @returns whether nothing tolerates the finding: no waiver suppresses it, and its target is active */
export function isStanding({ waived, activation }: Pick<Finding, 'waived' | 'activation'>): boolean {
  return waived === null && activation === null;
}
