import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Everything that is checked beside the tests; the import graph is one of the tests. All of it runs, then it fails. */
const CHECKS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  types: ['tsc', '--project', '.'],
  'format and lint': ['biome', 'ci', '.'],
  'unused code and packages': ['knip'],
  'workflows and action.yml': ['tsx', 'scripts/lint.ts'],
  'generated files': ['tsx', 'scripts/generate.ts', '--check'],
  bundles: ['rolldown', '-c', 'rolldown.config.ts'],
};

const ROOT = join(import.meta.dirname, '..');
const failed = Object.entries(CHECKS).filter(([name, [program, ...args]]) => {
  console.error(`check: ${name}`);
  return run(join('node_modules', '.bin', program), args) !== 0;
});

console.error('check: dist is what the source builds');
const drift = spawnSync('git', ['status', '--porcelain', '--', 'dist'], { cwd: ROOT, encoding: 'utf8' });
const drifted = drift.status !== 0 || drift.stdout !== '';
if (drifted) console.error(`dist differs from what was committed; run npm run build and commit:\n${drift.stdout}`);

for (const [name] of failed) console.error(`check failed: ${name}`);
process.exitCode = failed.length > 0 || drifted ? 1 : 0;

function run(program: string, args: readonly string[]): number | null {
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' }).status;
}
