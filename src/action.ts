import { lstat } from 'node:fs/promises';
import * as core from '@actions/core';
import { RULES } from './compare/catalogue.ts';
import { findPolicyFor, systemEffects } from './edge/effects.ts';
import { type ActionOptions, foreignWarning, readFiles, readInputs } from './edge/inputs.ts';
import { failClosed, showProgress, stopSignal } from './edge/lifecycle.ts';
import { checkOutcome, failureOf } from './edge/outcome.ts';
import { inTurn, type Places, writeStdout } from './edge/outputs.ts';
import { clearReports, discardReports, publish, type ReportFile } from './edge/publish.ts';
import { type Recording, startRecording } from './edge/recording.ts';
import { requireRunnerFile } from './edge/runner-files.ts';
import { foldLines } from './edge/terminal.ts';
import { type Finding, isStanding, SEVERITIES } from './model/finding.ts';
import type { ExitCode, Failure, Outcome } from './model/report.ts';
import type { RunOrigin } from './model/repository.ts';
import { printable, withoutCommands } from './model/text.ts';
import { type Annotation, annotations } from './report/annotations.ts';
import { renderChanges } from './report/changes-json.ts';
import { FORMAT_NAMES, inputOf } from './report/formats.ts';
import { renderSummary } from './report/summary.ts';
import { renderText } from './report/text.ts';
import { isCompleteRun, tally } from './report/words.ts';

failClosed();
process.exitCode = await main().catch((error: unknown) => {
  core.error(withoutCommands(printable(String(error), 1_000)), { title: 'exposure-gate could not work' });
  return 3;
});

async function main(): Promise<ExitCode> {
  // Progress goes to stdout. The runner reads stderr separately, so lines on stderr would appear outside the group.
  const progress = showProgress(process.stdout, { debug: core.isDebug() ? core.debug : null });
  const effects = systemEffects(stopSignal(), progress);
  const startedAt = effects.now();
  let options: ActionOptions | null = null;
  let places: Places | null = null;
  let recording: Recording | null = null;
  let endGroup = (): void => {};
  let outcome: Outcome;
  try {
    options = readInputs(core.getInput, Object.keys(process.env));
    warnOfForeign(options.foreign);
    places = await clearReports(options);
    endGroup = foldLines(process.stdout, { GITHUB_ACTIONS: 'true' }, 'exposure-gate: progress');
    recording = await startRecording(options, places, effects, progress.elapsed);
    outcome = await checkOutcome({ ...options, policyFile: await findPolicyFor(options) }, recording.effects);
  } catch (error) {
    if (options === null) await discardStale();
    outcome = failureOf(error, options?.policy ?? '', startedAt, effects.now());
  } finally {
    progress.end();
    endGroup();
  }
  let failed: string | null = null;
  try {
    await publish(
      outcome,
      options,
      places,
      ({ origin }) => tell(outcome, options, { written: places !== null, origin }),
      recording,
    );
    return outcome.exitCode;
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : String(error), 1_000);
    core.error(withoutCommands(why), { title: 'Output failed' });
    if (outcome.exitCode !== 0) {
      await admit(options).catch(() => {});
      return outcome.exitCode;
    }
    failed = why;
    await takeBack(failureOf(error, outcome.policy.file, startedAt, effects.now()), options);
    return 3;
  } finally {
    recording?.close(failed);
  }
}

function warnOfForeign(variables: readonly string[]): void {
  const warning = foreignWarning(variables);
  if (warning !== null) core.warning(warning, { title: 'Unknown inputs' });
}

/** Writes the outcome to all outputs except the report files. */
function tell(outcome: Outcome, options: ActionOptions | null, how: Told): Promise<void> {
  return inTurn(
    [
      () => writeSummary(outcome, options),
      () => setOutputs(outcome, options, how),
      () => writeStdout(textOf(outcome)),
      () => {
        if (options?.annotations !== false) annotations(outcome).forEach(annotate);
      },
      // The functions of @actions/core do not report whether a write succeeded.
      () => writeStdout(''),
    ],
    outcome.exitCode !== 0,
  );
}

