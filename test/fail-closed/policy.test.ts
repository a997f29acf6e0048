import assert from 'node:assert/strict';
import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CLI, copyCli, spawnBundle } from '../support/bundles.ts';
import { invocations, writeFakeNmap } from '../support/fake-nmap.ts';
import { assertNeverPass, REPORT_OPTIONS } from '../support/never-pass.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { workspace } from '../support/workspace.ts';
import { checkBox, HONEST, HONEST_FILE, POLICY } from './box.ts';

const NAMED = `version: 1
environment: fail-closed
authorization:
  by: Security
  reference: SEC-1
  scope: ["*.invalid", 127.0.0.0/8, 192.0.2.0/24]
  expires: 2099-12-31
targets:
  box:
    hosts: [127.0.0.1, no-such-host.invalid]
    ports: {tcp: [22, 80, 443, 8000-8003]}
    require:
      - 80/tcp http
`;

describe('a policy that is not what it was', { concurrency: 3 }, () => {
  const rows: Readonly<Record<string, string | Uint8Array>> = {
    'is empty': '',
    'is one line feed': '\n',
    'is nothing but comments': '# version: 1\n',
    'is null': 'null\n',
    'is an empty mapping': '{}\n',
    'has no targets': POLICY.slice(0, POLICY.indexOf('targets:')),
    'has an empty mapping of targets': `${POLICY.slice(0, POLICY.indexOf('targets:'))}targets: {}\n`,
    'is a merge conflict': POLICY.replace('  box:', '<<<<<<< HEAD\n  box:\n=======\n  bix:\n>>>>>>> main'),
    'is a binary file': Uint8Array.from({ length: 512 }, (_, index) => (index * 37) % 256),
    'is a Git LFS pointer': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
    'ends in zeros, as after a crash': Buffer.concat([Buffer.from(POLICY), Buffer.alloc(64)]),
    'is nothing but zeros': Buffer.alloc(200),
    'is UTF-16': Buffer.from(`\ufeff${POLICY}`, 'utf16le'),
    'holds itself twice': POLICY + POLICY,
    'holds itself twice, as two documents': `${POLICY}---\n${POLICY}`,
    'is larger than any policy': `${POLICY}${'# padding\n'.repeat(30_000)}`,
    'is JSON cut short': '{"version": 1, "environment": "x", "targets": {"box": {"hosts": ["127.0.0.1"]',
    'has its targets under another key': POLICY.replace('targets:', 'target:'),
    'has another version': POLICY.replace('version: 1', 'version: 2'),
    'names an address outside of any authorization': POLICY.replace('127.0.0.1', '192.0.2.1'),
    'has an authorization that is over': NAMED.replace('2099-12-31', '2020-01-01').replace('127.0.0.1', '192.0.2.1'),
  };
  for (const [name, text] of Object.entries(rows)) {
    test(`ends in 2 before anything is sent: it ${name}`, async () => {
      const folder = await workspace({ 'exposure-policy.yml': text });
      const nmap = await writeFakeNmap(folder, {}, HONEST);
      const ended = await spawnBundle(CLI, ['check', '--nmap', nmap, ...REPORT_OPTIONS], { cwd: folder });
      await assertNeverPass(ended, folder, 2);
      assert.deepEqual(await invocations(folder), []);
    });
  }

  const places: Readonly<Record<string, (policy: string) => Promise<unknown>>> = {
    'is a folder': (policy) => mkdir(policy),
    'is /dev/null': (policy) => symlink('/dev/null', policy),
    'is a device that never ends': (policy) => symlink('/dev/zero', policy),
    'is a link to nothing': (policy) => symlink('nothing', policy),
    'is a link to itself': (policy) => symlink('exposure-policy.yml', policy),
    'is not there': async () => {},
  };
  for (const [name, put] of Object.entries(places)) {
    for (const options of [[], ['--policy', 'exposure-policy.yml']]) {
      test(`ends in 2: it ${name} and is ${options.length === 0 ? 'looked for' : 'named'}`, async () => {
        const folder = await workspace({ 'scan.xml': HONEST_FILE });
        await put(join(folder, 'exposure-policy.yml'));
        const args = ['check', '--scan-xml', 'scan.xml', ...REPORT_OPTIONS, ...options];
        await assertNeverPass(await spawnBundle(CLI, args, { cwd: folder }), folder, 2);
      });
    }
  }

  test('ends in 2: it may not be read', async () => {
    const folder = await workspace({ 'exposure-policy.yml': POLICY, 'scan.xml': HONEST_FILE });
    await chmod(join(folder, 'exposure-policy.yml'), 0o000);
    // Root reads everything: then somebody else is to try, with a copy of the bundle that they can reach.
    const root = process.getuid?.() === 0;
    const copy = copyCli(join(folder, 'copied'));
    const args = ['check', '--scan-xml', 'scan.xml'];
    const ended = await spawnBundle(copy, args, { cwd: folder, ...(root ? { uid: 65_534 } : {}) });
    await assertNeverPass(ended, folder, 2);
    assert.match(ended.stdout, /\[unreadable-file\]/);
  });
});

