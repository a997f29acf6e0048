import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, ToolError } from './model/problem.ts';
import { printable } from './model/text.ts';

/** A file that is to be written, and what. */
export interface Output {
  readonly file: string;
  readonly text: string;
}

/**
 * Makes room for reports before anything is probed: a report of an earlier run must not be taken for this one's.
 * @throws InputError where a path can't be written, or is named twice
 */
export async function clearOutputs(files: readonly string[]): Promise<void> {
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) throw refusal(twice, 'it is named for two reports');
  for (const file of files) {
    try {
      await mkdir(dirname(file), { recursive: true });
      const found = await lstat(file).catch(() => null);
      if (found?.isDirectory() === true) throw refusal(file, 'it is a folder');
      if (found?.isFile() === true || found?.isSymbolicLink() === true) await rm(file);
      // Found out now, not after an hour of scanning.
      if (found === null || found.isFile() || found.isSymbolicLink()) await rm(await stage({ file, text: '' }));
    } catch (error) {
      throw error instanceof InputError ? error : refusal(file, reasonOf(error));
    }
  }
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
  const found = await lstat(file).catch(() => null);
  const special = found !== null && !found.isFile() && !found.isSymbolicLink();
  const place = special ? file : join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const handle = await open(place, 'w');
  try {
    await handle.writeFile(text);
    if (!special) await handle.sync();
  } catch (error) {
    if (!special) await rm(place, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return place;
}

function refusal(file: string, why: string): InputError {
  return new InputError([{ code: 'bad-output', message: `no report can be written to ${printable(file)}: ${why}` }]);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** @throws ToolError where stdout is closed or full: a report that nobody got must not end well */
export function writeStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new ToolError(`stdout could not be written: ${error.message}`));
    process.stdout.once('error', fail);
    process.stdout.write(text, (error) => {
      if (error) return fail(error);
      process.stdout.off('error', fail);
      resolve();
    });
  });
}
