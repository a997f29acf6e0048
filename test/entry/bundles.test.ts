import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CLI, ROOT, spawnBundle } from '../support/bundles.ts';
import { withoutClocks } from '../support/clocks.ts';
import { RUNTIMES } from '../support/runtimes.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { runStep } from './runner.ts';
import { POLICY, SCANS } from './samples.ts';

/** What a marketplace action or an npm package brings along: no sources, no node_modules. */
async function shipped(): Promise<string> {
  const folder = join(await workspace(), 'exposure-gate');
  await mkdir(folder);
  await Promise.all(
    ['dist', 'package.json', 'action.yml'].map((name) => cp(join(ROOT, name), join(folder, name), { recursive: true })),
  );
  return folder;
}

for (const { name: runtime, node } of RUNTIMES) {
  describe(`the bundles on ${runtime}`, () => {
    test('run from a folder with nothing but dist/, package.json and action.yml', async () => {
      const folder = await shipped();
      const cwd = await workspace({ 'exposure-policy.yml': POLICY, 'fail.xml': SCANS.fail, 'pass.xml': SCANS.pass });
      for (const [scan, status] of [
        ['pass', 0],
        ['fail', 1],
      ] as const) {
        const cli = await spawnBundle(join(folder, 'dist', 'cli.js'), ['check', '--scan-xml', `${scan}.xml`], {
          cwd,
          node,
        });
        assert.equal(cli.status, status, cli.stdout + cli.stderr);
        const action = await runStep({
          node,
          bundle: join(folder, 'dist', 'index.js'),
          inputs: { 'scan-xml': `${scan}.xml` },
        });
        assert.equal(action.status, status, action.stdout + action.stderr);
      }
    });

    test('end with 3 if the start finds nothing, or only a part, of the rest of the command line', async () => {
      const folder = await shipped();
      const cwd = await workspace({ 'exposure-policy.yml': POLICY, 'pass.xml': SCANS.pass });
      const [start, rest] = [join(folder, 'dist', 'cli.js'), join(folder, 'dist', 'main.js')];
      const whole = await readFile(rest, 'utf8');
      const statuses: unknown[] = [];
      const lines = whole.split('\n');
      for (const text of [
        '',
        whole.slice(0, whole.length >> 1),
        lines.slice(0, -1).join('\n'),
        'await new Promise(() => {})',
        null,
      ]) {
        await (text === null ? rm(rest) : writeFile(rest, text));
        for (const args of [['check', '--scan-xml', 'pass.xml'], ['validate'], ['help']])
          statuses.push((await spawnBundle(start, args, { cwd, node })).status);
      }
      assert.deepEqual(
        statuses,
        Array.from({ length: 15 }, () => 3),
      );
    });

    test('say nothing of their own on stderr: no deprecation, no experimental feature', async () => {
      const cwd = await workspace({ 'exposure-policy.yml': POLICY, 'pass.xml': SCANS.pass });
      const options = ['--sarif', 'a', '--json', 'b', '--summary', 'c'];
      const ended = await spawnBundle(CLI, ['check', '--scan-xml', 'pass.xml', ...options], { cwd, node });
      assert.equal(ended.stderr, 'exposure-gate: reading pass.xml\n');
    });
  });
}

describe('the same inputs', () => {
  test('give the same bytes, apart from clock times, on every Node and in every locale and time zone', async () => {
    const machines = RUNTIMES.flatMap(({ node }) => [
      { node, env: { TZ: 'UTC', LANG: 'C' } },
      { node, env: { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } },
    ]);
    for (const scan of ['pass', 'fail', 'inconclusive'] as const) {
      const written = await Promise.all(
        machines.map(async (machine) => {
          const cwd = await workspace({ 'exposure-policy.yml': POLICY, 'scan.xml': SCANS[scan] });
          const options = ['--sarif', 'a', '--json', 'b', '--summary', 'c'];
          const { stdout } = await spawnBundle(CLI, ['check', '--scan-xml', 'scan.xml', ...options], {
            cwd,
            ...machine,
          });
          const files = await Promise.all(['a', 'b', 'c'].map((name) => textOf(join(cwd, name))));
          return [stdout, ...files.map((text) => text ?? '')];
        }),
      );
      const [first, ...others] = written.map((texts) => texts.map(withoutClocks));
      for (const other of others) assert.deepEqual(other, first);
    }
  });
});
