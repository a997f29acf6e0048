import type { Address } from './address.ts';
import type { Grant } from './grant.ts';
import type { Observation, SweepRecord } from './observation.ts';
import type { PortSet, Protocol } from './port.ts';
import type { ScannerRecord, ScanRecord, StageSeconds } from './report.ts';

/** Ports of one address and protocol that need a second probe, by another technique. */
export interface Doubtful {
  readonly address: Address;
  readonly protocol: Protocol;
  readonly ports: PortSet;
}

/** What a run knows when it compares. */
export interface Evidence {
  readonly grant: Grant;
  readonly observation: Observation;
  readonly scanner: ScannerRecord;
  readonly scans: readonly ScanRecord[];
  readonly sweeps: readonly SweepRecord[];
  /** Absent if nothing was sent. */
  readonly stages?: StageSeconds;
  readonly notices: readonly string[];
  /** When the oldest of the valid results from elsewhere began; absent: the run itself scanned, or nobody knows. */
  readonly observedAt?: Date;
  /** Why the run ended early, as a clause; null: it did not. */
  readonly stopped: string | null;
}

/** Evidence that further probes can extend. */
export interface Scanned extends Evidence {
  /** Probes some ports again, by another technique if there is one. */
  readonly confirm: (doubts: readonly Doubtful[]) => Promise<Scanned>;
}
