import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readUsed } from '../../src/edge/used-policy.ts';
import { InputError } from '../../src/model/problem.ts';
import { workspace } from '../support/workspace.ts';

const POLICY = 'version: 1\n';

/** A repository with policies, below a folder that has others. */
async function repository(): Promise<{ readonly root: string; readonly policy: string }> {
  const outside = realpathSync(
    await workspace({
      'secret.yml': POLICY,
      'repo/.github/exposure-policy.yml': POLICY,
      'repo/policies/base.yml': `${POLICY}# base\n`,
      'repo/long.yml': '#'.repeat(300_000),
    }),
  );
  const root = join(outside, 'repo');
  mkdirSync(join(root, '.git'));
  symlinkSync('../../secret.yml', join(root, 'policies', 'out.yml'));
  symlinkSync('..', join(root, 'up'));
  symlinkSync('base.yml', join(root, 'policies', 'in.yml'));
  return { root, policy: join(root, '.github', 'exposure-policy.yml') };
}

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof InputError && error.problems[0].code === code;
}

describe('a policy that another one uses', () => {
  test('is found beside it, anywhere in the repository, and has one name for all its paths', async () => {
    const { policy } = await repository();
    const files = await Promise.all(
      ['../policies/base.yml', '.././policies/base.yml', '../policies/in.yml'].map((path) => readUsed(path, policy)),
    );
    assert.deepEqual(new Set(files.map(({ text }) => text)), new Set([`${POLICY}# base\n`]));
    assert.equal(new Set(files.map(({ file }) => file)).size, 1);
  });

  test('is never outside of the repository, by its path or by a link', async () => {
    const { policy } = await repository();
    for (const path of ['../../secret.yml', '../policies/out.yml', '../up/secret.yml', '../../none.yml']) {
      await assert.rejects(readUsed(path, policy), hasCode('policy-outside'), path);
    }
  });

  test('is a file that exists and is short enough', async () => {
    const { policy } = await repository();
    await assert.rejects(readUsed('./none.yml', policy), hasCode('unknown-policy'));
    await assert.rejects(readUsed('../policies', policy), hasCode('no-policy'));
    await assert.rejects(readUsed('../long.yml', policy), hasCode('file-too-large'));
  });

  test('is shipped with the tool if it has a name, whatever the repository has', async () => {
    const { policy } = await repository();
    const { file, text } = await readUsed('web-server', policy);
    assert.equal(file, 'exposure-gate/policies/web-server.yml');
    assert.match(text, /443\/tcp/);
    await assert.rejects(readUsed('web-sever', policy), /did you mean "web-server"/);
    await assert.rejects(readUsed('none', policy), /there are bastion, /);
  });
});
