import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { check, findingLines, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { nginx, responder } from './services.ts';

const UNKNOWN = { port: 8443, greeting: '-ERR\r\n' };

const PLANS = {
  scanner: { number: 2 },
  resetting: { number: 11, services: [responder([UNKNOWN])] },
  dropping: { number: 12, services: [responder([UNKNOWN])] },
  rejecting: { number: 13, services: [responder([UNKNOWN])] },
  exporter: { number: 14, services: [nginx({ http: 9100, https: 9101 })] },
} as const;

/** The first RST of a SYN scan that found the port open: from then on the scanner is known. */
const KNOWN = 'tcp dport 8443 tcp flags & (syn|ack|rst) == rst add @known { ip saddr } accept';

describe('a port that hides once the sweep has seen it open', { concurrency: 2 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    for (const [name, action] of [
      ['resetting', 'reject with tcp reset'],
      ['dropping', 'drop'],
      ['rejecting', 'reject'],
    ] as const) {
      lab.firewall(name, {
        beside: 'set known { type ipv4_addr; flags dynamic,timeout; timeout 10m; }',
        input: `tcp dport 8443 ip saddr @known ${action}\n${KNOWN}`,
      });
    }
  });
  after(() => lab?.stop());

  const scan = (targets: string, ports: string) => {
    const place = { folder: lab.folder, netns: lab.hosts.scanner.netns };
    return check(policyOf({ targets, ports }), { ...place, args: ['--on-incomplete', 'warn'] });
  };

  for (const [host, line] of [
    ['resetting', 'allow: [8443/tcp https]'],
    ['dropping', 'require: [8443/tcp https]'],
    ['rejecting', 'allow: [8443/tcp]\n  forbid: [telnet]'],
  ] as const) {
    test(
      `${host}, under ${line.replace('\n ', ',')}: the run never ends with 0, whatever ` + 'on-incomplete says',
      async () => {
        const checked = await scan(`hidden:\n  hosts: [${lab.hosts[host].ipv4}]\n  ${line}`, '{tcp: [8443]}');
        assert.deepEqual([checked.status, judged(checked).verdict], [3, 'inconclusive'], checked.stdout);
      },
    );
  }

  test('printer ports are identified only if a line names their service', async () => {
    const hosts = `hosts: [${lab.hosts.exporter.ipv4}]`;
    const ports = '{tcp: [9100, 9101]}';
    const any = await scan(`any:\n  ${hosts}\n  allow: [9100-9101/tcp]`, ports);
    assert.deepEqual([any.status, judged(any).verdict], [0, 'pass'], any.stdout);
    assert.ok(judged(any).scans.every(({ command }) => !command.includes('--allports')));
    const named = await scan(`named:\n  ${hosts}\n  allow: [9100/tcp http, 9101/tcp ssh]`, ports);
    assert.equal(named.status, 1, named.stdout);
    assert.deepEqual(
      findingLines(judged(named)).map((line) => line.replace(/ \S+$/, '')),
      [`wrong-service ${lab.hosts.exporter.ipv4} 9101/tcp`],
    );
  });
});
