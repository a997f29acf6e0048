import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const folders: string[] = [];

/** Makes a temporary folder with files in it, readable by everyone; it is removed when this process ends. */
export async function workspace(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'exposure-gate-test-'));
  if (folders.push(folder) === 1) process.on('exit', removeFolders);
  await chmod(folder, 0o755);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** @returns a file's text, or null where there is none. */
export function textOf(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}
