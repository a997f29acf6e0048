import * as core from '@actions/core';
import { RULES } from './compare/catalogue.ts';
import { findPolicy, locationOptions, systemEffects } from './effects.ts';
import { type ActionOptions, inputFiles, readInputs, readPaths, reportFiles } from './inputs.ts';
import { failClosed, showProgress, stopSignal } from './lifecycle.ts';
import { type Finding, SEVERITIES } from './model/finding.ts';
import type { ExitCode, Failure, Outcome } from './model/report.ts';
import { printable, withoutCommands } from './model/text.ts';
import { checkOutcome, failureOf } from './outcome.ts';
import { clearOutputs, discardOutputs, writeOutputs, writeStdout } from './outputs.ts';
import { type Annotation, annotations } from './report/annotations.ts';
import { renderJson } from './report/json.ts';
import { renderSarif } from './report/sarif.ts';
import { renderSummary } from './report/summary.ts';
import { renderText } from './report/text.ts';
import { isCompleteRun } from './report/words.ts';

failClosed();
process.exitCode = await main().catch((error: unknown) => {
  core.error(withoutCommands(printable(String(error), 1_000)), { title: 'exposure-gate could not work' });
  return 3;
});

async function main(): Promise<ExitCode> {
  // On stdout: the runner reads stderr apart from it, and would put its lines beside the group.
  const progress = showProgress(process.stdout);
  const effects = systemEffects(stopSignal(), progress);
  const startedAt = effects.now();
  let options: ActionOptions | null = null;
  let cleared = false;
  let endGroup = (): void => {};
  let outcome: Outcome;
  try {
    options = readInputs(core.getInput, Object.keys(process.env));
    await clearOutputs(reportFiles(options), inputFiles(options));
    cleared = true;
    endGroup = startGroup('exposure-gate: progress');
    outcome = await checkOutcome({ ...options, policyFile: await findPolicy(options.policy) }, effects);
  } catch (error) {
    if (options === null) await discardStale();
    outcome = failureOf(error, options?.policy ?? '', startedAt, effects.now());
  } finally {
    progress.end();
    endGroup();
  }
  try {
    await publish(outcome, options, cleared);
    return outcome.exitCode;
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : String(error), 1_000);
    core.error(withoutCommands(why), { title: 'Output failed' });
    if (outcome.exitCode !== 0) return outcome.exitCode;
    await takeBack(failureOf(error, outcome.policy.file, startedAt, effects.now()), options);
    return 3;
  }
}

/** Folds what follows in the log. @returns what ends that; the end of the process does, should it come before. */
function startGroup(title: string): () => void {
  let open = true;
  const end = (): void => {
    if (open) core.endGroup();
    open = false;
  };
  core.startGroup(title);
  process.once('exit', end);
  return end;
}

/**
 * Hands the outcome to everyone who waits for it: the files last, once nothing else can fail.
 * @param cleared whether there is room for the files
 * @throws where something could not be written
 */
async function publish(outcome: Outcome, options: ActionOptions | null, cleared: boolean): Promise<void> {
  const tell = async (): Promise<void> => {
    await writeSummary(outcome, options);
    setOutputs(outcome, options, cleared);
    await writeStdout(textOf(outcome));
    if (options?.annotations !== false) annotations(outcome).forEach(annotate);
    // core's own writing does not tell whether it could.
    await writeStdout('');
  };
  await (options === null || !cleared ? tell() : writeOutputs(await files(outcome, options), tell));
}

/** What was told of a pass before something else could not be written must not stand. */
async function takeBack(failure: Failure, options: ActionOptions | null): Promise<void> {
  await writeSummary(failure, options).catch(() => {});
  try {
    setOutputs(failure, options, false);
  } catch {
    // Then they were not told before either.
  }
}

async function writeSummary(outcome: Outcome, options: ActionOptions | null): Promise<void> {
  if (options?.summary === false || !process.env.GITHUB_STEP_SUMMARY) return;
  await core.summary.emptyBuffer().addRaw(renderSummary(outcome, RULES)).write({ overwrite: true });
}

/** A run whose inputs are wrong writes no reports: then those of an earlier run must not stay in their place. */
async function discardStale(): Promise<void> {
  const paths = readPaths(core.getInput);
  await discardOutputs(reportFiles(paths), inputFiles(paths));
}

function textOf(outcome: Outcome): Iterable<string> {
  return renderText(outcome, { color: false, sources: new Map() });
}

async function files(outcome: Outcome, { sarifFile, jsonFile, includeWaived, category }: ActionOptions) {
  const context = { rules: RULES, includeWaived, category, ...(await locationOptions(outcome.policy.file)) };
  const sarif = { file: sarifFile, text: renderSarif(outcome, context) };
  return jsonFile === null ? [sarif] : [sarif, { file: jsonFile, text: renderJson(outcome) }];
}

function annotate({ kind, title, message, file, line, column }: Annotation): void {
  const say = { error: core.error, warning: core.warning, notice: core.notice }[kind];
  say(message, { title, file, startLine: line, startColumn: column });
}

function setOutputs(outcome: Outcome, options: ActionOptions | null, written: boolean): void {
  // What was not observed is no finding about the network: it is in the verdict.
  const isFinding = ({ waived, severity }: Finding): boolean => waived === null && severity !== null;
  const findings = outcome.kind === 'report' ? outcome.findings.filter(isFinding) : [];
  core.setOutput('verdict', outcome.kind === 'report' ? outcome.verdict : 'error');
  core.setOutput('exit-code', outcome.exitCode);
  core.setOutput('complete', isCompleteRun(outcome));
  core.setOutput('findings', findings.length);
  for (const severity of SEVERITIES) {
    const count = findings.filter((finding) => finding.severity === severity).length;
    core.setOutput(severity === 'note' ? 'notes' : severity, count);
  }
  core.setOutput('sarif-file', (written && options?.sarifFile) || '');
  core.setOutput('json-file', (written && options?.jsonFile) || '');
}
