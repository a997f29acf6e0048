/** Named ways of scanning, so that users need not know nmap. */
export const PROFILES = ['discovery', 'quick', 'standard', 'thorough', 'deep', 'udp', 'stealth', 'custom'] as const;
export type Profile = (typeof PROFILES)[number];

/** How to treat an address before it answers. `discover`: probe first, and skip addresses that do not answer. */
export const ASSUMPTIONS = ['up', 'discover'] as const;
export type Assumption = (typeof ASSUMPTIONS)[number];

/** How long a host that a run found clean is not port scanned again. */
export interface Rest {
  readonly minutes: number;
  /** Whether its ports count as covered. Otherwise they are unobserved. */
  readonly isCovered: boolean;
}

/** How an address is scanned. */
export interface ScanSettings {
  readonly profile: Profile;
  readonly assume: Assumption;
  /** The missed-port estimate up to which a sweep counts as complete, over all of a target; above 0. */
  readonly confidence: number;
  /** The validated options of a `custom` profile, as nmap arguments; empty for every other profile. */
  readonly options: readonly string[];
  /** Absent: every run scans it. */
  readonly rest?: Rest;
}

/** The settings if the policy says nothing else. */
export const DEFAULT_SETTINGS: ScanSettings = { profile: 'thorough', assume: 'up', confidence: 0.01, options: [] };
