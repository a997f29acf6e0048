import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, test } from 'node:test';
import { z } from 'zod';
import { ROOT } from '../support/bundles.ts';
import { RUNTIMES } from '../support/runtimes.ts';
import { workspace } from '../support/workspace.ts';
import { POLICY, SCANS } from './samples.ts';

/** Longest that one command may take, in milliseconds: the demo scans. */
const LIMIT = 60_000;

const USING = POLICY.replace('    hosts:', '    use: [web-server]\n    hosts:');

/** The packed package: what `npm publish` would upload. */
interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

function pack(folder: string): Packed {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const report = z
    .tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })])
    .parse(JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8' })));
  const [{ filename, files }] = report;
  return { tarball: join(folder, filename), files: files.map(({ path }) => path).sort() };
}

/** A machine with nothing but Node and npm: an empty folder, an empty cache, and no registry. */
interface Machine {
  readonly cwd: string;
  readonly cache: string;
  readonly node: string;
}

async function npx({ cwd, cache, node }: Machine, tarball: string, args: readonly string[]) {
  const child = spawn('npx', ['--yes', '--offline', '--package', tarball, '--', 'exposure-gate', ...args], {
    cwd,
    env: { PATH: dirname(node) + delimiter + process.env.PATH, HOME: cache, npm_config_cache: cache },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT,
  });
  const [[status], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}

describe('the packed package', () => {
  let packed: Packed;
  before(async () => {
    packed = pack(await workspace());
  });

  test('contains the command line, the ready policies, and licences; and nothing of the actions or the source', () => {
    const policies = readdirSync(join(ROOT, 'policies')).map((name) => `policies/${name}`);
    const bundles = readdirSync(join(ROOT, 'dist')).map((name) => `dist/${name}`);
    const actions = ['dist/index.js', 'dist/diff.js'];
    const wanted = [...bundles.filter((path) => !actions.includes(path)), ...policies];
    const always = ['LICENSE', 'README.md', 'package.json'];
    assert.ok(wanted.includes('dist/LICENSES.txt'));
    assert.deepEqual(packed.files, [...wanted, ...always].sort());
  });

  for (const { name, node } of RUNTIMES) {
    test(`is run by npx in an empty folder, without a registry, on ${name}`, { timeout: 4 * LIMIT }, async () => {
      const machine = { cwd: await workspace(), cache: await workspace(), node };
      const run = (...args: readonly string[]) => npx(machine, packed.tarball, args);
      const demo = await run('demo');
      assert.equal(demo.status, 0, demo.stderr);
      assert.match(demo.stdout, /\(exit status 1\)[\s\S]*\(exit status 0\)/);

      const files = {
        'exposure-policy.yml': POLICY,
        'using.yml': USING,
        'pass.xml': SCANS.pass,
        'fail.xml': SCANS.fail,
      };
      machine.cwd = await workspace(files);
      const statuses = new Map<string, unknown>();
      for (const command of [
        'validate using.yml',
        'check --scan-xml pass.xml',
        'check --scan-xml fail.xml',
        'check --policy none.yml',
        'init --scan-xml pass.xml --output new.yml',
        'validate new.yml',
      ]) {
        statuses.set(command, (await run(...command.split(' '))).status);
      }
      assert.deepEqual([...statuses.values()], [0, 0, 1, 2, 0, 0], JSON.stringify([...statuses]));
      assert.match(await readFile(join(machine.cwd, 'new.yml'), 'utf8'), /80\/tcp/);

      const [installed = ''] = readdirSync(join(machine.cache, '_npx'));
      const packages = readdirSync(join(machine.cache, '_npx', installed, 'node_modules'));
      assert.deepEqual(
        packages.filter((one) => !one.startsWith('.')),
        ['exposure-gate'],
      );
    });
  }
});
