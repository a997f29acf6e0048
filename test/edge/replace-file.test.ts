import assert from 'node:assert/strict';
import { readdirSync, symlinkSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { markOf, replaceFile } from '../../src/edge/replace-file.ts';
import { refusalsOf } from '../support/policies.ts';
import { workspace } from '../support/workspace.ts';

const OLD = Buffer.from('old\n');

test('a file is replaced only if it still is what was read', async () => {
  const cwd = await workspace({ 'policy.yml': 'old\n' });
  const file = join(cwd, 'policy.yml');
  await replaceFile(file, OLD, 'new\n');
  assert.equal(await readFile(file, 'utf8'), 'new\n');
  assert.deepEqual(await refusalsOf(() => replaceFile(file, OLD, 'newer\n')), ['-:policy-changed']);
  assert.equal(await readFile(file, 'utf8'), 'new\n');
  assert.deepEqual(readdirSync(cwd), ['policy.yml']);
});

test('a file that another one has replaced, or a link, stays as it is', async () => {
  const cwd = await workspace({ 'policy.yml': 'old\n', 'other.yml': 'theirs\n' });
  const file = join(cwd, 'policy.yml');
  await rename(join(cwd, 'other.yml'), file);
  assert.deepEqual(await refusalsOf(() => replaceFile(file, OLD, 'new\n')), ['-:policy-changed']);
  assert.equal(await readFile(file, 'utf8'), 'theirs\n');
  await writeFile(join(cwd, 'real.yml'), OLD);
  symlinkSync('real.yml', join(cwd, 'link.yml'));
  assert.deepEqual(await refusalsOf(() => replaceFile(join(cwd, 'link.yml'), OLD, 'new\n')), ['-:policy-changed']);
  assert.equal(await readFile(join(cwd, 'real.yml'), 'utf8'), 'old\n');
});

test('a byte order mark is one only as a whole, at the beginning', () => {
  const mark = '\ufeff';
  assert.equal(markOf(Buffer.from(`${mark}version: 1`)), mark);
  for (const text of ['', 'version: 1', '\uf000version: 1', '\uffeeversion: 1', ` ${mark}version: 1`])
    assert.equal(markOf(Buffer.from(text)), '', JSON.stringify(text));
  assert.equal(markOf(Buffer.from(mark).subarray(0, 2)), '');
});
