import type { RunEvent } from '../model/event.ts';
import { groupBy } from '../model/group.ts';
import type { Unobserved } from '../model/observation.ts';
import type { Step } from '../model/plan.ts';
import { portCount } from '../model/port.ts';

/** The largest number of reasons for one step, and of addresses for each reason. */
const MOST_REASONS = 50;
const MOST_EXAMPLES = 5;

/** @returns the ports that a step leaves unobserved, grouped by reason */
export function gapEvents(step: Step, gaps: readonly Unobserved[]): readonly RunEvent[] {
  const reasons = [...groupBy(gaps, ({ reason }) => `${reason.code} ${reason.text}`).values()];
  return reasons.slice(0, MOST_REASONS).map((those) => {
    const [{ reason }] = those;
    const addresses = [...new Set(those.map(({ address }) => address))];
    return {
      ...{ event: 'unobserved', step, code: reason.code, why: reason.text, addresses: addresses.length },
      ports: those.reduce((sum, { ports }) => sum + portCount(ports), 0),
      examples: addresses.slice(0, MOST_EXAMPLES),
    };
  });
}
