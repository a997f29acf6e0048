import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertComplete, check, findingLines, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { oddServices } from './odd.ts';
import { policyOf } from './policy.ts';
import { redis, responder } from './services.ts';

const MAIL = '220 mx.lab.test ESMTP Postfix (Debian/GNU)\r\n';

/** The beginning of MariaDB's initial handshake packet. */
const DATABASE = '\x4a\0\0\0\x0a5.5.5-10.11.6-MariaDB-1\0\x05\0\0\0';

const PLANS = {
  scanner: { number: 2 },
  late: {
    number: 11,
    services: [
      redis(),
      responder([
        { port: 25, greeting: MAIL, after: 4_000 },
        { port: 26, greeting: MAIL, after: 9_000 },
        // Hangs up on whoever speaks before its greeting.
        { port: 27, greeting: MAIL, after: 4_000, strict: true },
        // Two connections get no word: that of the port scan's confirmation, and the first that asks.
        { port: 28, greeting: MAIL, shy: 2 },
        { port: 29, hangsUp: true },
        // Look up the name of their client before they greet.
        { port: 3306, greeting: DATABASE, after: 4_000 },
        { port: 3307, greeting: DATABASE, after: 9_000 },
        { port: 30, greeting: 'SSH-2.0-OpenSSH_9.2p1\r\n' },
      ]),
      oddServices([
        // As HAProxy with `inspect-delay 5s`.
        { kind: 'shared', port: 81, tls: false, after: 5_000 },
        { kind: 'shared', port: 82, tls: false, after: 800 },
        { kind: 'shared', port: 444, tls: true, after: 5_000 },
        { kind: 'https', port: 443 },
      ]),
    ],
  },
} as const;

describe('services that speak late, or not to everybody', { concurrency: 2 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
  });
  after(() => lab?.stop());

  const scan = (ports: string, lines: string) => {
    const targets = `late:\n  hosts: [${lab.hosts.late.ipv4}]\n  ${lines}`;
    return check(policyOf({ ports: `{tcp: [${ports}]}`, targets }), {
      folder: lab.folder,
      netns: lab.hosts.scanner.netns,
    });
  };
  const versionScans = (commands: readonly { readonly command: string }[]) =>
    commands.flatMap(({ command }) =>
      command.includes(' -sV') ? [command.includes('intensity') ? 'quick' : 'patient'] : [],
    );

  test('are what their lines say, after 4 s and after 9 s, also if they hang up on the impatient', async () => {
    const report = judged(await scan('25-28', 'require: [25/tcp smtp, 26/tcp smtp, 27/tcp smtp, 28/tcp smtp]'));
    assert.deepEqual([report.verdict, findingLines(report)], ['pass', []]);
    assertComplete(report);
    const { ports = 0, services = 0, confirm = 1 } = report.stages ?? {};
    assert.ok(ports > 0 && services > 4 && confirm === 0, JSON.stringify(report.stages));
    assert.deepEqual([...new Set(versionScans(report.scans))], ['quick', 'patient']);
  });

  test('are databases that look up who asks, after 4 s and after 9 s', async () => {
    const report = judged(await scan('3306,3307', 'require: [3306/tcp mysql, 3307/tcp mysql]'));
    assert.deepEqual([report.verdict, findingLines(report)], ['pass', []]);
    assertComplete(report);
  });

  test('are found where their service is forbidden', async () => {
    const report = judged(await scan('25-27', 'allow: [25/tcp, 26/tcp, 27/tcp]\n  forbid: [smtp]'));
    const { ipv4 } = lab.hosts.late;
    const found = findingLines(report).map((line) => line.replace(/ \S+$/, ''));
    assert.deepEqual(
      found,
      [25, 26, 27].map((port) => `forbidden-service ${ipv4} ${port}/tcp`),
    );
  });

  test('are found behind a web server that answers whoever asks, in clear text and inside TLS', async () => {
    const ports = [81, 82, 444];
    const forbidding = judged(
      await scan('81,82,443,444', 'allow: [81/tcp, 82/tcp, 443/tcp https, 444/tcp]\n  forbid: [ssh]'),
    );
    const { ipv4 } = lab.hosts.late;
    assert.deepEqual(
      findingLines(forbidding).map((line) => line.replace(/ \S+$/, '')),
      ports.map((port) => `forbidden-service ${ipv4} ${port}/tcp`).sort(),
    );
    const naming = judged(
      await scan('81,82,443,444', 'require: [81/tcp http, 82/tcp http, 443/tcp https, 444/tcp https]'),
    );
    assert.notEqual(naming.verdict, 'pass');
    for (const port of ports) {
      assert.ok(
        findingLines(naming).some((line) => line.includes(`service ${ipv4} ${port}/tcp`)),
        findingLines(naming).join(),
      );
    }
    assert.equal(
      naming.findings.some(({ port }) => port === 443),
      false,
    );
  });

  test('are not asked patiently where their service decides nothing, or is recognised', async () => {
    const report = judged(await scan('25,29,6379', 'allow: [25/tcp, 29/tcp, 6379/tcp redis]'));
    assert.deepEqual([report.verdict, versionScans(report.scans)], ['pass', ['quick', 'quick']]);
    assert.equal(report.scans.filter(({ command }) => command.includes('--script')).length, 1);
  });

  test('are unverified if they hang up on everybody, and wrong only if the patient scan says so too', async () => {
    const report = judged(await scan('29,30', 'allow: [29/tcp http, 30/tcp telnet]'));
    const { ipv4 } = lab.hosts.late;
    assert.deepEqual(findingLines(report), [
      `unverified-service ${ipv4} 29/tcp low`,
      `wrong-service ${ipv4} 30/tcp medium`,
    ]);
    assert.deepEqual([...new Set(versionScans(report.scans))], ['quick', 'patient']);
  });
});
