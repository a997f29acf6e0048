import type { Address } from '../model/address.ts';
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

/** The last scan of a host, under any circumstances: an older scan says nothing any more. */
export interface LastScan {
  /** The start of a run that found the host clean; the end of another one. */
  readonly at: Moment;
  /** The fingerprint of the host, with all that decides about it; null: the host was not found clean. */
  readonly clean: string | null;
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
  /** How hosts were when a run scanned them last, by their addresses. */
  readonly scanned: ReadonlyMap<Address, LastScan>;
}

export const NO_STATE: State = {
  runs: [],
  devices: new Map(),
  findings: new Map(),
  allowances: new Map(),
  scanned: new Map(),
};
