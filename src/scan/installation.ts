import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scanner } from './find-nmap.ts';

/**
 * @returns a digest that is another one if another program scans or judges: nmap and its data files by their paths,
 * sizes and times of change, and the content of this bundle (of this file alone, if the tool runs from source)
 */
export async function installationOf({ program, data }: Pick<Scanner, 'program' | 'data'>): Promise<string> {
  const names = await readdir(data, { recursive: true });
  const files = [program, ...names.sort().map((name) => join(data, name))];
  const hash = createHash('sha256').update(await readFile(fileURLToPath(import.meta.url)));
  for (const file of files) {
    const { size, mtimeMs } = await stat(file).catch(() => ABSENT);
    hash.update(JSON.stringify([file, size, mtimeMs]));
  }
  return hash.update(await realpath(program)).digest('hex');
}

/** A link that leads nowhere. */
const ABSENT = { size: -1, mtimeMs: 0 } as const;
