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
  /** Homebrew refuses to run as root; the other package managers need root. */
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

/**
 * Milliseconds that a package manager may take to end after a stop. This is less than the time that a stopped run has.
 */
const STOP_GRACE = 4_000;

export const INTERRUPTED = 'the run was interrupted before anything was scanned';

/**
 * Installs nmap with the package manager of this machine.
 * @param say shows the user what happens
 * @param signal asks the package manager to stop
 * @throws ToolError if nmap cannot be installed, or if the run is stopped
 */
export async function installNmap(
  environment: ScanEnvironment,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const { program, commands, needsRoot } of PACKAGE_MANAGERS) {
    if ((await which(program, environment)) === null) continue;
    const sudo = needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n'] : [];
    // `timeout` of coreutils or busybox: this limit holds even if this process ends first.
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
  throw new ToolError(`nmap is not installed, and this machine has none of ${known}: install nmap and run again`);
}

async function runStep(
  [program, ...args]: readonly [string, ...string[]],
  environment: ScanEnvironment,
  signal?: AbortSignal,
): Promise<void> {
  const file = await which(program, environment);
  if (file === null) throw new ToolError(`nmap is not installed and cannot be installed: there is no ${program}`);
  const { status, why, output } = await runSetup([file, ...args], environment, {
    // `timeout` limits the command, even if this process ends first.
    limit: null,
    signal,
    // The package manager is never killed, because packages may be half unpacked. If it does not stop, it is left alone
    // to finish. It runs in the group and the session of this process: `sudo` may recognise the user by the terminal.
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

/**
 * Sends the signal that Ctrl-C sends. Package managers react to it if they can be stopped. Under sudo,
 * the process belongs to root.
 */
function interrupt({ pid }: ChildProcess, env: NodeJS.ProcessEnv): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return;
    spawnSync('sudo', ['-n', 'kill', '-INT', '--', String(pid)], { stdio: 'ignore', timeout: 1_000, env });
  }
}
