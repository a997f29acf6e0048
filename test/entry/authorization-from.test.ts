import assert from 'node:assert/strict';
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { commit, git } from '../support/git.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { runStep } from './runner.ts';

const FILE = 'exposure-policy.yml';

/** Documentation addresses (RFC 5737). Every run that names them is refused before it sends a packet. */
const POLICY = (scope: string, hosts: string, more = '') => `version: 1
authorization:
  by: Security <security@example.com>
  reference: SEC-1
  scope: [${scope}]
  expires: 2999-12-31
${more}targets:
  edge:
    hosts: [${hosts}]
    ports: {tcp: [4, 6]}
`;
const BASE = POLICY('192.0.2.0/24', '192.0.2.1');
const WIDER = POLICY('192.0.2.0/24, 198.51.100.0/24', '198.51.100.7');
const LOOPBACK = 'version: 1\ntargets:\n  edge:\n    hosts: [127.0.0.1]\n    ports: {tcp: [4, 6]}\n';

/** A pull request, checked out with all commits, or with as many as `depth`. @returns its folder and the base's hash */
async function pullRequest(base: string | null, head: string, depth?: number) {
  const origin = await workspace();
  git(origin, 'init', '--quiet');
  const sha = commit(origin, base === null ? { 'README.md': 'x\n' } : { [FILE]: base });
  git(origin, 'checkout', '--quiet', '-b', 'topic');
  commit(origin, { [FILE]: head });
  const folder = join(await workspace(), 'repository');
  const shallow = depth === undefined ? [] : ['--depth', String(depth)];
  git(origin, 'clone', '--quiet', '--branch', 'topic', ...shallow, `file://${origin}`, folder);
  return { folder, sha };
}

async function step(folder: string, from: string) {
  const inputs = { 'authorization-from': from, install: 'never', 'json-file': 'report.json', timeout: '30s' };
  const ended = await runStep({ folder, inputs, env: { HOME: folder } });
  const report = JSON.parse((await textOf(join(folder, 'report.json'))) ?? 'null');
  return { ...ended, codes: report?.problems?.map(({ code }: { code: string }) => code) ?? [], report };
}

describe('a pull request that widens its own authorization', () => {
  test("is refused before anything is probed, and the base's line is named", async () => {
    const { folder, sha } = await pullRequest(BASE, WIDER);
    const ended = await step(folder, sha);
    assert.equal(ended.status, 2, ended.stdout);
    assert.deepEqual(ended.codes, ['outside-scope']);
    assert.match(ended.report.problems[0].message, new RegExp(`${sha}:exposure-policy\\.yml, line 5`));
    assert.equal(ended.outputs.verdict, 'error');
    assert.match(
      ended.stdout,
      /authorization\.scope, 198\.51\.100\.0\S* .*is not obeyed: "not in scope" counts, and not "in scope"/,
    );
  });

  test('is refused if the base has no authorization, or no policy', async () => {
    for (const base of [LOOPBACK, null]) {
      const { folder, sha } = await pullRequest(base, WIDER);
      const ended = await step(folder, sha);
      assert.equal(ended.status, 2);
      assert.deepEqual(ended.codes, ['not-authorized']);
    }
  });

  test('is refused if it prolongs an authorization that is over, or raises max-hosts', async () => {
    const over = await pullRequest(BASE.replace('2999', '2020'), BASE);
    assert.deepEqual((await step(over.folder, over.sha)).codes, ['authorization-expired']);
    const many = await pullRequest(
      POLICY('192.0.2.0/24', '192.0.2.1', '  max-hosts: 2\n'),
      POLICY('192.0.2.0/24', '192.0.2.0-9', '  max-hosts: 100\n'),
    );
    assert.deepEqual((await step(many.folder, many.sha)).codes, ['too-many-hosts']);
  });

  test('is refused if it removes an exclusion', async () => {
    const exclude = '  exclude: [192.0.2.66]\n';
    const { folder, sha } = await pullRequest(
      POLICY('192.0.2.0/24', '192.0.2.1', exclude),
      POLICY('192.0.2.0/24', '192.0.2.66'),
    );
    const ended = await step(folder, sha);
    assert.equal(ended.status, 2);
    assert.deepEqual(ended.codes.length, 1, JSON.stringify(ended.report));
  });

  test('is refused if its policy is a link to another policy of the base', async () => {
    const { folder } = await pullRequest(BASE, BASE);
    const sha = commit(folder, { [FILE]: BASE, 'examples/wide.yml': WIDER });
    renameSync(join(folder, FILE), join(folder, 'old.yml'));
    symlinkSync('examples/wide.yml', join(folder, FILE));
    const ended = await step(folder, sha);
    assert.equal(ended.status, 2, ended.stdout);
    assert.deepEqual(ended.codes, ['policy-linked']);
  });

  test('is not helped by a branch of its own that has the name of the base', async () => {
    const { folder } = await pullRequest(BASE, WIDER);
    git(folder, 'branch', 'main');
    const ended = await step(folder, 'main');
    assert.deepEqual(ended.codes, ['outside-scope']);
  });
});

describe('an authorization that cannot be read', () => {
  test('is refused in a shallow clone, with the depth to fetch', async () => {
    const { folder, sha } = await pullRequest(BASE, WIDER, 1);
    const ended = await step(folder, sha);
    assert.equal(ended.status, 2);
    assert.deepEqual(ended.codes, ['no-commit']);
    assert.match(ended.report.problems[0].message, /fetch-depth: 0/);
  });

  test('is refused if the base is invalid, is no commit, or there is no repository', async () => {
    const invalid = await pullRequest('version: 2\n', LOOPBACK);
    assert.equal((await step(invalid.folder, invalid.sha)).status, 2);
    const { folder } = await pullRequest(BASE, LOOPBACK);
    assert.deepEqual((await step(folder, '--help')).codes, ['bad-option']);
    assert.deepEqual((await step(folder, 'nowhere')).codes, ['no-commit']);
    const outside = await workspace({ [FILE]: LOOPBACK });
    assert.deepEqual((await step(outside, 'main')).codes, ['no-repository']);
  });

  test('is refused for a dry run too', async () => {
    const { folder, sha } = await pullRequest(BASE, WIDER);
    const args = ['check', '--dry-run', '--authorization-from', sha];
    const ended = await spawnBundle(CLI, args, { cwd: folder, env: { HOME: folder } });
    assert.equal(ended.status, 2);
    assert.match(ended.stdout, /outside-scope/);
  });
});

test('an authorization of another commit is named in every report, with what is not obeyed', async () => {
  const { folder, sha } = await pullRequest(
    LOOPBACK,
    `${LOOPBACK}authorization: {by: me, reference: none, scope: [192.0.2.1], expires: 2999-01-01}\n`,
  );
  const ended = await step(folder, sha);
  assert.equal(ended.status, 0, ended.stdout);
  assert.equal(ended.report.authorization, null);
  const notices: readonly string[] = ended.report.notices;
  assert.ok(notices.some((one) => one.includes(`The authorization is that of ${sha}:${FILE}`)));
  assert.ok(notices.some((one) => one.includes('authorization is not obeyed: "none" counts')));
});
