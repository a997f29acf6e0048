import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryOf } from '../../src/edge/repository.ts';
import { workspace } from '../support/workspace.ts';

const FILE = 'exposure-policy.yml';
const URL = 'https://github.com/octo/network';

/** Runs Git as it is without anybody's configuration. */
function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Jo', '-c', 'user.email=jo@example.com', '-c', 'init.defaultBranch=main'];
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A folder that is no repository, with one below it that has a policy and a commit. */
async function checkout(origin = URL): Promise<{ readonly outside: string; readonly root: string; commit: string }> {
  const outside = realpathSync(await workspace({ [`repo/${FILE}`]: 'version: 1\n' }));
  const root = join(outside, 'repo');
  git(root, 'init', '--quiet');
  git(root, 'add', '.');
  git(root, 'commit', '--quiet', '--message=Policy');
  git(root, 'remote', 'add', 'origin', origin);
  return { outside, root, commit: git(root, 'rev-parse', 'HEAD') };
}

test('the root is the nearest repository above the policy, wherever the run works', async () => {
  const { root, commit } = await checkout();
  mkdirSync(join(root, 'services', 'a'), { recursive: true });
  for (const file of [FILE, `services/a/${FILE}`, 'services/none/at-all.yml']) {
    const found = await repositoryOf(join(root, file), {});
    assert.equal(found.root, root);
    assert.equal(found.workingDirectory, realpathSync('.'));
    assert.deepEqual(found.revision, { uri: URL, commit, branch: 'main' });
  }
});

test(
  'a repository within another, a further working tree and a linked folder are each a root ' + 'of their own',
  async () => {
    const { outside, root, commit } = await checkout();
    const inner = join(root, 'other');
    mkdirSync(inner);
    git(inner, 'init', '--quiet');
    assert.equal((await repositoryOf(join(inner, FILE), {})).root, inner);
    const tree = join(outside, 'tree');
    git(root, 'worktree', 'add', '--quiet', '-b', 'fix/door', tree);
    const further = await repositoryOf(join(tree, FILE), {});
    assert.equal(further.root, tree);
    assert.deepEqual(further.revision, { uri: URL, commit, branch: 'fix/door' });
    symlinkSync(root, join(outside, 'link'));
    assert.equal((await repositoryOf(join(outside, 'link', FILE), {})).root, root);
  },
);

test('without a repository the root is the workspace of the runner, or the folder of the policy', async () => {
  const outside = realpathSync(await workspace({ [`a/b/${FILE}`]: '' }));
  const policy = join(outside, 'a', 'b', FILE);
  const environment = {
    GITHUB_WORKSPACE: join(outside, 'a'),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'octo/network',
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_REF: 'refs/heads/main',
  };
  const found = await repositoryOf(policy, environment);
  assert.equal(found.root, join(outside, 'a'));
  assert.deepEqual(found.revision, { uri: URL, commit: 'c'.repeat(40), branch: 'main' });
  const pull = await repositoryOf(policy, { ...environment, GITHUB_REF: 'refs/pull/7/merge' });
  assert.equal(pull.revision?.branch, null);
  for (const other of [{}, { ...environment, GITHUB_WORKSPACE: join(outside, 'elsewhere') }]) {
    assert.deepEqual(await repositoryOf(policy, other), {
      root: join(outside, 'a', 'b'),
      workingDirectory: realpathSync('.'),
      revision: null,
    });
  }
});

test('a policy that was not found stands for the working directory', async () => {
  const { root } = await repositoryOf('', {});
  assert.equal(root, realpathSync(join(import.meta.dirname, '..', '..')));
});

test('no user, password or query of an address gets out, and what is no address is left out', async () => {
  for (const [origin, uri] of [
    ['https://x-access-token:s3cret@github.com/octo/network.git', URL],
    ['https://github.com/octo/network.git/?token=s3cret#s3cret', URL],
    ['git@github.com:octo/network.git', 'ssh://github.com/octo/network'],
    ['ssh://git@github.com:2222/octo/network', 'ssh://github.com:2222/octo/network'],
    ['/srv/git/network.git', null],
    ['file:///srv/git/network.git', null],
  ] as const) {
    const { root } = await checkout(origin);
    const { revision } = await repositoryOf(join(root, FILE), {});
    assert.equal(revision?.uri ?? null, uri, origin);
    assert.doesNotMatch(JSON.stringify(revision), /s3cret/);
  }
});

test('packed refs and a detached head tell the commit too', async () => {
  const { root, commit } = await checkout();
  git(root, 'pack-refs', '--all');
  assert.equal((await repositoryOf(join(root, FILE), {})).revision?.commit, commit);
  git(root, 'checkout', '--quiet', '--detach');
  assert.deepEqual((await repositoryOf(join(root, FILE), {})).revision, { uri: URL, commit, branch: null });
});

test('what Git wrote and nobody can read is not known, and nothing else fails for it', async () => {
  const { root } = await checkout();
  for (const head of ['', 'ref: refs/heads/../../../../../etc/passwd', 'ref: refs/heads/.invalid', 'x'.repeat(40)]) {
    writeFileSync(join(root, '.git', 'HEAD'), head);
    assert.equal((await repositoryOf(join(root, FILE), {})).revision?.commit, null);
  }
  writeFileSync(join(root, '.git', 'config'), '[remote "origin"]\n');
  assert.equal((await repositoryOf(join(root, FILE), {})).revision, null);
});
