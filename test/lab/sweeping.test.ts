import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './command.ts';
import {
  assertComplete,
  type Checked,
  check,
  findingLines,
  holdsPort,
  judged,
  openPorts,
  reasons,
  startCheck,
} from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { programsIn } from './namespaces.ts';
import { policyOf } from './policy.ts';
import { responder, sshd } from './services.ts';
import { addUser, type User } from './user.ts';

const PORTS = 4_000;
/** Open on the hosts here beside 22, and found only by who looks: none is popular. */
const HIDDEN = [313, 1414, 1999, 2727, 3131, 3999];
const OPEN = [22, ...HIDDEN];

const serving = (number: number) => ({
  number,
  services: [sshd(), responder(HIDDEN.map((port) => ({ port, hangsUp: true })))],
});

const PLANS = {
  scanner: { number: 2 },
  stopped: { number: 3 },
  short: { number: 4 },
  dropping: serving(11),
  limiting: serving(12),
  prohibiting: serving(13),
  losing: serving(14),
  everywhere: { number: 15, services: [responder([{ port: 9_000, hangsUp: true }])] },
  torn: serving(16),
  plain: serving(17),
  another: serving(18),
} as const;

const ACCEPT = `tcp dport { ${OPEN.join(', ')} } accept`;

/** nmap's raw probes carry no timestamp (tcp(7)); those of the kernel's connect() do. */
const TEARS = (port: number): string => `tcp dport ${port} tcp option timestamp exists reject with tcp reset`;

