import * as core from '@actions/core';
import { diffRequest, diffStatus, quietEffects } from './commands/diff.ts';
import { diff } from './diff.ts';
import { type DiffInputs, readDiffFiles, readDiffInputs } from './edge/diff-inputs.ts';
import { locationOptions } from './edge/effects.ts';
import { foreignWarning } from './edge/inputs.ts';
import { failClosed } from './edge/lifecycle.ts';
import { failureOf } from './edge/outcome.ts';
import { clearOutputs, discardOutputs, type Output, type Places, writeOutputs, writeStdout } from './edge/outputs.ts';
import { requireRunnerFile } from './edge/runner-files.ts';
import { policyFiles } from './edge/used-policy.ts';
import { SEVERITIES } from './model/finding.ts';
import { formatProblem } from './model/problem.ts';
import type { ExitCode, Failure } from './model/report.ts';
import { printable, withoutCommands } from './model/text.ts';
import { type Annotation, annotations } from './report/annotations.ts';
import { reviewAnnotations } from './report/review-annotations.ts';
import { REVIEW_FORMATS } from './report/review-formats.ts';
import { isDangerous } from './report/review-words.ts';
import type { Review } from './review/change.ts';

failClosed();
process.exitCode = await main().catch((error: unknown) => {
  core.error(withoutCommands(printable(String(error), 1_000)), { title: 'exposure-gate could not work' });
  return 3;
});

async function main(): Promise<ExitCode> {
  const startedAt = new Date();
  let inputs: DiffInputs | null = null;
  try {
    inputs = readDiffInputs(core.getInput, Object.keys(process.env));
    const warning = foreignWarning(inputs.foreign);
    if (warning !== null) core.warning(warning, { title: 'Unknown inputs' });
    const places = await clearOutputs(filesOf(inputs), await policyFiles(inputs.policy));
    const review = await diff(await diffRequest({ ...inputs, files: [] }), quietEffects());
    const status = diffStatus(review, inputs.failOnNew);
    await tell(review, inputs, places, status);
    return status;
  } catch (error) {
    // Files of an earlier step must not look like those of this step.
    const files = inputs ?? readDiffFiles(core.getInput);
    await discardOutputs(filesOf(files), await policyFiles(files.policy));
    return refuse(failureOf(error, inputs?.policy ?? '', startedAt, new Date()), inputs);
  }
}

function filesOf({ outputs }: Pick<DiffInputs, 'outputs'>): readonly string[] {
  return Object.values(outputs).filter((file) => file !== null);
}

/** Writes the files last, when nothing else can fail. */
async function tell(review: Review, inputs: DiffInputs, places: Places, status: ExitCode): Promise<void> {
  const location = await locationOptions(review.head.label);
  const wanted = (['markdown', 'json', 'sarif'] as const).flatMap((format): readonly Output[] => {
    const file = inputs.outputs[format];
    return file === null ? [] : [{ file, text: [REVIEW_FORMATS[format](review, location)] }];
  });
  const between = async (): Promise<void> => {
    await writeSummary(REVIEW_FORMATS.markdown(review, location), inputs);
    await setOutputs(review, inputs, status);
    await writeStdout(REVIEW_FORMATS.text(review, location));
    if (inputs.annotations) reviewAnnotations(review, inputs.failOnNew).forEach(annotate);
    // The functions of @actions/core do not report whether a write succeeded.
    await writeStdout('');
  };
  await writeOutputs(places, wanted, between, false);
}

/** @returns the exit status of a comparison that could not be made: it is never "no change" */
async function refuse(failure: Failure, inputs: DiffInputs | null): Promise<ExitCode> {
  const { problems, exitCode } = failure;
  await setOutputs(null, null, exitCode).catch(() => {});
  const lines = problems.map(formatProblem).join('\n');
  await writeSummary(`## The policies could not be compared\n\n${fenced(lines)}\n`, inputs);
  await writeStdout(`${lines}\n`).catch(() => {});
  annotations(failure).forEach(annotate);
  return exitCode;
}

/** An indented block is literal: foreign text cannot end it. */
function fenced(text: string): string {
  return text.replace(/^/gm, '    ');
}

async function setOutputs(review: Review | null, inputs: DiffInputs | null, status: ExitCode): Promise<void> {
  await requireRunnerFile('GITHUB_OUTPUT');
  const dangerous = review?.changes.filter(isDangerous) ?? [];
  core.setOutput('exit-code', status);
  core.setOutput('same-meaning', review === null ? '' : review.changes.length === 0);
  core.setOutput('changes', review === null ? '' : dangerous.length);
  for (const severity of SEVERITIES.filter((one) => one !== 'note')) {
    core.setOutput(severity, review === null ? '' : dangerous.filter((one) => one.severity === severity).length);
  }
  core.setOutput('narrowed', review?.changes.filter(({ kind }) => kind === 'narrowed').length ?? '');
  for (const format of ['markdown', 'json', 'sarif'] as const) {
    core.setOutput(`${format}-file`, inputs?.outputs[format] ?? '');
  }
}

async function writeSummary(text: string, inputs: DiffInputs | null): Promise<void> {
  if (inputs?.summary === false || !process.env.GITHUB_STEP_SUMMARY) return;
  try {
    await requireRunnerFile('GITHUB_STEP_SUMMARY');
    await core.summary.emptyBuffer().addRaw(text).write({ overwrite: true });
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : String(error), 1_000);
    core.warning(`The job summary could not be written: ${why}.`, { title: 'No job summary' });
  }
}

function annotate({ kind, title, message, file, line, column }: Annotation): void {
  const say = { error: core.error, warning: core.warning, notice: core.notice }[kind];
  say(message, { title, file, startLine: line, startColumn: column });
}
