import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './command.ts';
import {
  assertComplete,
  type Checked,
  check,
  findingLines,
  judged,
  openPorts,
  problemCodes,
  reasons,
  runGate,
  startCheck,
} from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { dnsmasq, redis, sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2, resolver: 'names' },
  deaf: { number: 3 },
  four: { number: 4, ipv6: false },
  blocked: { number: 5 },
  names: {
    number: 10,
    services: [
      dnsmasq([
        'two.lab.test,10.77.0.11,fd77::11',
        'dangling.lab.test,10.77.0.66',
        'half.lab.test,10.77.0.11,fd77:bad::1',
      ]),
    ],
  },
  plain: { number: 11, services: [sshd(), redis()] },
  fading: { number: 12, services: [sshd()] },
  stranger: { number: 66, services: [sshd()] },
} as const;

/** An address of the local link that nobody has. */
const NOBODY = '10.77.0.30';

/** In scope are the lab's first 32 addresses; the stranger's is not one of them. */
const SCOPE = ['10.77.0.0/27', 'fd77::/64', '*.lab.test'];

describe('what can be reached, resolved and sent', () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    // Whatever a scanner sends them is counted, however it is sent.
    for (const host of ['plain', 'stranger'] as const) {
      lab.firewall(host, { counters: ['seen'], input: `ip saddr ${lab.hosts.scanner.ipv4} counter name seen` });
    }
  });
  after(() => lab?.stop());

  function run(
    policy: Omit<Parameters<typeof policyOf>[0], 'scope'>,
    { from = 'scanner', scope = SCOPE }: { from?: keyof typeof PLANS; scope?: readonly string[] } = {},
  ): Promise<Checked> {
    return check(policyOf({ ...policy, scope }), { folder: lab.folder, netns: lab.hosts[from].netns });
  }

  test(
    'a name outside the scope once resolved is refused before any packet, and so is ' + 'everything beside it',
    async () => {
      const targets = `
here:
  hosts: [${lab.hosts.plain.ipv4}]
  allow: [22/tcp ssh]
there:
  hosts: [dangling.lab.test]
  families: [ipv4]
  allow: [22/tcp ssh]`;
      const refused = await run({ ports: '{tcp: [22]}', targets });
      assert.deepEqual(problemCodes(refused), ['outside-scope']);
      assert.equal(refused.status, 2);
      assert.deepEqual([lab.counted('plain', 'seen'), lab.counted('stranger', 'seen')], [0, 0]);

      const granted = await run({ ports: '{tcp: [22]}', targets }, { scope: [...SCOPE, '10.77.0.66'] });
      assert.deepEqual([granted.status, findingLines(judged(granted))], [0, []]);
      assert.ok(lab.counted('plain', 'seen') > 0 && lab.counted('stranger', 'seen') > 0, 'the counters do count');
    },
  );

  test('a dry run says what would be scanned, and sends nothing', async () => {
    const { netns } = lab.hosts.scanner;
    const { ipv4 } = lab.hosts.plain;
    const policy = policyOf({ ports: '{tcp: [22]}', targets: `here:\n  hosts: [${ipv4}]`, scope: SCOPE });
    writeFileSync(join(lab.folder, 'dry.yml'), policy);
    const seen = lab.counted('plain', 'seen');
    const args = ['check', '--dry-run', '--install', 'never', '--policy', 'dry.yml'];
    const { status, stdout } = await runGate(args, { netns, cwd: lab.folder });
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`^\\$ .*nmap -sS .* -p 22 ${ipv4}$`, 'm'));
    assert.equal(lab.counted('plain', 'seen'), seen);
  });

  describe('all the others', { concurrency: 4 }, () => {
    test('a name is scanned at all its addresses, and answers for them under its name', async () => {
      const { ipv4, ipv6 } = lab.hosts.plain;
      const both = await run({
        ports: '{tcp: [22, 6379]}',
        targets: 'named:\n  hosts: [two.lab.test]\n  require: [22/tcp ssh]',
      });
      const report = judged(both);
      assert.deepEqual(
        report.hosts.map(({ address, declaredAs }) => [address, ...declaredAs]),
        [
          [ipv4, 'two.lab.test'],
          [ipv6, 'two.lab.test'],
        ],
      );
      assert.deepEqual(
        [openPorts(report, ipv4), openPorts(report, ipv6)],
        [
          ['22/tcp', '6379/tcp'],
          ['22/tcp', '6379/tcp'],
        ],
      );
      assert.deepEqual(
        [...new Set(report.findings.map(({ code, host }) => `${code} ${host}`))],
        ['unexpected-port two.lab.test'],
      );
      assertComplete(report);
      assert.equal(both.status, 1);
    });

    test('a name of which one address is outside the scope is refused', async () => {
      const refused = await run({ ports: '{tcp: [22]}', targets: 'named:\n  hosts: [half.lab.test]' });
      assert.deepEqual([refused.status, problemCodes(refused)], [2, ['outside-scope']]);
    });

    test('a name that does not exist, or that no name server tells of, is inconclusive', async () => {
      const targets = 'named:\n  hosts: [missing.lab.test]';
      for (const from of ['scanner', 'deaf'] as const) {
        const checked = await run({ ports: '{tcp: [22]}', targets }, { from });
        assert.deepEqual([checked.status, reasons(judged(checked))], [3, ['name-unresolved']]);
      }
    });

    test('a host that is down is inconclusive, and does not hide what is found on the others', async () => {
      const { ipv4 } = lab.hosts.plain;
      const alone = await run({ ports: '{tcp: [22, 6379]}', targets: `gone:\n  hosts: [${NOBODY}]` });
      assert.deepEqual([alone.status, reasons(judged(alone))], [3, ['host-down']]);
      assert.equal(judged(alone).coverage.answered, 0);

      const fits = await run({
        ports: '{tcp: [22, 6379]}',
        targets: `some:\n  hosts: [${ipv4}, ${NOBODY}]\n  allow: [22/tcp ssh, 6379/tcp redis]`,
      });
      assert.deepEqual([fits.status, reasons(judged(fits))], [3, ['host-down']]);
      assert.deepEqual(
        judged(fits).coverage.unobserved.map(({ address }) => address),
        [NOBODY],
      );

      const differs = await run({
        ports: '{tcp: [22, 6379]}',
        targets: `some:\n  hosts: [${NOBODY}, ${ipv4}, missing.lab.test]\n  allow: [22/tcp ssh]`,
      });
      assert.deepEqual([differs.status, reasons(judged(differs))], [1, ['host-down', 'name-unresolved']]);
      assert.ok(findingLines(judged(differs)).includes(`unexpected-port ${ipv4} 6379/tcp critical`));
    });

    test('an IPv6 address is inconclusive where the scanner has no IPv6', async () => {
      const { ipv4, ipv6 } = lab.hosts.plain;
      const checked = await run(
        {
          ports: '{tcp: [22, 6379]}',
          targets: `both:\n  hosts: [${ipv4}, ${JSON.stringify(ipv6)}]\n  allow: [22/tcp ssh, 6379/tcp redis]`,
        },
        { from: 'four' },
      );
      const report = judged(checked);
      assert.deepEqual([checked.status, reasons(report)], [3, ['no-route']]);
      assert.deepEqual(
        report.coverage.unobserved.map(({ address }) => address),
        [ipv6],
      );
      assert.deepEqual(openPorts(report, ipv4), ['22/tcp', '6379/tcp']);
    });

    test("a firewall on the scanner's own machine makes nothing look filtered", async () => {
      for (const rule of ['tcp dport 6379 drop', 'tcp dport 6379 reject', 'oifname eth0 meta l4proto tcp drop']) {
        lab.firewall('blocked', { output: rule });
        for (const host of [lab.hosts.plain.ipv4, JSON.stringify(lab.hosts.plain.ipv6)]) {
          const checked = await run(
            { ports: '{tcp: [22, 6379]}', targets: `here:\n  hosts: [${host}]\n  allow: [22/tcp ssh]` },
            { from: 'blocked' },
          );
          assert.deepEqual([checked.status, reasons(judged(checked))], [3, ['scan-failed']], `${rule} ${host}`);
        }
      }
    });

    test('a host that falls silent in mid-scan, with a port that is required, does not pass', async () => {
      const { ipv4 } = lab.hosts.fading;
      lab.firewall('fading', { counters: ['asked'], input: 'tcp dport 22 counter name asked' });
      const started = startCheck(
        policyOf({
          ports: '{tcp: [1-60]}',
          maxRate: 20,
          targets: `here:\n  hosts: [${ipv4}]\n  require: [22/tcp ssh]`,
        }),
        { folder: lab.folder, netns: lab.hosts.scanner.netns },
      );
      // nmap begins with the ports that are most often open, and 22 is among them.
      await until('22/tcp was probed', 20_000, () => lab.counted('fading', 'asked') > 0);
      await sleep(300);
      lab.firewall('fading', { input: 'meta l4proto tcp drop' });
      const checked = await started.ended;
      assert.deepEqual(
        [checked.status, reasons(judged(checked))],
        [3, ['answers-disagree', 'blocked', 'not-identified']],
      );
    });
  });
});
