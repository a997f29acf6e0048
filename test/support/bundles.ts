import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** The shipped bundles. `npm run build` makes them; these tests look at nothing else of this project. */
export const CLI = join(ROOT, 'dist', 'cli.js');
export const ACTION = join(ROOT, 'dist', 'index.js');
export const DIFF_ACTION = join(ROOT, 'dist', 'diff.js');

/**
 * Copies the command line, and nothing beside it, into a new folder that everybody can read.
 * @returns the path of the copy
 */
export function copyCli(folder: string, cli = CLI): string {
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  for (const name of ['cli.js', 'main.js']) copyFileSync(join(dirname(cli), name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  return join(folder, 'cli.js');
}

/** How a spawned program ended, and everything that it wrote. `status` is null where a signal ended it. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Start {
  readonly cwd: string;
  /** The whole environment but PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
  /** File descriptor in place of the pipe; `closed`: a pipe that nobody reads. */
  readonly stdout?: number | 'closed';
  readonly stderr?: number | 'closed';
  readonly uid?: number;
  /** Called once it runs. */
  readonly running?: (pid: number, ended: Promise<unknown>) => void;
}

/** Longest that one run may take here, in milliseconds: a test that hangs is a test that fails. */
const LIMIT = 60_000;

/** Spawns a bundle as the runner does, without a shell: dash drops variables such as `INPUT_FAIL-ON`. */
export function spawnBundle(bundle: string, args: readonly string[], start: Start): Promise<Ended> {
  const { cwd, env = {}, node = process.execPath, stdout = 'pipe', stderr = 'pipe', uid, running } = start;
  const child = spawn(node, [bundle, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', stdout === 'closed' ? 'pipe' : stdout, stderr === 'closed' ? 'pipe' : stderr],
    timeout: LIMIT,
    killSignal: 'SIGKILL',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  if (stdout === 'closed') child.stdout?.destroy();
  if (stderr === 'closed') child.stderr?.destroy();
  const said = [child.stdout, child.stderr].map(gather);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) =>
      resolve({ status, signal, stdout: said[0]?.() ?? '', stderr: said[1]?.() ?? '' }),
    );
  });
  if (child.pid !== undefined) running?.(child.pid, ended);
  return ended;
}

function gather(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
