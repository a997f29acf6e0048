import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { run } from './command.ts';
import { assertComplete, type Checked, check, findingLines, judged, problemCodes, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { dnsmasq, redis, sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2, resolver: 'plain' },
  /** Judges: it has no way to reach the others. */
  elsewhere: { number: 3 },
  plain: { number: 11, services: [sshd(), redis(), dnsmasq(['named.lab.test,10.77.0.11'])] },
} as const;

describe('results made elsewhere, by the same nmap', { concurrency: 4 }, () => {
  let lab: Lab<keyof typeof PLANS>;
  let tcp: string;
  let udp: string;
  let named: string;

  before(async () => {
    lab = await startLab(PLANS);
    lab.firewall('elsewhere', {
      counters: ['sent'],
      output: 'oifname eth0 ip daddr 10.77.0.11 counter name sent drop',
    });
    const { ipv4 } = lab.hosts.plain;
    tcp = scan('tcp.xml', '-sSV', '-p', '1-100,6379', ipv4);
    udp = scan('udp.xml', '-sUV', '-p', '53,123', ipv4);
    named = scan('named.xml', '-sSV', '-p', '22,6379', 'named.lab.test');
  });
  after(() => lab?.stop());

  function scan(name: string, ...args: readonly string[]): string {
    const file = join(lab.folder, name);
    run(['ip', 'netns', 'exec', lab.hosts.scanner.netns, 'nmap', '-v', '-Pn', '-T4', ...args, '-oX', file]);
    return file;
  }

  async function judge(files: readonly string[], policy: Parameters<typeof policyOf>[0]): Promise<Checked> {
    const args = files.flatMap((file) => ['--scan-xml', file]);
    const checked = await check(policyOf(policy), { folder: lab.folder, netns: lab.hosts.elsewhere.netns, args });
    assert.equal(lab.counted('elsewhere', 'sent'), 0, 'nothing is sent');
    if (checked.json.verdict !== 'error') assert.equal(judged(checked).scanner.privilege, 'none');
    return checked;
  }

  const targets = (host: string, allow = '22/tcp ssh, 53/tcp dns, 6379/tcp redis'): string =>
    `plain:\n  hosts: [${host}]\n  allow: [${allow}]`;

  test('a file that has the required coverage decides, plain or gzipped', async () => {
    const { ipv4 } = lab.hosts.plain;
    const zipped = `${tcp}.gz`;
    writeFileSync(zipped, gzipSync(readFileSync(tcp)));
    for (const file of [tcp, zipped]) {
      const fits = await judge([file], { ports: '{tcp: [1-100, 6379]}', targets: targets(ipv4) });
      assert.deepEqual([fits.status, findingLines(judged(fits))], [0, []]);
      assertComplete(judged(fits));

      const differs = await judge([file], {
        ports: '{tcp: [1-100, 6379]}',
        targets: targets(ipv4, '22/tcp ssh, 53/tcp'),
      });
      assert.deepEqual(
        [differs.status, findingLines(judged(differs))],
        [1, [`unexpected-port ${ipv4} 6379/tcp critical`]],
      );
    }
  });

  test('two files are merged, one for TCP and one for UDP; one alone is not enough', async () => {
    const { ipv4 } = lab.hosts.plain;
    const policy = {
      ports: '{tcp: [1-100], udp: [53, 123]}',
      targets: targets(ipv4, '22/tcp ssh, 53/tcp dns, 53/udp dns'),
    };
    const both = await judge([tcp, udp], policy);
    assert.deepEqual([both.status, findingLines(judged(both))], [0, []]);
    assertComplete(judged(both));
    const one = await judge([tcp], policy);
    assert.equal(one.status, 3);
    assert.deepEqual(
      judged(one).coverage.unobserved.map(({ protocol, ports }) => `${protocol} ${ports}`),
      ['udp 53,123'],
    );
  });

  test('a file that lacks required coverage is inconclusive, and names exactly what is missing', async () => {
    const { ipv4 } = lab.hosts.plain;
    const checked = await judge([tcp], { ports: '{tcp: [1-110, 6379]}', targets: targets(ipv4) });
    assert.equal(checked.status, 3);
    assert.deepEqual(
      judged(checked).coverage.unobserved.map(({ ports }) => ports),
      ['101-110'],
    );
    const other = await judge([tcp], { ports: '{tcp: [22]}', targets: targets('10.77.0.12', '22/tcp') });
    assert.equal(other.status, 3);
    assert.equal(judged(other).coverage.answered, 0);
  });

  test('a file that is cut off, anywhere, is never a pass', async () => {
    const { ipv4 } = lab.hosts.plain;
    const whole = readFileSync(tcp);
    const zipped = gzipSync(whole);
    const cuts = [0.3, 0.9, 0.995].flatMap((part) => [
      whole.subarray(0, Math.floor(whole.length * part)),
      zipped.subarray(0, Math.floor(zipped.length * part)),
    ]);
    for (const [index, cut] of cuts.entries()) {
      const file = join(lab.folder, `cut-${index}.xml`);
      writeFileSync(file, cut);
      const checked = await judge([file], { ports: '{tcp: [1-100, 6379]}', targets: targets(ipv4) });
      assert.equal(checked.status, 3, `cut ${index}`);
      assert.deepEqual(reasons(judged(checked)), ['scan-truncated'], `cut ${index}`);
    }
  });

  test('a file made with options that see too little proves nothing, and an open port in it still counts', async () => {
    const { ipv4 } = lab.hosts.plain;
    for (const [index, options] of [
      ['-sS', '--badsum'],
      ['-sS', '--scanfl', 'RST'],
      ['-sS', '-ff'],
      ['-sS', '--data-length=50'],
      ['-sS', '-nT5'],
      ['-sT', '--max-retries', '0'],
      ['-sS', '-oN', '/dev/null', '-min-rate=5000'],
    ].entries()) {
      const file = scan(`few-${index}.xml`, ...options, '-p', '22,6379', ipv4);
      const fits = await judge([file], { ports: '{tcp: [22, 6379]}', targets: targets(ipv4, '22/tcp, 6379/tcp') });
      assert.deepEqual([fits.status, reasons(judged(fits))], [3, ['refused-options']], options.join(' '));
    }
    const file = scan('fast.xml', '-sS', '--min-rate', '5000', '-p', '22,6379', ipv4);
    const seen = await judge([file], { ports: '{tcp: [22, 6379]}', targets: targets(ipv4, '22/tcp') });
    assert.deepEqual(
      [seen.status, findingLines(judged(seen))],
      [1, [`incomplete-scan ${ipv4} 22,6379/tcp incomplete`, `unexpected-port ${ipv4} 6379/tcp critical`]],
    );
    const good = await judge([tcp, file], { ports: '{tcp: [22, 6379]}', targets: targets(ipv4) });
    assert.equal(good.status, 0, 'it takes nothing away from a file that proves the required coverage');
  });

  test('a name is matched by what the user of nmap wrote, without a resolver', async () => {
    const fits = await judge([named], { ports: '{tcp: [22, 6379]}', targets: targets('named.lab.test', '22/tcp ssh') });
    assert.deepEqual(
      [fits.status, findingLines(judged(fits))],
      [1, ['unexpected-port named.lab.test 6379/tcp critical']],
    );
    const other = await judge([named], { ports: '{tcp: [22]}', targets: targets('other.lab.test', '22/tcp ssh') });
    assert.deepEqual([other.status, reasons(judged(other))], [3, ['name-unresolved']]);
  });

  test("a file that is not nmap's is refused", async () => {
    const file = join(lab.folder, 'other.xml');
    writeFileSync(file, '<?xml version="1.0"?><testsuite tests="0"/>');
    const checked = await judge([file], { ports: '{tcp: [22]}', targets: targets('10.77.0.11', '22/tcp') });
    assert.deepEqual([checked.status, problemCodes(checked)], [2, ['not-nmap-xml']]);
  });
});
