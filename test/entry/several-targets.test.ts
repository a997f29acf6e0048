import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { workspace } from '../support/workspace.ts';

const ADDRESS = '192.0.2.10';

/** One `<port>`: `tcp 22 open`, with nmap's `<service>` where something was recognised. */
interface Port {
  readonly place: `${'tcp' | 'udp'} ${number}`;
  readonly state: 'open' | 'closed' | 'filtered';
  readonly service?: string;
}

/** @returns the XML of a scan that began just now and lists every port that it was asked for */
function scanOf(ports: readonly Port[], names: readonly string[] = []): string {
  const now = Math.floor(Date.now() / 1_000) - 60;
  const lists = (['tcp', 'udp'] as const).flatMap((protocol) => {
    const numbers = ports.map(({ place }) => place.split(' ')).filter(([own]) => own === protocol);
    const services = numbers.map(([, number]) => number).join(',');
    const type = protocol === 'tcp' ? 'syn' : 'udp';
    const count = numbers.length;
    return count === 0
      ? []
      : [`<scaninfo type="${type}" protocol="${protocol}" numservices="${count}" services="${services}"/>`];
  });
  const listed = ports.map(({ place, state, service }) => {
    const [protocol, number] = place.split(' ');
    const evidence = service === undefined ? '' : `<service ${service} method="probed" conf="10"/>`;
    return `<port protocol="${protocol}" portid="${number}"><state state="${state}" reason="x"/>${evidence}</port>`;
  });
  const host = (name: string): string => `<host><status state="up" reason="user-set"/>
<address addr="${ADDRESS}" addrtype="ipv4"/><hostnames>${name === '' ? '' : `<hostname name="${name}" type="user"/>`}</hostnames>
<ports>${listed.join('')}</ports></host>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<nmaprun scanner="nmap" args="nmap -sS -sU -sV -n -Pn -v" start="${now}" version="7.93" xmloutputversion="1.05">
${lists.join('\n')}
${(names.length === 0 ? [''] : names).map(host).join('\n')}
<runstats><finished time="${now + 1}" exit="success"/></runstats>
</nmaprun>
`;
}

/** @returns the exit status for targets in YAML, in the order given, and the codes of the findings that stand */
async function judge(
  targets: readonly string[],
  scan: string,
  args: readonly string[] = [],
): Promise<{ readonly status: number | null; readonly codes: readonly string[] }> {
  const policy = `version: 1
environment: lab
defaults: {ports: {tcp: [22]}}
targets:
${targets.map((target) => target.replace(/^(?=.)/gm, '  ')).join('\n')}
`;
  const cwd = await workspace({ 'policy.yml': policy, 'scan.xml': scan });
  const files = ['--policy', 'policy.yml', '--scan-xml', 'scan.xml', '--json', 'report.json'];
  const { status, stdout } = await spawnBundle(CLI, ['check', ...files, '--format', 'json', ...args], { cwd });
  const findings: { code: string; waived: unknown }[] = JSON.parse(stdout).findings ?? [];
  return { status, codes: findings.filter(({ waived }) => waived === null).map(({ code }) => code) };
}

const SSH = 'name="ssh" product="OpenSSH"';
const waive = (finding: string, port: string, more = ''): string =>
  `  waive: [{finding: ${finding}, port: ${port}, reason: legacy, owner: team, expires: 2099-12-31${more}}]`;

