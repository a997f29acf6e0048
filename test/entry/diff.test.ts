import assert from 'node:assert/strict';
import { existsSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CLI, type Ended, spawnBundle } from '../support/bundles.ts';
import { commit, git } from '../support/git.ts';
import { workspace } from '../support/workspace.ts';

const POLICY = `version: 1
targets:
  local:
    hosts: [127.0.0.1]
    allow:
      - 80/tcp http
`;
const WIDER = `${POLICY}      - 6379/tcp redis\n`;
const NARROWER = POLICY.replace('80/tcp http', '80/tcp http\n    forbid: [telnet]');
const FILE = 'exposure-policy.yml';

function diff(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return spawnBundle(CLI, ['diff', ...args], { cwd, env: { HOME: cwd } });
}

/** A repository with a policy on `main`. */
async function repository(policy: string | null = POLICY): Promise<string> {
  const folder = await workspace();
  git(folder, 'init', '--quiet');
  commit(folder, policy === null ? { 'README.md': 'x\n' } : { [FILE]: policy });
  return folder;
}

describe('diff of two files', () => {
  test('names what is newly allowed with its line, and fails only if asked to', async () => {
    const cwd = await workspace({ 'a.yml': POLICY, 'b.yml': WIDER });
    const ended = await diff(cwd, 'a.yml', 'b.yml');
    assert.equal(ended.status, 0, ended.stderr);
    assert.match(ended.stdout, /^ {2}b\.yml:7:9: critical: 6379\/tcp .*\[newly-allowed\]$/m);
    assert.equal((await diff(cwd, 'a.yml', 'b.yml', '--fail-on-new', 'critical')).status, 1);
    assert.equal((await diff(cwd, 'b.yml', 'a.yml', '--fail-on-new', 'note')).status, 0);
  });

  for (const [name, files] of [
    ['the earlier policy is invalid', { 'a.yml': 'version: 2\n', 'b.yml': POLICY }],
    ['the later policy is invalid', { 'a.yml': POLICY, 'b.yml': `${POLICY}      - 6379\n` }],
    ['both are invalid and equal', { 'a.yml': 'targets\n', 'b.yml': 'targets\n' }],
    ['the later policy is empty', { 'a.yml': POLICY, 'b.yml': '' }],
    ['the earlier policy is missing', { 'b.yml': POLICY }],
    ['the hosts are too many ranges', { 'a.yml': POLICY, 'b.yml': POLICY.replace('127.0.0.1', '"*.*.*.1"') }],
  ] as const) {
    test(`is an error, and not "no change", if ${name}`, async () => {
      const ended = await diff(await workspace(files), 'a.yml', 'b.yml', '--fail-on-new', 'note');
      assert.equal(ended.status, 2, ended.stdout);
      assert.equal(ended.stdout, '');
      assert.notEqual(ended.stderr, '');
    });
  }

  test('refuses one file, three files, and files with commits', async () => {
    const cwd = await workspace({ 'a.yml': POLICY });
    for (const args of [['a.yml'], ['a.yml', 'a.yml', 'a.yml'], ['a.yml', 'a.yml', '--base', 'main']]) {
      const ended = await diff(cwd, ...args);
      assert.equal(ended.status, 2);
      assert.match(ended.stderr, /\[bad-option\]/);
    }
  });
});

