import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './command.ts';
import { check, findingLines, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder, sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2 },
  router: { number: 3 },
  guarded: {
    number: 11,
    services: [
      sshd(),
      responder([
        { port: 2222, hangsUp: true },
        { port: 3333, greeting: 'hello\r\n' },
      ]),
    ],
  },
} as const;

/** Reached through the router alone. */
const BEHIND = '10.77.1.11';
const PORTS = '20-30,2200-2400,3333,5430-5439';
const FEW = '22,2222';

/**
 * Drops fragments and what asks for 2222 the first time, rejects some ports, and says of the others that they are
 * closed.
 */
const WALL = {
  beside: `
set asked { type ipv4_addr . inet_service; flags dynamic,timeout; timeout 3s; }
chain early { type filter hook prerouting priority -450; policy accept; ip frag-off & 0x3fff != 0 drop; }`,
  input: `
tcp dport 2222 tcp flags & (syn | ack) == syn ip saddr . tcp dport @asked accept
tcp dport 2222 tcp flags & (syn | ack) == syn add @asked { ip saddr . tcp dport } drop
tcp dport { 5432, 5433 } drop`,
};

/** Each is an option that the policy language refuses, as nmap also understands it. */
const SHAPED: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['whose probes end at the first router', ['--ttl=1']],
  ['in fragments, which a firewall drops', ['-f']],
  ['in fragments of a given size', ['--mtu', '16']],
  ['that asks once, abbreviated', ['--max-ret=0']],
  ['that asks once, with one dash', ['-max-retries', '0']],
  ['that asks once, with a zero more', ['--max-retries', '00']],
  ['with a source route in its packets', ['--ip-options', 'L 10.77.0.3']],
];