describe('a waiver speaks for its own target and host alone', () => {
  const open: readonly Port[] = [
    { place: 'tcp 22', state: 'open', service: SSH },
    { place: 'tcp 8443', state: 'open' },
  ];

  for (const order of ['as written', 'reversed'] as const) {
    const inOrder = <T>(items: readonly T[]): readonly T[] => (order === 'as written' ? items : [...items].reverse());

    test(`three targets by an address, a range and a name, of which one waives, ${order}`, async () => {
      const ports = '  ports: {tcp: [22, 8443]}\n  allow: [22/tcp ssh]';
      const targets = [
        `by-range:\n  hosts: [192.0.2.8/29]\n  exclude: [192.0.2.8/31, 192.0.2.11-15]\n${ports}\n` +
          waive('unexpected-port', '8443/tcp'),
        `by-address:\n  hosts: [${ADDRESS}]\n${ports}`,
        `by-name:\n  hosts: [www.lab.test]\n${ports}\n${waive('unexpected-port', '8443/tcp')}`,
      ];
      const { status, codes } = await judge(inOrder(targets), scanOf(open, ['www.lab.test']));
      assert.equal(status, 1);
      assert.ok(codes.includes('unexpected-port'));
    });

    test(`a name and the address behind it in one target, waived for the name alone, ${order}`, async () => {
      const hosts = inOrder(['www.lab.test', ADDRESS]).join(', ');
      const target =
        `web:\n  hosts: [${hosts}]\n  ports: {tcp: [22, 8443]}\n  allow: [22/tcp ssh]\n` +
        waive('unexpected-port', '8443/tcp', ', host: www.lab.test');
      const { status, codes } = await judge([target], scanOf(open, ['www.lab.test']));
      assert.equal(status, 1);
      assert.ok(codes.includes('unexpected-port'));
    });

    test(`a waiver of one port, while the other target looks at more ports, ${order}`, async () => {
      const targets = [
        `narrow:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [8443]}\n${waive('unexpected-port', '8443/tcp')}`,
        `wide:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [1-9000]}\n  allow: [22/tcp ssh]`,
      ];
      const { status, codes } = await judge(inOrder(targets), scanOf(open));
      assert.equal(status, 1, 'also inconclusive: most of its ports were not scanned');
      assert.ok(codes.includes('unexpected-port'));
    });
  }

  test('two names of one address: the order of hosts changes neither status nor identity', async () => {
    const target = (hosts: string): string =>
      `web:\n  hosts: [${hosts}]\n  ports: {tcp: [22, 8443]}\n  allow: [22/tcp ssh]\n` +
      waive('unexpected-port', '8443/tcp', ', host: a.lab.test');
    const scan = scanOf(open, ['a.lab.test', 'b.lab.test']);
    const [one, other] = [
      await judge([target('a.lab.test, b.lab.test')], scan),
      await judge([target('b.lab.test, a.lab.test')], scan),
    ];
    assert.deepEqual([one.status, other.status], [1, 1]);
    assert.deepEqual(one.codes, other.codes);
  });
});

