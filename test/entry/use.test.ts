import assert from 'node:assert/strict';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Log } from 'sarif';
import { CLI, copyCli, spawnBundle } from '../support/bundles.ts';
import { commit, git } from '../support/git.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { workspace } from '../support/workspace.ts';

const OPEN = { 23: 'telnet', 79: 'finger', 8443: 'ssh' };
const CLOSED = { state: 'closed', ports: '7,17,19,21,110,143,389,512-514' } as const;
const XML = nmapXml({
  asked: '7,17,19,21,23,79,110,143,389,512-514,8443',
  hosts: [{ address: '127.0.0.1', open: OPEN, folded: CLOSED }],
  versions: true,
});

const POLICY = `version: 1
defaults:
  ports: {tcp: [8443]}
targets:
  edge:
    hosts: [127.0.0.1]
    use:
      - ./policies/base.yml
      - forbid-legacy-clear-text
`;
const BASE = 'version: 1\ntargets:\n  base:\n    hosts: [127.0.0.1]\n    allow:\n      - 8443/tcp https\n';
const FILES = { 'exposure-policy.yml': POLICY, 'policies/base.yml': BASE, 'scan.xml': XML, '.git/config': '' };

const run = (cwd: string, ...args: readonly string[]) => spawnBundle(CLI, args, { cwd });
const CHECK = ['check', '--scan-xml', 'scan.xml', '--sarif', 'r.sarif', '--json', 'r.json'];

