import { constants, createWriteStream, fstatSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { type Problem, refuse, ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { createBeside, identitiesOf, type Place, preparePlace, requireSameFolder } from './output-places.ts';

/** A file to write, and its text in pieces: a report may be longer than the longest string. */
export interface Output {
  readonly file: string;
  readonly text: Iterable<string>;
}

/** For each file as the user named it, its place. */
export type Places = ReadonlyMap<string, Place>;

/**
 * Removes earlier reports before anything is probed: nobody must mistake a report of an earlier run
 * for a report of this run.
 * @param inputs files that this run reads, which no report may replace
 * @throws InputError if a path cannot be written, is named twice or is an input. All other files are cleared anyway.
 */
export async function clearOutputs(files: readonly string[], inputs: readonly string[]): Promise<Places> {
  const problems: Problem[] = [];
  const places = new Map<string, Place>();
  const taken = new Map<string, string>();
  for (const input of inputs)
    for (const one of await identitiesOf(input)) taken.set(one, 'this run reads it, so name another file');
  for (const file of files) {
    const identities = file === '' ? [] : await identitiesOf(file);
    const place =
      identities.map((one) => taken.get(one)).find((why) => why !== undefined) ??
      (await preparePlace(file, outputRoots()));
    if (typeof place === 'string') problems.push(refusal(file, place));
    else places.set(file, place);
    for (const one of identities) taken.set(one, 'it is named for two reports');
  }
  refuse(problems);
  return places;
}

/** The runner's workspace is the repository, even if the step runs in a folder below it. */
export function outputRoots(): readonly string[] {
  const { GITHUB_WORKSPACE } = process.env;
  return [process.cwd(), ...(GITHUB_WORKSPACE ? [GITHUB_WORKSPACE] : [])];
}

/** Removes reports of an earlier run as far as possible, for a run whose inputs could not be read. */
export async function discardOutputs(files: readonly string[], inputs: readonly string[]): Promise<void> {
  await clearOutputs(files, inputs).catch(() => {});
}

/**
 * Writes every file beside its place first, and then moves all files to their places.
 * @param between a step that runs before any file appears
 * @param goOn whether a failure stops nothing else. A run that does not pass keeps every report that can be written. A
 * run that passes keeps all reports or none.
 * @param last a step that runs after all files have appeared, and only if nothing before it failed
 * @throws ToolError if something could not be written
 */
export async function writeOutputs(
  places: Places,
  outputs: readonly Output[],
  between: () => Promise<void>,
  goOn: boolean,
  last = async (): Promise<void> => {},
): Promise<void> {
  const staged = new Map<string, string>();
  const placed: string[] = [];
  // If the process is ended while it writes, no temporary file is left.
  const forget = (): void => {
    for (const temporary of staged.values()) rmSync(temporary, { force: true });
  };
  process.once('exit', forget);
  const put = async (path: string, temporary: string): Promise<void> => {
    await rename(temporary, path);
    placed.push(path);
  };
  try {
    await inTurn(
      [
        ...outputs.map((output) => () => write(output, places.get(output.file), staged, !goOn)),
        between,
        () =>
          inTurn(
            [...staged].map(
              ([path, temporary]) =>
                () =>
                  put(path, temporary),
            ),
            goOn,
          ),
      ],
      goOn,
    );
    await last();
  } catch (error) {
    if (!goOn) await Promise.all(placed.map((file) => rm(file, { force: true }).catch(() => {})));
    throw error instanceof ToolError
      ? error
      : new ToolError(
          `a report could not be written: ${printable(error instanceof Error ? error.message : String(error))}`,
        );
  } finally {
    forget();
    process.off('exit', forget);
  }
}

/**
 * Runs steps one after the other.
 * @param goOn whether the other steps run after a step has failed
 * @throws the error of the first step that failed
 */
export async function inTurn(steps: readonly (() => void | Promise<void>)[], goOn: boolean): Promise<void> {
  const faults: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!goOn) throw error;
      faults.push(error);
    }
  }
  if (faults.length > 0) throw faults[0];
}

/**
 * Writes a report beside its place, or into its stream.
 * @param sure whether to wait until the report is on the disk: a pass must be certain. On a slow disk this takes
 * seconds, which a stopped run does not have.
 */
async function write(
  { file, text }: Output,
  place: Place | undefined,
  staged: Map<string, string>,
  sure: boolean,
): Promise<void> {
  if (place === undefined) throw new ToolError(`there is no place for ${printable(file)}`);
  if (place.kind !== 'file') return writeStream(place, text);
  await requireSameFolder(place);
  const { path, handle } = await createBeside(place);
  staged.set(place.path, path);
  try {
    for (const batch of batches(text)) await handle.writeFile(batch);
    if (sure) await handle.sync();
  } catch (error) {
    await rm(path, { force: true });
    staged.delete(place.path);
    throw error;
  } finally {
    await handle.close();
  }
}

async function writeStream(place: Exclude<Place, { kind: 'file' }>, text: Iterable<string>): Promise<void> {
  const stream = await openStream(place);
  await pour(stream, place.path, text);
  if (stream !== process.stdout && stream !== process.stderr) stream.destroy();
}

/** A stream must not block in the kernel: then a signal could not end the process. */
async function openStream(place: Exclude<Place, { kind: 'file' }>): Promise<Writable> {
  if (place.kind === 'device') {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;
    return (await open(place.path, flags)).createWriteStream();
  }
  const { descriptor: fd } = place;
  if (fd === 1) return process.stdout;
  if (fd === 2) return process.stderr;
  const found = fstatSync(fd);
  return found.isFIFO() || found.isSocket()
    ? new Socket({ fd, readable: false, writable: true })
    : createWriteStream('', { fd, autoClose: false });
}

function refusal(file: string, why: string): Problem {
  return { code: 'bad-output', message: `no report can be written to "${printable(file)}": ${printable(why)}` };
}

/** The number of bytes in one write. */
const BATCH = 1 << 18;

/**
 * Joins small pieces, because one write for each piece would take longer than making it. A batch is valid until
 * the next one is requested.
 */
export function* batches(pieces: Iterable<string>): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(BATCH);
  let used = 0;
  for (const piece of pieces) {
    const bytes = Buffer.byteLength(piece);
    if (used + bytes > BATCH) {
      yield buffer.subarray(0, used);
      used = 0;
    }
    if (bytes > BATCH) yield Buffer.from(piece);
    else used += buffer.write(piece, used);
  }
  yield buffer.subarray(0, used);
}

/**
 * @param text one text, or pieces. Each batch of pieces waits until stdout has taken the batch before.
 * @throws ToolError if stdout is closed or full: a run whose report nobody got must not succeed
 */
export function writeStdout(text: string | Iterable<string>): Promise<void> {
  return pour(process.stdout, 'stdout', typeof text === 'string' ? [text] : text);
}

async function pour(stream: Writable, name: string, text: Iterable<string>): Promise<void> {
  for (const batch of batches(text)) {
    await new Promise<void>((done, reject) => {
      const fail = (error: Error): void =>
        reject(new ToolError(`${printable(name)} could not be written: ${printable(error.message)}`));
      stream.once('error', fail);
      stream.write(batch, (error) => {
        if (error) return fail(error);
        stream.off('error', fail);
        done();
      });
    });
  }
}
