import { constants, createWriteStream, fstatSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { type Problem, refuse, ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { createBeside, identitiesOf, type Place, preparePlace, requireSameFolder } from './output-places.ts';

/** A file that is to be written, and what, in pieces: a report may be longer than a string can be. */
export interface Output {
  readonly file: string;
  readonly text: Iterable<string>;
}

/** For each file as the user named it, where it goes. */
export type Places = ReadonlyMap<string, Place>;

/**
 * Makes room for reports before anything is probed: a report of an earlier run must not be taken for this one's.
 * @param inputs what this run reads, which no report may replace
 * @throws InputError where a path can't be written, is named twice or is an input; all others are cleared all the same
 */
export async function clearOutputs(files: readonly string[], inputs: readonly string[]): Promise<Places> {
  const problems: Problem[] = [];
  const places = new Map<string, Place>();
  const taken = new Map<string, string>();
  for (const input of inputs) for (const one of await identitiesOf(input)) taken.set(one, 'this run reads it');
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

/** The runner's workspace is the repository, also for a step in a folder below it. */
export function outputRoots(): readonly string[] {
  const { GITHUB_WORKSPACE } = process.env;
  return [process.cwd(), ...(GITHUB_WORKSPACE ? [GITHUB_WORKSPACE] : [])];
}

/** Removes reports of an earlier run, as far as that can be done: for a run that knows too little to do more. */
export async function discardOutputs(files: readonly string[], inputs: readonly string[]): Promise<void> {
  await clearOutputs(files, inputs).catch(() => {});
}

/**
 * Writes every file next to its place first; then all are put in place.
 * @param between what is told elsewhere before any file appears
 * @param goOn whether what fails stops nothing else: a run that does not pass keeps every report that can be written.
 * One that passes keeps all of them or none.
 * @throws ToolError where something could not be written
 */
export async function writeOutputs(
  places: Places,
  outputs: readonly Output[],
  between: () => Promise<void>,
  goOn: boolean,
): Promise<void> {
  const staged = new Map<string, string>();
  const placed: string[] = [];
  // A hard end in mid-write leaves nothing behind.
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
 * Takes steps one after the other.
 * @param goOn whether a step that fails stops no other
 * @throws what the first step that failed threw
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
 * Writes a report beside its place, or into the stream that it is to go to.
 * @param sure whether to wait until the disk has it: a pass must know. On a slow disk that takes seconds, which a run
 * that was told to stop does not have.
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

/** None of them may block in the kernel: the process could then not be ended by a signal. */
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

/** Bytes that are written at once. */
const BATCH = 1 << 18;

/**
 * Joins small pieces, because a write for each would take longer than making them. A batch holds until the next is
 * asked for.
 */
function* batches(pieces: Iterable<string>): Generator<Uint8Array> {
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
 * @param text one text, or pieces: each batch of them waits until stdout has taken the one before
 * @throws ToolError where stdout is closed or full: a report that nobody got must not end well
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
