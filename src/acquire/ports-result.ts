import type { Address } from '../model/address.ts';
import type { Effects } from '../model/effects.ts';
import type { SweepRecord, Unobserved } from '../model/observation.ts';
import type { ScanRecord } from '../model/report.ts';
import type { Judged } from '../observe/document.ts';
import type { PlanRun } from '../scan/run-plan.ts';

export interface PortScan {
  readonly judged: readonly Judged[];
  readonly scans: readonly ScanRecord[];
  readonly warnings: readonly string[];
  readonly unobserved: readonly Unobserved[];
  readonly sweeps: readonly SweepRecord[];
  /** Packets per second that the path carries, by estimate; absent if no sweep measured it. */
  readonly pace?: number;
  /** Hosts that lose packets: their known ports did not always answer; absent if no sweep measured it. */
  readonly losing?: ReadonlySet<Address>;
  /** Share of the probes that the path is thought to lose; null or absent: nothing measured it. */
  readonly loss?: number | null;
}

export type Tools = Pick<Effects, 'now' | 'say' | 'emit' | 'progress'>;

/** @returns the results of several runs, merged into a part of a port scan */
export function told(runs: readonly PlanRun[]): Pick<PortScan, 'judged' | 'scans' | 'warnings'> {
  return {
    judged: runs.map(({ judged }) => judged),
    scans: runs.map(({ scan }) => scan),
    warnings: runs.flatMap(({ warnings }) => warnings),
  };
}
