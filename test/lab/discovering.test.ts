import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { assertComplete, check, findingLines, judged, openPorts } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder, sshd } from './services.ts';

/** Open on the hosts that are up, beside 22. */
const HIDDEN = 2727;
const up = (number: number) => ({ number, services: [sshd(), responder([{ port: HIDDEN, hangsUp: true }])] });

/** The hosts have a second address each, of a network behind a router: on the local link nmap would ask by ARP. */
const PLANS = { scanner: { number: 2 }, router: { number: 3 }, one: up(17), two: up(21), three: up(30) } as const;
const UP = { one: '10.77.1.17', two: '10.77.1.21', three: '10.77.1.30' } as const;
const RANGE = '10.77.1.16/28';
const SCOPE = ['10.77.1.0/24'];

describe('addresses of which it is not known what is up', () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    const { scanner, router } = lab.hosts;
    run(['ip', '-n', scanner.netns, 'route', 'add', '10.77.1.0/24', 'via', router.ipv4]);
    run(['ip', 'netns', 'exec', router.netns, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
    for (const host of ['one', 'two', 'three'] as const) {
      run(['ip', '-n', lab.hosts[host].netns, 'address', 'add', `${UP[host]}/32`, 'dev', 'eth0']);
      run(['ip', '-n', router.netns, 'route', 'add', `${UP[host]}/32`, 'via', lab.hosts[host].ipv4]);
      const accept = `tcp dport { 22, ${HIDDEN} } accept`;
      lab.firewall(host, { input: `meta l4proto icmp drop\n${accept}\nmeta l4proto { tcp, udp } drop` });
    }
    // What is not up is silent.
    run(['ip', '-n', router.netns, 'route', 'add', 'blackhole', '10.77.1.0/24']);
    lab.firewall('router', { output: 'meta l4proto icmp drop' });
  });
  after(() => lab?.stop());

  function scan(target: string, ports = '{tcp: [1-3000]}', more: { maxRate?: number; args?: readonly string[] } = {}) {
    const { maxRate = 100_000, args = [] } = more;
    const policy = policyOf({ ports, scope: SCOPE, maxRate, targets: `range:\n${target.replace(/^/gm, '  ')}` });
    return check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns, args });
  }

  describe('all of them', { concurrency: 2 }, () => {
    test('of a /28 the three that are up are swept, and nothing is required of the others', async () => {
      const checked = await scan(`hosts: [${RANGE}]\nassume: discover\nallow: [22/tcp ssh, ${HIDDEN}/tcp]`);
      const report = judged(checked);
      assert.deepEqual([checked.status, findingLines(report)], [0, []]);
      assertComplete(report);
      assert.equal(report.discovery?.up, 3);
      for (const address of Object.values(UP))
        assert.deepEqual(openPorts(report, address), ['22/tcp', `${HIDDEN}/tcp`]);
      assert.equal(report.coverage.required, 3 * 3_000);
    });

    test('a rest that does not fit into the time budget is told as soon as it is known which are up', async () => {
      const slow = { maxRate: 100, args: ['--timeout', '8s'] };
      const { json, stderr } = await scan(
        `hosts: [${UP.one}]\nassume: discover\nallow: [22/tcp ssh]`,
        '{tcp: all}',
        slow,
      );
      const notice =
        /The rest of the scan is expected to take about 2\d min, and [67]\.\d s of its time budget are left/;
      assert.match(stderr, notice);
      assert.ok('notices' in json && json.notices.some((one) => notice.test(one)));
    });

    test('where none is up the run proves nothing', async () => {
      const checked = await scan('hosts: [10.77.1.64/31]\nassume: discover\nallow: [22/tcp ssh]');
      assert.deepEqual([checked.status, judged(checked).verdict], [3, 'inconclusive']);
    });

    test('a host that is down with a port that is required is no pass', async () => {
      const checked = await scan(
        `hosts: [${UP.one}, 10.77.1.25]\nassume: discover\nrequire: [22/tcp ssh]\nallow: [${HIDDEN}/tcp]`,
      );
      const report = judged(checked);
      assert.deepEqual([checked.status, findingLines(report)], [1, ['missing-port 10.77.1.25 22/tcp medium']]);
      assert.equal(report.coverage.required, 3_000 + 1);
      assertComplete(report);
    });

    test('the profile discovery only asks which hosts are up', async () => {
      const checked = await scan(`hosts: [${RANGE}]\nprofile: discovery`);
      const report = judged(checked);
      assert.deepEqual([checked.status, findingLines(report)], [0, []]);
      assert.equal(report.discovery?.up, 3);
      assert.ok(report.scans.every(({ command }) => command.includes(' -sn ')));
      assert.deepEqual(report.sweeps, []);
    });
  });

  test('each INIT of SCTP waits long, also where other ports of the host answer at once', async () => {
    // Where the kernel has no SCTP it rejects the whole protocol, which is an answer too.
    const checked = await scan(`hosts: [${UP.one}]\nallow: [22/tcp]`, '{tcp: [22], sctp: [2905, 3868]}');
    const commands = judged(checked).scans.map(({ command }) => command);
    const asked = commands.filter((command) => / -sY /.test(command));
    assert.ok(asked.length > 0, commands.join('\n'));
    for (const command of asked) assert.match(command, / --min-rtt-timeout 5000ms /);
  });
});
