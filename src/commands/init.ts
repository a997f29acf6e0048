import { lstat, open, rm } from 'node:fs/promises';
import { systemEffects } from '../edge/effects.ts';
import { readInput } from '../edge/files.ts';
import { complain, showProgress, stopSignal } from '../edge/lifecycle.ts';
import { failureOf } from '../edge/outcome.ts';
import { writeStdout } from '../edge/outputs.ts';
import { type InitRequest, makePolicy, type NewPolicy } from '../init.ts';
import { SEVERITIES } from '../model/finding.ts';
import { formatProblem, InputError, ToolError } from '../model/problem.ts';
import { counted } from '../model/quantity.ts';
import type { ExitCode } from '../model/report.ts';
import { DEFAULT_POLICIES } from '../model/repository.ts';
import { printable } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { MAX_INTENT_BYTES } from '../propose/intent.ts';

export interface InitOptions extends Omit<InitRequest, 'compose' | 'kubernetes' | 'policyFile' | 'command'> {
  /** Paths. */
  readonly compose: readonly string[];
  readonly kubernetes: readonly string[];
  /** Null: the first of the default places. */
  readonly output: string | null;
  /** Whether to print the policy instead of writing a file. */
  readonly print: boolean;
  /** The arguments as the user typed them. */
  readonly command: readonly string[];
}

/** Makes a policy and writes it to a new file. Never replaces a file. */
export async function runInit(options: InitOptions): Promise<ExitCode> {
  const progress = showProgress(process.stderr);
  const effects = systemEffects(stopSignal(), progress);
  const file = options.output ?? DEFAULT_POLICIES[0];
  const startedAt = effects.now();
  try {
    if (!options.print) await refuseExisting(options.output);
    const policy = await makePolicy(await requestOf(options, file), effects);
    progress.end();
    if (!options.print) await writeNew(file, policy.text);
    await writeStdout(options.print ? policy.text : summary(file, policy));
    return 0;
  } catch (error) {
    const { problems, exitCode } = failureOf(error, file, startedAt, effects.now());
    for (const problem of problems) complain(formatProblem(problem));
    return exitCode;
  } finally {
    progress.end();
  }
}

async function requestOf(options: InitOptions, policyFile: string): Promise<InitRequest> {
  const read = (files: readonly string[]) =>
    Promise.all(files.map(async (file) => ({ file, bytes: await readInput(file, 'intent', MAX_INTENT_BYTES) })));
  return {
    ...options,
    policyFile,
    compose: await read(options.compose),
    kubernetes: await read(options.kubernetes),
    command: [TOOL_NAME, ...options.command].map(quoted).join(' '),
  };
}

function quoted(argument: string): string {
  const shown = printable(argument);
  return /^[\w@%+=:,./*-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

/** @param output null: the default places, of which only one may have a policy */
async function refuseExisting(output: string | null): Promise<void> {
  for (const file of output === null ? DEFAULT_POLICIES : [output]) {
    const found = await lstat(file).catch(() => null);
    if (found !== null) throw existing(file);
  }
}

function existing(file: string): InputError {
  const message =
    `${printable(file)} exists and is not replaced: print the new policy with --print, or name ` +
    'another file with --output';
  return new InputError([{ code: 'policy-exists', message }]);
}

/** @throws InputError if the file exists by now; ToolError if it cannot be written, and then no part of it is left */
async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? existing(file) : unwritten(file, error);
  });
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw unwritten(file, error);
  } finally {
    await handle.close();
  }
}

function unwritten(file: string, error: unknown): ToolError {
  const why = error instanceof Error ? error.message : String(error);
  return new ToolError(`${printable(file)} could not be written: ${printable(why)}`);
}

function summary(file: string, { targets }: NewPolicy): string {
  const entries = targets.flatMap((target) => target.entries);
  const waivers = targets.flatMap((target) => target.waivers);
  const count = (expectation: string): number => entries.filter((entry) => entry.expectation === expectation).length;
  const graded = SEVERITIES.flatMap((severity) => {
    const number = waivers.filter((waiver) => waiver.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  return [
    `${printable(file)}: ${counted(count('require'), 'port')} required, ${count('allow')} allowed, ` +
      `${waivers.length} waived`,
    `${graded.length === 0 ? '' : ` (${graded.join(', ')})`}.\n`,
    `Read each line and correct what is wrong. Then run: ${TOOL_NAME} check\n`,
  ].join('');
}
