import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { ScanEnvironment } from '../model/effects.ts';

/** @returns the absolute path of a program on the PATH, or null */
export async function which(program: string, { path }: ScanEnvironment): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, program);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return null;
}
