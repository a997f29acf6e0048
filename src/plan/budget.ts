import type { Step } from '../model/plan.ts';
import { duration, roughTime } from '../model/quantity.ts';

/** The part of an estimate that is compared with the time budget. Steps are in the order in which they run. */
export interface ExpectedTime {
  readonly steps: readonly {
    readonly step: Step;
    readonly probes: number;
    readonly seconds: number;
    /** Whether the numbers are upper bounds. Such a step may take no time at all. */
    readonly isMost: boolean;
  }[];
}

/**
 * @param timeout the time budget, or what is left of it, in milliseconds
 * @param part what is estimated
 * @returns a warning before a scan that is not expected to fit into its budget; null if it fits
 */
export function budgetNotice(
  expected: ExpectedTime,
  timeout: number,
  part: 'scan' | 'rest of the scan' = 'scan',
): string | null {
  const budget = timeout / 1_000;
  const steps = expected.steps.filter(({ isMost }) => !isMost);
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  if (seconds <= budget) return null;
  const least = steps.length < expected.steps.length ? 'at least ' : '';
  const time =
    part === 'scan'
      ? `This scan is expected to take ${least}about ${roughTime(seconds)}, and its time budget is ${duration(budget)}`
      : `The rest of the scan is expected to take about ${roughTime(seconds)}, and ${duration(budget)} of its time ` +
        'budget are left';
  return `${time}: ${consequence(steps, budget)}. Raise the timeout or max-rate, or scan fewer ports or hosts.`;
}

/** @returns what is missing after this number of seconds, as a clause */
function consequence(steps: ExpectedTime['steps'], budget: number): string {
  let left = budget;
  let [missing, all] = [0, 0];
  for (const { step, probes, seconds } of steps) {
    if (step === 'discover' && seconds > left) return 'host discovery may not end in time';
    if (step === 'sweep') {
      all += probes;
      missing += seconds <= left ? 0 : probes * (1 - Math.max(0, left) / seconds);
    }
    left -= seconds;
  }
  if (missing === 0) return 'version detection of open ports may not end in time';
  const share = Math.max(1, Math.round((100 * missing) / all));
  return `about ${share} % of the ports will be unobserved, so the scan cannot pass`;
}
