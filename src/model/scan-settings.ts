/** Named ways of scanning, so that nobody has to learn nmap. */
export const PROFILES = ['discovery', 'quick', 'standard', 'thorough', 'deep', 'udp', 'stealth', 'custom'] as const;
export type Profile = (typeof PROFILES)[number];

/** What an address counts as before anything answered: `discover` asks first, and leaves out what does not answer. */
export const ASSUMPTIONS = ['up', 'discover'] as const;
export type Assumption = (typeof ASSUMPTIONS)[number];

/** How an address is scanned. */
export interface ScanSettings {
  readonly profile: Profile;
  readonly assume: Assumption;
  /** Open ports that a sweep may be expected to miss and still count as complete, over all of a target; above 0. */
  readonly confidence: number;
  /** The options of a `custom` profile, each checked, as arguments for nmap; empty for every other profile. */
  readonly options: readonly string[];
}

/** What holds where no policy says otherwise. */
export const DEFAULT_SETTINGS: ScanSettings = { profile: 'thorough', assume: 'up', confidence: 0.01, options: [] };
