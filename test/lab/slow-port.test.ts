import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { assertComplete, check, findingLines, judged, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { type LinkEmulator, startLinkEmulator } from './link-emulator.ts';
import { policyOf } from './policy.ts';
import { responder } from './services.ts';
import { addUser, type User } from './user.ts';

/** The only open ports of each host: one answers at once, the other late. It is popular nowhere. */
const [QUICK, SLOW] = [80, 27_270];
/** A range that is silent but for the slow port: more than 5,000 ports, of which this is none of the first 2,000. */
const RANGE = '22000-28000';
const serving = (number: number) => ({
  number,
  services: [responder([QUICK, SLOW].map((port) => ({ port, hangsUp: true })))],
});
const PLANS = {
  scanner: { number: 2 },
  router: { number: 3 },
  refusing: serving(11),
  dropping: serving(12),
} as const;
/** Behind the router: what comes back from the slow port takes a cable of its own to it. */
const ADDRESSES = { refusing: '10.77.3.11', dropping: '10.77.3.12' } as const;
type Host = keyof typeof ADDRESSES;

describe('a port that answers later than the others of its host', () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;
  const cables: LinkEmulator[] = [];

  before(async () => {
    lab = await startLab(PLANS);
    user = addUser(lab.folder);
    const { router, scanner } = lab.hosts;
    run([
      'ip',
      'netns',
      'exec',
      router.netns,
      'sysctl',
      '-qw',
      'net.ipv4.ip_forward=1',
      'net.ipv4.conf.all.send_redirects=0',
    ]);
    for (const [index, host] of (['refusing', 'dropping'] as const).entries()) {
      const { netns, ipv4 } = lab.hosts[host];
      const [device, near, far] = [`line${index}`, `10.77.${10 + index}.1`, `10.77.${10 + index}.2`];
      const ends = [
        { netns: router.netns, device },
        { netns, device },
      ] as const;
      const linkEmulator = await startLinkEmulator(lab.folder, `${netns}-cable`, ends);
      linkEmulator.set({}, { delay: 1_500 });
      cables.push(linkEmulator);
      for (const [end, address] of [
        [router.netns, near],
        [netns, far],
      ] as const) {
        run(['ip', '-n', end, 'address', 'add', `${address}/30`, 'dev', device]);
        run(['ip', '-n', end, 'link', 'set', device, 'up']);
      }
      run(['ip', '-n', netns, 'address', 'add', `${ADDRESSES[host]}/32`, 'dev', 'lo']);
      run(['ip', '-n', netns, 'rule', 'add', 'ipproto', 'tcp', 'sport', `${SLOW}`, 'lookup', '77']);
      run(['ip', '-n', netns, 'route', 'add', 'default', 'via', near, 'dev', device, 'table', '77']);
      run(['ip', '-n', router.netns, 'route', 'add', ADDRESSES[host], 'via', ipv4]);
      run(['ip', '-n', scanner.netns, 'route', 'add', ADDRESSES[host], 'via', router.ipv4]);
    }
    const open = `tcp dport { ${QUICK}, ${SLOW} } accept`;
    lab.firewall('refusing', { input: `${open}\ntcp dport ${RANGE} drop` });
    lab.firewall('dropping', { input: `${open}\ntcp dport 1-65535 drop` });
  });
  after(() => {
    for (const linkEmulator of cables) linkEmulator.stop();
    lab?.stop();
    user?.remove();
  });

  const place = () => ({ folder: lab.folder, netns: lab.hosts.scanner.netns });
  const policy = (host: Host, ports: string, rest = ''): string =>
    policyOf({
      ports: `{tcp: [${QUICK}, ${ports}]}`,
      scope: ['10.77.3.0/24'],
      maxRate: 20_000,
      targets: `${host}:\n  hosts: [${ADDRESSES[host]}]\n  require: [${QUICK}/tcp]\n${rest}`,
    });
  const found = (host: Host): string => `unexpected-port ${ADDRESSES[host]} ${SLOW}/tcp`;
  const short = (lines: readonly string[]): readonly string[] =>
    lines.map((line) => line.split(' ').slice(0, 3).join(' '));

  test('is found in a long silent range of a host that refuses the rest', async () => {
    const checked = await check(policy('refusing', '12000-28000'), place());
    const report = judged(checked);
    assert.deepEqual(short(findingLines(report)), [found('refusing')], checked.stdout);
    assert.ok((report.sweeps[0]?.silentRetry?.ports ?? 0) >= 6_000);
    assertComplete(report);
  });

  test('is found on a host that drops the rest', async () => {
    const checked = await check(policy('dropping', RANGE), place());
    assert.deepEqual(short(findingLines(judged(checked))), [found('dropping')], checked.stdout);
    assertComplete(judged(checked));
  });

  test('is found wherever it is in a long line that says that nothing answers, without privileges too', async () => {
    const checked = await check(policy('dropping', RANGE, '  filtered: [25000-28000/tcp]\n'), {
      ...place(),
      program: user.program,
    });
    assert.deepEqual(short(findingLines(judged(checked))), [found('dropping')], checked.stdout);
  });

  test('where the time is too short to ask all of a long line again, what was not asked is unobserved', async () => {
    const line = '  filtered: [81-27000/tcp]\n';
    const checked = await check(policy('dropping', '81-27000', line), { ...place(), args: ['--timeout', '45s'] });
    const report = judged(checked);
    assert.deepEqual([checked.status, reasons(report)], [3, ['scan-timeout']], checked.stdout);
    assert.ok(
      report.coverage.unobserved.some(({ detail }) => detail.includes('raise the timeout or max-rate')),
      JSON.stringify(report.coverage.unobserved),
    );
  });
});
