import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOOL_NAME, TOOL_VERSION } from '../src/model/version.ts';
import { listBundled } from './sbom.ts';

/**
 * Writes the files of a release into a new folder: npm's package, the list of what it bundles, and checksums.
 * Usage: release.ts FOLDER TAG
 */
const ROOT = join(import.meta.dirname, '..');

const [folder, tag] = process.argv.slice(2);
if (folder === undefined || tag === undefined) throw new Error('usage: release.ts FOLDER TAG');
if (tag !== `v${TOOL_VERSION}`)
  throw new Error(`the tag ${tag} is not v${TOOL_VERSION}: set the version in package.json and src/model/version.ts`);

mkdirSync(folder);
execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
writeFileSync(join(folder, `${TOOL_NAME}-${TOOL_VERSION}.cdx.json`), `${JSON.stringify(listBundled(), null, 2)}\n`);
const sums = readdirSync(folder).map((name) => {
  return `${createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex')}  ${name}\n`;
});
writeFileSync(join(folder, 'SHA256SUMS'), sums.sort().join(''));
