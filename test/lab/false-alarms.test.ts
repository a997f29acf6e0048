import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run, until } from './command.ts';
import { type Checked, type check, findingLines, judged, startCheck } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { redis, responder, sshd } from './services.ts';
import { addUser, type User } from './user.ts';

/** More than are asked for their service in one run. */
const MANY = Array.from({ length: 620 }, (_, index) => 20_000 + index);

const PLANS = {
  scanner: { number: 2 },
  walled: { number: 3 },
  many: { number: 11, services: [responder(MANY.map((port) => ({ port, hangsUp: true })))] },
  plain: { number: 12, services: [sshd(), redis(), responder([{ port: 9103, greeting: 'x\r\n' }])] },
  small: { number: 13, services: [redis()] },
} as const;

/** Networks of the scanner's and the small host's own: one with two addresses that no host has, one with none. */
const SMALL = { network: '10.79.0.0/29', scanner: '10.79.0.1', host: '10.79.0.2' } as const;
const PAIR = { network: '10.79.1.0/31', scanner: '10.79.1.1', host: '10.79.1.0' } as const;
const SCOPE = ['10.77.0.0/24', '10.79.0.0/16'];

describe('what is well, and what is said of it', () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;

  before(async () => {
    lab = await startLab(PLANS);
    user = addUser(lab.folder);
    for (const [host, addresses] of [
      ['scanner', [`${SMALL.scanner}/29`, `${PAIR.scanner}/31`]],
      ['small', [`${SMALL.host}/29`, `${PAIR.host}/31`]],
    ] as const) {
      for (const address of addresses) {
        run(['ip', '-n', lab.hosts[host].netns, 'address', 'add', address, 'dev', 'eth0']);
      }
    }
  });
  after(() => {
    lab?.stop();
    user?.remove();
  });

  type Place = Partial<Parameters<typeof check>[1]>;

  function start(ports: string, target: string, place: Place = {}, maxRate = 100_000) {
    const targets = `one:\n${target.replace(/^/gm, '  ')}`;
    const policy = policyOf({ ports, targets, scope: SCOPE, maxRate });
    return startCheck(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns, ...place });
  }

  function scan(ports: string, target: string, place: Place = {}): Promise<Checked> {
    return start(ports, target, place).ended;
  }

  test('620 open ports that may be open for any service pass, whatever they are', async () => {
    const { ipv4 } = lab.hosts.many;
    const checked = await scan('{tcp: [20000-20700]}', `hosts: [${ipv4}]\nallow: [20000-20700/tcp]`);
    assert.equal(checked.status, 0, checked.stdout);
  });

  test(
    "a port of a printer's, allowed within a range and for any service, passes beside one that " + 'must be SSH',
    async () => {
      const { ipv4 } = lab.hosts.plain;
      const checked = await scan(
        '{tcp: [22, 9100-9107]}',
        `hosts: [${ipv4}]\nrequire: [22/tcp ssh]\nallow: [9100-9107/tcp]`,
      );
      assert.equal(checked.status, 0, checked.stdout);
    },
  );

  test("a network of the scanner's own can be green, or its policy is refused", async () => {
    const checked = await scan(
      '{tcp: [22, 6379]}',
      `hosts: [${SMALL.network}]\nassume: discover\nallow: [22/tcp, 6379/tcp]`,
    );
    assert.ok(checked.status === 0 || checked.status === 2, checked.stdout);
  });

  test('of a link with two addresses both are hosts: what is open on the lower one is found', async () => {
    for (const assume of ['up', 'discover']) {
      const checked = await scan('{tcp: [22, 6379]}', `hosts: [${PAIR.network}]\nassume: ${assume}\nallow: [22/tcp]`);
      assert.equal(checked.status, 1, checked.stdout);
      assert.ok(findingLines(judged(checked)).some((line) => line.startsWith(`unexpected-port ${PAIR.host} 6379/tcp`)));
    }
  });

  test("a firewall of the machine's own that shuts out the user who scans makes nothing look filtered", async () => {
    const { ipv4 } = lab.hosts.plain;
    const place = { netns: lab.hosts.walled.netns, program: user.program };
    for (const how of ['drop', 'reject with icmpx admin-prohibited']) {
      lab.firewall('walled', { output: `meta skuid ${user.name} tcp dport 6379 ${how}` });
      const checked = await scan('{tcp: [22, 6379]}', `hosts: [${ipv4}]\nallow: [22/tcp ssh]`, place);
      assert.ok(checked.status === 1 || checked.status === 3, `${how}: ${checked.stdout}`);
    }
  });

  test('what a broken file saw open still counts, however its list of ports is broken', async () => {
    const { ipv4 } = lab.hosts.plain;
    const file = join(lab.folder, 'whole.xml');
    const options = ['-n', '-Pn', '-v', '-sSV', '-p', '22,6379', '-oX', file];
    run(['ip', 'netns', 'exec', lab.hosts.scanner.netns, 'nmap', ...options, ipv4]);
    const whole = readFileSync(file, 'utf8');
    for (const [name, pattern, instead] of [
      ['no-count', / numservices="2"/, ''],
      ['no-number', /services="22,6379"/, 'services="22,6379,?"'],
      ['twice', /(<scaninfo [^>]*>)/, '$1<scaninfo type="syn" protocol="tcp" numservices="3" services="22"/>'],
      [
        'late',
        /<scaninfo [^>]*>([\s\S]*)<runstats>/,
        '$1<scaninfo type="syn" protocol="tcp" numservices="2" services="22,6379"/><runstats>',
      ],
      ['backwards', /services="22,6379"/, 'services="6379-22"'],
    ] as const) {
      assert.match(whole, pattern);
      const broken = join(lab.folder, `${name}.xml`);
      writeFileSync(broken, whole.replace(pattern, instead));
      const place = { args: ['--scan-xml', broken] };
      const checked = await scan('{tcp: [22, 6379]}', `hosts: [${ipv4}]\nallow: [22/tcp ssh]`, place);
      assert.equal(checked.status, 1, `${name}: ${checked.stdout}`);
    }
  });

  test('a run that is told to end before what it found was confirmed is inconclusive', async () => {
    const { ipv4 } = lab.hosts.plain;
    lab.firewall('plain', { counters: ['asked'], input: 'tcp dport 6379 counter name asked' });
    const gate = start('{tcp: [1-200, 6379]}', `hosts: [${ipv4}]\nallow: [22/tcp ssh]`, {}, 20);
    // Each round is a SYN and, for the answer, a reset: the first round has ended where the second one is under way.
    await until('6379/tcp was probed twice', 60_000, () => lab.counted('plain', 'asked') > 2);
    gate.child.kill('SIGTERM');
    const checked = await gate.ended;
    assert.equal(checked.status, 3, checked.stdout);
  });
});
