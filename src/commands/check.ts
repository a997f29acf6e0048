import { findPolicyFor, systemEffects } from '../edge/effects.ts';
import { complain, showProgress, stopSignal } from '../edge/lifecycle.ts';
import { checkOutcome, failureOf } from '../edge/outcome.ts';
import { type Places, writeStdout } from '../edge/outputs.ts';
import type { ReportOptions } from '../edge/publish.ts';
import { clearReports, publish } from '../edge/publish.ts';
import { type Recording, type RecordingOptions, startRecording } from '../edge/recording.ts';
import { foldLines } from '../edge/terminal.ts';
import type { Effects } from '../model/effects.ts';
import type { ExitCode, Outcome } from '../model/report.ts';
import type { CheckRequest } from '../model/request.ts';
import { printable } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { FORMATS, type Format, type FormatContext } from '../report/formats.ts';
import type { Detail } from '../report/screen.ts';

export interface CheckOptions extends Omit<CheckRequest, 'policyFile'>, ReportOptions, RecordingOptions {
  /** The format on stdout. */
  readonly format: Format;
  readonly color: boolean;
  /** Columns for text; undefined: lines are not wrapped. */
  readonly width: number | undefined;
  readonly detail: Detail;
  /** Whether each event of the run becomes a line on stderr. */
  readonly debug: boolean;
}

/** Checks the targets against the policy. The chosen format goes to stdout, the reports go into their files. */
export async function runCheck(options: CheckOptions): Promise<ExitCode> {
  let places: Places | null = null;
  let recording: Recording | null = null;
  const outcome = await outcomeOf(options, async (effects, elapsed) => {
    places = await clearReports(options);
    recording = await startRecording(options, places, effects, elapsed);
    return checkOutcome({ ...options, policyFile: await findPolicyFor(options) }, recording.effects);
  });
  return handOut(outcome, options, places, recording);
}

async function handOut(
  outcome: Outcome,
  options: CheckOptions,
  places: Places | null,
  recording: Recording | null,
): Promise<ExitCode> {
  const { format, color, width, detail } = options;
  const isPass = outcome.exitCode === 0;
  let failed: string | null = null;
  try {
    const show = (context: Omit<FormatContext, 'color'>) =>
      writeStdout(FORMATS[format].render(outcome, { ...context, color, width, detail }));
    await publish(outcome, options, places, show, recording);
    return outcome.exitCode;
  } catch (error) {
    failed = printable(error instanceof Error ? error.message : String(error), 1_000);
    complain(failed);
    return isPass ? 3 : outcome.exitCode;
  } finally {
    recording?.close(isPass ? failed : null);
  }
}

/** Runs with the effects of this machine. Turns every thrown error into a failure that can be reported. */
export async function outcomeOf<T extends Outcome | null>(
  { policy, debug = false, detail }: Pick<CheckOptions, 'policy'> & Partial<Pick<CheckOptions, 'debug' | 'detail'>>,
  run: (effects: Effects, elapsed: () => number) => Promise<T>,
): Promise<T | Outcome> {
  const progress = showProgress(process.stderr, { debug: debug ? complain : null, quiet: detail === 'quiet' });
  const effects = systemEffects(stopSignal(), progress);
  const startedAt = effects.now();
  const endFold = detail === 'quiet' ? () => {} : foldLines(process.stderr, process.env, `${TOOL_NAME}: progress`);
  try {
    return await run(effects, progress.elapsed);
  } catch (error) {
    return failureOf(error, policy ?? '', startedAt, effects.now());
  } finally {
    progress.end();
    endFold();
  }
}
