import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, ROOT, record } from './measure.ts';

/**
 * The package as a user gets it: packed, installed into an empty folder without a registry, started. What Node itself
 * takes to start is measured in turns with it.
 */
const RUNS = 30;
const POLICY = join(ROOT, 'policies', 'web-server.yml');
/** Milliseconds from the start of the process to its end. */
const MOST = 100;

const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-start-up-'));
try {
  const [tarball = ''] = npm(ROOT, 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder)
    .trim()
    .split('\n')
    .slice(-1);
  npm(folder, 'install', '--silent', '--offline', '--no-audit', '--no-fund', join(folder, tarball));
  const installed = sizeOf(join(folder, 'node_modules', 'exposure-gate'));
  const packages = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.')).length;
  const program = join(folder, 'node_modules', 'exposure-gate', 'dist', 'cli.js');
  const runs = Array.from({ length: RUNS }, () => ({
    node: milliseconds(['--eval', '0']),
    version: milliseconds([program, '--version']),
    help: milliseconds([program, '--help']),
    validate: milliseconds([program, 'validate', POLICY]),
    dryRun: milliseconds([program, 'check', '--dry-run', '--policy', POLICY]),
  }));
  const [node, version, help, validate, dryRun] = (['node', 'version', 'help', 'validate', 'dryRun'] as const).map(
    (name) => median(runs.map((run) => run[name])),
  );
  console.log(`installed: ${packages} package, ${(installed / 1e6).toFixed(1)} MB`);
  console.log(`--version: ${version?.toFixed(0)} ms (less than ${MOST}); --help: ${help?.toFixed(0)} ms`);
  console.log(`validate: ${validate?.toFixed(0)} ms; check --dry-run: ${dryRun?.toFixed(0)} ms`);
  console.log(`Node alone: ${node?.toFixed(0)} ms`);
  record('start-up', {
    packages,
    tarballBytes: lstatSync(join(folder, tarball)).size,
    installedBytes: installed,
    runs: RUNS,
    medianMilliseconds: { node, version, help, validate, dryRun },
  });
  if (packages !== 1 || version === undefined || version >= MOST) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8' });
}

/** @returns the bytes of all files below a folder */
function sizeOf(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function milliseconds(args: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return performance.now() - started;
}
