import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assertSarif } from '../report/invariants.ts';
import { validateWithSchema } from '../report/validators.ts';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { RUNTIMES } from '../support/runtimes.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { runStep } from './runner.ts';
import { POLICY, SCANS } from './samples.ts';

/** What makes a folder a repository. */
const REPOSITORY = { '.git/HEAD': 'ref: refs/heads/main\n' };
const ORIGIN = '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://jo:s3cret@github.com/octo/network.git\n';
const COMMIT = 'a'.repeat(40);

/** What code scanning takes from the file: its category, and where the first result lies. */
function placed(sarif: string) {
  const log = JSON.parse(sarif);
  assertSarif(log);
  assert.deepEqual(validateWithSchema(log), []);
  const [{ automationDetails, results, versionControlProvenance }] = log.runs;
  const { artifactLocation, region } = results[0].locations[0].physicalLocation;
  return { category: automationDetails.id, uri: artifactLocation.uri, region, provenance: versionControlProvenance };
}

function below(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [join(folder, name), text]));
}

for (const { name: runtime, node } of RUNTIMES) {
  const check = async (cwd: string, ...options: readonly string[]) => {
    const args = ['check', '--format', 'sarif', '--scan-xml', 'fail.xml', ...options];
    const { status, stdout, stderr } = await spawnBundle(CLI, args, { cwd, node });
    assert.equal(status, 1, stderr);
    return placed(stdout);
  };

  describe(`the file for code scanning on ${runtime}`, { concurrency: 3 }, () => {
    test('points at the policy from the root of its repository, also when the run works in a subfolder', async () => {
      const policy = { 'exposure-policy.yml': POLICY, 'fail.xml': SCANS.fail };
      const folder = await workspace({ ...REPOSITORY, ...policy, ...below('services/a b', policy) });
      const root = await check(folder);
      assert.deepEqual([root.uri, root.category], ['exposure-policy.yml', 'exposure-gate/staging/']);
      const inside = await check(join(folder, 'services/a b'));
      assert.equal(inside.uri, 'services/a%20b/exposure-policy.yml');
      assert.equal(inside.category, 'exposure-gate/staging/services/a%20b/exposure-policy.yml/');
    });

    test('points into a second checkout from its own root, and into one that lies elsewhere', async () => {
      const other = { ...REPOSITORY, '.github/exposure-policy.yml': POLICY, 'policies/db.yml': POLICY };
      const folder = await workspace({ ...REPOSITORY, 'fail.xml': SCANS.fail, ...below('other', other) });
      const elsewhere = await workspace(other);
      for (const checkout of ['other', join(folder, 'other'), elsewhere]) {
        const usual = await check(folder, '--policy', join(checkout, '.github/exposure-policy.yml'));
        assert.deepEqual([usual.uri, usual.category], ['.github/exposure-policy.yml', 'exposure-gate/staging/']);
        const named = await check(folder, '--policy', join(checkout, 'policies/db.yml'));
        assert.deepEqual([named.uri, named.category], ['policies/db.yml', 'exposure-gate/staging/policies/db.yml/']);
      }
    });

    test('takes a category that is given in place of its own', async () => {
      const folder = await workspace({ 'exposure-policy.yml': POLICY, 'fail.xml': SCANS.fail });
      assert.equal((await check(folder, '--category', 'network/weekly/')).category, 'network/weekly/');
      const step = { node, inputs: { 'scan-xml': 'fail.xml', category: 'network' } };
      const { folder: worked } = await runStep(step);
      assert.equal(placed((await textOf(join(worked, 'exposure-gate.sarif'))) ?? '').category, 'network/');
    });

    test(
      'says where the line of a finding ends, what stands there, and what was checked out, without ' + 'its password',
      async () => {
        const repository = { ...REPOSITORY, '.git/config': ORIGIN, '.git/refs/heads/main': `${COMMIT}\n` };
        const { folder } = await runStep({ node, inputs: { 'scan-xml': 'fail.xml' }, files: repository });
        const sarif = (await textOf(join(folder, 'exposure-gate.sarif'))) ?? '';
        const { region, provenance } = placed(sarif);
        assert.deepEqual(region, { startLine: 8, startColumn: 3, endLine: 8, endColumn: 6, snippet: { text: 'web' } });
        assert.deepEqual(provenance, [
          {
            repositoryUri: 'https://github.com/octo/network',
            revisionId: COMMIT,
            branch: 'main',
            mappedTo: { uriBaseId: '%SRCROOT%' },
          },
        ]);
        assert.doesNotMatch(sarif, /s3cret/);
      },
    );
  });
}
