import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { assertComplete, check, findingLines, judged, openPorts } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { type LinkEmulator, type PathSettings, startLinkEmulator } from './link-emulator.ts';
import { policyOf } from './policy.ts';
import { nginx, redis, responder, sshd } from './services.ts';

/** Open beside 22, one in 200 ports: none is popular. */
const HIDDEN = Array.from({ length: 15 }, (_, index) => 207 + 200 * index);
const PORTS = 3_500;
/** Services that answer every question at once, with what nobody knows. */
const UNKNOWN = Array.from({ length: 12 }, (_, index) => 3_601 + index);
const PLANS = {
  scanner: { number: 2 },
  far: {
    number: 11,
    services: [
      sshd(),
      nginx({ http: 4080, https: 4443 }),
      redis(),
      responder([
        ...HIDDEN.map((port) => ({ port, hangsUp: true })),
        ...UNKNOWN.map((port) => ({ port, answer: 'what?\n' })),
      ]),
    ],
  },
} as const;
/** Behind the cable, not on it: on the local link a lost ARP answer makes nmap take a host to be down. */
const FAR = '10.77.3.1';

const MACS = ['02:00:00:00:77:01', '02:00:00:00:77:02'];

/** What a path can be like; the scanner knows nothing of it. */
const PATHS: readonly (readonly [name: string, there: PathSettings, back?: PathSettings])[] = [
  ['is far away', { delay: 20 }],
  ['loses 3 % each way', { delay: 10, loss: 0.03 }],
  ['loses in bursts', { delay: 10, loss: 0.02, burst: 20 }],
  ['answers after 0.55 s', { delay: 275 }],
  ['answers after 2.5 s', { delay: 1_250 }],
  ['carries 2,500 packets a second', { delay: 10, rate: 2_500, queue: 200 }, { delay: 10 }],
];

describe('paths to a host that drops what is not open', () => {
  let lab: Lab<keyof typeof PLANS>;
  let linkEmulator: LinkEmulator;

  before(async () => {
    lab = await startLab(PLANS);
    const ends = (['scanner', 'far'] as const).map((host) => ({ netns: lab.hosts[host].netns, device: 'line0' }));
    linkEmulator = await startLinkEmulator(lab.folder, `${lab.hosts.far.netns}-cable`, [ends[0], ends[1]] as Parameters<
      typeof startLinkEmulator
    >[2]);
    for (const [index, end] of ends.entries()) {
      run(['ip', 'netns', 'exec', end.netns, 'sysctl', '-qw', 'net.ipv6.conf.line0.disable_ipv6=1']);
      run(['ip', '-n', end.netns, 'address', 'add', `10.77.2.${index + 1}/30`, 'dev', 'line0']);
      run(['ip', '-n', end.netns, 'link', 'set', 'line0', 'address', MACS[index] as string]);
      run(['ip', '-n', end.netns, 'link', 'set', 'line0', 'up']);
      const neighbour = ['neighbour', 'add', `10.77.2.${2 - index}`, 'lladdr', MACS[1 - index] as string];
      run(['ip', '-n', end.netns, ...neighbour, 'dev', 'line0', 'nud', 'permanent']);
    }
    run(['ip', '-n', lab.hosts.far.netns, 'address', 'add', `${FAR}/32`, 'dev', 'lo']);
    run(['ip', '-n', lab.hosts.scanner.netns, 'route', 'add', FAR, 'via', '10.77.2.2']);
    lab.firewall('far', {
      input: `tcp dport { 22, 4080, 4443, 6379, ${[...HIDDEN, ...UNKNOWN].join(', ')} } accept\ntcp dport 1-65535 drop`,
    });
  });
  after(() => {
    linkEmulator?.stop();
    lab?.stop();
  });

  for (const [name, there, back] of PATHS) {
    test(`one that ${name}: every open port is found, and the policy's rate is kept`, async () => {
      linkEmulator.set(there, back);
      linkEmulator.clear();
      const allow = [22, ...HIDDEN].map((port) => `${port}/tcp`).join(', ');
      const policy = policyOf({
        ports: `{tcp: [1-${PORTS}]}`,
        scope: [`${FAR}/32`],
        maxRate: 8_000,
        targets: `far:\n  hosts: [${FAR}]\n  allow: [${allow}]`,
      });
      const report = judged(await check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns }));
      assert.deepEqual([report.exitCode, findingLines(report)], [0, []]);
      assert.deepEqual(
        openPorts(report, FAR),
        [22, ...HIDDEN].map((port) => `${port}/tcp`),
      );
      assertComplete(report);
      const { busiestSecond, crowded } = linkEmulator.counts().there;
      assert.equal(crowded, 0);
      assert.ok(busiestSecond <= 8_000 * 1.05, `${busiestSecond} in a second`);
      assert.ok((report.sweeps[0]?.missed ?? 1) < 0.01);
    });
  }

  test('one without delay: the rate is kept, also where nmap asks all its questions', async () => {
    const rate = 500;
    linkEmulator.set({ delay: 0 });
    linkEmulator.clear();
    const policy = policyOf({
      ports: `{tcp: [${UNKNOWN.join(', ')}]}`,
      scope: [`${FAR}/32`],
      maxRate: rate,
      targets: `far:\n  hosts: [${FAR}]`,
    });
    const report = judged(await check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns }));
    assert.equal(report.findings.length, UNKNOWN.length);
    const { busiestSecond } = linkEmulator.counts().there;
    assert.ok(busiestSecond <= rate * 1.05, `${busiestSecond} in a second`);
    // All questions were asked, of as many services at once as the rate has room for.
    assert.ok(busiestSecond > rate / 2, `${busiestSecond} in a second`);
  });

  test('one that loses 3 % each way: no service is taken for another one', async () => {
    linkEmulator.set({ delay: 20, loss: 0.03 });
    const policy = policyOf({
      ports: '{tcp: [22, 4080, 4443, 6379]}',
      scope: [`${FAR}/32`],
      targets: `far:\n  hosts: [${FAR}]\n  require: [22/tcp ssh, 4080/tcp http, 4443/tcp https, 6379/tcp redis]`,
    });
    for (let attempt = 0; attempt < 3; attempt++) {
      const report = judged(await check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns }));
      assert.deepEqual([report.verdict, findingLines(report)], ['pass', []]);
      assertComplete(report);
    }
  });
});
