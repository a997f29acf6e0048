import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { exec } from '@actions/exec';
import { ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { runCommand, type ScanEnvironment } from './process.ts';

/** The oldest nmap whose XML carries what the coverage proof needs. */
export const OLDEST_NMAP = '7.80';

export interface Scanner {
  /** Absolute path. */
  readonly program: string;
  readonly version: string;
}

export const INSTALL_MODES = ['auto', 'never'] as const;
export type InstallMode = (typeof INSTALL_MODES)[number];

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

/**
 * Finds nmap, or installs it with the machine's package manager.
 * @param nmap the program to use; null: `nmap` on the PATH
 * @param say tells the user what is being done
 * @param signal stops the asking for a version
 * @throws ToolError where there is no nmap, it can't be installed, or it is too old
 */
export async function findScanner(
  nmap: string | null,
  install: InstallMode,
  environment: ScanEnvironment,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<Scanner> {
  if (nmap !== null) return identify(resolve(nmap), environment, signal);
  const found = await which('nmap', environment);
  if (found !== null) return identify(found, environment, signal);
  if (install === 'never') {
    throw new ToolError('nmap is not installed; install it, or let it be installed with install: auto');
  }
  await installNmap(environment, say);
  const installed = await which('nmap', environment);
  if (installed === null) throw new ToolError('nmap was installed, but is not on the PATH');
  return identify(installed, environment, signal);
}

async function identify(program: string, environment: ScanEnvironment, signal?: AbortSignal): Promise<Scanner> {
  const { status, stdout } = await runCommand([program, '--version'], environment, 10_000, signal);
  if (signal?.aborted === true) throw new ToolError('the run was interrupted before anything was scanned');
  const version = /^Nmap version (\d+\.\d+\S*)/m.exec(stdout)?.[1];
  if (status !== 0 || version === undefined) {
    throw new ToolError(`${printable(program)} is not a working nmap: it does not tell its version`);
  }
  if (Number.parseFloat(version) < Number.parseFloat(OLDEST_NMAP)) {
    throw new ToolError(
      `${printable(program)} is nmap ${printable(version)}; ${OLDEST_NMAP} or newer is needed: install the distribution's current package, or see https://nmap.org/download`,
    );
  }
  return { program, version: printable(version) };
}

async function installNmap(environment: ScanEnvironment, say: (line: string) => void): Promise<void> {
  for (const { program, commands, needsRoot } of PACKAGE_MANAGERS) {
    if ((await which(program, environment)) === null) continue;
    const sudo = needsRoot && process.getuid?.() !== 0 ? ['sudo', '-n'] : [];
    // Coreutils' and busybox's `timeout`: exec() has none of its own.
    const bound = needsRoot ? ['timeout', String(INSTALL_LIMIT)] : [];
    for (const command of commands) {
      const [first, ...rest] = [...sudo, ...bound, ...command] as [string, ...string[]];
      say(`nmap is not installed: running ${[first, ...rest].join(' ')}`);
      await installStep(first, rest, environment);
    }
    return;
  }
  const known = PACKAGE_MANAGERS.map(({ program }) => program).join(', ');
  throw new ToolError(`nmap is not installed, and none of ${known} is here to install it; install nmap and run again`);
}

async function installStep(program: string, args: readonly string[], environment: ScanEnvironment): Promise<void> {
  const { path, home } = environment;
  const file = await which(program, environment);
  if (file === null) throw new ToolError(`nmap is not installed, and can't be: there is no ${program}`);
  let output = '';
  const keep = (data: Buffer): void => {
    output = (output + data.toString('utf8')).slice(-4_096);
  };
  const status: number | null = await exec(`"${file}"`, [...args], {
    silent: true,
    ignoreReturnCode: true,
    listeners: { stdout: keep, stderr: keep },
    env: { PATH: path, HOME: home, LANG: 'C', LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  }).catch((error: unknown) => {
    throw new ToolError(`nmap could not be installed: ${printable(String(error))}`);
  });
  if (status === 0) return;
  const last =
    output
      .trim()
      .split(/[\r\n]+/)
      .at(-1) ?? '';
  throw new ToolError(
    `nmap could not be installed: ${program} ${args.join(' ')} ended with ${status}: ${printable(last)}`,
  );
}

async function which(program: string, { path }: ScanEnvironment): Promise<string | null> {
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
