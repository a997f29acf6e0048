import type { Step } from '../model/plan.ts';
import { duration, roughTime } from '../model/quantity.ts';
/** The part of an estimate that is compared with the time budget. Steps are in the order in which they run. */
export interface ExpectedTime {
  readonly seconds: number;
  readonly steps: readonly { readonly step: Step; readonly probes: number; readonly seconds: number }[];
}

/**
 * @param timeout the time budget, in milliseconds
 * @returns a warning before a scan that is not expected to fit into its budget; null if it fits
 */
export function budgetNotice({ seconds, steps }: ExpectedTime, timeout: number): string | null {
  const budget = timeout / 1_000;
  if (seconds <= budget) return null;
  let left = budget;
  let [missing, all] = [0, 0];
  for (const { step, probes, seconds: takes } of steps) {
    if (step === 'sweep') {
      all += probes;
      missing += takes <= left ? 0 : probes * (1 - Math.max(0, left) / takes);
    }
    left -= takes;
  }
  const consequence =
    missing === 0
      ? 'version detection of open ports may not end in time'
      : `about ${Math.max(1, Math.round((100 * missing) / all))} % of the ports will be unobserved, so the scan ` +
        'cannot pass';
  return (
    `This scan is expected to take about ${roughTime(seconds)}, and its time budget is ${duration(budget)}: ` +
    `${consequence}. Raise the timeout or max-rate, or scan fewer ports or hosts.`
  );
}
