import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertComplete, check, findingLines, judged, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { redis, sshd } from './services.ts';
import { addUser, type User } from './user.ts';

const PLANS = {
  dropping: { number: 2 },
  rejecting: { number: 3 },
  resetting: { number: 4 },
  narrow: { number: 5 },
  free: { number: 6 },
  shut: { number: 7 },
  target: { number: 11, services: [sshd(), redis()] },
  walled: { number: 12 },
  refusing: { number: 13 },
} as const;

describe('a scanner without privileges behind a firewall of its own machine', { concurrency: 2 }, () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;

  before(async () => {
    lab = await startLab(PLANS);
    user = addUser(lab.folder);
    lab.firewall('walled', { input: 'tcp dport 1-65535 drop' });
    const { ipv4 } = lab.hosts.target;
    for (const [host, rule] of [
      ['dropping', `ip daddr ${ipv4} tcp dport != 22 drop`],
      ['rejecting', `ip daddr ${ipv4} tcp dport != 22 reject`],
      ['resetting', `ip daddr ${ipv4} tcp dport != 22 reject with tcp reset`],
      ['narrow', 'tcp dport 6379 drop'],
    ] as const) {
      lab.firewall(host, { output: rule });
    }
  });
  after(() => {
    lab?.stop();
    user?.remove();
  });

  const scan = (scanner: keyof typeof PLANS, target: keyof typeof PLANS, ports: string) => {
    const policy = policyOf({ ports, targets: `one:\n  hosts: [${lab.hosts[target].ipv4}]\n  allow: [22/tcp ssh]` });
    return check(policy, { folder: lab.folder, netns: lab.hosts[scanner].netns, program: user.program });
  };

  for (const scanner of ['dropping', 'rejecting', 'resetting', 'narrow'] as const) {
    test(`${scanner}: what it does not let out is not observed`, async () => {
      const checked = await scan(scanner, 'target', '{tcp: [22, 80, 443, 6379]}');
      assert.deepEqual([checked.status, reasons(judged(checked))], [3, ['blocked']], checked.stdout);
      assert.match(checked.stdout, /a firewall of this machine/);
    });
  }

  test('nor is a host down that it does not let out to', async () => {
    const { target, walled, refusing } = lab.hosts;
    lab.firewall('shut', { output: `ip daddr ${target.ipv4} drop` });
    for (const hosts of [`${target.ipv4}, ${refusing.ipv4}`, `${target.ipv4}, ${walled.ipv4}`]) {
      const targets = `one:\n  hosts: [${hosts}]\n  assume: discover`;
      const policy = policyOf({ ports: '{tcp: [22, 80, 6379]}', targets });
      const checked = await check(policy, { folder: lab.folder, netns: lab.hosts.shut.netns, program: user.program });
      assert.equal(checked.status, 3, checked.stdout);
    }
  });

  for (const target of ['walled', 'refusing'] as const) {
    test(`what the target itself drops or refuses (${target}) is an answer`, async () => {
      const checked = await scan('free', target, '{tcp: [1-300]}');
      assert.equal(judged(checked).scanner.privilege, 'unprivileged');
      assert.deepEqual([checked.status, judged(checked).verdict], [0, 'pass'], checked.stdout);
      assertComplete(judged(checked));
    });
  }

  test('what is open and not allowed fails as ever', async () => {
    const checked = await scan('free', 'target', '{tcp: [22, 80, 443, 6379]}');
    assert.deepEqual(findingLines(judged(checked)), [`unexpected-port ${lab.hosts.target.ipv4} 6379/tcp critical`]);
  });
});
