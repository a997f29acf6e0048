import type { Address } from '../model/address.ts';
import type { Effects, ProgressEvent } from '../model/effects.ts';
import type { SweepRecord, Unobserved, UnobservedReason } from '../model/observation.ts';
import type { Machine, Step } from '../model/plan.ts';
import type { ScanRecord } from '../model/report.ts';
import { DEFAULT_RATE, rateLimit } from '../nmap/arguments.ts';
import { taskShare } from '../nmap/tasks.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import type { TaskProgress } from '../observe/draft.ts';
import type { ScanGroup } from '../plan/plan.ts';
import type { SilentPorts } from '../plan/silent-ports.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';

export type Tools = Pick<Effects, 'now' | 'say' | 'emit' | 'progress'>;

/** What the scan of one scan group needs. */
export interface GroupScan {
  readonly scanGroup: ScanGroup;
  readonly machine: Machine;
  /** Packets per second that the authorization allows; null: no limit. */
  readonly maxRate: number | null;
  readonly setup: ScanSetup;
  readonly tools: Tools;
}

/** What the scan of a scan group, or of several, found out. */
export interface PortScan {
  readonly judged: readonly Judged[];
  readonly scans: readonly ScanRecord[];
  readonly warnings: readonly string[];
  readonly unobserved: readonly Unobserved[];
  readonly sweeps: readonly SweepRecord[];
  readonly path: MeasuredPath;
  /** Silent ports that were probed again. */
  readonly retried: readonly SilentPorts[];
}

/** What a sweep measured on its path. */
export interface MeasuredPath {
  /** Packets per second that the path carries, by estimate. */
  readonly pace: number;
  /** Hosts that lose packets: their known ports did not always answer. */
  readonly losing: ReadonlySet<Address>;
  /** Share of the probes that the path is thought to lose; null: nothing measured it. */
  readonly loss: number | null;
}

/** A path that no sweep has measured. Its pace is a rate that hardly any path loses packets at. */
export const UNMEASURED_PATH: MeasuredPath = { pace: 5_000, losing: new Set(), loss: null };

/** @returns packets per second that nothing may exceed */
export function limitOf({
  scanGroup,
  maxRate,
}: {
  readonly scanGroup: Pick<ScanGroup, 'settings'>;
  readonly maxRate: number | null;
}): number {
  return rateLimit(scanGroup.settings, maxRate) ?? DEFAULT_RATE;
}

/** @returns the results of several runs, merged into a part of a port scan */
export function mergeRuns(runs: readonly PlanRun[]): Pick<PortScan, 'judged' | 'scans' | 'warnings'> {
  return {
    judged: judgedIn(runs),
    scans: runs.map(({ scan }) => scan),
    warnings: runs.flatMap(({ warnings }) => warnings),
  };
}

export function joinPortScans(parts: readonly PortScan[]): PortScan {
  return {
    judged: parts.flatMap(({ judged }) => judged),
    scans: parts.flatMap(({ scans }) => scans),
    warnings: parts.flatMap(({ warnings }) => warnings),
    unobserved: parts.flatMap(({ unobserved }) => unobserved),
    sweeps: parts.flatMap(({ sweeps }) => sweeps),
    path: UNMEASURED_PATH,
    retried: parts.flatMap(({ retried }) => retried),
  };
}

export function judgedIn(runs: readonly PlanRun[]): readonly Judged[] {
  return runs.map(({ judged }) => judged);
}

/** @returns why the first of the runs that failed did so; null if none failed */
export function failureIn(runs: readonly PlanRun[]): UnobservedReason | null {
  return runs.map(({ judged }) => failureOf(judged)).find((failure) => failure !== null) ?? null;
}

/** @returns a function that turns the progress of the scanner's tasks into the progress of a part of a step */
export function taskProgress(
  step: Step,
  hosts: number,
  part: { readonly index: number; readonly count: number },
  tell: (event: ProgressEvent) => void,
): (task: TaskProgress) => void {
  return ({ task, percent }) => {
    const share = taskShare(step, task, percent);
    if (share === null) return;
    const unknown = { etaSeconds: null, hostsDone: 0, open: 0, rate: null, loss: null, pass: 1 };
    tell({ ...unknown, step, hosts, share: (part.index + share) / part.count });
  };
}
