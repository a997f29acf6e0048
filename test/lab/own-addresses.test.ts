import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { assertComplete, check, judged, openPorts } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder } from './services.ts';
import { addUser, type User } from './user.ts';

/** What the scanning machine offers, and what it publishes for a container. */
const [OFFERED, PUBLISHED] = [80, 2_727];
/** A second address of the same network: the kernel speaks to it from the first one. */
const FURTHER = '10.77.0.200';
const serving = (port: number) => [responder([{ port, hangsUp: true }])];
const PLANS = {
  scanner: { number: 2, services: serving(OFFERED) },
  container: { number: 11, services: serving(PUBLISHED) },
} as const;

/**
 * The kernel redirects it, as container runtimes tell it to: the answer comes in by the container's network, not by
 * loopback.
 */
describe('a port that the scanning machine publishes for a container', () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;

  before(async () => {
    lab = await startLab(PLANS);
    user = addUser(lab.folder);
    const { scanner, container } = lab.hosts;
    run(['ip', 'netns', 'exec', scanner.netns, 'sysctl', '-qw', 'net.ipv4.conf.all.route_localnet=1']);
    run(['ip', '-n', scanner.netns, 'address', 'add', `${FURTHER}/16`, 'dev', 'eth0']);
    lab.firewall('scanner', {
      input: `ct state established,related accept\ntcp dport ${OFFERED} accept\ntcp dport 1-65535 drop`,
      beside: `chain published { type nat hook output priority -100; policy accept;
  ip daddr { 127.0.0.1, ${scanner.ipv4}, ${FURTHER} } tcp dport ${PUBLISHED} dnat ip to ${container.ipv4}
  ip6 daddr ${scanner.ipv6} tcp dport ${PUBLISHED} dnat ip6 to ${container.ipv6}
}
chain masked { type nat hook postrouting priority 100; policy accept;
  ip daddr ${container.ipv4} masquerade
  ip6 daddr ${container.ipv6} masquerade
}`,
    });
  });
  after(() => {
    lab?.stop();
    user?.remove();
  });

  const cases = [
    ['loopback', 'root', () => '127.0.0.1'],
    ['its IPv4 address', 'root', () => lab.hosts.scanner.ipv4],
    ['its IPv4 address', 'unprivileged', () => lab.hosts.scanner.ipv4],
    ['a further IPv4 address of an interface', 'root', () => FURTHER],
    ['its IPv6 address', 'root', () => lab.hosts.scanner.ipv6],
  ] as const;

  for (const [name, privilege, addressOf] of cases) {
    test(`is found at ${name}, as ${privilege}`, async () => {
      const address = addressOf();
      const checked = await check(
        policyOf({
          ports: '{tcp: [1-3000]}',
          targets: `self:\n  hosts: ["${address}"]\n  require: [${OFFERED}/tcp]\n`,
        }),
        {
          folder: lab.folder,
          netns: lab.hosts.scanner.netns,
          ...(privilege === 'root' ? {} : { program: user.program }),
        },
      );
      const report = judged(checked);
      assert.equal(report.scanner.privilege, privilege);
      assert.deepEqual(openPorts(report, address), [`${OFFERED}/tcp`, `${PUBLISHED}/tcp`]);
      assert.deepEqual(
        report.findings.map(({ code, port }) => `${code} ${port}`),
        [`unexpected-port ${PUBLISHED}`],
      );
      assertComplete(report);
      assert.equal(checked.status, 1);
    });
  }
});
