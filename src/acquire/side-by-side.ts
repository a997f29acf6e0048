import type { Plan } from '../model/plan.ts';

/** Shares are sums of fractions. */
const ROUNDING = 1e-9;

/**
 * Starts tasks in their order, side by side while the shares of those that run add up to 1 at most.
 * @returns the results in the order of the plans
 */
export async function sideBySide<T extends Pick<Plan, 'share'>, U>(
  plans: readonly T[],
  start: (plan: T, index: number) => Promise<U>,
): Promise<readonly U[]> {
  const running = new Set<Promise<unknown>>();
  let used = 0;
  const tasks: Promise<U>[] = [];
  for (const [index, plan] of plans.entries()) {
    const { share = 1 } = plan;
    while (running.size > 0 && used + share > 1 + ROUNDING) await Promise.race(running);
    used += share;
    const task = start(plan, index).finally(() => {
      used -= share;
      running.delete(task);
    });
    running.add(task);
    tasks.push(task);
  }
  return Promise.all(tasks);
}
