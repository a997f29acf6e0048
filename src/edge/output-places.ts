import { constants, fstatSync, type Stats } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';

/** The place of a report: a regular file, or a stream that the user named as such. `path` is absolute. */
export type Place =
  | { readonly kind: 'file'; readonly path: string; readonly folder: FolderId }
  | { readonly kind: 'device'; readonly path: string }
  | { readonly kind: 'descriptor'; readonly path: string; readonly descriptor: number };

/** Identifies a folder, whatever its name is. */
type FolderId = string;

/** Descriptors of this process, by the names that shells use. */
const DESCRIPTOR = /^\/(?:dev|proc\/self)\/fd\/(\d{1,5})$/;
const STREAMS: Readonly<Record<string, number>> = { '/dev/stdout': 1, '/dev/stderr': 2 };

/**
 * Finds out where a report goes, at the start and not after an hour of scanning, and removes the report of an earlier
 * run. Links are not followed: in a checked-out repository they may lead anywhere.
 * @param roots absolute paths of folders in which missing folders are made. No link may lead out of them.
 * @returns the place, or why no report can be written there
 */
export async function preparePlace(file: string, roots: readonly string[]): Promise<Place | string> {
  if (file === '') return 'it has no name';
  if (file === '-')
    return 'it names no file; for stdout write --format FORMAT or --output FORMAT=-, for a file of this name ./-';
  const path = resolve(file);
  try {
    const descriptor = descriptorOf(path);
    if (descriptor !== undefined) return descriptorPlace(path, descriptor);
    const found = await lstat(path).catch(ifMissing);
    if (found?.isCharacterDevice() === true) return { kind: 'device', path };
    const why = (await whyNoFile(path, found)) ?? (await prepareFolder(dirname(path), roots));
    if (why !== null) return why;
    const place = { kind: 'file', path, folder: folderId(await stat(dirname(path))) } as const;
    await rm(path, { force: true });
    const staged = await createBeside(place);
    await staged.handle.close();
    await rename(staged.path, path).catch((error) => rm(staged.path).then(() => Promise.reject(error)));
    await rm(path);
    return place;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @returns the descriptor that a path names, whatever file is behind it; undefined: none */
export function descriptorOf(file: string): number | undefined {
  const path = resolve(file);
  const descriptor = STREAMS[path] ?? DESCRIPTOR.exec(path)?.[1];
  return descriptor === undefined ? undefined : Number(descriptor);
}

function descriptorPlace(path: string, descriptor: number): Place | string {
  const found = fstatSync(descriptor);
  const known = found.isFile() || found.isFIFO() || found.isSocket() || found.isCharacterDevice();
  return known ? { kind: 'descriptor', path, descriptor } : `it is ${kindOf(found)}`;
}

async function whyNoFile(path: string, found: Stats | null): Promise<string | null> {
  if (found === null || found.isFile()) return null;
  if (!found.isSymbolicLink()) return `it is ${kindOf(found)}; name a regular file, or redirect /dev/stdout`;
  const target = await stat(path).catch(() => null);
  if (target === null || target.isFile() || target.isDirectory()) return null;
  return `it is a link to ${kindOf(target)}; name a regular file, or a stream such as /dev/stdout by its own name`;
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  if (found.isSocket()) return 'a socket';
  return found.isBlockDevice() ? 'a block device' : 'a device';
}

/** @returns why no report can be written to the folder, or null */
export async function prepareFolder(folder: string, roots: readonly string[]): Promise<string | null> {
  const root = roots.find((one) => isWithin(one, folder));
  if (root === undefined) {
    const found = await stat(folder).catch(ifMissing);
    if (found === null) return `there is no folder "${folder}"; make it first: mkdir -p "${folder}"`;
    return found.isDirectory() ? null : `"${folder}" is not a folder`;
  }
  if (!isWithin(await realpath(root), await realpath(await nearestPresent(folder)))) {
    return `a link leads from "${folder}" out of "${root}"; write to a real folder`;
  }
  await mkdir(folder, { recursive: true });
  return null;
}

async function nearestPresent(folder: string): Promise<string> {
  const found = await lstat(folder).catch(ifMissing);
  return found !== null || dirname(folder) === folder ? folder : nearestPresent(dirname(folder));
}

function isWithin(root: string, path: string): boolean {
  const below = relative(root, path);
  return below !== '..' && !below.startsWith(`..${sep}`);
}

export function folderId({ dev, ino }: Stats): FolderId {
  return `${dev}:${ino}`;
}

/** @throws ToolError if another folder has replaced the folder that existed before the scan */
export async function requireSameFolder({ path, folder }: Extract<Place, { kind: 'file' }>): Promise<void> {
  if (folderId(await stat(dirname(path))) === folder) return;
  throw new ToolError(`the folder of ${printable(path)} was replaced during the run`);
}

/** Makes a new, empty file in the folder of a report, with a unique name. */
export async function createBeside({ path }: { readonly path: string }) {
  const name = `.exposure-gate-${process.pid}-${Math.random().toString(36).slice(2, 12)}.tmp`;
  const temporary = join(dirname(path), name);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  return { path: temporary, handle: await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW) };
}

/** @returns what identifies a file: its path, and the file that a link leads to */
export async function identitiesOf(file: string): Promise<readonly string[]> {
  const path = resolve(file);
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  const named = join(folder, basename(path));
  return [named, await realpath(path).catch(() => named)];
}

function ifMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
