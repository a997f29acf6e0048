import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { access, lstat, open, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StateSource } from '../model/memory.ts';
import { InputError, ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { readState } from '../state/read.ts';
import type { State } from '../state/state.ts';
import { badOption } from './options.ts';
import { prepareFolder } from './output-places.ts';
import { batches, outputRoots } from './outputs.ts';

/** The longest state file. */
const MAX_BYTES = 256 * 1024 * 1024;
/** The bytes of one read: what is remembered takes memory enough, so the file is never in memory as a whole. */
const PIECE = 1 << 18;

/** How long to wait for another writer, in milliseconds. A commit takes about a second for the largest state. */
const PATIENCE = 120_000;
/** The age from which a lock is left over, whoever holds it, in milliseconds. */
const LEFT_OVER = 60_000;
/** The same, of a lock that does not say who holds it: the holder was killed while it made the lock. */
const NAMELESS = 5_000;

/** The longest lock, in bytes. It names a process and a host. */
const LONGEST_LOCK = 4_096;

/**
 * Reads a state file before anything is probed, and finds out whether it can be written.
 * @returns null: there is no file yet
 * @throws InputError if it is no regular file, or if it cannot be read or written
 */
export async function readStateFile(file: string): Promise<StateSource | null> {
  const why =
    file === '' ? 'it has no name' : await prepareFolder(dirname(resolve(file)), outputRoots()).catch(messageOf);
  if (why !== null) throw unusable(file, why);
  const source = await sourceOf(file);
  await access(dirname(resolve(file)), constants.W_OK).catch((error) =>
    Promise.reject(unusable(file, messageOf(error))),
  );
  await requireNoFolder(lockOf(file)).catch((error) => Promise.reject(unusable(file, messageOf(error))));
  return source;
}

/**
 * Reads the state file of a command that only asks what is known. The file need not be writable.
 * @param command who asks
 * @throws InputError if no file is named, if there is none, or if it is no state file that can be read
 */
export async function readKnown(command: string, file: string | undefined): Promise<State> {
  if (!file) throw badOption(`${command} needs --state FILE: the file that check --state wrote`);
  const source = await sourceOf(file);
  if (source === null) throw badOption(`there is no ${printable(file)}: write it with check --state`);
  return readState(source.pieces, file, new Date());
}

/**
 * Replaces a state file by what it becomes after a change, under a lock: the change gets what is there at that moment,
 * also if another run wrote it in the meantime. Readers see the old file or the new one.
 * @param change from the pieces of the file, or null if there is none, to those of the new file
 * @returns the size of the new file in bytes
 * @throws ToolError if the file is no state any more, or cannot be written. Then the file is as before.
 */
export async function commitState(
  file: string,
  change: (before: Iterable<Uint8Array> | null) => Iterable<string>,
): Promise<number> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const lock = await takeLock(file, end);
    try {
      const before = stampOf(file);
      const size = await stage(lock, change((await sourceOf(file))?.pieces ?? null), before?.mode ?? null);
      if (replaceIfSame(lock, file, before)) return size;
      if (Date.now() > end) throw new Error('it changes all the time');
    } catch (error) {
      if (error instanceof InputError) throw new ToolError(error.message);
      throw new ToolError(`the state file ${printable(file)} could not be written: ${printable(messageOf(error))}`);
    } finally {
      await rm(lock.staged, { force: true }).catch(() => {});
      if (isHeld(lock)) await rm(lock.path, { force: true }).catch(() => {});
    }
  }
}

async function sourceOf(file: string): Promise<StateSource | null> {
  const found = await lstat(file)
    .catch(ifMissing)
    .catch((error) => Promise.reject(unusable(file, messageOf(error))));
  if (found === null) return null;
  if (!found.isFile()) throw unusable(file, 'it is no regular file: links are not followed');
  await access(file, constants.R_OK).catch((error) => Promise.reject(unusable(file, messageOf(error))));
  return { bytes: found.size, pieces: piecesOf(file) };
}

