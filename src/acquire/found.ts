import type { SweepRecord, Unobserved, UnobservedReason } from '../model/observation.ts';
import type { ScanRecord } from '../model/report.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import type { PlanRun } from '../scan/run-plan.ts';

/** What scans found out. */
export interface Found {
  readonly documents: readonly Judged[];
  readonly scans: readonly ScanRecord[];
  readonly sweeps: readonly SweepRecord[];
  /** Ports that are unobserved for a reason that no document has. */
  readonly unobserved: readonly Unobserved[];
  readonly notices: readonly string[];
}

export const NOTHING: Found = { documents: [], scans: [], sweeps: [], unobserved: [], notices: [] };

export function withMore<T extends Found>(found: T, more: Partial<Found>): T {
  return {
    ...found,
    documents: [...found.documents, ...(more.documents ?? [])],
    scans: [...found.scans, ...(more.scans ?? [])],
    sweeps: [...found.sweeps, ...(more.sweeps ?? [])],
    unobserved: [...found.unobserved, ...(more.unobserved ?? [])],
    notices: [...found.notices, ...(more.notices ?? [])],
  };
}

export function foundBy(runs: readonly PlanRun[]): Found {
  const notices = runs.flatMap(({ warnings }) => warnings);
  return { ...NOTHING, documents: documentsOf(runs), scans: runs.map(({ scan }) => scan), notices };
}

export function documentsOf(runs: readonly PlanRun[]): readonly Judged[] {
  return runs.map(({ judged }) => judged);
}

/** @returns why the first of the runs that failed did so; null if none failed */
export function failureIn(runs: readonly PlanRun[]): UnobservedReason | null {
  return runs.map(({ judged }) => failureOf(judged)).find((failure) => failure !== null) ?? null;
}
