import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type GateEnd, runGate } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import type { Rules } from './namespaces.ts';
import { policyOf } from './policy.ts';
import { redis, responder, sshd } from './services.ts';

const guarded = (number: number) => ({
  number,
  services: [sshd(), redis(7777), responder([{ port: 8443, greeting: '-ERR who are you\r\n' }])],
});

const PLANS = {
  scanner: { number: 2 },
  plain: guarded(10),
  silent: guarded(11),
  rejecting: guarded(12),
  required: guarded(13),
  forbidden: { number: 14, services: [sshd(), redis(7777)] },
} as const;

/**
 * Whoever ends a handshake with a reset, as a SYN scan does, is turned away from that port for the time of the test.
 */
function hiding(port: number, how: string): Rules {
  const scanned = `tcp dport ${port} tcp flags & (syn | ack | rst) == rst`;
  return {
    beside: `
set four { type ipv4_addr; flags dynamic,timeout; timeout 10m; }
set six { type ipv6_addr; flags dynamic,timeout; timeout 10m; }`,
    input: `
tcp dport ${port} ip saddr @four ${how}
tcp dport ${port} ip6 saddr @six ${how}
${scanned} add @four { ip saddr }
${scanned} add @six { ip6 saddr }`,
  };
}

describe('ports that hide once they were seen open, where an incomplete run is a warning', { concurrency: 2 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
  });
  after(() => lab?.stop());

  /** @returns how the gate ended: its exit status is what a warning would turn to 0 */
  function scan(host: string, lines: string): Promise<GateEnd> {
    const targets = `one:\n  hosts: [${JSON.stringify(host)}]\n${lines.replace(/^/gm, '  ')}`;
    const cwd = mkdtempSync(join(lab.folder, 'run-'));
    writeFileSync(join(cwd, 'policy.yml'), policyOf({ ports: '{tcp: [22, 7777, 8443]}', targets }));
    const args = ['check', '--install', 'never', '--policy', 'policy.yml', '--on-incomplete', 'warn'];
    return runGate(args, { netns: lab.hosts.scanner.netns, cwd });
  }

  async function assertNotGreen(host: string, lines: string): Promise<void> {
    const { status, stdout } = await scan(host, lines);
    assert.ok(status === 1 || status === 3, `${status}: ${stdout}`);
  }

  const HTTPS = 'allow: [22/tcp ssh, 7777/tcp redis, 8443/tcp https]';

  test('seen by everybody else the port has the wrong service', async () => {
    const { ipv4 } = lab.hosts.plain;
    assert.equal((await scan(ipv4, HTTPS)).status, 1);
  });

  test('by falling silent', async () => {
    lab.firewall('silent', hiding(8443, 'drop'));
    await assertNotGreen(lab.hosts.silent.ipv4, HTTPS);
  });

  test('by having a firewall reject, over IPv6', async () => {
    lab.firewall('rejecting', hiding(8443, 'reject with icmpx admin-prohibited'));
    await assertNotGreen(lab.hosts.rejecting.ipv6, HTTPS);
  });

  test('although they must be open', async () => {
    lab.firewall('required', hiding(8443, 'reject with tcp reset'));
    await assertNotGreen(lab.hosts.required.ipv4, 'allow: [22/tcp ssh, 7777/tcp]\nrequire: [8443/tcp https]');
  });

  test('with a service that is forbidden on any port', async () => {
    lab.firewall('forbidden', hiding(7777, 'reject with tcp reset'));
    await assertNotGreen(lab.hosts.forbidden.ipv4, 'allow: [22/tcp ssh, 7777/tcp]\nforbid: [redis]');
  });
});
