import type { Address } from './address.ts';
import type { Identification } from './expectation.ts';
import type { Manner } from './manner.ts';
import type { Owed, UnobservedReason } from './observation.ts';

/** One address of one target. An address under two targets, or under two names, is granted once for each. */
export interface GrantedHost {
  readonly target: string;
  /** The name as the policy wrote it, or the address itself. */
  readonly host: string;
  readonly address: Address;
}

/** A name that gave no trustworthy list of addresses: owed, and unobserved. */
export interface UnresolvedHost {
  readonly target: string;
  readonly host: string;
  readonly reason: UnobservedReason;
}

/**
 * The exact addresses that this run may probe, and how hard. In policy order; every address was checked against scope,
 * exclusions and the forbidden addresses, and these addresses, not the names, are what is scanned.
 */
export interface Grant {
  readonly hosts: readonly GrantedHost[];
  readonly unresolved: readonly UnresolvedHost[];
  readonly owed: Owed;
  /** For each address the ports that its targets require, allow or waive a finding of: what may be open, and is asked first. */
  readonly expected: Owed;
  /** For each address the ports whose service decides something, over all its targets. */
  readonly identification: ReadonlyMap<Address, Identification>;
  /** For each address how it is scanned. Under two targets: the gentler of both. */
  readonly manners: ReadonlyMap<Address, Manner>;
  /** Packets a second, all probes together; null: no limit. */
  readonly maxRate: number | null;
}
