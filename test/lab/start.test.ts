import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { blocksOf, commandsOf, readPages } from '../support/pages.ts';
import { CLI, runGate } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { oddServices } from './odd.ts';
import { dnsmasq, nginx, redis, responder, sshd } from './services.ts';

const PAGE = readPages().find(({ path }) => path === 'docs/start.md') ?? assert.fail('there is no docs/start.md');

/** Fifteen open ports of TCP. */
const SERVICES = [
  sshd(),
  nginx(),
  redis(),
  dnsmasq(),
  oddServices([8080, 9090, 30080].map((port) => ({ kind: 'http', port }))),
  responder([
    { port: 13, greeting: 'Thu Nov 26 15:57:29 2026\r\n' },
    { port: 21, greeting: '220 (vsFTPd 3.0.3)\r\n' },
    { port: 25, greeting: '220 mail.example.com ESMTP Postfix\r\n' },
    { port: 110, greeting: '+OK Dovecot ready.\r\n' },
    { port: 143, greeting: '* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n' },
    { port: 3000 },
    { port: 5432 },
  ]),
];

describe('the first day, as docs/start.md shows it, on fifteen open services', () => {
  let lab: Lab<'machine'>;
  const printed: string[] = [];

  before(async () => {
    lab = await startLab({ machine: { number: 2, services: SERVICES } });
    for (const block of blocksOf(PAGE, 'yml')) {
      const name = /^# (\S+)\n/.exec(block)?.[1] ?? assert.fail(block);
      writeFileSync(join(lab.folder, name), block);
    }
  });
  after(() => lab?.stop());

  for (const command of commandsOf(PAGE)) {
    test(command, { timeout: 200_000 }, async () => {
      const local = `exposure-gate() { '${process.execPath}' '${CLI}' "$@"; }; ${command}`;
      const args = ['netns', 'exec', lab.hosts.machine.netns, 'bash', '-c', local];
      const { stdout } = await promisify(execFile)('ip', args, { cwd: lab.folder });
      printed.push(...stdout.split('\n'));
    });
  }

  test('the commands print what the page shows', () => {
    const shown = blocksOf(PAGE, 'text').flatMap((block) => block.trimEnd().split('\n'));
    assert.deepEqual(
      shown,
      shown.filter((line) => printed.includes(line)),
      printed.join('\n'),
    );
  });

  test('one more open port is one finding', async () => {
    const place = { netns: lab.hosts.machine.netns, cwd: lab.folder };
    const server = execFile('ip', ['netns', 'exec', place.netns, 'redis-server', '--port', '7000', '--save', '']);
    try {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const { status, stdout } = await runGate(['check', '--format', 'json'], place);
      const { findings } = JSON.parse(stdout);
      const standing = findings.filter(({ waived }: { waived: unknown }) => waived === null);
      assert.deepEqual(
        [status, standing.map(({ code, port }: { code: string; port: number }) => [code, port])],
        [1, [['unexpected-port', 7000]]],
      );
    } finally {
      server.kill();
    }
  });
});
