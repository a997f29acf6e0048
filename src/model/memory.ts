import type { Severity } from './finding.ts';
import type { Protocol } from './port.ts';
import type { Moment } from './time.ts';

/** From the first to the last run that saw something, both included. */
export type Span = readonly [first: Moment, last: Moment];

/** What is remembered of anything that runs see, or do not see. */
export interface Life {
  readonly first: Moment;
  readonly last: Moment;
  /** The first run after `last` that looked, was complete and did not see it; null or before `last`: there is none. */
  readonly gone: Moment | null;
  /** In order of time, not overlapping. Old spans may be dropped, so the earliest may begin after `first`. */
  readonly spans: readonly Span[];
}

/** A finding of earlier runs, by its fingerprint. All text is printable. */
export interface KnownFinding extends Life {
  readonly fingerprint: string;
  readonly environment: string;
  readonly target: string;
  /** A later version may have codes that this one does not know. */
  readonly code: string;
  /** As of the last run that had the finding. */
  readonly severity: Severity | null;
  readonly host: string | null;
  readonly protocol: Protocol | null;
  /** In nmap's notation, cut if it is long. */
  readonly ports: string | null;
  readonly waived: boolean;
}

/** What a report says of the memory. */
export interface MemoryRecord {
  /** Printable. */
  readonly file: string;
  /** Days after which the file forgets what no run has seen again. */
  readonly pruneAfter: number;
  /** Bytes of the file before the run; null: there is no file yet. */
  readonly bytes: number | null;
  /** The remembered runs; null: none. */
  readonly runs: { readonly count: number; readonly first: Moment; readonly last: Moment } | null;
  /** The last complete run of the same targets; null: none is remembered. */
  readonly comparedWith: Moment | null;
  /** Findings of that run that are not there any more. Empty if this run is incomplete. */
  readonly gone: readonly KnownFinding[];
  /** Earlier findings that this run could not verify again, because it is incomplete. */
  readonly unverified: readonly KnownFinding[];
}

/** @returns whether a run that looked did not see it after the last one that did */
export function isGone({ gone, last }: Life): boolean {
  return gone !== null && gone > last;
}
