import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { run, until } from './command.ts';
import { type Checked, findingLines, holdsPort, judged, openPorts, reasons, startCheck } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { programsIn, type Rules } from './namespaces.ts';
import { policyOf } from './policy.ts';
import { responder, sshd } from './services.ts';

/** Open on every host here, and allowed; two more are open and not to be found in time. */
const DECLARED = [22, 1313, 2424, 3131, 3737];
const LATE = [3970, 3990];
const PORTS = 4_000;

const guarded = (number: number) => ({
  number,
  services: [sshd(), responder([...DECLARED.slice(1), ...LATE].map((port) => ({ port, hangsUp: true })))],
});

const PLANS = {
  scanner: { number: 2 },
  second: { number: 3 },
  third: { number: 4 },
  dropping: guarded(11),
  resetting: guarded(12),
  rejecting: guarded(13),
  leaving: guarded(14),
  refusing: guarded(15),
} as const;

/** An intrusion prevention system: whoever asks for too much too fast is banned for the time of the test. */
function banning(ban: string): Rules {
  return {
    counters: ['asked'],
    beside: 'set banned { type ipv4_addr; flags dynamic,timeout; timeout 10m; }',
    input: `
tcp flags & (syn | ack) == syn counter name asked
ip saddr @banned ${ban}
tcp flags & (syn | ack) == syn limit rate over 500/second burst 2500 packets add @banned { ip saddr }
tcp dport { ${[...DECLARED, ...LATE].join(', ')} } accept
tcp dport 1-65535 drop`,
  };
}

describe('hosts that shut the scanner out while it scans', () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    lab.firewall('dropping', banning('drop'));
    lab.firewall('resetting', banning('meta l4proto tcp reject with tcp reset'));
    lab.firewall('rejecting', banning('reject with icmpx admin-prohibited'));
    for (const host of ['leaving', 'refusing'] as const) {
      const closed = host === 'leaving' ? 'tcp dport 1-65535 drop' : '';
      lab.firewall(host, {
        counters: ['asked'],
        input: `tcp flags & (syn | ack) == syn counter name asked\ntcp dport { ${[...DECLARED, ...LATE].join(', ')} } accept\n${closed}`,
      });
    }
  });
  after(() => lab?.stop());

  function start(host: keyof typeof PLANS, from: keyof typeof PLANS = 'scanner') {
    const targets = `guarded:
  hosts: [${lab.hosts[host].ipv4}]
  require: [22/tcp ssh]
  allow: [${DECLARED.slice(1)
    .map((port) => `${port}/tcp`)
    .join(', ')}]`;
    const policy = policyOf({ ports: `{tcp: [1-${PORTS}]}`, maxRate: 1_500, targets });
    return startCheck(policy, { folder: lab.folder, netns: lab.hosts[from].netns });
  }

  /** What must hold of every one of them: nothing that was not seen open is said to be closed or filtered. */
  function assertShutOut(checked: Checked, host: keyof typeof PLANS): void {
    const report = judged(checked);
    const { ipv4 } = lab.hosts[host];
    assert.deepEqual([checked.status, report.verdict], [3, 'inconclusive'], findingLines(report).join('\n'));
    assert.ok(reasons(report).includes('blocked'), reasons(report).join());
    assert.ok(
      findingLines(report).every((line) => line.startsWith('incomplete-scan')),
      findingLines(report).join('\n'),
    );
    const open = openPorts(report, ipv4);
    for (const port of LATE.filter((one) => !open.includes(`${one}/tcp`))) {
      const gap = report.coverage.unobserved.find(({ ports }) => holdsPort(ports, port));
      assert.equal(gap?.reason, 'blocked', `${port} is in doubt`);
    }
    assert.ok(report.coverage.answered <= DECLARED.length + LATE.length, `${report.coverage.answered} answered`);
  }

  describe('all of them', { concurrency: 2 }, () => {
    for (const host of ['dropping', 'resetting', 'rejecting'] as const) {
      test(`banned by a host, ${host}: inconclusive, told as blocked, and no port is closed`, async () => {
        const checked = await start(host).ended;
        assert.ok(lab.counted(host, 'asked') > 2_500, 'it was asked until the ban');
        assertShutOut(checked, host);
      });
    }

    test('a host that vanishes in mid-scan is blocked, not filtered', async () => {
      const gate = start('leaving', 'second');
      await until('half was asked', 30_000, () => lab.counted('leaving', 'asked') > 2_000);
      run(['ip', '-n', lab.hosts.leaving.netns, 'link', 'set', 'eth0', 'down']);
      const checked = await gate.ended;
      assertShutOut(checked, 'leaving');
      assert.deepEqual(programsIn(lab.hosts.second.netns), []);
    });

    test('a host whose closed ports answered, and that then refuses everything, is not closed', async () => {
      const gate = start('refusing', 'third');
      await until('it was asked', 30_000, () => lab.counted('refusing', 'asked') > 1_000);
      lab.firewall('refusing', { input: 'tcp dport 1-65535 reject with tcp reset' });
      assertShutOut(await gate.ended, 'refusing');
    });
  });
});
