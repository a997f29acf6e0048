import type { KnownAllowance, KnownDevice, KnownFinding } from '../model/memory.ts';
import type { Verdict } from '../model/report.ts';
import type { Day, Moment } from '../model/time.ts';

/** A run that had a verdict. */
export interface KnownRun {
  readonly at: Moment;
  readonly environment: string;
  readonly targets: readonly string[];
  readonly verdict: Verdict;
  /** Whether all of the required coverage was answered. Only such a run shows that something is gone. */
  readonly complete: boolean;
  /** Those of the targets of which no host was scanned, because all are down or excluded. Sorted. */
  readonly silent: readonly string[];
  /** The last day of the authorization, if it was within `warn-before`; else null. */
  readonly ending: Day | null;
}

/** What a run remembers of earlier runs. It decides no verdict. */
export interface State {
  /** In order of time. */
  readonly runs: readonly KnownRun[];
  /** By their id. */
  readonly devices: ReadonlyMap<string, KnownDevice>;
  /** By fingerprint. */
  readonly findings: ReadonlyMap<string, KnownFinding>;
  /** By fingerprint. */
  readonly allowances: ReadonlyMap<string, KnownAllowance>;
  /** When hosts were found clean last, by their fingerprints, which contain all that decides about them. */
  readonly clean: ReadonlyMap<string, Moment>;
}

export const NO_STATE: State = {
  runs: [],
  devices: new Map(),
  findings: new Map(),
  allowances: new Map(),
  clean: new Map(),
};
