import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { ScanEnvironment } from './process.ts';

interface PackageManager {
  readonly program: string;
  readonly commands: readonly (readonly [string, ...string[]])[];
  /** Homebrew refuses to run as root; the others need it. */
  readonly needsRoot: boolean;
}

const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    program: 'apt-get',
    commands: [
      ['apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', 'update'],
      ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends', 'install', 'nmap'],
    ],
    needsRoot: true,
  },
  { program: 'dnf', commands: [['dnf', '-y', 'install', 'nmap']], needsRoot: true },
  { program: 'apk', commands: [['apk', 'add', '--no-cache', 'nmap', 'nmap-scripts']], needsRoot: true },
  { program: 'brew', commands: [['brew', 'install', 'nmap']], needsRoot: false },
];

/** Seconds that one command of a package manager may take. */
const INSTALL_LIMIT = 300;

/** Milliseconds that a package manager may take to end once it was asked to: less than what is left of a stop. */
const STOP_GRACE = 4_000;

/** Characters kept of what a package manager says. */
const OUTPUT_KEPT = 4_096;

export const INTERRUPTED = 'the run was interrupted before anything was scanned';

/**
 * Installs nmap with the machine's package manager.
 * @param say tells the user what is being done
 * @param signal asks the package manager to stop
 * @throws ToolError where it can't be installed, or the run is to stop
 */
export async function installNmap(
  environment: ScanEnvironment,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const { program, commands, needsRoot } of PACKAGE_MANAGERS) {
    if ((await which(program, environment)) === null) continue;
    const sudo = needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n'] : [];
    // Coreutils' and busybox's `timeout`: a bound that holds also where we are gone before it ends.
    const bound = needsRoot ? ['timeout', String(INSTALL_LIMIT)] : [];
    for (const command of commands) {
      if (signal?.aborted === true) throw new ToolError(INTERRUPTED);
      const argv = [...sudo, ...bound, ...command] as [string, ...string[]];
      say(`nmap is not installed: running ${argv.join(' ')}`);
      await runStep(argv, environment, signal);
    }
    return;
  }
  const known = PACKAGE_MANAGERS.map(({ program }) => program).join(', ');
  throw new ToolError(`nmap is not installed, and none of ${known} is here to install it; install nmap and run again`);
}

async function runStep(
  [program, ...args]: readonly [string, ...string[]],
  environment: ScanEnvironment,
  signal?: AbortSignal,
): Promise<void> {
  const file = await which(program, environment);
  if (file === null) throw new ToolError(`nmap is not installed, and can't be: there is no ${program}`);
  const { ended, said } = await runUntilStopped(file, args, environment, signal);
  if (signal?.aborted === true) throw new ToolError(INTERRUPTED);
  if (ended === 0) return;
  const last =
    said
      .trim()
      .split(/[\r\n]+/)
      .at(-1) ?? '';
  const why = last === '' ? '' : `: ${printable(last)}`;
  throw new ToolError(`nmap could not be installed: ${program} ${args.join(' ')} ended with ${ended}${why}`);
}

interface StepEnd {
  /** Exit status, the signal that ended it, or why it was not started; null where it was left alone. */
  readonly ended: number | string | null;
  readonly said: string;
}

/**
 * Runs a package manager in our own group and session: `sudo` may know the user by the terminal. Where the run is to stop
 * it is sent what Ctrl-C sends, which package managers heed where they can be stopped and ignore where packages are half
 * unpacked. It is never killed: one that goes on is left alone to finish.
 */
function runUntilStopped(
  file: string,
  args: readonly string[],
  environment: ScanEnvironment,
  signal?: AbortSignal,
): Promise<StepEnd> {
  const { path, home } = environment;
  const env = { PATH: path, HOME: home, LANG: 'C', LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let said = '';
    let grace: NodeJS.Timeout | undefined;
    const end = (ended: StepEnd['ended']): void => {
      clearTimeout(grace);
      signal?.removeEventListener('abort', stop);
      resolve({ ended, said });
    };
    const stop = (): void => {
      interrupt(child, env);
      grace = setTimeout(() => {
        letGo(child);
        end(null);
      }, STOP_GRACE);
    };
    for (const pipe of [child.stdout, child.stderr]) {
      pipe?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-OUTPUT_KEPT);
      });
    }
    child.on('error', ({ message }) => end(printable(message)));
    child.on('close', (status, killed) => end(status ?? killed));
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) stop();
  });
}

/** Under sudo the process is root's: then sudo itself is asked to. */
function interrupt({ pid }: ChildProcess, env: NodeJS.ProcessEnv): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return;
    spawnSync('sudo', ['-n', 'kill', '-INT', '--', String(pid)], { stdio: 'ignore', timeout: 1_000, env });
  }
}

/** So that this process can end. */
function letGo(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
}

/** @returns the absolute path of a program on the PATH, or null. */
export async function which(program: string, { path }: ScanEnvironment): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, program);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return null;
}
