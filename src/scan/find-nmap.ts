import { resolve } from 'node:path';
import type { ScanEnvironment } from '../model/effects.ts';
import { ToolError } from '../model/problem.ts';
import type { InstallMode } from '../model/request.ts';
import { printable } from '../model/text.ts';
import { findData } from './data.ts';
import { INTERRUPTED, installNmap } from './install.ts';
import { runSetup } from './setup.ts';
import { which } from './which.ts';

/** The oldest nmap whose XML has what the coverage proof needs. */
export const OLDEST_NMAP = '7.80';

/** Milliseconds that nmap may take to print its version. */
const VERSION_LIMIT = 10_000;

export interface Scanner {
  /** Absolute path. */
  readonly program: string;
  readonly version: string;
  /** The folder of the data files that were installed with the program; absolute. */
  readonly data: string;
  /** A digest of the program and its data files; absent if the run has no memory. */
  readonly installed?: string;
}

/**
 * Finds nmap, or installs it with the package manager of this machine.
 * @param nmap the program to use; null: `nmap` on the PATH
 * @param say shows the user what happens
 * @param signal stops the installation and the version query
 * @throws ToolError if nmap is missing and cannot be installed, if it is too old, if its data files are
 * incomplete, or if the run is stopped
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
    throw new ToolError('nmap is not installed: install it, or use install: auto');
  }
  await installNmap(environment, say, signal);
  const installed = await which('nmap', environment);
  if (installed === null) throw new ToolError('nmap was installed, but is not on the PATH');
  return identify(installed, environment, signal);
}

async function identify(program: string, environment: ScanEnvironment, signal?: AbortSignal): Promise<Scanner> {
  const { status, stdout } = await runSetup([program, '--version'], environment, { limit: VERSION_LIMIT, signal });
  if (signal?.aborted === true) throw new ToolError(INTERRUPTED);
  const version = /^Nmap version (\d+\.\d+\S*)/m.exec(stdout)?.[1];
  if (status !== 0 || version === undefined) {
    throw new ToolError(`${printable(program)} is not a working nmap: it does not print its version`);
  }
  if (Number.parseFloat(version) < Number.parseFloat(OLDEST_NMAP)) {
    throw new ToolError(
      `${printable(program)} is nmap ${printable(version)}; ${OLDEST_NMAP} or newer is needed: install the ` +
        "distribution's current package, or see https://nmap.org/download",
    );
  }
  const data = await findData(program, environment, signal);
  return { program, version: printable(version), data };
}
