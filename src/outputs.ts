import { lstat, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Problem, refuse, ToolError } from './model/problem.ts';
import { printable } from './model/text.ts';

/** A file that is to be written, and what, in pieces: a report may be longer than a string can be. */
export interface Output {
  readonly file: string;
  readonly text: Iterable<string>;
}

/**
 * Makes room for reports before anything is probed: a report of an earlier run must not be taken for this one's.
 * @param inputs what this run reads, which no report may replace
 * @throws InputError where a path can't be written, is named twice or is an input; all others are cleared all the same
 */
export async function clearOutputs(files: readonly string[], inputs: readonly string[]): Promise<void> {
  const problems: Problem[] = [];
  const taken = new Map<string, string>();
  for (const input of inputs) taken.set(await identityOf(input), 'this run reads it');
  for (const file of files) {
    const identity = await identityOf(file);
    const why = file === '' ? 'it has no name' : (taken.get(identity) ?? (await clear(file)));
    if (why !== null) problems.push(refusal(file, why));
    taken.set(identity, 'it is named for two reports');
  }
  refuse(problems);
}

/** Removes reports of an earlier run, as far as that can be done: for a run that knows too little to do more. */
export async function discardOutputs(files: readonly string[], inputs: readonly string[]): Promise<void> {
  await clearOutputs(files, inputs).catch(() => {});
}

/** @returns why no report can be written there, found out now and not after an hour of scanning; null where one can. */
async function clear(file: string): Promise<string | null> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const kind = await kindOf(file);
    if (kind === 'folder') return 'it is a folder';
    if (kind === 'special') return null;
    await rm(file, { force: true });
    await rm(await stage({ file, text: [] }));
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** What makes two paths one file. */
async function identityOf(file: string): Promise<string> {
  return realpath(file).catch(() => resolve(file));
}

/**
 * A `special` file (a device, a pipe, /dev/stdout) is written to as it is, also where a link leads to it: /dev/stdout is
 * one. A link to anything else is replaced and not followed: in a checked-out repository it may lead anywhere.
 */
async function kindOf(file: string): Promise<'file' | 'folder' | 'special'> {
  const found = await lstat(file).catch(() => null);
  if (found === null || found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  if (!found.isSymbolicLink()) return 'special';
  if (/^\/(?:dev|proc)\//.test(resolve(file))) return 'special';
  const target = await stat(file).catch(() => null);
  return target === null || target.isFile() || target.isDirectory() ? 'file' : 'special';
}

/**
 * Writes all files or none: each next to its place first, then all are put in place.
 * @param between what must succeed before any file appears
 * @throws ToolError where one can't be written; none is left behind then
 */
export async function writeOutputs(outputs: readonly Output[], between: () => Promise<void>): Promise<void> {
  const staged: string[] = [];
  const placed: string[] = [];
  try {
    for (const output of outputs) staged.push(await stage(output));
    await between();
    for (const [index, { file }] of outputs.entries()) {
      const from = staged[index] as string;
      if (from === file) continue;
      await rename(from, file);
      placed.push(file);
    }
  } catch (error) {
    const left = [...placed, ...staged.filter((from, index) => from !== outputs[index]?.file)];
    await Promise.all(left.map((file) => rm(file, { force: true }).catch(() => {})));
    throw error instanceof ToolError
      ? error
      : new ToolError(`a report could not be written: ${printable(reasonOf(error))}`);
  }
}

/** @returns where the text was written: beside its place, or in it where that is a device or a pipe. */
async function stage({ file, text }: Output): Promise<string> {
  const special = (await kindOf(file)) === 'special';
  const place = special ? file : join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const handle = await open(place, 'w');
  try {
    for (const batch of batches(text)) await handle.writeFile(batch);
    if (!special) await handle.sync();
  } catch (error) {
    if (!special) await rm(place, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return place;
}

function refusal(file: string, why: string): Problem {
  return { code: 'bad-output', message: `no report can be written to "${printable(file)}": ${printable(why)}` };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Characters that are written at once. */
const BATCH = 1 << 16;

/** Joins small pieces: a write for each would take longer than making them. */
function* batches(pieces: Iterable<string>): Generator<string> {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}

/**
 * @param text one text, or pieces: each batch of them waits until stdout has taken the one before
 * @throws ToolError where stdout is closed or full: a report that nobody got must not end well
 */
export async function writeStdout(text: string | Iterable<string>): Promise<void> {
  for (const batch of typeof text === 'string' ? [text] : batches(text)) await writeBatch(batch);
}

function writeBatch(text: string): Promise<void> {
  return new Promise((done, reject) => {
    const fail = (error: Error): void => reject(new ToolError(`stdout could not be written: ${error.message}`));
    process.stdout.once('error', fail);
    process.stdout.write(text, (error) => {
      if (error) return fail(error);
      process.stdout.off('error', fail);
      done();
    });
  });
}
