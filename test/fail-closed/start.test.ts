import assert from 'node:assert/strict';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { textOf, workspace } from '../support/workspace.ts';

describe('the start of the command line', () => {
  test('ends with 3 if a module fails as it is loaded: 1 would mean a finding', async () => {
    const whole = (await textOf(CLI)) ?? '';
    const broken = whole.replace(/^\s*failClosed\(\);$/m, 'throw new Error("broken");');
    assert.notEqual(broken, whole);
    const folder = await workspace({ 'cli.mjs': broken });
    const { status, stdout, stderr } = await spawnBundle(join(folder, 'cli.mjs'), ['check'], { cwd: folder });
    assert.deepEqual([status, stdout, stderr], [3, '', 'exposure-gate: broken\n']);
  });

  test('ends with 3 if the version cannot be written', { skip: process.platform !== 'linux' }, async () => {
    const { status } = await spawnBundle(CLI, ['--version'], { cwd: '/', stdout: openSync('/dev/full', 'w') });
    assert.equal(status, 3);
  });
});
