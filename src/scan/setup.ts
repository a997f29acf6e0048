import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type ExecListeners, exec } from '@actions/exec';
import type { ScanEnvironment } from '../model/effects.ts';
import { printable } from '../model/text.ts';
import { signalGroup, variables } from './process.ts';
import { which } from './which.ts';

/**
 * Node reports each process that it starts on this channel (Node's manual, "Diagnostics Channel"). `exec`
 * does not return its process.
 */
const CHANNEL = 'child_process';

/** Bytes of output after which a command is stopped: `exec` keeps a line without an end in memory. */
const MOST_OUTPUT = 4 * 1024 * 1024;
/** Milliseconds that `exec` waits for the pipes of a command that has ended. */
const CLOSE_LIMIT = 1_000;
/** Milliseconds that a killed command may take to end: programs of root cannot always be killed. */
const KILL_GRACE = 2_000;

export interface SetupEnd {
  /** Null: the command could not be run, a signal ended it, or it was stopped. Only 0 is success. */
  readonly status: number | null;
  /** Why there is no status; null if there is a status. */
  readonly why: string | null;
  readonly stdout: string;
  /** Stdout and stderr. */
  readonly output: string;
}

export interface SetupBounds {
  /** Milliseconds; null: the command limits itself. */
  readonly limit: number | null;
  readonly signal: AbortSignal | undefined;
  /**
   * How a command is stopped, and the milliseconds that it may then take to end before it is left alone. Without this,
   * the command gets a process group of its own, which is killed.
   */
  readonly stop?: { readonly send: (child: ChildProcess) => void; readonly grace: number };
  readonly variables?: Readonly<Record<string, string>>;
}

/** How one command is started, stopped and cleaned up. */
interface Way {
  readonly command: readonly [string, ...string[]];
  readonly send: (child: ChildProcess) => void;
  readonly grace: number;
  readonly clear: (child: ChildProcess) => void;
  readonly env: Record<string, string>;
}

/** Tells which run starts the process that Node reports: several runs of the same program may start at once. */
const starting = new AsyncLocalStorage<Way>();
/** While Node follows a context, each promise of the process costs more. After the last run it follows none. */
let running = 0;

/**
 * Runs a short command of the set-up, silently and without a shell. `exec` has neither a limit nor an abort, so this
 * function adds both. They work even if the process of `exec` is never found. Never rejects.
 * @param argv the absolute path of the program, and its arguments
 */
export async function runSetup(
  argv: readonly [string, ...string[]],
  environment: ScanEnvironment,
  bounds: SetupBounds,
): Promise<SetupEnd> {
  const env = { ...variables(environment), ...bounds.variables };
  if (bounds.stop !== undefined) return run({ command: argv, ...bounds.stop, clear: () => {}, env }, bounds);
  const leader = await which('setsid', environment);
  const killGroup = (child: ChildProcess): void => signalGroup(child, 'SIGKILL', environment);
  const send = (child: ChildProcess): void => {
    killGroup(child);
    child.kill('SIGKILL');
  };
  // Without `setsid` (macOS) there is no group to kill, only the program itself.
  const command = leader === null ? argv : ([leader, ...argv] as const);
  return run({ command, send, grace: KILL_GRACE, clear: leader === null ? () => {} : killGroup, env }, bounds);
}

function run(way: Way, { limit, signal }: SetupBounds): Promise<SetupEnd> {
  const { send, grace, clear } = way;
  running++;
  return new Promise((resolve) => {
    let child: ChildProcess | null = null;
    let left: NodeJS.Timeout | undefined;
    let finished = false;
    const finish = (exitCode: number | null, error: string | null): void => {
      // The id of a process that ended long ago may belong to another process.
      if (finished) return;
      finished = true;
      for (const timer of [late, left]) clearTimeout(timer);
      signal?.removeEventListener('abort', halt);
      unsubscribe(CHANNEL, meet);
      if (--running === 0) starting.disable();
      if (child !== null) {
        clear(child);
        letGo(child);
      }
      // A command that was stopped may still end with 0, with half of its work done.
      const status = left === undefined ? exitCode : null;
      const why = status === null ? (error ?? child?.signalCode ?? 'it was stopped') : null;
      resolve({ status, why, ...output.text() });
    };
    const halt = (): void => {
      if (left !== undefined) return;
      left = setTimeout(() => finish(null, null), grace);
      if (child !== null) send(child);
    };
    const meet = (message: unknown): void => {
      if (child !== null || starting.getStore() !== way) return;
      const met = (message as { readonly process: ChildProcess }).process;
      child = met;
      // Node reports the process before it starts.
      process.nextTick(() => {
        met.stdin?.on('error', () => {}).end();
        if (left !== undefined) send(met);
      });
    };
    const output = listenTo(halt);
    const late = limit === null ? undefined : setTimeout(halt, limit);
    signal?.addEventListener('abort', halt);
    if (signal?.aborted === true) return finish(null, 'it was stopped');
    subscribe(CHANNEL, meet);
    starting
      .run(way, () => execProgram(way, output.listeners))
      // The type says number, but the value is null if a signal ended the command.
      .then((exitCode: number | null) => finish(exitCode, null))
      .catch((error: unknown) => finish(null, printable(error instanceof Error ? error.message : String(error))));
  });
}

/** Keeps the output of a command. If it is too long, calls `full` and keeps no more. */
function listenTo(full: () => void) {
  const chunks: { readonly data: Buffer; readonly isStdout: boolean }[] = [];
  let bytes = 0;
  const add = (data: Buffer, isStdout: boolean): void => {
    if (bytes > MOST_OUTPUT) return;
    bytes += data.length;
    chunks.push({ data, isStdout });
    if (bytes > MOST_OUTPUT) full();
  };
  const text = (some: typeof chunks): string => Buffer.concat(some.map(({ data }) => data)).toString();
  return {
    listeners: { stdout: (data: Buffer) => add(data, true), stderr: (data: Buffer) => add(data, false) },
    text: () => ({ stdout: text(chunks.filter(({ isStdout }) => isStdout)), output: text(chunks) }),
  };
}

/** `exec` splits its first argument on spaces, and cannot escape these characters. */
async function execProgram({ command, env }: Way, listeners: ExecListeners): Promise<number> {
  const [program, ...args] = command;
  if (/["\\]/.test(program)) throw new Error(`its path has a quotation mark or a backslash: ${program}`);
  return exec(`"${program}"`, args, { silent: true, ignoreReturnCode: true, delay: CLOSE_LIMIT, env, listeners });
}

/** Lets this process end: a program that the command left behind may keep the pipes open. */
function letGo(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}
