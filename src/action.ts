import * as core from '@actions/core';
import { RULES } from './compare/catalogue.ts';
import { DEFAULT_POLICIES, findPolicy, systemEffects } from './effects.ts';
import { failClosed, showProgress, stopSignal } from './lifecycle.ts';
import { type Finding, SEVERITIES } from './model/finding.ts';
import type { ExitCode, Failure, Outcome } from './model/report.ts';
import { printable } from './model/text.ts';
import {
  badOption,
  DEFAULTS,
  readChoice,
  readDuration,
  readInstall,
  readOnIncomplete,
  readSeverity,
} from './options.ts';
import { checkOutcome, failureOf } from './outcome.ts';
import { clearOutputs, discardOutputs, writeOutputs, writeStdout } from './outputs.ts';
import type { Request } from './pipeline.ts';
import { didYouMean } from './policy/suggest.ts';
import { type Annotation, annotations } from './report/annotations.ts';
import { renderJson } from './report/json.ts';
import { renderSarif } from './report/sarif.ts';
import { renderSummary } from './report/summary.ts';
import { renderText } from './report/text.ts';

/** The inputs of action.yml; a test holds the two together. */
export const INPUTS = [
  'policy',
  'targets',
  'scan-xml',
  'fail-on',
  'on-incomplete',
  'install',
  'timeout',
  'sarif-file',
  'sarif-include-waived',
  'json-file',
  'summary',
  'annotations',
] as const;
type Input = (typeof INPUTS)[number];

/** Written unless named otherwise: the upload to code scanning needs it, and it is what the action is for. */
const SARIF_FILE = 'exposure-gate.sarif';

interface ActionOptions extends Omit<Request, 'policyFile'> {
  readonly policy: string | null;
  readonly sarifFile: string;
  readonly jsonFile: string | null;
  readonly includeWaived: boolean;
  readonly summary: boolean;
  readonly annotations: boolean;
}

failClosed();
process.exitCode = await main().catch((error: unknown) => {
  core.error(printable(String(error), 1_000), { title: 'exposure-gate could not work' });
  return 3;
});

async function main(): Promise<ExitCode> {
  const progress = showProgress(process.stderr);
  const effects = systemEffects(stopSignal(), progress.say);
  const startedAt = effects.now();
  let options: ActionOptions | null = null;
  let cleared = false;
  let outcome: Outcome;
  try {
    options = readInputs();
    await clearOutputs(reportFiles(options), inputFiles(options));
    cleared = true;
    outcome = await checkOutcome({ ...options, policyFile: await findPolicy(options.policy) }, effects);
  } catch (error) {
    if (options === null) await discardStale();
    outcome = failureOf(error, options?.policy ?? '', startedAt, effects.now());
  } finally {
    progress.end();
  }
  try {
    await publish(outcome, options, cleared);
    return outcome.exitCode;
  } catch (error) {
    core.error(printable(error instanceof Error ? error.message : String(error), 1_000), { title: 'Output failed' });
    if (outcome.exitCode !== 0) return outcome.exitCode;
    await takeBack(failureOf(error, outcome.policy.file, startedAt, effects.now()), options);
    return 3;
  }
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
  await (options === null || !cleared ? tell() : writeOutputs(files(outcome, options), tell));
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

function reportFiles({ sarifFile, jsonFile }: Pick<ActionOptions, 'sarifFile' | 'jsonFile'>): readonly string[] {
  return jsonFile === null ? [sarifFile] : [sarifFile, jsonFile];
}

function inputFiles({ policy, scanXml }: Pick<ActionOptions, 'policy' | 'scanXml'>): readonly string[] {
  return [...(policy === null ? DEFAULT_POLICIES : [policy]), ...scanXml];
}

/** A run whose inputs are wrong writes no reports: then those of an earlier run must not stay in their place. */
async function discardStale(): Promise<void> {
  await discardOutputs(
    reportFiles({ sarifFile: input('sarif-file') ?? SARIF_FILE, jsonFile: input('json-file') }),
    inputFiles({ policy: input('policy'), scanXml: list('scan-xml', /\n/) }),
  );
}

function textOf(outcome: Outcome): string {
  return renderText(outcome, { color: false, sources: new Map() });
}

function files(outcome: Outcome, { sarifFile, jsonFile, includeWaived }: ActionOptions) {
  const sarif = { file: sarifFile, text: renderSarif(outcome, { rules: RULES, includeWaived, root: '' }) };
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
  core.setOutput('findings', findings.length);
  for (const severity of SEVERITIES) {
    const count = findings.filter((finding) => finding.severity === severity).length;
    core.setOutput(severity === 'note' ? 'notes' : severity, count);
  }
  core.setOutput('sarif-file', (written && options?.sarifFile) || '');
  core.setOutput('json-file', (written && options?.jsonFile) || '');
}

/** @throws InputError for an input that is not known or not well formed */
function readInputs(): ActionOptions {
  refuseUnknownInputs();
  const failOn = input('fail-on');
  return {
    policy: input('policy'),
    targets: list('targets', /[\n,]/),
    scanXml: list('scan-xml', /\n/),
    failOn: failOn === null ? null : readSeverity('fail-on', failOn),
    onIncomplete: readOnIncomplete('on-incomplete', input('on-incomplete') ?? DEFAULTS.onIncomplete),
    install: readInstall('install', input('install') ?? DEFAULTS.install),
    timeout: readDuration('timeout', input('timeout') ?? DEFAULTS.timeout),
    nmap: null,
    sarifFile: input('sarif-file') ?? SARIF_FILE,
    jsonFile: input('json-file'),
    includeWaived: flag('sarif-include-waived', false),
    summary: flag('summary', true),
    annotations: flag('annotations', true),
  };
}

function input(name: Input): string | null {
  const text = core.getInput(name);
  return text === '' ? null : text;
}

/** One item a line; target names also separated by commas, which a path may contain. */
function list(name: Input, separator: RegExp): readonly string[] {
  const items = (input(name) ?? '').split(separator).map((item) => item.trim());
  return items.filter((item) => item !== '');
}

function flag(name: Input, fallback: boolean): boolean {
  const text = input(name);
  return text === null ? fallback : readChoice(name, text, ['true', 'false']) === 'true';
}

/** The runner passes an input that action.yml does not know with no more than a warning; a typo must not go unnoticed. */
function refuseUnknownInputs(): void {
  for (const key of Object.keys(process.env).filter((name) => name.startsWith('INPUT_'))) {
    const name = key.slice('INPUT_'.length).toLowerCase();
    if (!INPUTS.some((known) => known === name)) {
      throw badOption(`there is no input "${printable(name)}"${didYouMean(name, INPUTS)}`);
    }
  }
}
