import type { Address } from './address.ts';
import type { Grant } from './grant.ts';
import type { Observation, SweepRecord } from './observation.ts';
import type { PortSet, Protocol } from './port.ts';
import type { ScannerRecord, ScanRecord } from './report.ts';

/** Ports of one address and protocol that are to be probed once more, by another technique. */
export interface Doubtful {
  readonly address: Address;
  readonly protocol: Protocol;
  readonly ports: PortSet;
}

/** What a run has in its hands when it compares. */
export interface Evidence {
  readonly grant: Grant;
  readonly observation: Observation;
  readonly scanner: ScannerRecord;
  readonly scans: readonly ScanRecord[];
  readonly sweeps: readonly SweepRecord[];
  readonly notices: readonly string[];
  /** Why the run ended before it was done, as a clause; null where nothing cut it short. */
  readonly stopped: string | null;
}

/** Evidence that can still be added to. */
export interface Scanned extends Evidence {
  /** Probes some ports once more, by another technique where there is one. */
  readonly confirm: (doubts: readonly Doubtful[]) => Promise<Scanned>;
}