describe('names', { concurrency: 3 }, () => {
  test('that do not resolve make the run inconclusive, although all others are fine', async () => {
    const ended = await checkBox({ policy: NAMED });
    await assertNeverPass(ended, ended.folder, 3);
    assert.match(ended.stdout, /\(name-unresolved\)/);
  });

  test('of which none resolves make the run inconclusive, or an error', async () => {
    const ended = await checkBox({ policy: NAMED.replace('127.0.0.1, no', 'no') });
    await assertNeverPass(ended, ended.folder, 3);
  });

  for (const target of ['bx', 'BOX', 'box,box', 'box ', '', '*']) {
    test(`of targets are never guessed: "${target}"`, async () => {
      const ended = await checkBox({ options: ['--target', target] });
      await assertNeverPass(ended, ended.folder, 2);
      assert.deepEqual(await invocations(ended.folder), []);
    });
  }

  test('of targets are all looked at: one that is right does not save one that is not', async () => {
    const ended = await checkBox({ options: ['--target', 'box', '--target', 'bix'] });
    await assertNeverPass(ended, ended.folder, 2);
  });
});

/** Every key of the language, so that a cut may fall behind any of them. */
const WHOLE = `version: 1
environment: cut

authorization:
  by: Security
  reference: SEC-1
  scope: [127.0.0.0/8]
  expires: 2099-12-31

defaults:
  ports: {tcp: [22, 80, 443, 8443]}
  fail-on: low

targets:
  web:
    hosts:
      - 127.0.0.1
      - 127.0.0.2
    require:
      - 80/tcp http
      - 443/tcp https
    allow:
      - port: 22/tcp
        service: ssh
        reason: administration
    filtered:
      - 5432/tcp
    forbid:
      - telnet
      - 2375/tcp
    waive:
      - finding: unexpected-port
        port: 8443/tcp
        reason: legacy console
        owner: team-web
        expires: 2099-12-31
  cache:
    hosts: [127.0.0.3]
    allow:
      - 22/tcp ssh
`;

/** A scan of everything that the whole policy asks about: each lost line would be noticed by it. */
const ASKED = '22,80,443,2375,5432,8443';
const answer = (address: string, open: Readonly<Record<number, string>>, closed: string) => ({
  address,
  open,
  listed: { 5432: { state: 'filtered', reason: 'no-response' } },
  folded: { state: 'closed', ports: closed } as const,
});
const SEEN = nmapXml({
  asked: ASKED,
  versions: true,
  hosts: [
    answer('127.0.0.1', { 22: 'ssh', 80: 'http', 443: 'https', 8443: 'https' }, '2375'),
    answer('127.0.0.2', { 80: 'http', 443: 'https' }, '22,2375,8443'),
    answer('127.0.0.3', { 22: 'ssh' }, '80,443,2375,8443'),
  ],
});

describe('a policy that is cut short', () => {
  /**
   * The last lines of cuts that leave a complete, valid policy which the network satisfies: nothing in YAML says where
   * a file was meant to end. The first of them has lost a target as a whole.
   */
  const lines = WHOLE.trimEnd().split('\n');
  const STILL_WHOLE = ['        expires: 2099-12-31', '      - 22/tcp ssh'];

  test('is judged by what is left of it: green only where that is a whole policy by itself', {
    timeout: 180_000,
  }, async () => {
    const green: number[] = [];
    for (let kept = 0; kept <= lines.length; kept++) {
      const policy = lines
        .slice(0, kept)
        .map((line) => `${line}\n`)
        .join('');
      const folder = await workspace({ 'exposure-policy.yml': policy, 'scan.xml': SEEN });
      const args = ['check', '--scan-xml', 'scan.xml', ...REPORT_OPTIONS];
      const [checked, validated] = await Promise.all([
        spawnBundle(CLI, args, { cwd: folder }),
        spawnBundle(CLI, ['validate'], { cwd: folder }),
      ]);
      if (validated.status !== 0) await assertNeverPass(checked, folder, 2);
      else if (checked.status === 0) green.push(kept);
      else await assertNeverPass(checked, folder, 1);
      await rm(folder, { recursive: true });
    }
    assert.deepEqual(
      green.map((kept) => lines[kept - 1]),
      STILL_WHOLE,
    );
  });
});
