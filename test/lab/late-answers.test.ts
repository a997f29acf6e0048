import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { type Checked, check, findingLines, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { type LinkEmulator, startLinkEmulator } from './link-emulator.ts';
import { policyOf } from './policy.ts';
import { dnsmasq, redis, responder, sshd } from './services.ts';
import { addUser, type User } from './user.ts';

/** Known by its first words: nmap asks a service that it does not know some 25 times, for two round trips each. */
const SSH = 'SSH-2.0-OpenSSH_9.2\r\n';

const PLANS = {
  scanner: { number: 2 },
  /** Quick, and what asks for 31338 or 6379 there is passed on to the host at the other end of the cable. */
  relay: { number: 11, services: [sshd()] },
  /** Behind the cable alone. */
  far: { number: 12, services: [sshd(), redis(), responder([{ port: 2222, greeting: SSH }]), dnsmasq()] },
  /** Takes a connection only from whoever asks for it three times. */
  testing: { number: 13, services: [sshd(), responder([{ port: 2222, hangsUp: true }])] },
  /** Its answers take another way than the questions. */
  askew: { number: 14, services: [sshd(), responder([{ port: 2222, greeting: SSH }])] },
  near: { number: 15, services: [sshd()] },
} as const;

/**
 * On loopback of the host at the far end: reached through the relay, and the cable behind it. It refuses at one of
 * them.
 */
const FAR = { ipv4: '10.78.3.1', ipv6: 'fd78:3::1', refusing: '10.78.3.2' } as const;
/** Of the host whose answers come in by another device. */
const ASKEW = '10.78.4.1';
const SCOPE = ['10.77.0.0/24', '10.78.0.0/16', 'fd78::/16'];

/** Three SYNs of one connection, with the kernel's own repetition: at 0, 1 and 3 seconds. */
const PATIENCE = `
set first { type ipv4_addr . inet_service . inet_service; flags dynamic,timeout; timeout 30s; size 65535; }
set second { type ipv4_addr . inet_service . inet_service; flags dynamic,timeout; timeout 30s; size 65535; }`;
const THIRD_TIME = `
tcp dport 2222 tcp flags & (syn | ack) == syn ip saddr . tcp sport . tcp dport @second accept
tcp dport 2222 tcp flags & (syn | ack) == syn ip saddr . tcp sport . tcp dport @first add @second { ip saddr . tcp sport . tcp dport } drop
tcp dport 2222 tcp flags & (syn | ack) == syn add @first { ip saddr . tcp sport . tcp dport } drop`;

describe('answers that come late, or another way', () => {
  let lab: Lab<keyof typeof PLANS>;
  let linkEmulator: LinkEmulator;
  let user: User;

  before(async () => {
    lab = await startLab(PLANS);
    user = addUser(lab.folder);
    const { scanner, relay, far, askew } = lab.hosts;
    linkEmulator = await startLinkEmulator(lab.folder, `${far.netns}-cable`, [
      { netns: relay.netns, device: 'line0' },
      { netns: far.netns, device: 'line0' },
    ]);
    for (const [index, { netns }] of [relay, far].entries()) {
      run(['ip', '-n', netns, 'address', 'add', `10.78.2.${index + 1}/30`, 'dev', 'line0']);
      run(['ip', '-n', netns, 'address', 'add', `fd78:2::${index + 1}/64`, 'dev', 'line0', 'nodad']);
      run(['ip', '-n', netns, 'link', 'set', 'line0', 'up']);
    }
    // It has a device on the lab's bridge too, which would be a short cut.
    run(['ip', '-n', far.netns, 'link', 'set', 'eth0', 'down']);
    for (const address of [`${FAR.ipv4}/32`, `${FAR.refusing}/32`, `${FAR.ipv6}/128`]) {
      run(['ip', '-n', far.netns, 'address', 'add', address, 'dev', 'lo']);
    }
    run(['ip', '-n', far.netns, 'route', 'add', 'default', 'via', '10.78.2.1']);
    run(['ip', '-n', far.netns, '-6', 'route', 'add', 'default', 'via', 'fd78:2::1']);
    for (const [family, address, gateway, next] of [
      ['-4', FAR.ipv4, relay.ipv4, '10.78.2.2'],
      ['-4', FAR.refusing, relay.ipv4, '10.78.2.2'],
      ['-6', FAR.ipv6, relay.ipv6, 'fd78:2::2'],
    ] as const) {
      run(['ip', '-n', scanner.netns, family, 'route', 'add', address, 'via', gateway]);
      run(['ip', '-n', relay.netns, family, 'route', 'add', address, 'via', next]);
    }
    for (const key of ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding']) {
      run(['ip', 'netns', 'exec', relay.netns, 'sysctl', '-qw', `${key}=1`]);
    }
    lab.firewall('relay', {
      beside: `
chain to { type nat hook prerouting priority dstnat; policy accept; tcp dport { 6379, 31338 } dnat ip to 10.78.2.2; }
chain from { type nat hook postrouting priority srcnat; policy accept; oifname line0 ct status dnat masquerade; }`,
    });
    // 31338 is another number for 2222, and what is not open is dropped.
    lab.firewall('far', {
      beside:
        'chain to { type nat hook prerouting priority dstnat; policy accept; tcp dport 31338 redirect to :2222; }',
      input: `ip daddr ${FAR.refusing} accept\ntcp dport { 22, 2222, 6379 } accept\ntcp dport 1-65535 drop`,
    });
    lab.firewall('testing', { beside: PATIENCE, input: THIRD_TIME });
    connectAskew(scanner.netns, askew.netns);
  });
  after(() => {
    linkEmulator?.stop();
    lab?.stop();
    user?.remove();
  });

  /** A second pair of devices: the scanner asks by the bridge, and is answered by this one. */
  function connectAskew(scanner: string, askew: string): void {
    run(['ip', '-n', scanner, 'link', 'add', 'side0', 'type', 'veth', 'peer', 'name', 'side0', 'netns', askew]);
    for (const [index, netns] of [scanner, askew].entries()) {
      run(['ip', '-n', netns, 'address', 'add', `10.78.5.${index + 1}/30`, 'dev', 'side0']);
      run(['ip', '-n', netns, 'link', 'set', 'side0', 'up']);
      for (const device of ['all', 'eth0', 'side0']) {
        run(['ip', 'netns', 'exec', netns, 'sysctl', '-qw', `net.ipv4.conf.${device}.rp_filter=0`]);
      }
    }
    run(['ip', '-n', askew, 'address', 'add', `${ASKEW}/32`, 'dev', 'lo']);
    run(['ip', '-n', scanner, 'route', 'add', ASKEW, 'via', lab.hosts.askew.ipv4, 'src', lab.hosts.scanner.ipv4]);
    // All that goes back, from that address, takes the side door.
    run(['ip', '-n', askew, 'rule', 'add', 'from', ASKEW, 'lookup', '77']);
    run(['ip', '-n', askew, 'route', 'add', 'default', 'via', '10.78.5.1', 'table', '77']);
  }

  /** What an ordinary client gets, without haste. */
  function connects(address: string, port: number): void {
    const client =
      `require('net').connect(${port}, '${address}').setTimeout(15000, process.abort).on('connect', ` + 'process.exit)';
    run(['ip', 'netns', 'exec', lab.hosts.scanner.netns, process.execPath, '-e', client]);
  }

  function scan(policy: Omit<Parameters<typeof policyOf>[0], 'scope'>, program?: User['program']): Promise<Checked> {
    const place = { folder: lab.folder, netns: lab.hosts.scanner.netns };
    return check(policyOf({ ...policy, scope: SCOPE }), program === undefined ? place : { ...place, program });
  }

  function said(checked: Checked): string {
    return `${findingLines(judged(checked)).join('\n')}\n${checked.stderr.slice(-2_000)}`;
  }

  test('a port that a quick host passes on to one at the end of a slow tunnel is no silent port', async () => {
    linkEmulator.set({ delay: 800 });
    connects(lab.hosts.relay.ipv4, 31_338);
    const checked = await scan({
      ports: '{tcp: [1-400, 6379, 31338]}',
      targets: `relay:\n  hosts: [${lab.hosts.relay.ipv4}]\n  allow: [22/tcp ssh]`,
    });
    assert.notEqual(checked.status, 0, said(checked));
  });

  test('a host at the end of a slow tunnel, that drops what is not open, is not filtered: over IPv6', async () => {
    linkEmulator.set({ delay: 600 });
    connects(FAR.ipv6, 2222);
    const checked = await scan({
      ports: '{tcp: [2000-2300]}',
      targets: `far:\n  hosts: ["${FAR.ipv6}"]\n  filtered: [2222/tcp]`,
    });
    assert.notEqual(checked.status, 0, said(checked));
  });

  test('without privileges the same host is not filtered either', async () => {
    linkEmulator.set({ delay: 1_100 });
    connects(FAR.ipv4, 2222);
    const checked = await scan(
      { ports: '{tcp: [2200-2240, 6379]}', targets: `far:\n  hosts: [${FAR.ipv4}]` },
      user.program,
    );
    assert.notEqual(checked.status, 0, said(checked));
  });

  test('a required port that answers after more than a second is not missing', async () => {
    linkEmulator.set({ delay: 100 }, { delay: 1_300 });
    connects(FAR.ipv4, 22);
    const checked = await scan({
      ports: '{tcp: [20-30]}',
      targets: `far:\n  hosts: [${FAR.ipv4}]\n  require: [22/tcp]`,
    });
    assert.notEqual(checked.status, 1, said(checked));
    assert.ok(!findingLines(judged(checked)).some((line) => line.startsWith('missing-port')), said(checked));
  });

  for (const [how, address] of Object.entries({ drops: FAR.ipv4, refuses: FAR.refusing })) {
    test(`a required service 1.2 s away is there, on a host that ${how} the rest`, async () => {
      linkEmulator.set({ delay: 600 });
      connects(address, 22);
      const checked = await scan({
        ports: '{tcp: [22, 100-400, 2222, 6379]}',
        targets: `far:\n  hosts: [${address}]\n  require: [22/tcp ssh, 2222/tcp, 6379/tcp redis]`,
      });
      assert.deepEqual(findingLines(judged(checked)), [], said(checked));
      assert.equal(checked.status, 0, said(checked));
    });
  }

  test('a host that answers discovery late is not down', async () => {
    linkEmulator.set({ delay: 1_250 });
    connects(FAR.ipv4, 2222);
    const checked = await scan({
      ports: '{tcp: [22, 2222]}',
      targets: `some:\n  hosts: [${lab.hosts.near.ipv4}, ${FAR.ipv4}]\n  assume: discover\n  allow: [22/tcp]`,
    });
    assert.notEqual(checked.status, 0, said(checked));
  });

  test('a name server that answers late is not silent', async () => {
    for (const delay of [20, 900]) {
      linkEmulator.set({ delay });
      const checked = await scan({
        ports: '{tcp: none, udp: [53]}',
        targets: `far:\n  hosts: [${FAR.ipv4}]\n  filtered: [53/udp]`,
      });
      assert.notEqual(checked.status, 0, `${delay} ms: ${said(checked)}`);
    }
  });

  test('a port that takes a connection only when it is asked for the third time is no silent port', async () => {
    connects(lab.hosts.testing.ipv4, 2222);
    const checked = await scan({
      ports: '{tcp: [2000-2400]}',
      targets: `testing:\n  hosts: [${lab.hosts.testing.ipv4}]\n  filtered: [2222/tcp]`,
    });
    assert.notEqual(checked.status, 0, said(checked));
  });

  test('a host whose answers come in by another device is heard', async () => {
    connects(ASKEW, 2222);
    const checked = await scan({
      ports: '{tcp: [2000-2400]}',
      targets: `askew:\n  hosts: [${ASKEW}]\n  allow: [22/tcp ssh]`,
    });
    assert.notEqual(checked.status, 0, said(checked));
  });
});
