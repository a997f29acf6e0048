import { type ChildProcess, spawnSync } from 'node:child_process';
import type { ScanEnvironment } from '../model/effects.ts';
import { ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { variables } from './process.ts';
import { runSetup } from './setup.ts';
import { which } from './which.ts';

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
  const { status, why, output } = await runSetup([file, ...args], environment, {
    // Bounded by `timeout`, which also holds if this process is gone.
    limit: null,
    signal,
    // It is never killed: packages may be half unpacked. One that goes on is left alone to finish. It runs in our own
    // group and session: `sudo` may know the user by the terminal.
    stop: { send: (child) => interrupt(child, variables(environment)), grace: STOP_GRACE },
    variables: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (signal?.aborted === true) throw new ToolError(INTERRUPTED);
  if (status === 0) return;
  const last =
    output
      .trim()
      .split(/[\r\n]+/)
      .at(-1) ?? '';
  const cause = last === '' ? '' : `: ${printable(last)}`;
  throw new ToolError(`nmap could not be installed: ${program} ${args.join(' ')} ended with ${status ?? why}${cause}`);
}

/** Sends what Ctrl-C sends, which package managers heed where they can be stopped. Under sudo the process is root's. */
function interrupt({ pid }: ChildProcess, env: NodeJS.ProcessEnv): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return;
    spawnSync('sudo', ['-n', 'kill', '-INT', '--', String(pid)], { stdio: 'ignore', timeout: 1_000, env });
  }
}
