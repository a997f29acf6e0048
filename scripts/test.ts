import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ensurePackages, TEST_PACKAGES } from './packages.ts';
import { BEHAVIOUR_FOLDERS } from './suites.ts';

/**
 * Runs the tests: `unit` needs nothing but `npm ci`, `nmap` needs nmap; `all` builds namespaces and scans real
 * services, which needs root on Debian, and installs what it needs.
 */
const ROOT = join(import.meta.dirname, '..');

/** Which top folders of test/ a mode takes. */
const MODES: Readonly<Record<string, (folder: string) => boolean>> = {
  all: () => true,
  unit: (folder) => !BEHAVIOUR_FOLDERS.includes(folder),
  nmap: (folder) => folder === 'installed-nmap',
};

const mode = process.argv[2] ?? '';
const takes = MODES[mode];
if (takes === undefined) throw new Error(`usage: tsx scripts/test.ts ${Object.keys(MODES).join('|')}`);

if (mode === 'all') ensurePackages(TEST_PACKAGES);

const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => takes(file.split(sep)[0] as string))
  .sort()
  .map((file) => join('test', file));
if (files.length === 0) throw new Error('there are no tests');

const reporters = ['spec', './scripts/slowest.mjs'].flatMap((reporter) => [
  `--test-reporter=${reporter}`,
  '--test-reporter-destination=stdout',
]);
const args = ['--import', 'tsx', '--test', ...reporters, '--test-concurrency=2', ...files];
const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
process.exitCode = status ?? 1;