/** Replaces the outputs of a pass if a later output could not be written. */
async function takeBack(failure: Failure, options: ActionOptions | null): Promise<void> {
  await writeSummary(failure, options);
  // If this write fails, the earlier write failed too, and no pass was reported.
  await setOutputs(failure, options, { written: false, origin: null }).catch(() => {});
}

/** Corrects the outputs of a failed run, so that no later step uses a report that does not exist. */
async function admit(options: ActionOptions | null): Promise<void> {
  await requireRunnerFile('GITHUB_OUTPUT');
  core.setOutput('complete', false);
  const written: ReportFile[] = [];
  for (const report of options?.reports ?? []) {
    const found = await lstat(report.file).catch(() => null);
    if (found?.isFile() === true) written.push(report);
  }
  setFileOutputs(written);
}

function setFileOutputs(written: readonly ReportFile[]): void {
  for (const format of FORMAT_NAMES)
    core.setOutput(inputOf(format), written.find((report) => report.format === format)?.file ?? '');
}

/** The summary is only a copy for people. A run whose verdict and files are complete does not fail without it. */
async function writeSummary(outcome: Outcome, options: ActionOptions | null): Promise<void> {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (options?.summary === false || !file) return;
  try {
    await requireRunnerFile('GITHUB_STEP_SUMMARY');
    await core.summary.emptyBuffer().addRaw(renderSummary(outcome, RULES)).write({ overwrite: true });
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : String(error), 1_000);
    core.warning(`The job summary could not be written: ${why}. The verdict and the reports are not affected.`, {
      title: 'No job summary',
    });
  }
}

/** A run with invalid inputs writes no reports. This removes the reports of an earlier run. */
async function discardStale(): Promise<void> {
  await discardReports(readFiles(core.getInput));
}

function textOf(outcome: Outcome): Iterable<string> {
  return renderText(outcome, { color: false, sources: new Map() });
}

function annotate({ kind, title, message, file, line, column }: Annotation): void {
  const say = { error: core.error, warning: core.warning, notice: core.notice }[kind];
  say(message, { title, file, startLine: line, startColumn: column });
}

/** How the outputs are set. */
interface Told {
  /** Whether the reports are written. */
  readonly written: boolean;
  /** Null: the run could not be published. */
  readonly origin: RunOrigin | null;
}

async function setOutputs(outcome: Outcome, options: ActionOptions | null, { written, origin }: Told): Promise<void> {
  await requireRunnerFile('GITHUB_OUTPUT');
  // Unobserved ports are no findings about the network. The verdict contains them.
  const isFinding = (finding: Finding): boolean => isStanding(finding) && finding.severity !== null;
  const findings = outcome.kind === 'report' ? outcome.findings.filter(isFinding) : [];
  core.setOutput('verdict', outcome.kind === 'report' ? outcome.verdict : 'error');
  core.setOutput('exit-code', outcome.exitCode);
  core.setOutput('complete', isCompleteRun(outcome));
  core.setOutput('resting-ports', outcome.kind === 'report' ? (outcome.coverage.resting?.ports ?? 0) : 0);
  core.setOutput('findings', findings.length);
  for (const severity of SEVERITIES) {
    const count = findings.filter((finding) => finding.severity === severity).length;
    core.setOutput(severity === 'note' ? 'notes' : severity, count);
  }
  core.setOutput('not-active', outcome.kind === 'report' ? tally(outcome.findings).notActive : 0);
  setChanges(outcome, origin);
  setFileOutputs(written ? (options?.reports ?? []) : []);
}

/** Without memory nobody knows what changed, which is not the same as no change. */
function setChanges(outcome: Outcome, origin: RunOrigin | null): void {
  const changes = outcome.kind === 'report' ? outcome.changes : undefined;
  const isKnown = outcome.kind === 'report' && changes !== undefined && origin !== null;
  core.setOutput('changes', isKnown ? changes.length : '');
  core.setOutput('changes-json', isKnown ? renderChanges(outcome, changes, origin) : '');
}