describe('a policy that uses others', { concurrency: 3 }, () => {
  test(
    'has findings on the lines of the files of the repository, and on the item that names a ' + 'ready policy',
    async () => {
      const folder = await workspace(FILES);
      const { status, stdout } = await run(folder, ...CHECK);
      assert.equal(status, 1, stdout);
      const log: Log = JSON.parse(await readFile(join(folder, 'r.sarif'), 'utf8'));
      const places = (log.runs[0]?.results ?? []).map(({ ruleId, locations, properties }) => {
        const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
        return `${ruleId} ${properties?.port} ${artifactLocation?.uri}:${region?.startLine}`;
      });
      assert.deepEqual(places.sort(), [
        'forbidden-port-high 23 exposure-policy.yml:9',
        'forbidden-port-low 79 exposure-policy.yml:9',
        'forbidden-service-high 23 exposure-policy.yml:9',
        'wrong-service-medium 8443 policies/base.yml:6',
      ]);
      assert.match(stdout, /^6 \| +- 8443\/tcp https\n +\| +\^/m);
      assert.match(stdout, /The line is exposure-gate\/policies\/forbid-legacy-clear-text\.yml:\d+, taken by use\./);
    },
  );

  for (const [name, args] of [
    ['a report', ['--json', 'policies/base.yml']],
    ['a trace', ['--trace', './policies/../policies/base.yml']],
    ['a report of a run with a wrong option', ['--json', 'policies/base.yml', '--fail-on', 'nothing']],
  ] as const) {
    test(`keeps the files that it uses, if ${name} has the path of one`, async () => {
      const folder = await workspace(FILES);
      const { status, stdout } = await run(folder, 'check', '--scan-xml', 'scan.xml', ...args);
      assert.equal(status, 2, stdout);
      assert.equal(await readFile(join(folder, 'policies/base.yml'), 'utf8'), BASE);
    });
  }

  test('is an error with what to do if the program has no ready policies beside it', async () => {
    const folder = await workspace(FILES);
    const copy = copyCli(join(folder, 'copied'));
    const { status, stdout, stderr } = await spawnBundle(copy, ['validate'], {
      cwd: folder,
    });
    assert.equal(status, 2, stderr);
    assert.match(
      stdout,
      /^exposure-policy\.yml:9:9: .*\.\/policies\/forbid-legacy-clear-text\.yml.* \[no-ready-policies\]$/m,
    );
  });

  test('is validated, explained, and changed by waive', async () => {
    const folder = await workspace(FILES);
    assert.equal((await run(folder, 'validate')).status, 0);
    const { stdout } = await run(folder, 'explain');
    assert.match(stdout, /8443\/tcp https.*policies\/base\.yml:6/);
    await run(folder, ...CHECK);
    const terms = ['--reason', 'moved soon', '--owner', 'jo', '--expires', '30d'];
    const waived = await run(folder, 'waive', '--add', '--from', 'r.json', '--port', '8443/tcp', ...terms);
    assert.equal(waived.status, 0, waived.stderr);
    assert.match(
      await readFile(join(folder, 'exposure-policy.yml'), 'utf8'),
      /use:[\s\S]*waive:\n[\s\S]*wrong-service/,
    );
    const again = await run(folder, ...CHECK);
    assert.match(again.stdout, /waived until .* 8443\/tcp/);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    [
      'a name that is unknown',
      'web-sever',
      /exposure-policy\.yml:8:9: .*did you mean "web-server".*\[unknown-policy\]/,
    ],
    ['a file that is missing', './none.yml', /exposure-policy\.yml:8:9: .*\[unknown-policy\]/],
    ['a file outside of the repository', '../outside.yml', /exposure-policy\.yml:8:9: .*\[policy-outside\]/],
    ['a link that leads out of it', './policies/link.yml', /exposure-policy\.yml:8:9: .*\[policy-outside\]/],
    ['itself', './exposure-policy.yml', /exposure-policy\.yml:8:9: .*\[circular-use\]/],
    ['a web address', 'https://example.com/a.yml', /exposure-policy\.yml:8:9: .*\[invalid-use\]/],
  ];
  for (const [what, reference, message] of wrong) {
    test(`with ${what} never passes`, async () => {
      const folder = await workspace({
        ...FILES,
        'exposure-policy.yml': POLICY.replace('./policies/base.yml', reference),
      });
      await symlink('/etc/hostname', join(folder, 'policies', 'link.yml'));
      for (const args of [['validate'], CHECK]) {
        const { status, stdout } = await run(folder, ...args);
        assert.equal(status, 2, stdout);
        assert.match(stdout, message);
      }
    });
  }

  test('with an error in a used file names that file', async () => {
    const folder = await workspace(FILES);
    await writeFile(join(folder, 'policies', 'base.yml'), BASE.replace('allow', 'alow'));
    const { status, stdout } = await run(folder, ...CHECK);
    assert.equal(status, 2);
    assert.match(stdout, /^policies\/base\.yml:5:5: unknown key "alow"; did you mean "allow"/m);
  });

  test('differs if a used file differs', async () => {
    const folder = await workspace({ ...FILES, 'later/exposure-policy.yml': POLICY, 'later/policies/base.yml': BASE });
    const args = ['diff', 'exposure-policy.yml', 'later/exposure-policy.yml'];
    assert.match((await run(folder, ...args)).stdout, /no change in meaning/i);
    await writeFile(join(folder, 'later', 'policies', 'base.yml'), `${BASE}      - 5432/tcp\n`);
    const { stdout } = await run(folder, ...args);
    assert.match(stdout, /5432\/tcp/);
  });

  test('is compared with the used files of the same commit', async () => {
    const folder = await workspace();
    git(folder, 'init', '--quiet');
    commit(folder, { 'exposure-policy.yml': POLICY, 'policies/base.yml': BASE });
    await writeFile(join(folder, 'policies', 'base.yml'), `${BASE}      - 5432/tcp\n`);
    const { stdout, status } = await run(folder, 'diff', '--base', 'main');
    assert.deepEqual([status, /5432\/tcp/.test(stdout)], [0, true], stdout);
    git(folder, 'rm', '--quiet', '--cached', 'policies/base.yml');
    git(folder, 'commit', '--quiet', '--message', 'without');
    const broken = await run(folder, 'diff', '--base', 'main');
    assert.equal(broken.status, 2);
    assert.match(broken.stdout + broken.stderr, /\[unknown-policy\]/);
  });
});