describe('what any target says of an address holds, whichever is selected', () => {
  const dns = 'name="domain"';

  test('a service forbidden in a target that looks at TCP is found on a UDP port of another', async () => {
    const targets = [
      `no-dns:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [22]}\n  allow: [22/tcp ssh]\n  forbid: [dns]`,
      `names:\n  hosts: [${ADDRESS}]\n  ports: {udp: [53]}\n  allow: [53/udp dns]`,
    ];
    const scan = scanOf([
      { place: 'tcp 22', state: 'open', service: SSH },
      { place: 'udp 53', state: 'open', service: dns },
    ]);
    assert.equal((await judge(targets, scan)).status, 1);
    assert.equal((await judge([...targets].reverse(), scan)).status, 1);
  });

  test('a port that one target forbids is forbidden where only a target that allows it is selected', async () => {
    const targets = [
      `pci:\n  hosts: [192.0.2.0/27]\n  ports: {tcp: [22]}\n  allow: [22/tcp ssh]\n  forbid: [8443/tcp]`,
      `legacy:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [8443]}\n  allow: [8443/tcp]`,
    ];
    const scan = scanOf([
      { place: 'tcp 22', state: 'closed' },
      { place: 'tcp 8443', state: 'open' },
    ]);
    assert.equal((await judge(targets, scan, ['--target', 'legacy'])).status, 1);
  });

  test('the same where the target that forbids knows the address by a name', async () => {
    const targets = [
      `pci:\n  hosts: [www.lab.test]\n  ports: {tcp: [22]}\n  allow: [22/tcp ssh]\n  forbid: [8443/tcp]`,
      `legacy:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [8443]}\n  allow: [8443/tcp]`,
    ];
    const ports: readonly Port[] = [
      { place: 'tcp 22', state: 'closed' },
      { place: 'tcp 8443', state: 'open' },
    ];
    assert.equal((await judge(targets, scanOf(ports, ['www.lab.test']), ['--target', 'legacy'])).status, 1);
  });

  test('a port that must be filtered for one target is none that another one alone may open', async () => {
    const targets = [
      `walled:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [22]}\n  allow: [22/tcp ssh]\n  filtered: [5432/tcp]`,
      `databases:\n  hosts: [192.0.2.8/30]\n  exclude: [192.0.2.8/31, 192.0.2.11]\n  ports: {tcp: [5432]}\n  ` +
        'allow: [5432/tcp]',
    ];
    const scan = scanOf([
      { place: 'tcp 22', state: 'closed' },
      { place: 'tcp 5432', state: 'open' },
    ]);
    assert.equal((await judge(targets, scan, ['--target', 'databases'])).status, 1);
  });

  test('a service that nobody recognises is not shown to be none of those that another target forbids', async () => {
    const targets = [
      `no-telnet:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [22]}\n  allow: [22/tcp ssh]\n  forbid: [telnet]`,
      `odd:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [8443]}\n  allow: [8443/tcp]`,
    ];
    const scan = scanOf([
      { place: 'tcp 22', state: 'closed' },
      { place: 'tcp 8443', state: 'open' },
    ]);
    assert.notEqual((await judge(targets, scan)).status, 0);
    assert.notEqual((await judge(targets, scan, ['--target', 'odd'])).status, 0);
  });

  test('what another target allows by a service stays allowed where it is not selected', async () => {
    const targets = [
      `shells:\n  hosts: [192.0.2.0/28]\n  ports: {tcp: [22]}\n  allow: [22/tcp ssh]`,
      `web:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [22, 443]}\n  allow: [443/tcp https]`,
    ];
    const scan = scanOf([
      { place: 'tcp 22', state: 'open', service: SSH },
      { place: 'tcp 443', state: 'open', service: 'name="http" tunnel="ssl"' },
    ]);
    const { status, codes } = await judge(targets, scan, ['--target', 'web']);
    assert.deepEqual([status, codes], [0, []]);
  });

  test('a waiver of a target that is not selected suppresses nothing of the one that is', async () => {
    const targets = [
      `fleet:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [22, 8443]}\n  allow: [22/tcp ssh]\n` +
        waive('unexpected-port', '8443/tcp'),
      `pci:\n  hosts: [${ADDRESS}]\n  ports: {tcp: [22, 8443]}\n  allow: [22/tcp ssh]`,
    ];
    const scan = scanOf([
      { place: 'tcp 22', state: 'closed' },
      { place: 'tcp 8443', state: 'open' },
    ]);
    assert.equal((await judge(targets, scan, ['--target', 'pci'])).status, 1);
  });
});

describe('a forbidden service is forbidden inside TLS too, under each name that nmap has for it', () => {
  for (const [forbidden, name] of [
    ['xmpp', 'jabber'],
    ['jabber', 'xmpp'],
    ['socks', 'socks4'],
    ['smb', 'netbios-ssn'],
    ['submission', 'smtp'],
  ] as const) {
    test(`${forbidden}, where nmap says ${name} in an SSL tunnel`, async () => {
      const target = `one:\n  hosts: [${ADDRESS}]\n  allow: [22/tcp]\n  forbid: [${forbidden}]`;
      const scan = scanOf([{ place: 'tcp 22', state: 'open', service: `name="${name}" tunnel="ssl"` }]);
      const { status, codes } = await judge([target], scan);
      assert.deepEqual([status, codes], [1, ['forbidden-service']]);
    });
  }
});
