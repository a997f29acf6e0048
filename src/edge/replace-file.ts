import { lstat, readFile, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError, ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { createBeside } from './output-places.ts';

/**
 * Replaces a regular file as a whole: readers see the old text or the new one.
 * @param before what was read; a file that is different by now stays as it is
 * @throws InputError if the file has changed, or is no regular file
 * @throws ToolError if it cannot be written; the file then stays as it is
 */
export async function replaceFile(file: string, before: Uint8Array, text: string): Promise<void> {
  const path = resolve(file);
  const found = await lstat(path);
  if (!found.isFile()) throw changed(file, 'it is no regular file');
  const staged = await createBeside({ path }).catch((error: unknown) => Promise.reject(unwritten(file, error)));
  try {
    await staged.handle.writeFile(text);
    await staged.handle.chmod(found.mode & 0o777);
    await staged.handle.sync();
    await staged.handle.close();
    if (Buffer.compare(await readFile(path), before) !== 0)
      throw changed(file, 'it changed in the meantime: run the command again');
    await rename(staged.path, path);
  } catch (error) {
    await staged.handle.close().catch(() => {});
    await rm(staged.path, { force: true });
    throw error instanceof InputError ? error : unwritten(file, error);
  }
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** @returns the byte order mark with which a file begins, which decoding removes; the empty string if there is none */
export function markOf(bytes: Uint8Array): string {
  return MARK.equals(bytes.subarray(0, 3)) ? '\ufeff' : '';
}

function changed(file: string, why: string): InputError {
  return new InputError([{ code: 'policy-changed', message: `${printable(file)} is not written: ${why}` }]);
}

function unwritten(file: string, error: unknown): ToolError {
  const why = error instanceof Error ? error.message : String(error);
  return new ToolError(`${printable(file)} could not be written: ${printable(why)}`);
}
