import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ScanEnvironment } from '../model/effects.ts';
import { ToolError } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { DATA_FOLDERS } from '../nmap/command-line.ts';
import { runSetup } from './setup.ts';

/** Files that version detection reads. If one is missing, nmap searches elsewhere, or recognises less. */
const NEEDED = [
  'nmap-services',
  'nmap-service-probes',
  'nmap-protocols',
  'nmap-rpc',
  'nmap-mac-prefixes',
  'nmap-os-db',
  'nse_main.lua',
  'nselib/stdnse.lua',
  'nselib/shortport.lua',
  'scripts/script.db',
] as const;

const ASK_LIMIT = 10_000;

/**
 * Finds the data files (probes, services, scripts) that were installed with an nmap. The first of these folders that
 * holds any of the files is chosen, and it must hold all of them: the folder beside the program, in the order of nmap's
 * own search (nmap manual, "Understanding and Customizing Nmap Data Files") but without NMAPDIR and the home folder;
 * the folder in which nmap finds its stylesheet; the folders in which distributions keep the files.
 * @param program absolute path
 * @returns an absolute path
 * @throws ToolError if there is no such folder, or if files are missing in it
 */
export async function findData(program: string, environment: ScanEnvironment, signal?: AbortSignal): Promise<string> {
  const real = await realpath(program).catch(() => program);
  const beside = [real, program].flatMap((file) => [dirname(file), join(dirname(file), '..', 'share', 'nmap')]);
  const found =
    (await firstWithData(beside)) ??
    (await firstWithData(await reportedData(program, environment, signal))) ??
    (await firstWithData(DATA_FOLDERS));
  if (found === undefined) {
    throw new ToolError(
      `the data files of ${printable(program)} were not found: install the complete nmap (some distributions keep ` +
        'data files in nmap-common or nmap-scripts)',
    );
  }
  const missing = await missingIn(found);
  if (missing.length > 0) {
    throw new ToolError(
      `the data files of ${printable(program)} in ${printable(found)} are incomplete (missing: ` +
        `${missing.join(', ')}): reinstall nmap (some distributions keep data files in nmap-common or nmap-scripts)`,
    );
  }
  return found;
}

async function firstWithData(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    if ((await missingIn(folder)).length < NEEDED.length) return realpath(folder);
  }
  return undefined;
}

/** @returns the names of files that are missing, empty or unreadable */
async function missingIn(folder: string): Promise<readonly string[]> {
  const there = await Promise.all(NEEDED.map((name) => isReadable(join(folder, name))));
  return NEEDED.filter((_, index) => there[index] !== true);
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    const found = await stat(file);
    return found.isFile() && found.size > 0;
  } catch {
    return false;
  }
}

/** Runs a list scan, which sends nothing and runs no script. Files of a home folder are not the installed files. */
async function reportedData(program: string, environment: ScanEnvironment, signal?: AbortSignal): Promise<string[]> {
  const command = [program, '-dd', '-n', '-sL', '127.0.0.1'] as const;
  const { stdout } = await runSetup(command, environment, { limit: ASK_LIMIT, signal });
  const folder = /^Fetchfile found (\/.*)\/nmap\.xsl$/m.exec(stdout)?.[1];
  return folder === undefined || basename(folder) === '.nmap' ? [] : [folder];
}
