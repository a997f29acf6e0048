import type { Address } from './address.ts';
import type { PortState } from './observation.ts';
import type { Protocol } from './port.ts';
import type { Location } from './problem.ts';
import type { Day } from './time.ts';

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
  'unused-waiver',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/**
 * What a waiver may suppress: failed expectations on one port. Never an incomplete scan, never a waiver's own finding.
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
 * SARIF's result levels (SARIF 2.1.0, 3.27.10) without `none`: nothing here is silenced by a level. Strongest first.
 */
export const LEVELS = ['error', 'warning', 'note'] as const;
export type Level = (typeof LEVELS)[number];

/** Worst first. `fail-on` names the least severity that fails the build. */
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

/** Another target that the same address stands under. */
export interface OtherTarget {
  readonly target: string;
  /** Of its line for the same port; of the target itself where it has none. */
  readonly location: Location;
}

/**
 * One deviation from the policy. Foreign text in it is already printable (model/text.ts).
 * `severity` is null for `incomplete-scan` alone: it makes the run inconclusive, whatever `fail-on` says.
 */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity | null;
  readonly level: Level;
  readonly target: string;
  /** The host as the policy wrote it where it wrote a name, else the address. Null: the finding concerns no host. */
  readonly host: string | null;
  readonly address: Address | null;
  readonly protocol: Protocol | null;
  /** Null where the finding concerns no port, or several: then `ports` lists them in nmap's notation. */
  readonly port: number | null;
  readonly ports: string | null;
  readonly state: PortState | 'unobserved' | null;
  /** Normalised service name (`https`, not `http` over `ssl`), null where nothing was proven. */
  readonly service: string | null;
  readonly product: string | null;
  readonly version: string | null;
  readonly message: string;
  readonly location: Location;
  /** By name; each has a finding of its own where it does not allow what is there. */
  readonly others: readonly OtherTarget[];
  /** 32 hexadecimal digits and `:1`, as code scanning's `primaryLocationLineHash`. */
  readonly fingerprint: string;
  readonly waived: WaiverRecord | null;
}