describe('results that were made in a way that proves nothing', () => {
  let lab: Lab<keyof typeof PLANS>;
  let usual: string;

  before(async () => {
    lab = await startLab(PLANS);
    const { scanner, router, guarded } = lab.hosts;
    run(['ip', '-n', scanner.netns, 'route', 'add', BEHIND, 'via', router.ipv4]);
    run(['ip', '-n', router.netns, 'route', 'add', BEHIND, 'via', guarded.ipv4]);
    run(['ip', '-n', guarded.netns, 'address', 'add', `${BEHIND}/32`, 'dev', 'lo']);
    run(['ip', 'netns', 'exec', router.netns, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
    run(['ip', 'netns', 'exec', router.netns, 'sysctl', '-qw', 'net.ipv4.conf.all.send_redirects=0']);
    lab.firewall('guarded', WALL);
    usual = scan('usual');
  });
  after(() => lab?.stop());

  function scan(name: string, options: readonly string[] = [], ports = PORTS): string {
    const file = join(lab.folder, `${name.replaceAll(' ', '-')}.xml`);
    const common = ['-n', '-Pn', '-v', '-T4', '-sS', '-p', ports, '-oX', file];
    run(['ip', 'netns', 'exec', lab.hosts.scanner.netns, 'nmap', ...common, ...options, BEHIND]);
    return file;
  }

  /** @returns a copy of a file with something replaced, which must be there */
  function edited(file: string, name: string, replace: readonly (readonly [RegExp, string])[]): string {
    const copy = join(lab.folder, `${name}.xml`);
    const text = replace.reduce(
      (before, [pattern, instead]) => {
        assert.match(before, pattern);
        return before.replace(pattern, instead);
      },
      readFileSync(file, 'utf8'),
    );
    writeFileSync(copy, text);
    return copy;
  }

  async function judge(files: readonly string[], lines = 'allow: [22/tcp, 3333/tcp]', ports = PORTS) {
    const targets = `guarded:\n  hosts: [${BEHIND}]\n${lines.replace(/^/gm, '  ')}`;
    const args = files.flatMap((file) => ['--scan-xml', file]);
    const policy = policyOf({ ports: `{tcp: [${ports}]}`, scope: [BEHIND], targets });
    return check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns, args });
  }

  test('the usual scan of the same host finds what is open', async () => {
    await sleep(3_200);
    const checked = await judge([scan('few', [], FEW)], 'allow: [22/tcp]', FEW);
    assert.deepEqual(
      [checked.status, findingLines(judged(checked))],
      [1, [`unexpected-port ${BEHIND} 2222/tcp medium`]],
    );
  });

  for (const [name, options] of SHAPED) {
    test(`a scan ${name} is never green`, async () => {
      // The host has to forget who asked.
      await sleep(3_200);
      const file = scan(name, options, FEW);
      assert.doesNotMatch(readFileSync(file, 'utf8'), /portid="2222"[^/]*state="open"/, 'it does not see the port');
      const checked = await judge([file], 'allow: [22/tcp]', FEW);
      assert.notEqual(checked.status, 0, checked.stdout);
    });
  }

  test('a scan with a database of services of its own is no proof of a service', async () => {
    const probes = join(lab.folder, 'probes');
    writeFileSync(probes, 'Probe TCP NULL q||\ntotalwaitms 2000\nmatch ssh m|^hello| p/OpenSSH/\n');
    const file = scan('own-services', ['-sV', '--versiondb', probes], '3333');
    const rest = scan('the-rest', [], PORTS.replace(',3333', ''));
    const checked = await judge([file, rest], 'allow: [22/tcp, 2222/tcp, 3333/tcp ssh]');
    assert.notEqual(checked.status, 0, checked.stdout);
  });

  const DAY = 86_400;
  const at = (seconds: number): readonly (readonly [RegExp, string])[] => [
    [/(<nmaprun [^>]*?)start="\d+"/, `$1start="${seconds}"`],
  ];

  test('a file of last week is not made young by one of today', async () => {
    const week = Math.floor(Date.now() / 1_000) - 7 * DAY;
    const shut = edited(scan('before', ['--max-retries', '3'], '2222-2400'), 'last-week', [
      ...at(week),
      [/<state state="open" reason="syn-ack"/, '<state state="closed" reason="reset"'],
    ]);
    const fresh = scan('today', [], '20-30,2200-2221,3333,5430-5439');
    for (const files of [
      [shut, fresh],
      [fresh, shut],
    ]) {
      const checked = await judge(files);
      assert.notEqual(checked.status, 0, checked.stdout);
    }
  });

  test('a file that does not say when it was made, or says a day that is to come, is not young', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const files = [
      edited(usual, 'undated', [[/(<nmaprun [^>]*?) start="\d+"/, '$1']]),
      edited(usual, 'to-come', at(now + 3 * DAY)),
      edited(usual, 'year-one', at(1)),
    ];
    for (const file of files) {
      const checked = await judge([file], 'allow: [22/tcp, 3333/tcp, 2222/tcp]');
      assert.notEqual(checked.status, 0, file);
    }
  });

  test(
    'where nmap does not say which ports are closed and which are filtered, none fails for ' + 'being closed',
    async () => {
      const old = edited(usual, 'old-nmap', [[/<extrareasons [^>]*\/>/g, '']]);
      assert.ok((readFileSync(old, 'utf8').match(/<extraports /g) ?? []).length > 0);
      const text = readFileSync(old, 'utf8').replace(
        /<port protocol="tcp" portid="543[23]"><state state="filtered"[^>]*>(?:<service[^>]*>)?<\/port>/g,
        '',
      );
      writeFileSync(
        old,
        text.replace('<extraports ', '<extraports state="filtered" count="2">\n</extraports>\n<extraports '),
      );
      const checked = await judge([old], 'allow: [22/tcp, 2222/tcp, 3333/tcp]\nfiltered: [5432-5433/tcp]');
      assert.notEqual(checked.status, 1, checked.stdout);
      assert.notEqual(checked.status, 0, checked.stdout);
    },
  );
});
