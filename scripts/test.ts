import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { BROWSER_PACKAGES, ensurePackages, TEST_PACKAGES } from './packages.ts';
import { SUITES, type Suite, suiteOf } from './suites.ts';
import { longestFirst, readTimes, recordTimes } from './test-times.ts';

/**
 * Runs the suites that are named, or all of them, one after the other; it fails if one fails. `--record` keeps how long
 * each took, for docs/testing.md and for the order in which files start.
 */
const ROOT = join(import.meta.dirname, '..');
const REPORTER = './scripts/file-times.mjs';
/** Files that are listed at the end. */
const LISTED = 15;

const { values, positionals } = parseArgs({
  options: { record: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) throw new Error(`there is no suite ${unknown}: write ${SUITES.map(({ name }) => name)}`);

const chosen = SUITES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (chosen.some(({ name }) => name === 'programs' || name === 'lab')) ensurePackages(TEST_PACKAGES);
if (chosen.some(({ name }) => name === 'browser')) ensurePackages(BROWSER_PACKAGES);

/** Few cases of a property are for who works on something: all of them run here unless only units are asked for. */
const environment = chosen.every(({ name }) => name === 'unit') ? {} : { PROPERTY_RUNS: '1' };
const known = readTimes().files;
const measured = { suites: {} as Record<string, number>, files: {} as Record<string, number> };
const scratch = mkdtempSync(join(tmpdir(), 'exposure-gate-suite-'));
try {
  for (const suite of chosen) {
    const { passed, seconds, files } = run(suite);
    measured.suites[suite.name] = seconds;
    Object.assign(measured.files, files);
    if (!passed) process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
tellTimes();
if (values.record) recordTimes(measured);

interface Ran {
  readonly passed: boolean;
  /** From its start to its end. */
  readonly seconds: number;
  /** Seconds of each file. */
  readonly files: Readonly<Record<string, number>>;
}

function run(suite: Suite): Ran {
  const width = suite.width(availableParallelism());
  const files = filesOf(suite);
  if (files.length === 0) throw new Error(`there are no tests in ${suite.name}`);
  console.log(`\n${suite.name}: ${suite.what}; ${files.length} files, ${width} at a time`);
  const times = join(scratch, `${suite.name}.json`);
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  const timing = [`--test-reporter=${REPORTER}`, `--test-reporter-destination=${times}`];
  const args = ['--import', 'tsx', '--test', ...reporters, ...timing, `--test-concurrency=${width}`];
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [...args, ...(suite.shared ? shared(files, width) : files)], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...environment, ...process.env },
  });
  const seconds = (performance.now() - started) / 1_000;
  const own = JSON.parse(readFileSync(times, 'utf8')) as Record<string, number>;
  const silent = files.filter((file) => own[file] === undefined);
  if (silent.length > 0) console.error(`no test ran in ${silent.join(', ')}`);
  return { passed: status === 0 && silent.length === 0, seconds, files: own };
}

/** @returns its files; first those that take long, and those of which nothing is known */
function filesOf(suite: Suite): readonly string[] {
  const takes = (file: string): number => known[file] ?? Number.POSITIVE_INFINITY;
  return readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && suiteOf(file) === suite)
    .map((file) => join('test', file))
    .sort((a, b) => (takes(a) === takes(b) ? (a < b ? -1 : 1) : takes(b) - takes(a)));
}

/** @returns so many files that import all of these, for about the same time each */
function shared(files: readonly string[], count: number): readonly string[] {
  const parts = Array.from({ length: count }, () => ({ seconds: 0, files: [] as string[] }));
  for (const file of files) {
    const part = parts.reduce((least, one) => (one.seconds < least.seconds ? one : least));
    part.seconds += (known[file] ?? 1) + 0.01;
    part.files.push(file);
  }
  return parts.map((part, index) => {
    const path = join(scratch, `${index + 1}.test.mjs`);
    const lines = part.files.map((file) => `import ${JSON.stringify(pathToFileURL(join(ROOT, file)).href)};\n`);
    writeFileSync(path, lines.join(''));
    return path;
  });
}

function tellTimes(): void {
  const total = Object.entries(measured.suites).map(([name, seconds]) => `${name} ${seconds.toFixed(0)} s`);
  console.log(`\n${total.join(', ')}; the files that took longest:`);
  for (const [file, seconds] of longestFirst(measured.files).slice(0, LISTED)) {
    console.log(`${seconds.toFixed(1).padStart(8)} s  ${file}`);
  }
}
