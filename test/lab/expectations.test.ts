import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { validateWithMultitool } from '../report/validators.ts';
import { assertComplete, type Checked, check, findingLines, judged, openPorts, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { dnsmasq, nginx, redis, responder, sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2 },
  web: { number: 11, services: [nginx(), sshd()] },
  cache: { number: 12, services: [redis(), sshd()] },
  names: { number: 13, services: [dnsmasq(), sshd(2222)] },
  odd: {
    number: 14,
    services: [
      responder(
        [
          { port: 21, greeting: '220 (vsFTPd 3.0.3)\r\n' },
          { port: 2375, hangsUp: true },
          { port: 7000, answer: 'what?\n' },
          { port: 7001 },
        ],
        [51820],
      ),
    ],
  },
} as const;

describe('expectations, against real services', () => {
  let lab: Lab<keyof typeof PLANS>;
  const sarifs: string[] = [];

  before(async () => {
    lab = await startLab(PLANS);
  });
  after(() => lab?.stop());

  async function run(policy: Parameters<typeof policyOf>[0], args: readonly string[] = []): Promise<Checked> {
    const checked = await check(policyOf(policy), { folder: lab.folder, netns: lab.hosts.scanner.netns, args });
    sarifs.push(checked.sarifFile);
    return checked;
  }

  test('a policy that fits four hosts passes, every owed port answered', async () => {
    const checked = await run({
      ports: '{tcp: [1-1024, 6379], udp: [53, 123]}',
      targets: `
web:
  hosts: [${lab.hosts.web.ipv4}]
  require: [443/tcp https, 80/tcp http, 22/tcp ssh]
cache:
  hosts: [${lab.hosts.cache.ipv4}]
  require: [6379/tcp redis, 22/tcp ssh]
names:
  hosts: [${lab.hosts.names.ipv4}]
  require: [53/udp dns, 53/tcp dns]
odd:
  hosts: [${lab.hosts.odd.ipv4}]
  allow: [21/tcp ftp]`,
    });
    const report = judged(checked);
    assert.deepEqual(findingLines(report), []);
    assertComplete(report);
    assert.equal(report.coverage.owed, 4 * (1025 + 2));
    assert.equal(report.scanner.privilege, 'root');
    assert.deepEqual([checked.status, report.verdict], [0, 'pass']);
    assert.deepEqual(openPorts(report, lab.hosts.names.ipv4), ['53/tcp', '53/udp']);
  });
  void reasons;
  test('every SARIF file is clean to sarif-multitool with the GitHub rules on', async () => {
    assert.deepEqual(await validateWithMultitool(sarifs), []);
  });
});
