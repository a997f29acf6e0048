import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { run, until } from './command.ts';
import { addNamespace, removeNamespace } from './namespaces.ts';

/** What happens to frames on one way. Everything left out: nothing does. */
export interface PathSettings {
  /** Milliseconds from one end to the other: half of the round trip. */
  readonly delay?: number;
  /** Share of the frames that are lost, 0 to 1. */
  readonly loss?: number;
  /** Mean number of frames lost in a row; left out: each is lost or not for itself. */
  readonly burst?: number;
  /** Frames a second that fit through. */
  readonly rate?: number;
  /** Frames that wait where no more fit through; those that come then are dropped. */
  readonly queue?: number;
}

/** What the cable saw on one way. */
export interface PathCounts {
  readonly received: number;
  /** Lost because the settings say so. */
  readonly lost: number;
  /** Dropped at the bottleneck, because its queue was full. */
  readonly overflowed: number;
  /** Dropped because the cable itself had no room: above 0, a measurement says nothing. */
  readonly crowded: number;
  readonly delivered: number;
  /** Not taken by the device at the other end. */
  readonly refused: number;
  /** The most that a frame was late, in milliseconds: what the cable, or the machine, was too slow for. */
  readonly latest: number;
  /** Most frames that came in within any one second, and within any tenth of one. */
  readonly busiestSecond: number;
  readonly busiestTenth: number;
}

/** A device at one end of the cable: which namespace it is in, and its name there. */
export interface LinkEnd {
  readonly netns: string;
  readonly device: string;
}

export interface LinkEmulator {
  /** Changes both ways; those that come back may fare differently. */
  readonly set: (there: PathSettings, back?: PathSettings) => void;
  /** Since the start, or the last `clear`. `there` is from the first end to the second. */
  readonly counts: () => { readonly there: PathCounts; readonly back: PathCounts };
  /** Counts from 0 again; only while nothing is under way. */
  readonly clear: () => void;
  /** Removes the cable and both devices. May be called twice. */
  readonly stop: () => void;
}

/** Milliseconds until the cable must carry. */
const START_LIMIT = 5_000;

/** The numbers of `struct settings` and `struct counts` in link-emulator.c, 8 bytes each. */
const SETTINGS = 5;
const COUNTS = 9;
const BYTES = 8;

/**
 * Connects two namespaces with a cable. Both devices are down and without addresses; the caller sets them up.
 * @param folder scratch space, where the program is compiled and its board lies
 * @param netns name of the namespace that is made for the cable itself
 * @throws Error where there is no C compiler or no /dev/net/tun; nothing is left then
 */
export async function startLinkEmulator(
  folder: string,
  netns: string,
  [first, second]: readonly [LinkEnd, LinkEnd],
): Promise<LinkEmulator> {
  const program = compile(folder);
  const [board, log] = [join(folder, `${netns}.board`), join(folder, `${netns}.log`)];
  const stop = (): void => removeNamespace(netns);
  try {
    addNamespace(netns);
    const output = openSync(log, 'w');
    const argv = ['netns', 'exec', netns, program, 'first', 'second', board];
    const child = spawn('ip', argv, { stdio: ['ignore', output, output] });
    closeSync(output);
    child.on('error', () => {}).unref();
    await until('the cable', START_LIMIT, () => {
      if (child.exitCode !== null) throw new Error(`the cable ended with ${child.exitCode}`);
      return readFileSync(log, 'utf8').includes('ready');
    });
    place(netns, 'first', first);
    place(netns, 'second', second);
  } catch (error) {
    const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
    stop();
    throw new Error(`no cable: ${said}`, { cause: error });
  }
  return {
    set: (there, back = there) => write(board, 0, [...settingsOf(there), ...settingsOf(back)]),
    counts: () => {
      const numbers = read(board, 2 * SETTINGS, 2 * COUNTS);
      return { there: countsOf(numbers.slice(0, COUNTS)), back: countsOf(numbers.slice(COUNTS)) };
    },
    clear: () => write(board, 2 * SETTINGS, Array<number>(2 * COUNTS).fill(0)),
    stop,
  };
}

/** @returns the compiled cable, made once for a folder. */
function compile(folder: string): string {
  const program = join(folder, 'cable');
  if (!existsSync(program)) run(['gcc', '-O2', '-o', program, join(import.meta.dirname, 'link-emulator.c')]);
  return program;
}

/** Its queue holds what a sender hands over at once: drops are to be the cable's, which are counted. */
function place(netns: string, name: string, end: LinkEnd): void {
  run(['ip', '-n', netns, 'link', 'set', name, 'netns', end.netns, 'name', end.device]);
  run(['ip', '-n', end.netns, 'link', 'set', end.device, 'txqueuelen', '60000']);
}

function settingsOf({ delay = 0, loss = 0, burst = 0, rate = 0, queue = 0 }: PathSettings): readonly number[] {
  return [delay * 1_000, loss * 1e6, burst, rate, queue].map(Math.round);
}

function countsOf(numbers: readonly number[]): PathCounts {
  const at = (index: number): number => numbers[index] as number;
  return {
    received: at(0),
    lost: at(1),
    overflowed: at(2),
    crowded: at(3),
    delivered: at(4),
    refused: at(5),
    latest: at(6) / 1_000,
    busiestSecond: at(7),
    busiestTenth: at(8),
  };
}

const LITTLE = endianness() === 'LE';

function write(board: string, from: number, numbers: readonly number[]): void {
  const view = new DataView(new ArrayBuffer(numbers.length * BYTES));
  for (const [index, number] of numbers.entries()) view.setBigUint64(index * BYTES, BigInt(number), LITTLE);
  const file = openSync(board, 'r+');
  try {
    writeSync(file, view, 0, view.byteLength, from * BYTES);
  } finally {
    closeSync(file);
  }
}

function read(board: string, from: number, count: number): readonly number[] {
  const view = new DataView(new ArrayBuffer(count * BYTES));
  const file = openSync(board, 'r');
  try {
    readSync(file, view, 0, view.byteLength, from * BYTES);
  } finally {
    closeSync(file);
  }
  return Array.from({ length: count }, (_, index) => Number(view.getBigUint64(index * BYTES, LITTLE)));
}
