import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { DIFF_INPUTS } from '../../src/edge/diff-inputs.ts';
import { validateWithSchema } from '../report/validators.ts';
import { DIFF_ACTION, ROOT } from '../support/bundles.ts';
import { commit, git } from '../support/git.ts';
import { RUNTIMES } from '../support/runtimes.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { runStep, type Step } from './runner.ts';

const FILE = 'exposure-policy.yml';
const POLICY = 'version: 1\ntargets:\n  local:\n    hosts: [127.0.0.1]\n    allow:\n      - 80/tcp http\n';
const WIDER = `${POLICY}      - 6379/tcp redis\n      - 5432/tcp postgresql\n`;

/** A pull request as checked out with all commits: `origin/main`, and a merge commit without a branch. */
async function pullRequest(base: string, head: string, depth?: number): Promise<string> {
  const origin = await workspace();
  git(origin, 'init', '--quiet');
  commit(origin, { [FILE]: base });
  git(origin, 'checkout', '--quiet', '-b', 'topic');
  commit(origin, { [FILE]: head });
  const folder = join(await workspace(), 'repository');
  const shallow = depth === undefined ? [] : ['--depth', String(depth)];
  git(origin, 'clone', '--quiet', '--branch', 'topic', ...shallow, `file://${origin}`, folder);
  git(folder, 'checkout', '--quiet', '--detach');
  return folder;
}

function step(folder: string, { inputs, env, ...rest }: Omit<Step, 'folder'> = {}) {
  return runStep({
    ...rest,
    folder,
    bundle: DIFF_ACTION,
    inputs: inputs ?? {},
    env: { GITHUB_BASE_REF: 'main', HOME: folder, ...env },
  });
}

test('the inputs are those of diff/action.yml, which starts a bundle that is there', () => {
  const action = parse(readFileSync(join(ROOT, 'diff', 'action.yml'), 'utf8'));
  assert.deepEqual(Object.keys(action.inputs), [...DIFF_INPUTS]);
  assert.equal(join(ROOT, 'diff', action.runs.main), DIFF_ACTION);
});

