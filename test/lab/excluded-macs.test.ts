import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { check, findingLines, judged, problemCodes, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { redis, sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2 },
  router: { number: 3 },
  kept: { number: 40, services: [redis()] },
  other: { number: 41, services: [sshd(), redis()] },
} as const;

/** The hardware addresses of what must not be scanned, of the other host, and of the scanner. */
const KEPT = '02:00:00:00:40:4a';
const OTHER = '02:00:00:00:41:4b';
const MINE = '02:00:00:00:02:0c';
const LINES = 'allow: [22/tcp ssh]';

describe('a device that is excluded by its hardware address', () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    const { scanner, router, kept, other } = lab.hosts;
    for (const [netns, mac] of [
      [kept.netns, KEPT],
      [other.netns, OTHER],
      [scanner.netns, MINE],
    ] as const)
      run(['ip', '-n', netns, 'link', 'set', 'eth0', 'address', mac]);
    run(['ip', '-n', scanner.netns, 'route', 'add', '10.78.1.0/24', 'via', router.ipv4]);
  });
  after(() => lab?.stop());

  /** Counts from here on what the scanner sends to the ports of the device. */
  function watch(): () => number {
    lab.firewall('kept', { input: 'meta l4proto { tcp, udp } counter name reached', counters: ['reached'] });
    return () => lab.counted('kept', 'reached');
  }

  function scan(target: string, { scope = ['10.77.0.0/24', 'fd77::/64'], exclude = '', args = [] as string[] } = {}) {
    const policy = policyOf({
      ...{ ports: '{tcp: [22, 6379]}', scope },
      targets: `office:\n${target.replace(/^/gm, '  ')}\n  ${LINES}`,
    });
    const text = exclude === '' ? policy : policy.replace(/^( {2}expires:.*)$/m, `$1\n  exclude: [${exclude}]`);
    return check(text, { folder: lab.folder, netns: lab.hosts.scanner.netns, args });
  }

  for (const assume of ['up', 'discover'] as const) {
    test(`no port of it is probed where hosts are assumed: ${assume}`, async () => {
      const reached = watch();
      const checked = await scan(`hosts: [10.77.0.40-41]\nassume: ${assume}\nexclude: [${KEPT}]`);
      const report = judged(checked);
      assert.equal(reached(), 0);
      assert.deepEqual([checked.status, findingLines(report)], [1, ['unexpected-port 10.77.0.41 6379/tcp critical']]);
      assert.deepEqual(report.coverage.unobserved, []);
      assert.equal(report.coverage.required, 2);
      const excluded = report.coverage.excluded.map(({ exclude, count, addresses }) => [exclude, count, addresses]);
      assert.deepEqual(excluded, [[KEPT, 1, ['10.77.0.40']]]);
      assert.ok(report.notices.some((notice) => notice.includes(KEPT) && notice.includes('10.77.0.40')));
    });
  }

  test('the authorization excludes it from every target, over IPv6 too', async () => {
    const reached = watch();
    const checked = await scan('hosts: ["fd77::40", "fd77::41", 10.77.0.40, 10.77.0.41]', { exclude: KEPT });
    const report = judged(checked);
    assert.equal(reached(), 0);
    assert.deepEqual(report.coverage.excluded[0]?.addresses, ['fd77::40', '10.77.0.40']);
    assert.deepEqual(findingLines(report), [
      'unexpected-port 10.77.0.41 6379/tcp critical',
      'unexpected-port fd77::41 6379/tcp critical',
    ]);
  });

  test('a target of which nothing else is left is never green', async () => {
    const reached = watch();
    const checked = await scan(`hosts: [10.77.0.40]\nexclude: [${KEPT}]`);
    const report = judged(checked);
    assert.deepEqual([checked.status, reached(), reasons(report)], [3, 0, ['excluded-by-mac']]);
  });

  test('an address at which nothing answers is not probed, and stays in the required coverage', async () => {
    const checked = await scan(`hosts: [10.77.0.41, 10.77.0.99]\nexclude: [${KEPT}]`);
    assert.deepEqual(reasons(judged(checked)), ['host-down']);
    assert.equal(judged(checked).coverage.answered, 2);
  });

  test('a required port of a host that is down is not probed, so the run proves nothing about it', async () => {
    const checked = await scan(
      `hosts: [10.77.0.41, 10.77.0.99]\nassume: discover\nexclude: [${KEPT}]\nrequire: [6379/tcp]`,
    );
    assert.deepEqual([checked.status, reasons(judged(checked))], [3, ['host-down']]);
  });

  test('behind a router its hardware address cannot be seen, so nothing is probed at all', async () => {
    const scope = ['10.77.0.0/24', '10.78.1.0/24'];
    const checked = await scan(`hosts: [10.77.0.41, 10.78.1.7]\nexclude: [${KEPT}]`, { scope });
    assert.deepEqual([checked.status, problemCodes(checked)], [2, ['mac-not-seen']]);
  });

  test('another target may be behind a router if only that of the link excludes it', async () => {
    const scope = ['10.77.0.0/24', '10.78.1.0/24'];
    const far = `\nfar:\n  hosts: [10.78.1.7]\n  ${LINES}`.replace(/\n/g, '\n');
    const policy = policyOf({
      ...{ ports: '{tcp: [22, 6379]}', scope },
      targets: `office:\n  hosts: [10.77.0.40-41]\n  exclude: [${KEPT}]\n  ${LINES}${far}`,
    });
    const checked = await check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns });
    assert.equal(judged(checked).coverage.excluded[0]?.count, 1);
  });

  test('the scanning machine knows its own hardware address', async () => {
    const excluded = judged(await scan(`hosts: [10.77.0.2, 10.77.0.41]\nexclude: [${MINE}]`)).coverage.excluded;
    assert.deepEqual(excluded[0]?.addresses, ['10.77.0.2']);
    const scanned = judged(await scan(`hosts: [10.77.0.2, 10.77.0.41]\nexclude: [${KEPT}]`)).coverage;
    assert.deepEqual([scanned.excluded, scanned.unobserved], [[], []]);
  });

  test('results from elsewhere are judged without it', async () => {
    const file = join(lab.folder, 'link.xml');
    const command = ['nmap', '-n', '-sS', '-p', '22,6379', '-oX', file, '10.77.0.40-41'];
    run(['ip', 'netns', 'exec', lab.hosts.scanner.netns, ...command]);
    const report = judged(await scan(`hosts: [10.77.0.40-41]\nexclude: [${KEPT}]`, { args: ['--scan-xml', file] }));
    assert.deepEqual(report.coverage.excluded[0]?.addresses, ['10.77.0.40']);
    assert.ok(report.findings.every(({ host }) => host !== '10.77.0.40'));
    // A second device at the address may hide behind the first one.
    const second = `<address addr="${OTHER}" addrtype="mac"/>`;
    const both = readFileSync(file, 'utf8').replace(/(<address addr="02:00:00:00:40:4a"[^>]*>)/gi, `$1\n${second}`);
    writeFileSync(file, both);
    const shared = judged(await scan(`hosts: [10.77.0.40-41]\nexclude: [${KEPT}]`, { args: ['--scan-xml', file] }));
    assert.deepEqual(shared.coverage.excluded, []);
    assert.ok(shared.findings.some(({ host }) => host === '10.77.0.40'));
  });
});
