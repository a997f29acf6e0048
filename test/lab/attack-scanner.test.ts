import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Checked, check, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder } from './services.ts';

/** Where a host that moves sends whoever asks it: an address that no policy here names. */
const ELSEWHERE = '10.77.0.15';
const MOVED =
  `HTTP/1.1 301 Moved Permanently\r\nLocation: http://${ELSEWHERE}:8080/\r\nContent-Length: ` +
  `0\r\nConnection: close\r\n\r\n`;
const SSH = 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n';

const PLANS = {
  scanner: { number: 2 },
  spared: {
    number: 11,
    services: [
      responder([
        { port: 443, greeting: SSH },
        { port: 31_337, greeting: SSH },
      ]),
    ],
  },
  limited: { number: 12, services: [responder([{ port: 31_337, greeting: SSH }])] },
  brief: { number: 13, services: [responder([{ port: 31_337, greeting: SSH }])] },
  moved: { number: 14, services: [responder([{ port: 80, answer: MOVED }])] },
  elsewhere: { number: 15, services: [responder([{ port: 8080, answer: 'HTTP/1.1 200 OK\r\n\r\n' }])] },
  closed: { number: 16 },
  plain: { number: 17, services: [responder([{ port: 799, greeting: SSH }])] },
} as const;

const banned = (time: string): string => `set banned { type ipv4_addr; flags dynamic,timeout; timeout ${time}; }`;
const bans = (rate: string): string => `tcp flags syn limit rate over ${rate} packets add @banned { ip saddr } drop`;

describe('hosts that hold a scanner off', { concurrency: 3 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    const established = 'ct state established accept';
    lab.firewall('spared', {
      beside: banned('10m'),
      input: `${established}\ntcp dport 443 accept\nip saddr @banned drop\n${bans('200/second burst 300')}`,
    });
    lab.firewall('limited', {
      input: `${established}\ntcp flags syn limit rate over 25/second burst 50 packets drop`,
    });
    lab.firewall('brief', {
      beside: banned('5s'),
      input: `${established}\nip saddr @banned drop\n${bans('50/second burst 100')}`,
    });
    lab.firewall('plain', {
      beside: banned('10m'),
      input: `${established}\nip saddr @banned drop\n${bans('50/second burst 120')}`,
    });
    lab.firewall('elsewhere', {
      input: `ip saddr ${lab.hosts.scanner.ipv4} counter name reached`,
      counters: ['reached'],
    });
  });
  after(() => lab?.stop());

  // Whoever holds its answers back is swept as slowly as they come: here nobody waits for the end of it.
  const scan = (targets: string, parts: { ports?: string; scope?: string[]; maxRate?: number } = {}) => {
    const { netns } = lab.hosts.scanner;
    return check(policyOf({ targets, ...parts }), { folder: lab.folder, netns, args: ['--timeout', '45s'] });
  };

  /** The open port may be found; if it is not, nobody may say that all was answered. */
  function assertNotGreen(checked: Checked): void {
    assert.notEqual(judged(checked).verdict, 'pass', checked.stdout);
    assert.notEqual(checked.status, 0);
  }

  test('a ban that spares an allowed port is no proof that the others are silent', async () => {
    const { ipv4 } = lab.hosts.spared;
    assertNotGreen(await scan(`spared:\n  hosts: [${ipv4}]\n  require: [443/tcp]`, { ports: '{tcp: all}' }));
  });

  test('a limit of SYNs a second, as routers have it by default, is no proof of silence', async () => {
    assertNotGreen(await scan(`limited:\n  hosts: [${lab.hosts.limited.ipv4}]`, { ports: '{tcp: all}' }));
  });

  test('neither are bans of a few seconds, over and over', async () => {
    assertNotGreen(await scan(`brief:\n  hosts: [${lab.hosts.brief.ipv4}]`, { ports: '{tcp: all}' }));
  });

  test('a scan at the pace of a policy notices a ban as well', async () => {
    const options = 'profile: custom\n  options: [-T4, --max-retries=2]';
    const checked = await scan(`plain:\n  hosts: [${lab.hosts.plain.ipv4}]\n  ${options}`, { ports: '{tcp: 1-800}' });
    assertNotGreen(checked);
  });

  test('a host that is asked for facts sends the scanner nowhere else', async () => {
    const { ipv4 } = lab.hosts.moved;
    const target = `moved:\n  hosts: [${ipv4}]\n  profile: deep\n  allow: [80/tcp]`;
    const checked = await scan(target, { ports: '{tcp: [80]}', scope: [ipv4] });
    assert.ok(judged(checked).scans.length > 0);
    assert.equal(lab.counted('elsewhere', 'reached'), 0);
  });
});

describe('how fast a sweep is', () => {
  let lab: Lab<'scanner' | 'closed'>;

  before(async () => {
    lab = await startLab({ scanner: PLANS.scanner, closed: PLANS.closed });
    lab.firewall('closed', { input: 'tcp flags & (syn | ack) == syn counter name asked', counters: ['asked'] });
  });
  after(() => lab?.stop());

  test(
    'without a limit of the policy it keeps to 20,000 packets a second, and its report says how ' + 'often it asked',
    async () => {
      const policy = policyOf({ ports: '{tcp: all}', targets: `closed:\n  hosts: [${lab.hosts.closed.ipv4}]` });
      const unlimited = policy.replace(/ {2}max-rate: .*\n/, '');
      let [last, at, most] = [0, performance.now(), 0];
      const watch = setInterval(() => {
        const [count, now] = [lab.counted('closed', 'asked'), performance.now()];
        most = Math.max(most, (1_000 * (count - last)) / (now - at));
        [last, at] = [count, now];
      }, 500);
      const checked = await check(unlimited, { folder: lab.folder, netns: lab.hosts.scanner.netns });
      clearInterval(watch);
      const [sweep] = judged(checked).sweeps;
      assert.ok(sweep !== undefined && sweep.passes * sweep.required <= 1.1 * sweep.probes, JSON.stringify(sweep));
      assert.ok(most < 30_000, `${Math.round(most)} packets a second`);
    },
  );
});
