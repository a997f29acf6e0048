import type { Effects, ProgressEvent } from '../model/effects.ts';
import type { Machine, Step } from '../model/plan.ts';
import { DEFAULT_RATE, rateLimit } from '../nmap/arguments.ts';
import { taskShare } from '../nmap/tasks.ts';
import type { TaskProgress } from '../observe/draft.ts';
import type { ScanGroup } from '../plan/plan.ts';
import type { SilentPorts } from '../plan/silent-ports.ts';
import type { ScanSetup } from '../scan/scan.ts';
import type { MeasuredPath } from '../sweep/conclude.ts';
import type { Found } from './found.ts';

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

/** What the scan of a scan group found out. */
export interface PortScan extends Found {
  readonly path: MeasuredPath;
  /** Silent ports that were probed again. */
  readonly retried: readonly SilentPorts[];
}

/** A path that no sweep has measured. Its pace is a rate that hardly any path loses packets at. */
export const UNMEASURED_PATH: MeasuredPath = { pace: 5_000, losing: new Set(), loss: null, isSteady: false };

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

/** Below these values, a remaining time that is computed from the share would be too uncertain. */
const LEAST_SHARE = 0.02;
const LEAST_SECONDS = 6;

/** @returns the seconds that are left of something whose share is done after so many seconds; null: too uncertain */
export function leftAfter(share: number | null, seconds: number): number | null {
  if (share === null || share < LEAST_SHARE || seconds < LEAST_SECONDS) return null;
  return (seconds * (1 - share)) / share;
}

/**
 * @param part where the part begins in the step, and how much of the step it is: 0 to 1
 * @returns a function that turns the progress of the scanner's tasks into the progress of a part of a step
 */
export function taskProgress(
  step: Step,
  hosts: number,
  part: { readonly from: number; readonly size: number },
  tell: (event: ProgressEvent) => void,
): (task: TaskProgress) => void {
  return ({ task, percent }) => {
    const share = taskShare(step, task, percent);
    if (share === null) return;
    const unknown = { etaSeconds: null, hostsDone: 0, open: 0, rate: null, loss: null, pass: 1 };
    tell({ ...unknown, step, hosts, share: part.from + part.size * share });
  };
}