describe('diff of commits', () => {
  test(
    'refuses a policy that is a link, or below one: it would be compared with the file that ' + 'the link names',
    async () => {
      for (const [link, target, args] of [
        [FILE, 'examples/wide.yml', []],
        ['policies', 'examples', ['--policy', 'policies/wide.yml']],
      ] as const) {
        const cwd = await workspace();
        git(cwd, 'init', '--quiet');
        commit(cwd, { 'old.yml': POLICY, 'examples/wide.yml': WIDER });
        symlinkSync(target, join(cwd, link));
        const ended = await diff(cwd, '--base', 'HEAD', ...args);
        assert.equal(ended.status, 2, ended.stdout);
        assert.match(ended.stderr, /\[policy-linked\]/);
      }
    },
  );

  test('compares the working tree with the merge base of the default branch', async () => {
    const cwd = await repository();
    git(cwd, 'checkout', '--quiet', '-b', 'topic');
    commit(cwd, { [FILE]: WIDER });
    git(cwd, 'checkout', '--quiet', 'main');
    commit(cwd, { [FILE]: NARROWER });
    git(cwd, 'checkout', '--quiet', 'topic');
    const ended = await diff(cwd);
    assert.equal(ended.status, 0, ended.stderr);
    assert.match(ended.stdout, /^exposure-policy\.yml compared with merge base with main:exposure-policy\.yml:$/m);
    assert.match(ended.stdout, /^1 change allows more or check less \(1 critical\)\.$/m);
    await writeFile(join(cwd, FILE), POLICY);
    assert.match((await diff(cwd)).stdout, /^No change in meaning\.$/m);
  });

  test('compares uncommitted changes on the default branch, and refuses to compare a commit with itself', async () => {
    const cwd = await repository();
    for (const args of [[], ['--head', 'HEAD']]) {
      const ended = await diff(cwd, ...args);
      assert.equal(ended.status, 2, ended.stdout);
      assert.match(ended.stderr, /\[same-commit\]/);
    }
    await writeFile(join(cwd, FILE), WIDER);
    assert.match((await diff(cwd)).stdout, /6379\/tcp/);
  });

  test('compares two commits, also from a folder below the root', async () => {
    const cwd = await repository();
    commit(cwd, { [FILE]: WIDER, 'sub/policy.yml': POLICY });
    commit(cwd, { 'sub/policy.yml': WIDER });
    assert.match((await diff(cwd, '--base', 'HEAD~2', '--head', 'HEAD')).stdout, /6379\/tcp/);
    const below = await diff(join(cwd, 'sub'), '--base', 'HEAD~1', '--head', 'HEAD', '--policy', 'policy.yml');
    assert.equal(below.status, 0, below.stderr);
    assert.match(below.stdout, /policy\.yml:7:9: critical: 6379\/tcp/);
  });

  test('shows every line of a policy that is new', async () => {
    const cwd = await repository(null);
    commit(cwd, { [FILE]: WIDER });
    const ended = await diff(cwd, '--base', 'HEAD~1', '--fail-on-new', 'critical');
    assert.equal(ended.status, 1, ended.stderr);
    assert.match(ended.stdout, /^exposure-policy\.yml is new: there is no policy at HEAD~1:exposure-policy\.yml:$/m);
  });

  test('finds the earlier policy in the other default place', async () => {
    const cwd = await workspace();
    git(cwd, 'init', '--quiet');
    commit(cwd, { [`.github/${FILE}`]: POLICY });
    git(cwd, 'mv', `.github/${FILE}`, FILE);
    commit(cwd, {});
    assert.match((await diff(cwd, '--base', 'HEAD~1')).stdout, /^No change in meaning\.$/m);
  });

  test('is an error if the policy of a commit is invalid, a link, or missing at the head', async () => {
    const cwd = await repository('version: 3\n');
    commit(cwd, { [FILE]: POLICY });
    const invalid = await diff(cwd, '--base', 'HEAD~1');
    assert.equal(invalid.status, 2);
    assert.match(invalid.stderr, /HEAD~1:exposure-policy\.yml:1:10: /);

    const linked = await workspace();
    git(linked, 'init', '--quiet');
    symlinkSync('/etc/passwd', join(linked, 'policy.yml'));
    commit(linked, { [FILE]: POLICY });
    const link = await diff(linked, '--base', 'HEAD', '--head', 'HEAD', '--policy', 'policy.yml');
    assert.equal(link.status, 2);
    assert.match(link.stderr, /\[no-policy\]/);
    const missing = await diff(linked, '--base', 'HEAD', '--head', 'HEAD', '--policy', 'other.yml');
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /\[no-policy\]/);
  });

  test('refuses names that Git would read as something else', async () => {
    const cwd = await repository();
    for (const ref of [
      '--output=x',
      '-h',
      'main..HEAD',
      'HEAD:exposure-policy.yml',
      'HEAD^{/change}',
      'a b',
      '@{-1}',
    ]) {
      const ended = await diff(cwd, `--base=${ref}`);
      assert.equal(ended.status, 2, ref);
      assert.match(ended.stderr, /\[bad-option\]/, ref);
    }
    const unknown = await diff(cwd, '--base', 'nowhere');
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /\[no-commit\]/);
  });

  test('says which depth to fetch in a shallow clone', async () => {
    const origin = await repository();
    commit(origin, { [FILE]: WIDER });
    const cwd = join(await workspace(), 'clone');
    git(origin, 'clone', '--quiet', '--depth', '1', `file://${origin}`, cwd);
    const ended = await diff(cwd, '--base', 'HEAD~1');
    assert.equal(ended.status, 2);
    assert.match(ended.stderr, /fetch-depth: 0.*\[no-commit\]/);
  });

  test('is an error outside of a repository, and without Git', async () => {
    const cwd = await workspace({ [FILE]: POLICY });
    const outside = await spawnBundle(CLI, ['diff'], { cwd });
    assert.equal(outside.status, 2);
    assert.match(outside.stderr, /\[no-repository\]/);
    const without = await spawnBundle(CLI, ['diff'], { cwd, env: { PATH: '/nonexistent' } });
    assert.equal(without.status, 3);
    assert.equal(without.stdout, '');
  });

  test('explains a repository that Git does not trust', { skip: process.getuid?.() !== 0 }, async () => {
    const cwd = await repository();
    const ended = await spawnBundle(CLI, ['diff', '--base', 'HEAD'], { cwd, env: { HOME: cwd }, uid: 65_534 });
    assert.equal(ended.status, 2);
    assert.match(ended.stderr, /safe\.directory.*\[git-refused\]/);
  });

  test('runs nothing that the repository configures', async () => {
    const cwd = await repository();
    commit(cwd, { [FILE]: WIDER, '.gitattributes': '*.yml diff=evil filter=evil\n' });
    const touch = `touch ${join(cwd, 'ran')}`;
    for (const key of ['core.fsmonitor', 'core.pager', 'diff.evil.textconv', 'filter.evil.smudge', 'core.sshCommand']) {
      git(cwd, 'config', key, touch);
    }
    const ended = await diff(cwd, '--base', 'HEAD~1', '--head', 'HEAD');
    assert.equal(ended.status, 0, ended.stderr);
    assert.equal(existsSync(join(cwd, 'ran')), false);
  });

  test('ignores replaced objects and variables that lead Git elsewhere', async () => {
    const cwd = await repository();
    const second = commit(cwd, { [FILE]: WIDER });
    git(cwd, 'replace', 'HEAD~1', second);
    const other = await repository(WIDER);
    const ended = await spawnBundle(CLI, ['diff', '--base', 'HEAD~1', '--head', 'HEAD'], {
      cwd,
      env: { HOME: cwd, GIT_DIR: join(other, '.git'), GIT_EXTERNAL_DIFF: 'false' },
    });
    assert.match(ended.stdout, /6379\/tcp/);
  });
});