describe('sweeps of hosts that answer in their own ways', () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;

  before(async () => {
    lab = await startLab(PLANS);
    user = addUser(lab.folder);
    lab.firewall('dropping', { input: `${ACCEPT}\ntcp dport 1-65535 drop` });
    lab.firewall('limiting', { output: 'tcp flags & rst == rst limit rate over 100/second burst 100 packets drop' });
    lab.firewall('prohibiting', { input: `${ACCEPT}\ntcp dport 1-65535 reject with icmpx admin-prohibited` });
    const loss = 'meta l4proto tcp numgen random mod 100 < 3 drop';
    lab.firewall('losing', { input: `${loss}\n${ACCEPT}\ntcp dport 1-65535 drop`, output: loss });
    lab.firewall('everywhere', {
      beside:
        'chain turn {\ntype nat hook prerouting priority dstnat; policy accept;\ntcp dport 1-65535 redirect ' +
        'to :9000\n}',
    });
    lab.firewall('torn', { input: `${TEARS(3131)}\n${ACCEPT}\ntcp dport 1-65535 drop` });
  });
  after(() => {
    lab?.stop();
    user?.remove();
  });

  const all = (host: keyof typeof PLANS, allow = '22/tcp ssh', more = ''): string =>
    `${host}:\n  hosts: [${lab.hosts[host].ipv4}]\n  allow: [${allow}]\n${more}`;

  const allowed = (ports: readonly number[] = OPEN): string => ports.map((port) => `${port}/tcp`).join(', ');

  function scan(targets: string, options: Partial<Parameters<typeof check>[1]> = {}): Promise<Checked> {
    const policy = policyOf({ ports: `{tcp: [1-${PORTS}]}`, targets });
    return check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns, ...options });
  }

  function assertFound(checked: Checked, host: keyof typeof PLANS): void {
    const report = judged(checked);
    const { ipv4 } = lab.hosts[host];
    assert.deepEqual(
      openPorts(report, ipv4),
      OPEN.map((port) => `${port}/tcp`),
    );
    assertComplete(report);
    assert.ok(
      report.sweeps.every(({ missed }) => missed < 0.01),
      JSON.stringify(report.sweeps),
    );
  }

  test('hosts that drop, limit their resets and prohibit by ICMP, at once: every open port is found', async () => {
    const checked = await scan(all('dropping') + all('limiting') + all('prohibiting'));
    for (const host of ['dropping', 'limiting', 'prohibiting'] as const) {
      assertFound(checked, host);
      assert.deepEqual(
        judged(checked)
          .findings.filter(({ address }) => address === lab.hosts[host].ipv4)
          .map(({ code, port }) => `${code} ${port}`)
          .sort(),
        HIDDEN.map((port) => `unexpected-port ${port}`).sort(),
      );
    }
    assert.equal(checked.status, 1);
    const [sweep] = judged(checked).sweeps;
    assert.deepEqual([sweep?.addresses, sweep?.required], [3, 3 * PORTS]);
    // A busy machine is so slow that all refusals of a part may come: then one pass is enough for that part.
    assert.ok((sweep?.probes ?? 0) >= 4 * PORTS, 'the silent ports of a host are probed in two passes');
  });

  test('a path that loses 3 % each way is measured, and passes are added until everything is found', async () => {
    const checked = await scan(all('losing', allowed()));
    assertFound(checked, 'losing');
    assert.deepEqual([checked.status, findingLines(judged(checked))], [0, []]);
    assert.ok((judged(checked).sweeps[0]?.passes ?? 0) >= 2);
  });

  test('over IPv6 the same is found', async () => {
    const six = (host: 'dropping' | 'prohibiting') =>
      all(host, allowed()).replace(lab.hosts[host].ipv4, JSON.stringify(lab.hosts[host].ipv6));
    const checked = await scan(six('dropping') + six('prohibiting'));
    const report = judged(checked);
    assert.deepEqual([checked.status, findingLines(report)], [0, []]);
    assertComplete(report);
    for (const host of ['dropping', 'prohibiting'] as const) {
      assert.deepEqual(
        openPorts(report, lab.hosts[host].ipv6),
        OPEN.map((port) => `${port}/tcp`),
      );
    }
  });

  test('a host that answers on every port is one suspicious host, quickly', async () => {
    const checked = await scan(all('everywhere'));
    const report = judged(checked);
    assert.deepEqual(
      [...new Set(report.findings.map(({ code }) => code))].filter((code) => code !== 'incomplete-scan'),
      ['suspicious-host'],
    );
    assert.notEqual(checked.status, 0);
    const sweep = report.sweeps[0];
    assert.ok(sweep !== undefined && sweep.probes <= 2.2 * sweep.required, JSON.stringify(sweep));
  });

  test(
    'a port that answers one probe and refuses another is told with both answers, and neither ' + 'passes nor fails',
    async () => {
      const allow = allowed(OPEN.filter((port) => port !== 3131));
      const checked = await scan(all('torn', allow));
      const report = judged(checked);
      assert.deepEqual([checked.status, report.verdict], [3, 'inconclusive'], findingLines(report).join('\n'));
      const gap = report.coverage.unobserved.find(({ reason }) => reason === 'answers-disagree');
      assert.equal(gap?.ports, '3131');
      assert.match(gap?.detail ?? '', /SYN scan.* open .*connect scan.* closed/);
    },
  );

  test('a rate among the options is that of all processes of a scan together', async () => {
    const settings = '  profile: custom\n  options: [--max-rate=4000]\n';
    const targets = all('plain', allowed(), settings) + all('another', allowed(), settings);
    const { netns } = lab.hosts.scanner;
    const checked = await check(policyOf({ ports: '{tcp: [1-12000]}', targets }), { folder: lab.folder, netns });
    const report = judged(checked);
    assert.deepEqual([checked.status, findingLines(report)], [0, []]);
    const halves = report.scans.filter(({ command }) => command.includes(' --max-rate 2000 '));
    assert.equal(halves.length, 2, report.scans.map(({ command }) => command.slice(0, 200)).join('\n'));
    const [sweep] = report.sweeps;
    assert.ok(sweep !== undefined && sweep.probes / sweep.seconds < 1.05 * 4_000, JSON.stringify(report.sweeps));
  });

  test(
    'without privilege the same ports are found by connecting, on hosts that drop and on those ' + 'that refuse',
    async () => {
      lab.firewall('limiting', {});
      const targets = all('dropping', allowed()) + all('limiting', allowed());
      const policy = policyOf({
        ports: '{tcp: [1-2000]}',
        targets: targets.replaceAll(/, (2727|3131|3999)\/tcp/g, ''),
      });
      const { netns } = lab.hosts.scanner;
      const checked = await check(policy, { folder: lab.folder, netns, program: user.program });
      const report = judged(checked);
      assert.equal(report.scanner.privilege, 'unprivileged');
      assert.ok(report.scans.every(({ command }) => command.includes(' -sT ')));
      assert.deepEqual([checked.status, findingLines(report)], [0, []]);
      assertComplete(report);
      for (const host of ['dropping', 'limiting'] as const) {
        assert.deepEqual(openPorts(report, lab.hosts[host].ipv4), ['22/tcp', '313/tcp', '1414/tcp', '1999/tcp']);
      }
    },
  );

  test('where time is short what may be open is looked for first, and whatever was not settled is named', async () => {
    const { netns } = lab.hosts.short;
    const started = Date.now();
    const policy = policyOf({ ports: '{tcp: all}', maxRate: 2_000, targets: all('dropping', allowed()) });
    const checked = await check(policy, { folder: lab.folder, netns, args: ['--timeout', '12s'] });
    assert.ok(Date.now() - started < 20_000);
    const report = judged(checked);
    assert.deepEqual([checked.status, report.verdict], [3, 'inconclusive']);
    assert.ok(reasons(report).includes('scan-timeout'), reasons(report).join());
    const gaps = report.coverage.unobserved.filter(({ reason }) => reason === 'scan-timeout');
    for (const port of [4_999, 30_000, 65_535])
      assert.ok(
        gaps.some(({ ports }) => holdsPort(ports, port)),
        `${port}`,
      );
    assert.ok(openPorts(report, lab.hosts.dropping.ipv4).includes('22/tcp'));
    for (const port of HIDDEN) assert.ok(openPorts(report, lab.hosts.dropping.ipv4).includes(`${port}/tcp`), `${port}`);
    assert.ok(report.coverage.answered >= OPEN.length && report.coverage.answered < 65_535);
    assert.deepEqual(programsIn(netns), []);
  });

  test('SIGTERM in the middle of a paced sweep: no nmap is left, and what was seen is told', async () => {
    const { netns } = lab.hosts.stopped;
    const policy = policyOf({ ports: '{tcp: all}', maxRate: 3_000, targets: all('dropping', allowed()) });
    const gate = startCheck(policy, { folder: lab.folder, netns });
    await until('nmap scans', 30_000, () => /sweep 1 of/.test(gate.said()) && programsIn(netns).includes('nmap'));
    await sleep(3_000);
    const asked = Date.now();
    process.kill(gate.pid, 'SIGTERM');
    const checked = await gate.ended;
    assert.ok(Date.now() - asked < 5_000);
    const report = judged(checked);
    assert.deepEqual([checked.status, report.verdict], [3, 'inconclusive']);
    assert.ok(reasons(report).includes('scan-interrupted'), reasons(report).join());
    assert.ok(openPorts(report, lab.hosts.dropping.ipv4).includes('22/tcp'));
    assert.deepEqual(programsIn(netns), []);
  });
});
