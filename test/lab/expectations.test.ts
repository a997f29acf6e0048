import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { validateWithMultitool } from '../report/validators.ts';
import { assertComplete, type Checked, check, findingLines, judged, openPorts } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { dnsmasq, nginx, redis, responder, sshd } from './services.ts';

/** Open where nobody would look: found exactly, or not. */
const PLANTED = [1, 3333, 17_777, 40_404, 49_151, 65_535];

const PLANS = {
  scanner: { number: 2 },
  web: { number: 11, services: [nginx(), sshd()] },
  cache: {
    number: 12,
    services: [redis(), sshd(), responder(PLANTED.map((port) => ({ port, hangsUp: true })))],
  },
  names: { number: 13, services: [dnsmasq(), sshd(2222)] },
  odd: {
    number: 14,
    services: [
      sshd(80),
      responder([{ port: 2121, greeting: '220 (vsFTPd 3.0.3)\r\n' }, { port: 8080, hangsUp: true }, { port: 8081 }], {
        silentUdp: [51_820],
      }),
    ],
  },
  walled: { number: 15, services: [sshd(), responder([{ port: 8005, hangsUp: true }])] },
} as const;

const WALL = `
tcp dport { 22, 8005 } accept
tcp dport { 5432, 8000-8019 } drop
tcp dport 5433 reject with tcp reset
tcp dport 5434 reject with icmpx admin-prohibited`;