for (const { name: runtime, node } of RUNTIMES) {
  describe(`the action diff on ${runtime}`, () => {
    test('annotates the lines that allow more, writes summary, files and outputs, and passes', async () => {
      const folder = await pullRequest(POLICY, WIDER);
      const files = { 'markdown-file': 'diff.md', 'json-file': 'diff.json', 'sarif-file': 'diff.sarif' };
      const ended = await step(folder, { node, inputs: files });
      assert.equal(ended.status, 0, ended.stdout + ended.stderr);
      assert.deepEqual(ended.outputs, {
        'exit-code': '0',
        'same-meaning': 'false',
        ...{ changes: '2', critical: '1', high: '1', medium: '0', low: '0', narrowed: '0' },
        ...files,
      });
      const places = ended.annotations.map(({ kind, properties: { file, line } }) => [kind, file, line]);
      assert.deepEqual(places, [
        ['warning', FILE, '7'],
        ['warning', FILE, '8'],
      ]);
      assert.match(ended.summary ?? '', /^## 2 changes allow more or check less \(1 critical, 1 high\)$/m);
      assert.equal(await textOf(join(folder, 'diff.md')), ended.summary);
      assert.equal(JSON.parse((await textOf(join(folder, 'diff.json'))) ?? '').changes.length, 2);
      assert.deepEqual(validateWithSchema(JSON.parse((await textOf(join(folder, 'diff.sarif'))) ?? '')), []);
    });
  });
}

describe('the action diff', () => {
  test('fails, with an error on the line, if a change is as bad as fail-on-new', async () => {
    const ended = await step(await pullRequest(POLICY, WIDER), { inputs: { 'fail-on-new': 'critical' } });
    assert.equal(ended.status, 1);
    assert.deepEqual(
      ended.annotations.map(({ kind, properties }) => [kind, properties.line]),
      [
        ['error', '7'],
        ['warning', '8'],
      ],
    );
  });

  test('says that nothing changes in meaning', async () => {
    const ended = await step(await pullRequest(POLICY, `# A comment.\n${POLICY}`), {
      inputs: { 'fail-on-new': 'note' },
    });
    assert.equal(ended.status, 0, ended.stdout + ended.stderr);
    assert.equal(ended.outputs['same-meaning'], 'true');
    assert.deepEqual(ended.annotations, []);
  });

  for (const [name, base, head, depth] of [
    ['the policy of the pull request is invalid', POLICY, `${POLICY}      - 6379\n`, undefined],
    ['the policy of the base is invalid', 'version: 2\n', POLICY, undefined],
    ['the clone is shallow', POLICY, WIDER, 1],
  ] as const) {
    test(`is red, and never "no change", if ${name}`, async () => {
      const folder = await pullRequest(base, head, depth);
      const ended = await step(folder, { inputs: { 'markdown-file': 'diff.md' } });
      assert.equal(ended.status, 2, ended.stdout);
      assert.equal(ended.outputs['exit-code'], '2');
      assert.equal(ended.outputs['same-meaning'], '');
      assert.equal(ended.outputs['markdown-file'], '');
      assert.equal(await textOf(join(folder, 'diff.md')), null);
      assert.doesNotMatch((ended.summary ?? '') + ended.stdout, /No change/);
      assert.ok(ended.annotations.some(({ kind }) => kind === 'error'));
    });
  }

  for (const [name, wrong] of [
    ['it cannot compare', { base: 'nowhere' }],
    ['an input is misspelt', { 'fail-on-mew': 'high' }],
    ['an input is that of the other action', { 'fail-on': 'high' }],
    ['an input has a wrong value', { 'fail-on-new': 'severe' }],
  ] as const) {
    test(`removes the files of an earlier step if ${name}`, async () => {
      const folder = await pullRequest(POLICY, WIDER);
      await step(folder, { inputs: { 'markdown-file': 'diff.md' } });
      assert.notEqual(await textOf(join(folder, 'diff.md')), null);
      const ended = await step(folder, { inputs: { 'markdown-file': 'diff.md', ...wrong } });
      assert.equal(ended.status, 2);
      assert.equal(await textOf(join(folder, 'diff.md')), null);
    });
  }

  test('refuses misspelt inputs, and inputs that are no commits', async () => {
    const folder = await pullRequest(POLICY, WIDER);
    assert.equal((await step(folder, { inputs: { 'fail-on-mew': 'high' } })).status, 2);
    assert.equal((await step(folder, { inputs: { 'fail-on-new': 'severe' } })).status, 2);
    assert.equal((await step(folder, { inputs: { base: '--output=x' } })).status, 2);
  });

  test('refuses the input of the other action, and names inputs that nobody knows', async () => {
    const folder = await pullRequest(POLICY, WIDER);
    assert.equal((await step(folder, { inputs: { 'fail-on': 'note' } })).status, 2);
    const ended = await step(folder, { inputs: { 'go-version': '1' } });
    assert.equal(ended.status, 0);
    assert.match(
      ended.annotations.find(({ properties }) => properties.title === 'Unknown inputs')?.message ?? '',
      /GO-/,
    );
  });

  for (const [name, inputs] of [
    ['the policy', { policy: FILE, 'json-file': FILE }],
    ['the default policy', { 'json-file': FILE }],
    ['the policy beside a misspelt input', { 'json-file': FILE, 'fail-on-mew': 'high' }],
    ['a policy that the policy uses', { 'json-file': 'base.yml' }],
  ] as const) {
    test(`keeps ${name}, if a file to write has its path`, async () => {
      const folder = await pullRequest(POLICY, `${POLICY}    use: [./base.yml]\n`);
      await writeFile(join(folder, 'base.yml'), POLICY);
      const written = inputs['json-file'];
      const before = await textOf(join(folder, written));
      const ended = await step(folder, { inputs });
      assert.equal(ended.status, 2, ended.stdout);
      assert.equal(await textOf(join(folder, written)), before);
    });
  }

  describe('on a push', () => {
    const onPush = async (folder: string, event: object) => {
      const path = join(await workspace({ 'event.json': JSON.stringify(event) }), 'event.json');
      const env = { GITHUB_BASE_REF: '', GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: path };
      return step(folder, { env, inputs: { 'fail-on-new': 'critical' } });
    };

    /** A branch whose last commit is on the server too. */
    const pushed = async () => {
      const folder = await workspace();
      git(folder, 'init', '--quiet');
      const before = commit(folder, { [FILE]: POLICY });
      commit(folder, { [FILE]: WIDER });
      const after = commit(folder, {});
      git(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
      return { folder, before, after };
    };

    test('compares with the commit before the push, and never the pushed commit with itself', async () => {
      const { folder, before, after } = await pushed();
      const ended = await onPush(folder, { before, after });
      assert.equal(ended.status, 1, ended.stdout);
      assert.equal(ended.outputs.critical, '1');
    });

    for (const [name, change] of [
      ['the push made the branch', { before: '0'.repeat(40) }],
      ['the commit before is not here', { before: 'a'.repeat(40) }],
      ['another commit is checked out', { after: 'a'.repeat(40) }],
      ['the event has no commits', { before: null }],
    ] as const) {
      test(`is red if ${name}`, async () => {
        const { folder, before, after } = await pushed();
        const ended = await onPush(folder, { before, after, ...change });
        assert.equal(ended.status, 2, ended.stdout);
        assert.equal(ended.outputs['same-meaning'], '');
      });
    }
  });

  test('is red if the branch of the pull request is checked out and not the pull request', async () => {
    const folder = await pullRequest(POLICY, WIDER);
    git(folder, 'checkout', '--quiet', 'origin/main');
    assert.equal((await step(folder)).status, 2);
  });

  test('is red if its outputs cannot be written', async () => {
    const folder = await pullRequest(POLICY, POLICY);
    const ended = await step(folder, { env: { GITHUB_OUTPUT: '/dev/null' } });
    assert.equal(ended.status, 3);
  });

  test('runs no command that a policy writes', async () => {
    const hostile =
      `${POLICY.replace('hosts:', 'owner: "x"\n    hosts:')}      - {port: 22/tcp, reason: ` +
      `"::error::x ##[error]y"}\n`;
    const ended = await step(await pullRequest('targets: "::set-output name=x::y"\n', hostile));
    assert.equal(ended.status, 2);
    assert.deepEqual(
      ended.annotations.filter(({ kind }) => kind !== 'error'),
      [],
    );
  });
});
