import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';

const POLICY =
  'version: 1\nenvironment: test\ndefaults: {ports: {tcp: [80]}}\ntargets:\n  a: {hosts: [127.0.0.1]}\n  b: ' +
  '{hosts: [127.0.0.2]}\n';
const closed = (address: string) => ({ address, folded: { state: 'closed', ports: '80' } as const });
const WHOLE = nmapXml({ asked: '80', hosts: [closed('127.0.0.1'), closed('127.0.0.2')] });

async function run(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const folder = await workspace({ 'exposure-policy.yml': POLICY, 'scan.xml': WHOLE, ...files });
  return { folder, ended: await spawnBundle(CLI, args, { cwd: folder }) };
}

test('a file that is cut short spoils the complete one beside it, which alone would do', async () => {
  const cut = { 'cut.xml': WHOLE.slice(0, WHOLE.length / 2) };
  assert.equal((await run(cut, 'check', '--scan-xml', 'scan.xml')).ended.status, 0);
  const { ended } = await run(cut, 'check', '--scan-xml', 'scan.xml', '--scan-xml', 'cut.xml');
  assert.equal(ended.status, 3);
});

test("a file's name is no workflow command when it is validated", async () => {
  for (const name of ['::add-mask::443.yml', '::error::bad.yml']) {
    const { ended } = await run({ [name]: name.includes('bad') ? 'nonsense\n' : POLICY }, 'validate', name);
    assert.doesNotMatch(ended.stdout, /::(?:add-mask|error)::/);
  }
});

test('a run of one target has a category of its own, and does not close the alerts of the others', async () => {
  const idOf = async (...args: readonly string[]): Promise<string> => {
    const { folder } = await run({}, 'check', '--scan-xml', 'scan.xml', '--sarif', 'out.sarif', ...args);
    return JSON.parse((await textOf(join(folder, 'out.sarif'))) ?? '').runs[0].automationDetails.id;
  };
  assert.equal(await idOf(), 'exposure-gate/test/');
  assert.equal(await idOf('--target', 'b'), 'exposure-gate/test/b/');
});
