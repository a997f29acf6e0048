import type { Address } from './address.ts';
import type { Mac } from './device.ts';
import type { Identification, WebPorts } from './expectation.ts';
import type { PortsByAddress, UnobservedReason } from './observation.ts';
import type { Located } from './policy.ts';
import type { PortsByProtocol } from './port.ts';
import type { Location } from './problem.ts';
import type { ScanSettings } from './scan-settings.ts';
import type { Moment } from './time.ts';

/** One address of one target. An address with two targets or two names is granted once for each. */
export interface GrantedHost {
  readonly target: string;
  /** The name as the policy wrote it, or the address. */
  readonly host: string;
  readonly address: Address;
}

/**
 * A host that the required coverage contains and that is not probed: a name without a trustworthy list of addresses, or
 * an address that a name excludes.
 */
export interface UnresolvedHost {
  readonly target: string;
  readonly host: string;
  /** Null: unknown. */
  readonly address: Address | null;
  readonly reason: UnobservedReason;
}

/** Addresses that a line of the policy excludes from a target: by an address, a name or a hardware address. */
export interface Exclusion {
  readonly target: string;
  /** As written. */
  readonly exclude: string;
  readonly location: Location;
  readonly count: number;
  /** At most a thousand. */
  readonly addresses: readonly Address[];
}

/** A host that is up and that this run does not port scan, because an earlier run found it clean. */
export interface RestingHost {
  /** When it was found clean. */
  readonly since: Moment;
  /** The ports that this run would have scanned. */
  readonly ports: PortsByProtocol;
}

/** A host of an unselected target. Its addresses are unknown. */
export type UnknownHost = Pick<GrantedHost, 'target' | 'host'>;

/**
 * Targets that this run does not select. Nothing is probed for them, but their lines apply to the granted addresses
 * too.
 */
export interface OtherTargets {
  readonly others: readonly GrantedHost[];
  readonly unknown: readonly UnknownHost[];
}

/**
 * The exact addresses that this run may probe, and how fast, in policy order. Every address was checked against the
 * scope, the exclusions and the forbidden addresses. The scan uses these addresses, not the names.
 */
export interface Grant extends OtherTargets {
  readonly hosts: readonly GrantedHost[];
  readonly unresolved: readonly UnresolvedHost[];
  readonly excluded: readonly Exclusion[];
  /**
   * For each address, the hardware addresses that must not be port scanned there. Nothing probes a port of such an
   * address before its hardware address is known. Absent: no line excludes one.
   */
  readonly forbiddenMacs?: ReadonlyMap<Address, readonly Located<Mac>[]>;
  /** The hosts that were removed because of their hardware addresses. They may be up. Absent: none. */
  readonly excludedByMac?: readonly GrantedHost[];
  /** The hosts that count as covered without a port scan: their ports are not in `required`. Absent: none. */
  readonly resting?: ReadonlyMap<Address, RestingHost>;
  /** For each address, the ports that must be answered for: the required coverage. */
  readonly required: PortsByAddress;
  /** For each address, the ports that its targets require, allow or waive. They may be open, and are probed first. */
  readonly expected: PortsByAddress;
  /** For each address, the ports that any line of its targets mentions. */
  readonly mentioned: PortsByAddress;
  /** For each address, the ports that its targets require, forbid or call filtered. */
  readonly asserted: PortsByAddress;
  /** For each address, the ports whose service decides something, over all its targets. */
  readonly identification: ReadonlyMap<Address, Identification>;
  /** For each address, the TCP ports that a line of its targets calls http or https. */
  readonly web: ReadonlyMap<Address, WebPorts>;
  /** For each address, how it is scanned. An address with two targets has the gentler settings. */
  readonly settingsByAddress: ReadonlyMap<Address, ScanSettings>;
  /** Packets per second, over all probes; null: no limit. */
  readonly maxRate: number | null;
}
