import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { InputFile, ScanEnvironment } from '../model/effects.ts';
import { doubtfulLines, type Ending } from './ending.ts';
import { groupGuard } from './guard.ts';

/** Milliseconds that a stopped scanner may take to end before its process group is killed. */
const GRACE = 1_000;

/** Milliseconds to wait until the pipes of a killed group close. */
const CLOSE_LIMIT = 2_000;

/**
 * The number of characters kept of the scanner's stderr, at its beginning, which has the cause, and as many at its end.
 */
const STDERR_KEPT = 32_768;
/** The number and the length of lines kept from between, if they put the results in doubt. */
const DOUBTS_KEPT = 20;
const DOUBT_LENGTH = 500;

export interface ScannerRun {
  /** The stdout of the scanner. The stream ends when the scanner ends, in any way. Never rejects. */
  readonly output: AsyncIterable<Uint8Array>;
  readonly ended: Promise<Ending>;
}

/**
 * Starts a scanner without a shell, in a process group of its own. The whole group is stopped when `signal` aborts or
 * after `limit` milliseconds; `ended` reports which came first. Never throws.
 * @param argv program and arguments
 * @param input the standard input; null: nothing
 */
export function runScanner(
  argv: readonly [string, ...string[]],
  environment: ScanEnvironment,
  signal: AbortSignal,
  limit: number,
  input: InputFile | null = null,
): ScannerRun {
  const guard = groupGuard(variables(environment));
  const child = start(argv, {
    stdio: [input?.fd ?? 'ignore', 'pipe', 'pipe'],
    detached: true,
    env: variables(environment),
  });
  if (child instanceof Error || child.stdout === null || child.stderr === null) {
    const error = child instanceof Error ? child.message : 'its output could not be connected';
    const ending: Ending = { exitCode: null, signal: null, stopped: null, error, stderr: '' };
    return { output: nothing(), ended: Promise.resolve(ending) };
  }
  const { pid } = child;
  if (pid !== undefined) guard.add(pid);
  const ended = watch(child, child.stdout, child.stderr, environment, signal, limit);
  if (pid !== undefined) ended.then(() => guard.remove(pid));
  return { output: untilClosed(child.stdout), ended };
}

function watch(
  child: ChildProcess,
  stdout: Readable,
  stderr: Readable,
  environment: ScanEnvironment,
  signal: AbortSignal,
  limit: number,
): Promise<Ending> {
  let stopped: Ending['stopped'] = null;
  const timers: NodeJS.Timeout[] = [];
  const stop = (why: 'timeout' | 'interrupt'): void => {
    if (stopped !== null) return;
    stopped = why;
    signalGroup(child, 'SIGTERM', environment);
    timers.push(setTimeout(() => signalGroup(child, 'SIGKILL', environment), GRACE));
    timers.push(setTimeout(() => [stdout, stderr].map((pipe) => pipe.destroy()), GRACE + CLOSE_LIMIT));
  };
  const interrupt = (): void => stop('interrupt');
  timers.push(setTimeout(() => stop('timeout'), Math.min(Math.max(0, limit), 0x7fff_ffff)));
  signal.addEventListener('abort', interrupt);
  if (signal.aborted) interrupt();

  let messages = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    messages = bounded(messages + text);
  });
  return new Promise((resolve) => {
    let error: string | null = null;
    const end = (exitCode: number | null, endSignal: NodeJS.Signals | null): void => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
      // Processes that the scanner left in its group must not outlive it.
      signalGroup(child, 'SIGKILL', environment);
      resolve({ exitCode, signal: endSignal, stopped, error, stderr: messages });
    };
    child.on('error', (cause) => {
      error = cause.message;
      if (child.pid === undefined) end(null, null);
    });
    child.on('close', end);
  });
}

function start([program, ...args]: readonly [string, ...string[]], options: SpawnOptions): ChildProcess | Error {
  try {
    return spawn(program, args, options);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** @returns the environment of a program that is started. The program gets no other variable. */
export function variables({ path, home }: ScanEnvironment): Record<string, string> {
  return { PATH: path, HOME: home, LANG: 'C', LC_ALL: 'C' };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* untilClosed(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch {
    // Cut off: the reader finds the XML incomplete, and `ended` has the reason.
  }
}

/** Cuts text between lines. Lines of the cut part that put the results in doubt are kept. */
function bounded(text: string): string {
  if (text.length <= STDERR_KEPT) return text;
  const half = STDERR_KEPT / 2;
  const from = text.lastIndexOf('\n', half) + 1 || half;
  const to = text.indexOf('\n', text.length - half) + 1 || text.length - half;
  const doubts = doubtfulLines(text.slice(from, to)).slice(0, DOUBTS_KEPT);
  const kept = doubts.map((line) => line.slice(0, DOUBT_LENGTH));
  return [text.slice(0, from).trimEnd(), ...kept, text.slice(to)].join('\n');
}

/** Signals the whole group. Under sudo the group belongs to root, so the signal is sent through sudo. */
export function signalGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL', environment: ScanEnvironment): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return;
    spawnSync('sudo', ['-n', 'kill', `-${signal.slice(3)}`, '--', `-${pid}`], {
      stdio: 'ignore',
      timeout: 2_000,
      env: variables(environment),
    });
  }
}
