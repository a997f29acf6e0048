import type { Effects } from '../model/effects.ts';
import type { Plan } from '../model/plan.ts';
import type { TaskProgress } from '../observe/draft.ts';
import { type PlanRun, runPlan } from './run-plan.ts';
import type { ScanSetup } from './scan.ts';

/**
 * Runs tasks side by side while the shares of those that run add up to 1 at most. Tasks start in the order in which
 * they come.
 */
export type Limiter = <T>(share: number, task: () => Promise<T>) => Promise<T>;

/** Shares are sums of fractions. */
const ROUNDING = 1e-9;

export function limiter(): Limiter {
  let [running, used] = [0, 0];
  const waiting: { readonly share: number; readonly start: () => void }[] = [];
  const startNext = (): void => {
    const [next] = waiting;
    if (next === undefined || (running > 0 && used + next.share > 1 + ROUNDING)) return;
    waiting.shift();
    running++;
    used += next.share;
    next.start();
    startNext();
  };
  return async (share, task) => {
    await new Promise<void>((start) => {
      waiting.push({ share, start });
      startNext();
    });
    try {
      return await task();
    } finally {
      running--;
      used -= share;
      startNext();
    }
  };
}

/** Runs so many tasks at a time as there are slots. */
export type Slots = <T>(task: () => Promise<T>) => Promise<T>;

export function slotsFor(count: number): Slots {
  const limited = limiter();
  return (task) => limited(1 / count, task);
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
