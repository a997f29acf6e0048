import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertComplete, type Checked, check, findingLines, judged, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { dnsmasq, responder } from './services.ts';

const PLANS = {
  scanner: { number: 2 },
  names: { number: 11, services: [dnsmasq()] },
  silent: { number: 12, services: [responder([], { silentUdp: [51_820], echoUdp: [7] })] },
  slow: { number: 14, services: [responder([], { slowUdp: [1_900, 5_000] })] },
  walled: { number: 13, services: [dnsmasq()] },
  moved: { number: 15, services: [dnsmasq([], 10_053), responder([], { silentUdp: [51_820] })] },
} as const;

describe('UDP, where silence is no answer', { concurrency: 2 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    lab.firewall('walled', { input: 'udp dport 53 accept\nudp dport 1-65535 drop' });
  });
  after(() => lab?.stop());

  function scan(host: keyof typeof PLANS, udp: string, more: string, family: 'ipv4' | 'ipv6' = 'ipv4') {
    const targets =
      `udp:\n  hosts: [${JSON.stringify(lab.hosts[host][family])}]\n  profile: udp\n  ports: {udp: [` +
      `${udp}]}\n  ${more}`;
    return check(policyOf({ targets }), { folder: lab.folder, netns: lab.hosts.scanner.netns });
  }

  const states = (checked: Checked) => judged(checked).hosts[0]?.states.udp;

  test(
    'closed ports behind the limit that the kernel sets its ICMP are closed, or may be open, and never a ' +
      'pass by silence',
    async () => {
      const checked = await scan('names', '53,101-120', 'require: [53/udp dns]');
      const report = judged(checked);
      const { open, closed = 0, 'open|filtered': silent = 0 } = states(checked) ?? {};
      assert.equal(open, 1);
      assert.ok(closed >= 6, `${closed} closed`);
      assert.equal(closed + silent, 20);
      assert.equal(report.findings.length > 0, silent > 0);
      assert.ok(report.findings.every(({ code }) => code === 'possibly-open'));
      assertComplete(report);
    },
  );

  test('the same over IPv6', async () => {
    const checked = await scan('names', '53,123,161', 'require: [53/udp dns]', 'ipv6');
    assert.deepEqual([checked.status, findingLines(judged(checked))], [0, []]);
    assert.deepEqual(states(checked), { open: 1, closed: 2 });
  });

  test('a port that is silent may be open, and only what answered is asked for its version', async () => {
    const checked = await scan('silent', '7,51820', 'allow: [7/udp]');
    const report = judged(checked);
    assert.deepEqual(states(checked), { open: 1, 'open|filtered': 1 });
    assert.deepEqual(findingLines(report), [`possibly-open ${lab.hosts.silent.ipv4} 51820/udp note`]);
    assert.equal(checked.status, 0);
    const identifying = report.scans.map(({ command }) => command).filter((command) => command.includes(' -sV'));
    assert.ok(identifying.length > 0 && identifying.every((command) => / -p 7 /.test(command)), identifying.join('\n'));
  });

  test('a silent port is asked for the service that a line names, and its answer is judged', async () => {
    const { ipv4 } = lab.hosts.moved;
    const named = await scan('moved', '9,10053,51820', 'allow: [10053/udp dns, 51820/udp openvpn]');
    assert.deepEqual(states(named), { open: 1, closed: 1, 'open|filtered': 1 });
    assert.deepEqual([named.status, findingLines(judged(named))], [0, []]);
    assertComplete(judged(named));
    const other = await scan('moved', '9,10053,51820', 'allow: [10053/udp snmp, 51820/udp openvpn]');
    assert.deepEqual(
      [other.status, findingLines(judged(other)).map((line) => line.replace(/ \S+$/, ''))],
      [1, [`wrong-service ${ipv4} 10053/udp`]],
    );
    // The silent ports quickly, what answered patiently, and once more to confirm the finding.
    const asked = judged(other).scans.filter(({ command }) => / -sV /.test(command));
    assert.deepEqual(
      asked.map(({ command }) => [command.includes('--version-intensity'), / -p (\S+) /.exec(command)?.[1]]),
      [
        [true, '10053,51820'],
        [false, '10053'],
        [false, '10053'],
      ],
    );
  });

  test('a port that answers after a second is open, also where a line says filtered', async () => {
    const { ipv4 } = lab.hosts.slow;
    const checked = await scan('slow', '123,1900,5000', 'filtered: [1900/udp]');
    const report = judged(checked);
    assert.deepEqual(states(checked), { open: 2, closed: 1 });
    assert.deepEqual(
      [checked.status, findingLines(report).map((line) => line.replace(/ \S+$/, ''))],
      [1, [`unexpected-port ${ipv4} 1900/udp`, `unexpected-port ${ipv4} 5000/udp`]],
    );
  });

  test('behind a firewall that drops, what is open is found and the rest may be', async () => {
    const checked = await scan('walled', '53,123,161', 'require: [53/udp dns]');
    const report = judged(checked);
    assert.deepEqual(states(checked), { open: 1, 'open|filtered': 2 });
    assert.deepEqual([checked.status, reasons(report)], [0, []]);
    assert.equal(report.sweeps[0]?.protocol, 'udp');
  });
});
