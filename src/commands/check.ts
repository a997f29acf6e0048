import { findPolicy, systemEffects } from '../edge/effects.ts';
import { complain, showProgress, stopSignal } from '../edge/lifecycle.ts';
import { checkOutcome, failureOf } from '../edge/outcome.ts';
import { type Places, writeStdout } from '../edge/outputs.ts';
import type { ReportOptions } from '../edge/publish.ts';
import { clearReports, publish } from '../edge/publish.ts';
import type { Effects } from '../model/effects.ts';
import type { ExitCode, Outcome } from '../model/report.ts';
import type { CheckRequest } from '../model/request.ts';
import { printable } from '../model/text.ts';
import { FORMATS, type Format } from '../report/formats.ts';

export interface CheckOptions extends Omit<CheckRequest, 'policyFile'>, ReportOptions {
  /** Null: the default places. */
  readonly policy: string | null;
  readonly format: Format;
  readonly color: boolean;
}

/** Checks the targets against the policy: the chosen format goes to stdout, the reports into their files. */
export async function runCheck(options: CheckOptions): Promise<ExitCode> {
  let places: Places | null = null;
  const outcome = await outcomeOf(options, async (effects) => {
    places = await clearReports(options);
    return checkOutcome({ ...options, policyFile: await findPolicy(options.policy) }, effects);
  });
  try {
    const { format, color } = options;
    await publish(outcome, options, places, (context) => writeStdout(FORMATS[format](outcome, { ...context, color })));
  } catch (error) {
    complain(printable(error instanceof Error ? error.message : String(error), 1_000));
    return outcome.exitCode === 0 ? 3 : outcome.exitCode;
  }
  return outcome.exitCode;
}

/** Runs with this machine's effects; whatever is thrown becomes a failure that can be reported. */
export async function outcomeOf<T extends Outcome | null>(
  { policy }: Pick<CheckOptions, 'policy'>,
  run: (effects: Effects) => Promise<T>,
): Promise<T | Outcome> {
  const progress = showProgress(process.stderr);
  const effects = systemEffects(stopSignal(), progress);
  const startedAt = effects.now();
  try {
    return await run(effects);
  } catch (error) {
    return failureOf(error, policy ?? '', startedAt, effects.now());
  } finally {
    progress.end();
  }
}
