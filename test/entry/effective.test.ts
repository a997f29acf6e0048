import assert from 'node:assert/strict';
import { link, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { workspace } from '../support/workspace.ts';
import { POLICY } from './samples.ts';

const FILE = 'exposure-policy.yml';

test('effective writes a file that --check holds to the policy', async () => {
  const cwd = await workspace({ [FILE]: POLICY });
  const run = (...args: readonly string[]) => spawnBundle(CLI, ['effective', ...args], { cwd });
  assert.equal((await run('--check')).status, 1, 'there is no file yet');
  assert.equal((await run('--output', 'exposure.lock.md')).status, 0);
  assert.equal((await run('--check')).status, 0);
  const printed = await run();
  assert.equal(printed.stdout, await readFile(join(cwd, 'exposure.lock.md'), 'utf8'));
  await writeFile(join(cwd, FILE), `# A comment.\n${POLICY}`);
  assert.equal((await run('--check')).status, 0, 'a comment changes no meaning');
  await writeFile(join(cwd, FILE), `${POLICY}      - 6379/tcp\n`);
  const stale = await run('--check');
  assert.equal(stale.status, 1);
  assert.match(stale.stdout, /\[stale-file\]/);
  await writeFile(join(cwd, FILE), `${POLICY}      - 6379\n`);
  assert.equal((await run('--check')).status, 2, 'an invalid policy is never current');
});

test('effective does not replace the policy', async () => {
  const cwd = await workspace({ [FILE]: POLICY });
  const ended = await spawnBundle(CLI, ['effective', '--output', FILE], { cwd });
  assert.equal(ended.status, 2);
  assert.equal(await readFile(join(cwd, FILE), 'utf8'), POLICY);
});

test('effective replaces only a file that it has written itself', async () => {
  const cwd = await workspace({ [FILE]: POLICY, 'notes.md': '# Notes\n', 'other.yml': POLICY, 'empty.md': '' });
  const write = (output: string) => spawnBundle(CLI, ['effective', '--output', output], { cwd });
  await link(join(cwd, FILE), join(cwd, 'hard.yml'));
  await symlink('notes.md', join(cwd, 'link.md'));
  for (const file of ['notes.md', 'other.yml', 'empty.md', 'hard.yml', 'link.md', FILE]) {
    const before = await readFile(join(cwd, file), 'utf8');
    const ended = await write(file);
    assert.equal(ended.status, 2, file);
    assert.match(ended.stderr, /\[bad-output\]/, file);
    assert.equal(await readFile(join(cwd, file), 'utf8'), before, file);
  }
  assert.equal((await write('exposure.lock.md')).status, 0);
  await writeFile(join(cwd, FILE), `${POLICY}      - 6379/tcp\n`);
  assert.equal((await write('exposure.lock.md')).status, 0);
  assert.match(await readFile(join(cwd, 'exposure.lock.md'), 'utf8'), /6379/);
  const streamed = await write('/dev/stdout');
  assert.equal(streamed.stdout, await readFile(join(cwd, 'exposure.lock.md'), 'utf8'));
});
