import { RULES } from '../compare/catalogue.ts';
import { findPolicy, locationOptions, systemEffects } from '../effects.ts';
import type { Effects } from '../evidence.ts';
import { complain, showProgress, stopSignal } from '../lifecycle.ts';
import type { ExitCode, Outcome } from '../model/report.ts';
import { DEFAULT_POLICIES } from '../model/repository.ts';
import { printable } from '../model/text.ts';
import { checkOutcome, failureOf } from '../outcome.ts';
import { clearOutputs, discardOutputs, type Places, writeOutputs, writeStdout } from '../outputs.ts';
import type { Request } from '../pipeline.ts';
import { FORMATS, type Format, type FormatContext } from '../report/formats.ts';
import { renderJson } from '../report/json.ts';
import { renderSarif } from '../report/sarif.ts';
import { renderSummary } from '../report/summary.ts';

export interface CheckOptions extends Omit<Request, 'policyFile'> {
  /** Null: the default places. */
  readonly policy: string | null;
  /** Files to write; null: none. */
  readonly sarif: string | null;
  readonly json: string | null;
  readonly summary: string | null;
  readonly includeWaived: boolean;
  /** Category of the alerts in code scanning; null: made of the policy. */
  readonly category: string | null;
  readonly format: Format;
  readonly color: boolean;
}

/** Checks the targets against the policy: the chosen format goes to stdout, the reports into their files. */
export async function runCheck(options: CheckOptions): Promise<ExitCode> {
  let places: Places | null = null;
  const outcome = await outcomeOf(options, async (effects) => {
    places = await clearOutputs(reportsOf(options), inputsOf(options));
    return checkOutcome({ ...options, policyFile: await findPolicy(options.policy) }, effects);
  });
  const context: FormatContext = {
    rules: RULES,
    includeWaived: options.includeWaived,
    category: options.category,
    color: options.color,
    ...(await locationOptions(outcome.policy.file)),
  };
  const all = [
    { file: options.sarif, text: () => renderSarif(outcome, context) },
    { file: options.json, text: () => renderJson(outcome) },
    { file: options.summary, text: () => [renderSummary(outcome, RULES)] },
  ];
  const outputs = all.flatMap(({ file, text }) => (file === null || places === null ? [] : [{ file, text: text() }]));
  try {
    const show = () => writeStdout(FORMATS[options.format](outcome, context));
    await writeOutputs(places ?? new Map(), outputs, show, outcome.exitCode !== 0);
  } catch (error) {
    complain(printable(error instanceof Error ? error.message : String(error), 1_000));
    return outcome.exitCode === 0 ? 3 : outcome.exitCode;
  }
  return outcome.exitCode;
}

type Paths = Pick<CheckOptions, 'policy' | 'scanXml' | 'sarif' | 'json' | 'summary'>;

function reportsOf({ sarif, json, summary }: Paths): readonly string[] {
  return [sarif, json, summary].filter((file) => file !== null);
}

function inputsOf({ policy, scanXml }: Paths): readonly string[] {
  return [...(policy === null ? DEFAULT_POLICIES : [policy]), ...scanXml];
}

/** Removes what an earlier run left where this one, which can't even begin, was to write its reports. */
export function discardReports(paths: Paths): Promise<void> {
  return discardOutputs(reportsOf(paths), inputsOf(paths));
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
