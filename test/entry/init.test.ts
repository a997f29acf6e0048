import assert from 'node:assert/strict';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';

const HOST = {
  address: '127.0.0.1',
  open: { 80: 'http', 379: 'redis' },
  folded: { state: 'closed', ports: '1-79,81-378' },
};
const XML = nmapXml({
  asked: '1-379',
  hosts: [{ ...HOST, folded: { ...HOST.folded, state: 'closed' } }],
  versions: true,
});
const COMPOSE = 'services:\n  web:\n    ports: ["80:80"]\n';
const POLICY = 'exposure-policy.yml';

const run = (cwd: string, ...args: readonly string[]) => spawnBundle(CLI, ['init', ...args], { cwd });
const files = () => workspace({ 'scan.xml': XML, 'compose.yml': COMPOSE, 'bad.yml': 'services: {a: {ports: [x]}}\n' });

describe('exposure-gate init', { concurrency: 3 }, () => {
  test('writes a policy that the next check passes', async () => {
    const folder = await files();
    const made = await run(folder, '--scan-xml', 'scan.xml', '--compose', 'compose.yml');
    assert.deepEqual([made.status, made.signal], [0, null], made.stderr);
    assert.match(made.stdout, /1 port required, 0 allowed, 1 waived \(1 critical\)/);
    const checked = await spawnBundle(CLI, ['check', '--scan-xml', 'scan.xml'], { cwd: folder });
    assert.equal(checked.status, 0, checked.stdout);
    const validated = await spawnBundle(CLI, ['validate'], { cwd: folder });
    assert.deepEqual([validated.status, validated.stdout.split('\n').length], [0, 2], validated.stdout);
  });

  test('prints the same policy and writes no file', async () => {
    const folder = await files();
    const args = ['--scan-xml', 'scan.xml', '--owner', 'jo'];
    const { stdout, status } = await run(folder, ...args, '--print');
    assert.equal(status, 0);
    assert.equal(await textOf(join(folder, POLICY)), null);
    await run(folder, ...args);
    assert.equal((await textOf(join(folder, POLICY)))?.replace(/ by: .*/, ''), stdout.replace(/ by: .*/, ''));
  });

  test('replaces no file, and does not follow a link', async () => {
    for (const existing of [POLICY, '.github/exposure-policy.yml']) {
      const folder = await workspace({ 'scan.xml': XML, [existing]: 'mine' });
      const { status, stderr } = await run(folder, '--scan-xml', 'scan.xml');
      assert.equal(status, 2);
      assert.match(stderr, /\[policy-exists\]/);
      assert.equal(await readFile(join(folder, existing), 'utf8'), 'mine');
    }
    const folder = await files();
    await symlink('elsewhere.yml', join(folder, POLICY));
    assert.equal((await run(folder, '--scan-xml', 'scan.xml')).status, 2);
    assert.equal(await textOf(join(folder, 'elsewhere.yml')), null);
    await mkdir(join(folder, 'deep'));
    assert.equal((await run(folder, '--scan-xml', 'scan.xml', '--output', 'deep/p.yml')).status, 0);
  });

  const refused: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    ['a file that is missing', ['--compose', 'none.yml'], 2, /none\.yml: there is no such file \[no-intent\]/],
    ['a file with an odd port', ['--compose', 'bad.yml'], 2, /bad\.yml:1:24: .*\[invalid-compose\]/],
    ['results that are none', ['--scan-xml', 'compose.yml'], 2, /\[not-nmap-xml\]/],
    [
      'a host without an authorization',
      ['--host', '192.0.2.10'],
      2,
      /--by WHO --reference TEXT --scope 192\.0\.2\.10.*\[not-authorized\]/,
    ],
    ['half an authorization', ['--by', 'jo'], 2, /belong together/],
    ['an empty owner', ['--owner', ' '], 2, /--owner must be a text/],
    ['a file without an option', ['compose.yml'], 2, /init takes no file "compose\.yml"/],
    ['an option of another command', ['--sarif', 'x'], 2, /init has no option --sarif/],
    ['a host that the results do not have', ['--host', '127.0.0.2', '--scan-xml', 'scan.xml'], 3, /incomplete/],
    ['a folder that does not exist', ['--scan-xml', 'scan.xml', '--output', 'no/p.yml'], 3, /could not be written/],
  ];
  for (const [what, args, expected, message] of refused) {
    test(`writes nothing for ${what}`, async () => {
      const folder = await files();
      const { status, stdout, stderr } = await run(folder, ...args);
      assert.deepEqual([status, stdout], [expected, ''], stderr);
      assert.match(stderr, message);
      assert.equal(await textOf(join(folder, POLICY)), null);
    });
  }

  test('has options that check refuses', async () => {
    for (const option of ['--host=127.0.0.1', '--accept-seen', '--print', '--owner=jo']) {
      const { status, stderr } = await spawnBundle(CLI, ['check', option], { cwd: await files() });
      assert.deepEqual([status, /check has no option --/.test(stderr)], [2, true], stderr);
    }
  });
});
