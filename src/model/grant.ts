import type { Address } from './address.ts';
import type { Identification, WebPorts } from './expectation.ts';
import type { Owed, UnobservedReason } from './observation.ts';
import type { Location } from './problem.ts';
import type { ScanSettings } from './scan-settings.ts';

/** One address of one target. An address under two targets, or under two names, is granted once for each. */
export interface GrantedHost {
  readonly target: string;
  /** The name as the policy wrote it, or the address itself. */
  readonly host: string;
  readonly address: Address;
}

/**
 * What is owed and not probed: a name that gave no trustworthy list of addresses, or an address that a name excludes.
 */
export interface UnresolvedHost {
  readonly target: string;
  readonly host: string;
  /** Null: not known. */
  readonly address: Address | null;
  readonly reason: UnobservedReason;
}

/** What a line of the policy takes away from the addresses that a target names. */
export interface Exclusion {
  readonly target: string;
  /** As written. */
  readonly exclude: string;
  readonly location: Location;
  readonly count: number;
  /** The first thousand. */
  readonly addresses: readonly Address[];
}

/** A host of a target that this run does not select, of which it is not known which addresses it has. */
export type UnknownHost = Pick<GrantedHost, 'target' | 'host'>;

/** Targets that this run does not select: nothing is probed for them, and their lines hold on its addresses too. */
export interface OtherTargets {
  readonly others: readonly GrantedHost[];
  readonly unknown: readonly UnknownHost[];
}

/**
 * The exact addresses that this run may probe, and how hard. In policy order; every address was checked against scope,
 * exclusions and the forbidden addresses, and these addresses, not the names, are what is scanned.
 */
export interface Grant extends OtherTargets {
  readonly hosts: readonly GrantedHost[];
  readonly unresolved: readonly UnresolvedHost[];
  readonly excluded: readonly Exclusion[];
  readonly owed: Owed;
  /**
   * For each address the ports that its targets require, allow or waive a finding of: what may be open, and is asked
   * first.
   */
  readonly expected: Owed;
  /** For each address the ports that any line of its targets speaks of. */
  readonly mentioned: Owed;
  /** For each address the ports that its targets require, forbid or say to be filtered. */
  readonly asserted: Owed;
  /** For each address the ports whose service decides something, over all its targets. */
  readonly identification: ReadonlyMap<Address, Identification>;
  /** For each address the TCP ports that a line of its targets calls http or https. */
  readonly web: ReadonlyMap<Address, WebPorts>;
  /** For each address how it is scanned. Under two targets: the gentler of both. */
  readonly settingsByAddress: ReadonlyMap<Address, ScanSettings>;
  /** Packets a second, all probes together; null: no limit. */
  readonly maxRate: number | null;
}
