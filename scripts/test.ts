import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ensurePackages, TEST_PACKAGES } from './packages.ts';

/**
 * Runs the tests: `unit` needs nothing but Node and nmap; `all` builds namespaces and scans real services, which needs
 * root on Debian, and installs what it needs.
 */
const ROOT = join(import.meta.dirname, '..');
const NEEDS_LINUX_AND_ROOT = ['lab', 'entry', 'fail-closed'];

const mode = process.argv[2];
if (mode !== 'all' && mode !== 'unit') throw new Error('usage: tsx scripts/test.ts all|unit');

if (mode === 'all') ensurePackages(TEST_PACKAGES);

const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .filter((file) => mode === 'all' || !NEEDS_LINUX_AND_ROOT.includes(file.split(sep)[0] as string))
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
