import { open, stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { InputError } from '../model/problem.ts';
import { printable } from '../model/text.ts';

/** @returns the path relative to the folder, or null if the path is not below the folder */
export function belowFolder(folder: string, file: string): string | null {
  const below = relative(folder, file);
  return below === '' || isAbsolute(below) || below === '..' || below.startsWith(`..${sep}`) ? null : below;
}

/**
 * @param longest the most bytes that are valid. One byte more is read, so that a longer file is noticed.
 * @throws InputError if there is no such file, or if it cannot be read
 */
export async function readInput(file: string, what: InputKind, longest: number): Promise<Uint8Array> {
  await requireFile(file, what);
  const handle = await open(file).catch((error: Error) => unreadable(file, error));
  try {
    const buffer = Buffer.alloc(longest + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = (await handle.read(buffer, length, buffer.length - length)).bytesRead;
    }
    return buffer.subarray(0, length);
  } catch (error) {
    return unreadable(file, error);
  } finally {
    await handle.close();
  }
}

/** What a file is for. It is a part of the code of its problem. */
type InputKind = 'policy' | 'results' | 'intent' | 'report' | 'event';

/** @throws InputError unless there is a regular file */
export async function requireFile(file: string, what: InputKind): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isFile() === true) return;
  const kind = found?.isDirectory() ? 'a folder' : found?.isFIFO() ? 'a pipe' : 'a device or a socket';
  refuseFile(
    file,
    what,
    found === null ? 'there is no such file' : `it is not a file but ${kind}: name a regular file`,
  );
}

/** @throws InputError always */
export function refuseFile(file: string, what: InputKind, why: string): never {
  throw new InputError([{ code: `no-${what}`, message: `${printable(file)}: ${why}` }]);
}

/** @throws InputError always */
export function unreadable(file: string, error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new InputError([{ code: 'unreadable-file', message: `${printable(file)} can't be read: ${printable(why)}` }]);
}
