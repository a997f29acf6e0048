import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where packages of Debian, builds from source and Homebrew put nmap's data. */
const FOLDERS = ['/usr/share/nmap', '/usr/local/share/nmap', '/opt/homebrew/share/nmap'];

/**
 * @returns the folder of the data files that belong to the installed nmap
 * @throws Error if there is none: a test of these files that finds none has tested nothing
 */
export function dataFolder(): string {
  const folder = FOLDERS.find((one) => existsSync(join(one, 'nmap-service-probes')));
  if (folder === undefined) throw new Error(`nmap's data is in none of ${FOLDERS.join(', ')}`);
  return folder;
}
