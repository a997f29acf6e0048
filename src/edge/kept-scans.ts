import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { KeptScan, ScanEnd, ScanToKeep } from '../model/kept-scan.ts';
import { InputError, ToolError } from '../model/problem.ts';
import { printable, shellWord } from '../model/text.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/version.ts';
import { folderId, prepareFolder } from './output-places.ts';

type KeepScan = (scan: ScanToKeep) => Promise<KeptScan>;

/** @returns a function that numbers scans and keeps none of them */
export function keepNothing(): KeepScan {
  let count = 0;
  return async () => ({ number: ++count, keep: (output) => output, end: async () => {} });
}

/** A folder for the documents of a run's scans. */
export interface KeptScans {
  readonly keepScan: KeepScan;
  /** @throws ToolError if a document could not be kept */
  readonly settle: () => void;
}

/**
 * Makes the folder, or uses an empty folder. The rules are those for reports.
 * @param taken paths of reports
 * @param complain called as soon as no more documents can be kept, with the reason
 * @throws InputError if the folder cannot be made, is not a folder, or is not empty
 */
export async function openKeptScans(
  named: string,
  roots: readonly string[],
  taken: ReadonlySet<string>,
  complain: (why: string) => void,
): Promise<KeptScans> {
  const path = resolve(named);
  const id = taken.has(path)
    ? 'it is named for a report too'
    : await prepare(path, roots).catch((error: NodeJS.ErrnoException) => error.message);
  if (typeof id === 'string') {
    const message = `no documents can be kept in "${printable(named)}": ${printable(id)}`;
    throw new InputError([{ code: 'bad-output', message }]);
  }
  const numbered = keepNothing();
  let fault: ToolError | null = null;
  const fail = (error: unknown): void => {
    if (fault !== null) return;
    const why = printable(error instanceof Error ? error.message : String(error));
    fault = new ToolError(`the documents of the scans could not be kept in "${printable(named)}": ${why}`);
    complain(fault.message);
  };
  const folder: Folder = { path, id: folderId(id), fail, isFull: () => fault !== null };
  return {
    keepScan: async (scan) => keep(folder, scan, await numbered(scan)),
    settle: () => {
      if (fault !== null) throw fault;
    },
  };
}

/** @returns the folder, or the reason why it cannot be used */
async function prepare(path: string, roots: readonly string[]): Promise<Stats | string> {
  const why = await prepareFolder(dirname(path), roots);
  if (why !== null) return why;
  await mkdir(path).catch((error: NodeJS.ErrnoException) => (error.code === 'EEXIST' ? null : Promise.reject(error)));
  const found = await lstat(path);
  if (found.isSymbolicLink()) return 'it is a link; name the folder itself';
  if (!found.isDirectory()) return 'it is not a folder';
  return (await readdir(path)).length === 0 ? found : 'it is not empty; name a new folder, or empty this one';
}

interface Folder {
  readonly path: string;
  readonly id: string;
  readonly fail: (error: unknown) => void;
  /** Whether a document could not be kept. Then no other document is kept. */
  readonly isFull: () => boolean;
}

/** Keeps one scan: the document, the command, and the standard input of the command. */
async function keep(folder: Folder, scan: ScanToKeep, { number }: KeptScan): Promise<KeptScan> {
  const name = `${String(number).padStart(3, '0')}-${scan.step}`;
  const notes = await begin(folder, name, scan);
  const whenGood = async (act: () => Promise<void>): Promise<void> => {
    if (!folder.isFull()) await act().catch(folder.fail);
  };
  return {
    number,
    keep: (output) => kept(folder, `${name}.xml`, output, whenGood),
    end: async (how) => {
      await whenGood(async () => void (await notes?.writeFile(endText(scan, how))));
      await notes?.close().catch(folder.fail);
    },
  };
}

/** The command is written before the scan, so that it exists even if the run is killed. */
async function begin(folder: Folder, name: string, scan: ScanToKeep): Promise<FileHandle | null> {
  if (folder.isFull()) return null;
  let notes: FileHandle | null = null;
  try {
    const input = scan.input === null ? null : `${name}.stdin`;
    if (input !== null && scan.input !== null) {
      const handle = await create(folder, input);
      await handle.writeFile(scan.input).finally(() => handle.close());
    }
    notes = await create(folder, `${name}.txt`);
    const from = input === null ? '' : ` < ${input}`;
    const command = scan.command.map(shellWord).join(' ');
    await notes.writeFile(`# ${TOOL_NAME} ${TOOL_VERSION}, ${name}.xml\n${command}${from}\n`);
    await notes.writeFile(`# started: ${scan.started.toISOString()}\n`);
    return notes;
  } catch (error) {
    folder.fail(error);
    await notes?.close().catch(() => {});
    return null;
  }
}

function endText({ started }: ScanToKeep, { ended, exitCode, signal, failure, stderr }: ScanEnd): string {
  const seconds = ((ended.getTime() - started.getTime()) / 1_000).toFixed(1);
  const messages = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return [
    `# ended: ${ended.toISOString()}, after ${seconds} s`,
    `# exit status: ${exitCode ?? (signal === null ? 'none, it was not run' : `none, ended by ${signal}`)}`,
    ...(failure === null ? [] : [`# failure: ${failure}`]),
    ...messages.map((line) => `# stderr: ${printable(line, 500)}`),
    '',
  ].join('\n');
}

/** A scan without output leaves no document: an empty document would not be a result of nmap. */
async function* kept(
  folder: Folder,
  name: string,
  output: AsyncIterable<Uint8Array>,
  whenGood: (act: () => Promise<void>) => Promise<void>,
): AsyncGenerator<Uint8Array> {
  let file: FileHandle | null = null;
  try {
    for await (const chunk of output) {
      await whenGood(async () => {
        file ??= await create(folder, name);
        await file.writeFile(chunk);
      });
      yield chunk;
    }
  } finally {
    await (file as FileHandle | null)?.close().catch(folder.fail);
  }
}

/** @throws Error if another folder has replaced this one, or if the file exists already */
async function create({ path, id }: Folder, name: string): Promise<FileHandle> {
  if (folderId(await stat(path)) !== id) throw new Error('another folder has replaced it');
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  return open(join(path, name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
}