describe('expectations, held against real services', () => {
  let lab: Lab<keyof typeof PLANS>;
  const sarifs: string[] = [];

  before(async () => {
    lab = await startLab(PLANS);
    lab.firewall('walled', { input: WALL });
  });
  after(() => lab?.stop());

  async function run(policy: Parameters<typeof policyOf>[0]): Promise<Checked> {
    const checked = await check(policyOf(policy), { folder: lab.folder, netns: lab.hosts.scanner.netns });
    sarifs.push(checked.sarifFile);
    return checked;
  }

  describe('all of them', { concurrency: 4 }, () => {
    test('a policy that fits four hosts passes, every required port answered', async () => {
      const checked = await run({
        ports: '{tcp: [2-1024, 6379], udp: [53, 123]}',
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
  allow: [80/tcp]`,
      });
      const report = judged(checked);
      assert.deepEqual(findingLines(report), []);
      assertComplete(report);
      assert.equal(report.coverage.required, 4 * (1023 + 1 + 2));
      assert.equal(report.scanner.privilege, 'root');
      assert.deepEqual([checked.status, report.verdict], [0, 'pass']);
      assert.deepEqual(openPorts(report, lab.hosts.names.ipv4), ['53/tcp', '53/udp']);
    });

    test('the same services pass over IPv6', async () => {
      const { web, cache, names } = lab.hosts;
      const checked = await run({
        ports: '{tcp: [2-1024, 6379], udp: [53, 123]}',
        targets: `
six:
  hosts: [${JSON.stringify(web.ipv6)}, ${JSON.stringify(cache.ipv6)}, ${JSON.stringify(names.ipv6)}]
  allow: [443/tcp https, 80/tcp http, 22/tcp ssh, 6379/tcp redis, 53/udp dns, 53/tcp dns]`,
      });
      const report = judged(checked);
      assert.deepEqual(findingLines(report), []);
      assertComplete(report);
      assert.equal(report.coverage.required, 3 * (1023 + 1 + 2));
      assert.equal(checked.status, 0);
      assert.deepEqual(openPorts(report, web.ipv6), ['22/tcp', '80/tcp', '443/tcp']);
      assert.deepEqual(openPorts(report, cache.ipv6), ['22/tcp', '6379/tcp']);
      assert.deepEqual(openPorts(report, names.ipv6), ['53/tcp', '53/udp']);
    });

    test(
      'of all 65,535 ports exactly the planted ones are found, behind a firewall too, graded by ' + 'what is there',
      async () => {
        const { cache, walled } = lab.hosts;
        const checked = await run({
          ports: '{tcp: all}',
          targets: `
cache:
  hosts: [${cache.ipv4}]
  allow: [22/tcp ssh]
walled:
  hosts: [${walled.ipv4}]
  ports: {tcp: [8000-8019]}`,
        });
        const report = judged(checked);
        const found = report.findings.map(({ code, address, port }) => `${code} ${address} ${port}`).sort();
        const expected = [...PLANTED, 6379].map((port) => `unexpected-port ${cache.ipv4} ${port}`);
        assert.deepEqual(found, [...expected, `unexpected-port ${walled.ipv4} 8005`].sort());
        const redisFinding = report.findings.find(({ port }) => port === 6379);
        assert.deepEqual([redisFinding?.severity, redisFinding?.service], ['critical', 'redis']);
        assert.equal(report.findings[0], redisFinding, 'the worst comes first');
        assertComplete(report);
        assert.equal(report.coverage.required, 65_535 + 20);
        assert.deepEqual([checked.status, report.verdict], [1, 'fail']);
      },
    );

    test('what a firewall must drop may be dropped or prohibited by ICMP, but not reset', async () => {
      const { ipv4 } = lab.hosts.walled;
      const checked = await run({
        ports: '{tcp: [22]}',
        targets: `
walled:
  hosts: [${ipv4}]
  require: [22/tcp ssh]
  filtered: [5432/tcp, 5433/tcp, 5434/tcp]`,
      });
      const report = judged(checked);
      assert.deepEqual(findingLines(report), [`unfiltered-port ${ipv4} 5433/tcp medium`]);
      assert.deepEqual(report.hosts[0]?.states.tcp, { open: 1, closed: 1, filtered: 2 });
      assertComplete(report);
      assert.equal(checked.status, 1);
    });

    test('services are required, allowed and forbidden by what they are', async () => {
      const { odd, walled } = lab.hosts;
      const checked = await run({
        ports: '{tcp: [80, 443, 2121, 8080, 8081]}',
        targets: `
odd:
  hosts: [${odd.ipv4}]
  require: [80/tcp http, 443/tcp https, 8080/tcp http]
  allow: [2121/tcp, 8081/tcp http]
  forbid: [ftp]
walled:
  hosts: [${walled.ipv4}]
  ports: {tcp: [8001]}
  require: [8001/tcp]
  forbid: [8005/tcp]`,
      });
      const report = judged(checked);
      assert.deepEqual(
        findingLines(report),
        [
          `forbidden-port ${walled.ipv4} 8005/tcp medium`,
          `forbidden-service ${odd.ipv4} 2121/tcp high`,
          `missing-port ${odd.ipv4} 443/tcp medium`,
          `missing-port ${walled.ipv4} 8001/tcp medium`,
          `unverified-service ${odd.ipv4} 8080/tcp low`,
          `unverified-service ${odd.ipv4} 8081/tcp low`,
          `wrong-service ${odd.ipv4} 80/tcp medium`,
        ].sort(),
      );
      const wrong = report.findings.find(({ code }) => code === 'wrong-service');
      assert.deepEqual([wrong?.service, wrong?.product], ['ssh', 'OpenSSH']);
      assertComplete(report);
      assert.equal(checked.status, 1);
    });

    test(
      'a silent UDP port is a note where nobody needs it, and a warning that fails where it ' + 'is required',
      async () => {
        const { ipv4 } = lab.hosts.odd;
        const idle = await run({ ports: '{tcp: [9], udp: [51820]}', targets: `odd:\n  hosts: [${ipv4}]` });
        assert.deepEqual(findingLines(judged(idle)), [`possibly-open ${ipv4} 51820/udp note`]);
        assert.equal(idle.status, 0);

        const required = await run({
          ports: '{tcp: [9], udp: [51820]}',
          targets: `odd:\n  hosts: [${ipv4}]\n  require: [51820/udp]`,
        });
        const report = judged(required);
        assert.deepEqual(findingLines(report), [`possibly-open ${ipv4} 51820/udp low`]);
        assert.equal(report.findings[0]?.level, 'warning');
        assert.equal(required.status, 1);
      },
    );

    test('a waiver holds until its day, is reported when it is over, and when it waives nothing', async () => {
      const { ipv4 } = lab.hosts.cache;
      const waiver = (port: string, expires: string): string =>
        `    - {finding: unexpected-port, port: ${port}, reason: legacy, owner: team, expires: ${expires}}\n`;
      const targets = (waivers: string): string => `cache:\n  hosts: [${ipv4}]\n  waive:\n${waivers}`;
      const active = waiver('6379/tcp', '2099-01-01') + waiver('22/tcp', '2099-01-01');
      const held = await run({ ports: '{tcp: [22, 6379]}', targets: targets(active) });
      assert.deepEqual(findingLines(judged(held)), [
        `unexpected-port ${ipv4} 22/tcp waived`,
        `unexpected-port ${ipv4} 6379/tcp waived`,
      ]);
      assert.equal(held.status, 0);
      assert.deepEqual(held.sarif.runs[0]?.results, [], 'code scanning would open an alert for a suppressed result');

      const mixed = waiver('6379/tcp', '2099-01-01') + waiver('22/tcp', '2020-01-01') + waiver('9/tcp', '2099-01-01');
      const over = await run({ ports: '{tcp: [22, 6379]}', targets: targets(mixed) });
      assert.deepEqual(
        judged(over)
          .findings.map(({ code, port, waived }) => `${code} ${port} ${waived !== null}`)
          .sort(),
        [
          'expired-waiver 22 false',
          'unexpected-port 22 false',
          'unexpected-port 6379 true',
          'unused-waiver 9 false',
        ].sort(),
      );
      assert.equal(over.status, 1);
    });
  });

  test('every SARIF file is clean to sarif-multitool with the GitHub rules on', async () => {
    assert.ok(sarifs.length > 8);
    assert.deepEqual(await validateWithMultitool(sarifs), []);
  });
});
