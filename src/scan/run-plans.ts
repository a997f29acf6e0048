import type { Effects } from '../model/effects.ts';
import type { Plan } from '../model/plan.ts';
import type { TaskProgress } from '../observe/draft.ts';
import { type PlanRun, runPlan } from './run-plan.ts';
import type { ScanSetup } from './scan.ts';

/** Runs so many tasks at a time as there are slots, in the order in which they come. */
export type Slots = <T>(task: () => Promise<T>) => Promise<T>;

export function slotsFor(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

/**
 * Runs plans, each as soon as there is a slot for it.
 * @param slots left out: one plan after the other, because raw probes of two processes lose each other's answers
 */
export function runPlans(
  plans: readonly Plan[],
  { setup, tools }: { readonly setup: ScanSetup; readonly tools: Pick<Effects, 'now' | 'emit'> },
  slots = slotsFor(1),
  progress?: (progress: TaskProgress) => void,
): Promise<readonly PlanRun[]> {
  return Promise.all(plans.map((plan) => slots(() => runPlan(plan, setup, tools, progress))));
}
