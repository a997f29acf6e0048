import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { check, findingLines, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { oddServices } from './odd.ts';
import { policyOf } from './policy.ts';
import { redis, sshd } from './services.ts';

/** RPC's numbers of nfs, mountd and nlockmgr. */
const [NFS, MOUNTD, LOCKS] = [100_003, 100_005, 100_021];

const PLANS = {
  scanner: { number: 2 },
  /**
   * A directory that says that 2049 is NFS and 20048 mountd. What listens there is an open Redis, and SSH. Of 4045 it
   * says the truth.
   */
  directory: {
    number: 11,
    services: [
      redis(2049),
      sshd(20_048),
      oddServices([
        {
          kind: 'portmapper',
          port: 111,
          programs: [
            { program: 100_000, version: 2, port: 111 },
            { program: NFS, version: 3, port: 2049 },
            { program: MOUNTD, version: 3, port: 20_048 },
            { program: LOCKS, version: 4, port: 4045 },
          ],
        },
        { kind: 'rpc', port: 4045, program: LOCKS },
      ]),
    ],
  },
  /** Plain web servers on ports that the port table gives to others. */
  web: {
    number: 12,
    services: [
      oddServices([
        ...[631, 5800, 8000, 8008, 8080, 8088].map((port) => ({ kind: 'http', port }) as const),
        ...[9443, 4443].map((port) => ({ kind: 'https', port }) as const),
      ]),
    ],
  },
  /** A handshake, and nothing of what the port's number promises inside; and bytes that are no handshake. */
  tls: {
    number: 13,
    services: [
      oddServices([
        { kind: 'tls', port: 993, greeting: 'SSH-2.0-OpenSSH_9.6\r\n' },
        { kind: 'hello', port: 443 },
        { kind: 'hello', port: 6697 },
      ]),
    ],
  },
} as const;

describe('names that were not proven on the wire', { concurrency: 3 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
  });
  after(() => lab?.stop());

  async function statusOf(
    host: keyof typeof PLANS,
    ports: readonly number[],
    lines: string,
  ): Promise<[number, string]> {
    const targets = `one:\n  hosts: [${lab.hosts[host].ipv4}]\n${lines.replace(/^/gm, '  ')}`;
    const policy = policyOf({ ports: `{tcp: [${ports.join(', ')}]}`, targets });
    const checked = await check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns });
    const report = judged(checked);
    return [report.exitCode, findingLines(report).join('\n')];
  }

  test("a portmapper's word makes no Redis an NFS server", async () => {
    const [status, findings] = await statusOf('directory', [111, 2049], 'allow: [111/tcp rpcbind, 2049/tcp nfs]');
    assert.notEqual(status, 0, findings);
  });

  test("a portmapper's word does not hide a forbidden service", async () => {
    const lines = 'allow: [111/tcp, 2049/tcp, 20048/tcp]\nforbid: [ssh]';
    const [status, findings] = await statusOf('directory', [111, 2049, 20_048], lines);
    assert.equal(status, 1, findings);
  });

  test('an RPC service that says itself what it is needs no other word', async () => {
    const lines = 'require: [111/tcp rpcbind, 4045/tcp nlockmgr]';
    const [status, findings] = await statusOf('directory', [111, 2049, 4045], `${lines}\nallow: [2049/tcp redis]`);
    assert.deepEqual([status, findings], [0, '']);
  });

  test('a web server is no printer, no VNC and no proxy because of its port', async () => {
    for (const line of ['631/tcp ipp', '5800/tcp vnc-http', '8080/tcp http-proxy']) {
      const [status, findings] = await statusOf('web', [Number.parseInt(line, 10)], `allow: [${line}]`);
      assert.notEqual(status, 0, `${line}: ${findings}`);
    }
  });

  test('a web server is http, and inside TLS https, on a port that the table gives to another', async () => {
    const plain = [631, 5800, 8000, 8008, 8080, 8088];
    const lines =
      'require: [' + `${[...plain.map((port) => `${port}/tcp http`), '9443/tcp https', '4443/tcp https'].join(', ')}]`;
    const [status, findings] = await statusOf('web', [...plain, 4443, 9443], lines);
    assert.deepEqual([status, findings], [0, '']);
  });

  test('SSH inside TLS on 993 is no imaps, and the first bytes of a handshake are neither https nor ircs', async () => {
    const lines = 'allow: [993/tcp imaps, 443/tcp https, 6697/tcp ircs]';
    const [status, findings] = await statusOf('tls', [443, 993, 6697], lines);
    assert.notEqual(status, 0, findings);
    for (const port of [443, 993, 6697]) assert.ok(findings.includes(` ${port}/tcp `), `${port}: ${findings}`);
  });
});
