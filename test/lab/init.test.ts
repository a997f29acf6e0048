import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parsePolicy } from '../../src/policy/parse.ts';
import { runGate } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { dnsmasq, nginx, redis, sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2 },
  web: { number: 11, services: [sshd(), nginx()] },
  inner: { number: 12, services: [redis(), dnsmasq(), sshd()] },
} as const;

const COMPOSE = `services:
  web: {ports: ["80:80", "443:443"]}
  names: {ports: ["53:53/udp", "53:53"]}
  old: {ports: ["10.77.0.12:9000:9000"]}
`;

describe('a policy made of a scan of other hosts', { timeout: 600_000 }, () => {
  let lab: Lab<keyof typeof PLANS>;
  const FILE = 'exposure-policy.yml';

  before(async () => {
    lab = await startLab(PLANS);
    writeFileSync(join(lab.folder, 'compose.yml'), COMPOSE);
  });
  after(() => lab?.stop());

  const gate = (...args: readonly string[]) => runGate(args, { netns: lab.hosts.scanner.netns, cwd: lab.folder });
  const hosts = () => [lab.hosts.web.ipv4, lab.hosts.inner.ipv4].flatMap((host) => ['--host', host]);

  test('needs somebody who authorized it', async () => {
    const { status, stderr } = await gate('init', ...hosts());
    assert.deepEqual([status, /\[not-authorized\]/.test(stderr)], [2, true], stderr);
  });

  test('requires each intended port where it is open, and has the authorization', async () => {
    const who = ['--by', 'Jo', '--reference', 'SEC-1', '--scope', '10.77.0.0/24'];
    const made = await gate('init', ...hosts(), ...who, '--compose', 'compose.yml', '--owner', 'team-lab');
    assert.equal(made.status, 0, made.stderr);
    const policy = parsePolicy(readFileSync(join(lab.folder, FILE), 'utf8'), FILE);
    assert.equal(policy.authorization?.by, 'Jo');
    const lines = policy.targets.map(({ name, entries, waivers }) => ({
      name,
      entries: entries.map((one) => `${one.expectation} ${one.ports[0]?.[0]}/${one.protocol} ${one.service}`),
      waivers: waivers.map((one) => `${one.finding} ${one.port}`),
    }));
    assert.deepEqual(lines, [
      {
        name: '10.77.0.11',
        entries: ['require 80/tcp http', 'require 443/tcp https'],
        waivers: ['unexpected-port 22'],
      },
      {
        name: '10.77.0.12',
        entries: ['require 53/tcp domain', 'require 9000/tcp null', 'require 53/udp domain'],
        waivers: ['unexpected-port 22', 'unexpected-port 6379', 'missing-port 9000'],
      },
    ]);
  });

  test('passes the next scan', async () => {
    const checked = await gate('check');
    assert.equal(checked.status, 0, checked.stdout);
  });
});
