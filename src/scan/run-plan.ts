import type { Effects } from '../model/effects.ts';
import type { Owed } from '../model/observation.ts';
import type { Plan } from '../model/plan.ts';
import type { ScanRecord } from '../model/report.ts';
import { printable } from '../model/text.ts';
import type { Judged } from '../observe/document.ts';
import type { TaskProgress } from '../observe/draft.ts';
import { readScan } from '../observe/read.ts';
import { withRetries } from './retry.ts';
import { type ScanSetup, startScan } from './scan.ts';

/** One invocation's outcome. */
export interface PlanRun {
  readonly judged: Judged;
  readonly scan: ScanRecord;
  readonly warnings: readonly string[];
}

/**
 * Runs the scanner on a plan and reads what it says; begins anew, a bounded number of times, where it failed of
 * something that passes. Never throws.
 */
export async function runPlan(
  plan: Plan,
  setup: ScanSetup,
  { now, say }: Pick<Effects, 'now' | 'say'>,
  progress?: (progress: TaskProgress) => void,
): Promise<PlanRun> {
  const { scan, document, ended, started } = await withRetries(
    async () => {
      const started = now();
      // Without its input a scanner recognises nothing.
      const input = plan.input === undefined ? null : await setup.inputFile(plan.input).catch(() => null);
      const scan = startScan(plan, setup, input);
      const options = { wants: () => true, facts: plan.step === 'facts', progress };
      const document = await readScan(scan.output, options);
      const ended = await scan.ended;
      await input?.close();
      return { scan, document, ended, started, ending: ended.ending };
    },
    { say, signal: setup.signal },
  );
  return {
    judged: { step: plan.step, document, failure: ended.failure, covers: planCovers(plan) },
    scan: {
      command: printable(scan.command.join(' '), 2_000),
      seconds: (now().getTime() - started.getTime()) / 1_000,
      failure: ended.failure?.text ?? null,
    },
    warnings: ended.warnings,
  };
}

function planCovers({ addresses, protocol, ports }: Plan): Owed {
  const covered = { [protocol]: ports };
  return new Map(addresses.map((address) => [address, covered]));
}
