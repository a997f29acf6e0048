import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { POLICY, SCANS } from '../entry/samples.ts';
import { CLI, copyCli, spawnBundle } from '../support/bundles.ts';
import { workspace } from '../support/workspace.ts';

const CHECK = ['check', '--scan-xml', 'scan.xml'];

describe('the start of the command line', () => {
  test('ends with 3 if a module fails as it is loaded: 1 would mean a finding', async () => {
    const folder = await workspace();
    const copy = copyCli(join(folder, 'copied'));
    await appendFile(join(folder, 'copied', 'main.js'), '\nthrow new Error("broken");\n');
    const { status, stdout, stderr } = await spawnBundle(copy, ['check'], { cwd: folder });
    assert.deepEqual([status, stdout, stderr], [3, '', 'exposure-gate: broken\n']);
  });

  test('works for a user whom the system does not know', { skip: process.getuid?.() !== 0 }, async () => {
    const user = ['--reuid', '54321', '--regid', '54321', '--clear-groups', 'env', '-u', 'HOME'];
    const folder = await workspace({ 'exposure-policy.yml': POLICY, 'scan.xml': SCANS.pass });
    const { status, stderr } = spawnSync('setpriv', [...user, process.execPath, CLI, ...CHECK], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  test('ends with 3 if the version cannot be written', { skip: process.platform !== 'linux' }, async () => {
    const { status } = await spawnBundle(CLI, ['--version'], { cwd: '/', stdout: openSync('/dev/full', 'w') });
    assert.equal(status, 3);
  });
});
