import { RULES } from '../compare/catalogue.ts';
import type { Outcome } from '../model/report.ts';
import type { RunOrigin } from '../model/repository.ts';
import { FORMATS, type Format, type FormatContext } from '../report/formats.ts';
import { NOTIFY_FORMATS, type NotifyName } from '../report/notify/formats.ts';
import { readState } from '../state/read.ts';
import { prune, remember } from '../state/remember.ts';
import { NO_STATE } from '../state/state.ts';
import { writeState } from '../state/write.ts';
import { locationOptions } from './effects.ts';
import { originOf } from './origin.ts';
import { clearOutputs, discardOutputs, inTurn, type Output, type Places, writeOutputs } from './outputs.ts';
import type { Recording } from './recording.ts';
import { commitState } from './state-file.ts';
import { policyFiles } from './used-policy.ts';

/** A report that a run writes to a file. */
export interface ReportFile {
  readonly format: Format;
  /** As the user named it. */
  readonly file: string;
}

/** A message about the changes of a run, for a service that the user sends it to. */
export interface NotifyFile {
  readonly format: NotifyName;
  /** As the user named it. */
  readonly file: string;
}

/** The files that a run reads and writes. */
export interface RunFiles {
  /** Null: the default places. */
  readonly policy: string | null;
  readonly scanXml: readonly string[];
  readonly reports: readonly Pick<ReportFile, 'file'>[];
  readonly notify: readonly Pick<NotifyFile, 'file'>[];
  /** The trace file; null: none. */
  readonly trace: string | null;
  readonly stateFile: string | null;
}

/** How reports are written. */
export interface ReportOptions {
  /** The policy as the user named it; null: the default places. */
  readonly policy: string | null;
  /** The targets that the user selected; empty: all. */
  readonly targets: readonly string[];
  readonly reports: readonly ReportFile[];
  /** Written only if the run has changes to tell. */
  readonly notify: readonly NotifyFile[];
  /** Whether the SARIF report contains waived findings, as suppressed results. */
  readonly includeWaived: boolean;
  /** The category of the alerts in code scanning; null: derived from the policy. */
  readonly category: string | null;
  /** The file that remembers this run; null: none. */
  readonly stateFile: string | null;
}

/**
 * Removes earlier reports before anything is probed.
 * @throws InputError if a path cannot be written, is named twice, or is read by this run
 */
export async function clearReports(files: RunFiles): Promise<Places> {
  return clearOutputs(written(files), await read(files));
}

/** Removes earlier reports if this run cannot even begin and so writes no reports. */
export async function discardReports(files: RunFiles): Promise<void> {
  return discardOutputs(written(files), await read(files));
}

function written({ reports, notify, trace }: RunFiles): readonly string[] {
  return [...[...reports, ...notify].map(({ file }) => file), ...(trace === null ? [] : [trace])];
}

async function read({ policy, scanXml, stateFile }: RunFiles): Promise<readonly string[]> {
  return [...(await policyFiles(policy)), ...scanXml, ...(stateFile === null ? [] : [stateFile])];
}

/**
 * Publishes the outcome. The files are written last, when nothing else can fail. If a part of an outcome that is not a
 * pass cannot be published, the other parts are published anyway.
 * @param options null: the inputs could not be read, so there are no files
 * @param places the places of the files; null: no files can be written
 * @param tell a step that runs before any file appears
 * @param recording the recording of the run, which ends before any file appears
 * @throws ToolError if something could not be written
 */
export async function publish(
  outcome: Outcome,
  options: ReportOptions | null,
  places: Places | null,
  tell: (context: Omit<FormatContext, 'color'>) => Promise<void>,
  recording: Recording | null = null,
): Promise<void> {
  const { policy, reports, notify, includeWaived, category, targets } = options ?? NO_REPORTS;
  const location = await locationOptions(outcome.policy.file, filesOf(outcome));
  const origin = originOf(process.env, location.repository.revision);
  const context = { rules: RULES, includeWaived, category, origin, policy, selection: targets, ...location };
  const outputs = [
    ...reports.map((report) => outputOf(report, outcome, context)),
    ...notify.flatMap((message) => messageOf(message, outcome, origin)),
  ];
  const wanted = places === null ? [] : outputs;
  const goOn = outcome.exitCode !== 0;
  const between = () => inTurn([() => recording?.settle(), () => tell(context)], goOn);
  const last = () => keepMemory(outcome, options?.stateFile ?? null);
  await writeOutputs(places ?? new Map(), wanted, between, goOn, last);
}

/**
 * The last step: a run that is remembered has published its findings everywhere, so that no later run calls a finding
 * old that nobody has been shown.
 */
async function keepMemory(outcome: Outcome, file: string | null): Promise<void> {
  if (file === null || outcome.kind !== 'report' || outcome.memory === undefined) return;
  const { pruneAfter } = outcome.memory;
  await commitState(file, (before) => {
    const state = before === null ? NO_STATE : readState(before, file, outcome.finishedAt);
    return writeState(prune(remember(state, outcome), pruneAfter, outcome.finishedAt));
  });
}

/** @returns the policies that findings and problems are in */
function filesOf(outcome: Outcome): ReadonlySet<string> {
  const items = outcome.kind === 'report' ? outcome.findings : outcome.problems;
  const files = new Set<string>();
  for (const { location } of items) if (location !== undefined) files.add(location.file);
  return files;
}

const NO_REPORTS: ReportOptions = {
  ...{ policy: null, targets: [], reports: [], notify: [], includeWaived: false, category: null, stateFile: null },
};

function outputOf({ format, file }: ReportFile, outcome: Outcome, context: Omit<FormatContext, 'color'>): Output {
  return { file, text: whenRead(() => FORMATS[format].render(outcome, { ...context, color: false })) };
}

/** @returns nothing if there is nothing to tell: then the file is not there */
function messageOf({ format, file }: NotifyFile, outcome: Outcome, origin: RunOrigin): readonly Output[] {
  const changes = outcome.kind === 'report' ? (outcome.changes ?? []) : [];
  if (outcome.kind !== 'report' || changes.length === 0) return [];
  const { render } = NOTIFY_FORMATS[format];
  return [{ file, text: whenRead(() => [`${render(outcome, changes, origin)}\n`]) }];
}

/** A format that fails when it begins fails alone, in its turn. */
function* whenRead(make: () => Iterable<string>): Generator<string> {
  yield* make();
}
