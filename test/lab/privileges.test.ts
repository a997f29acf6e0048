import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, until } from './command.ts';
import { assertComplete, type Checked, check, findingLines, judged, openPorts, reasons, startCheck } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { programsIn } from './namespaces.ts';
import { policyOf } from './policy.ts';
import { dnsmasq, redis, sshd } from './services.ts';
import { addUser, type User } from './user.ts';

const PLANS = {
  scanner: { number: 2 },
  asked: { number: 3 },
  killed: { number: 4 },
  plain: { number: 11, services: [sshd(), redis(), dnsmasq()] },
  walled: { number: 12 },
} as const;

describe('without being root', { concurrency: 4 }, () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;
  let admin: User;

  before(async () => {
    lab = await startLab(PLANS);
    lab.firewall('walled', { input: 'tcp dport 1-65535 drop' });
    user = addUser(lab.folder);
    admin = addUser(lab.folder);
    admin.allowSudo();
    // It is the users' home: nmap by itself would read these before its own.
    mkdirSync(join(lab.folder, '.nmap'), { mode: 0o755 });
    const lies = {
      'nmap-service-probes': 'Probe TCP NULL q||\nmatch telnet m|.|s\n',
      'nmap-services': 'telnet 22/tcp 1\n',
    };
    for (const [file, text] of Object.entries(lies)) writeFileSync(join(lab.folder, '.nmap', file), text);
  });
  after(() => {
    lab?.stop();
    user?.remove();
    admin?.remove();
  });

  const fits = (): string =>
    policyOf({
      ports: '{tcp: [1-100, 6379], udp: [53]}',
      targets:
        `plain:\n  hosts: [${lab.hosts.plain.ipv4}]\n  allow: [22/tcp ssh, 6379/tcp redis, 53/tcp dns, ` +
        '53/udp dns]',
    });

  function runAs({ program }: User, policy: string, args: readonly string[] = []): Promise<Checked> {
    return check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns, program, args });
  }

  function assertFits(checked: Checked, privilege: string): void {
    const report = judged(checked);
    assert.equal(report.scanner.privilege, privilege);
    assert.ok(report.scanner.data?.endsWith('/share/nmap'), report.scanner.data);
    assert.deepEqual([checked.status, findingLines(report)], [0, []]);
    assertComplete(report);
    assert.deepEqual(openPorts(report, lab.hosts.plain.ipv4), ['22/tcp', '53/tcp', '6379/tcp', '53/udp']);
  }

  test('a user without any privilege scans TCP with connect(), and reports UDP as unobserved', async () => {
    const tcp = await runAs(
      user,
      policyOf({
        ports: '{tcp: [1-1000, 6379]}',
        targets: `plain:\n  hosts: [${lab.hosts.plain.ipv4}]\n  allow: [22/tcp ssh, 53/tcp dns]`,
      }),
    );
    const report = judged(tcp);
    assert.equal(report.scanner.privilege, 'unprivileged');
    assert.ok(report.scans.every(({ command }) => command.includes(' -sT ')));
    assert.deepEqual(findingLines(report), [`unexpected-port ${lab.hosts.plain.ipv4} 6379/tcp critical`]);
    assertComplete(report);
    assert.equal(tcp.status, 1);

    const udp = await runAs(user, fits());
    assert.deepEqual([udp.status, reasons(judged(udp))], [3, ['no-privilege']]);
    assert.deepEqual(
      judged(udp).coverage.unobserved.map(({ protocol, ports }) => `${protocol} ${ports}`),
      ['udp 53'],
    );
  });

  test('file capabilities on nmap are found out and used, wherever that nmap lies', async () => {
    const nmap = join(lab.folder, 'nmap');
    copyFileSync('/usr/bin/nmap', nmap);
    chmodSync(nmap, 0o755);
    run(['setcap', 'cap_net_raw,cap_net_admin+eip', nmap]);
    assertFits(await runAs(user, fits(), ['--nmap', nmap]), 'capabilities');
  });

  test('sudo without a password is found out and used', async () => {
    assertFits(await runAs(admin, fits()), 'sudo');
  });

  for (const [signal, scanner] of [
    ['SIGTERM', 'asked'],
    ['SIGKILL', 'killed'],
  ] as const) {
    test(`${signal} in mid-scan leaves no nmap under sudo either`, async () => {
      const { netns } = lab.hosts[scanner];
      const gate = startCheck(
        policyOf({ ports: '{tcp: all}', targets: `walled:\n  hosts: [${lab.hosts.walled.ipv4}]` }),
        { folder: lab.folder, netns, program: admin.program },
      );
      await until('nmap scans', 30_000, () => /sweep 1 of/.test(gate.said()) && programsIn(netns).includes('nmap'));
      await sleep(700);
      const asked = Date.now();
      process.kill(gate.pid, signal);
      if (signal === 'SIGKILL') await assert.rejects(gate.ended, /no report\.json/);
      else {
        const checked = await gate.ended;
        assert.deepEqual([checked.status, reasons(judged(checked))], [3, ['scan-interrupted']]);
      }
      await until('nothing is left', 5_000, () => programsIn(netns).length === 0);
      assert.ok(Date.now() - asked < 5_000);
    });
  }
});