function* piecesOf(file: string): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(PIECE);
  let descriptor: number | null = null;
  let total = 0;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) throw new Error('it is no regular file');
    for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
      total += read;
      if (total > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes, so it is no state file`);
      yield buffer.subarray(0, read);
    }
  } catch (error) {
    throw unusable(file, messageOf(error));
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/**
 * The lock may have been taken for one that is left over, and somebody may edit the file without a lock. In one turn,
 * so that nothing of another run is between the look and the replacement.
 */
function replaceIfSame(lock: Lock, file: string, before: Stamp | null): boolean {
  if (!isHeld(lock) || stampOf(file)?.id !== before?.id) return false;
  renameSync(lock.staged, resolve(file));
  return true;
}

interface Stamp {
  /** Changes whenever the file is replaced or written. */
  readonly id: string;
  readonly mode: number;
}

function stampOf(file: string): Stamp | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return null;
  const { dev, ino, size, mtimeNs, ctimeNs, mode } = found;
  return { id: [dev, ino, size, mtimeNs, ctimeNs].join(':'), mode: Number(mode) & 0o777 };
}

interface Lock {
  readonly path: string;
  /** What the lock file contains: who holds it. */
  readonly text: string;
  /** Where the holder writes the new file. */
  readonly staged: string;
}

async function takeLock(file: string, end: number): Promise<Lock> {
  const path = lockOf(file);
  const token = `${process.pid}-${Math.random().toString(36).slice(2, 12)}`;
  const text = `${token} ${processPlace()}\n`;
  for (;;) {
    try {
      makeLock(path, text);
      return { path, text, staged: stagedBy(path, token) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unlockable(file, messageOf(error));
    }
    await removeLeftOver(path).catch((error) => Promise.reject(unlockable(file, messageOf(error))));
    if (Date.now() > end) throw unlockable(file, `another run holds ${path}`);
    await sleep(10 + Math.random() * 40);
  }
}

function lockOf(file: string): string {
  return `${resolve(file)}.lock`;
}

/** No run makes a folder there, so it is not removed: it may contain anything. */
async function requireNoFolder(lock: string): Promise<void> {
  const found = await lstat(lock).catch(ifMissing);
  if (found?.isDirectory() === true) {
    throw new Error(`${lock} is a folder, but the run needs this path for its lock file: move or remove the folder`);
  }
}

function unlockable(file: string, why: string): ToolError {
  return new ToolError(`the state file ${printable(file)} could not be locked: ${printable(why)}`);
}

/** In one turn, because a run that is killed in between leaves a lock that does not say whose it was. */
function makeLock(path: string, text: string): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Removes a lock whose holder has ended, with what the holder had written. Of two runs that do this at once, one may
 * remove the lock of the next holder, which then sees that it has none, and begins again. To put such a lock back would
 * be worse: nobody may hold it any more, or it may replace another one.
 */
async function removeLeftOver(path: string): Promise<void> {
  await requireNoFolder(path);
  const found = await lstat(path).catch(ifMissing);
  if (found === null) return;
  const [, token, pid, place] = /^((\d{1,10})-[a-z0-9]{1,12}) (.*)\n$/.exec(lockText(path)) ?? [];
  const hasEnded = place === processPlace() && !isRunning(Number(pid));
  if (!hasEnded && Date.now() - found.mtimeMs < (token === undefined ? NAMELESS : LEFT_OVER)) return;
  // In this order, a run that is killed in between leaves the lock, and so the next run removes both.
  if (token !== undefined) await rm(stagedBy(path, token), { force: true });
  await rm(path, { force: true });
}

function stagedBy(lock: string, token: string): string {
  return `${lock}.${token}.tmp`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isHeld({ path, text }: Lock): boolean {
  return lockText(path) === text;
}

/** @returns what a lock contains; empty if it is no regular file: to read a pipe could wait for ever */
function lockText(path: string): string {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) return '';
    const buffer = Buffer.alloc(LONGEST_LOCK);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer));
  } catch {
    return '';
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** @returns where the number of a process counts: containers may have the same host name, and their own numbers */
function processPlace(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** Writes the new file beside its place, and waits until it is on the disk. */
async function stage({ staged }: Lock, pieces: Iterable<string>, mode: number | null): Promise<number> {
  const handle = await open(staged, 'wx');
  let size = 0;
  try {
    for (const batch of batches(pieces)) {
      await handle.writeFile(batch);
      size += batch.length;
    }
    if (mode !== null) await handle.chmod(mode);
    await handle.sync();
    return size;
  } finally {
    await handle.close();
  }
}

function ifMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unusable(file: string, why: string): InputError {
  return new InputError([
    { code: 'bad-state-file', message: `the state file ${printable(file)} can't be used: ${printable(why)}` },
  ]);
}
