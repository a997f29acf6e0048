import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { workflowCommands } from '../report/hostile.ts';
import { validateWithMultitool } from '../report/validators.ts';
import { run } from './command.ts';
import { type Checked, check, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder } from './services.ts';

/**
 * Greetings of which nmap 7.93 copies the attacker's part into `version` (the match lines of nmap-service-probes for
 * QPOP, vsFTPd, HFS and Caudium), with what a runner would obey, what a terminal would obey and what a page would show.
 */
const SERVICES = [
  {
    port: 110,
    greeting:
      '+OK QPOP (version 1\r\n::set-output name=passed::true\n##[stop-commands]tok\n\x1b[31mred) at x starting.\r\n',
  },
  { port: 21, greeting: '220 vsFTPd 2\r::add-mask::443\xa0::error::x\x1b]0;t\x07 ready...\r\n' },
  {
    port: 8080,
    answer:
      'HTTP/1.1 200 OK\r\nServer: HFS ::error::x ##[group]y <script>alert(1)</script>| `x` [a](http://b) {0}\r\n\r\n',
  },
  { port: 8081, answer: 'HTTP/1.1 200 OK\r\nServer: Caudium/]]>&lt;b>\x85::error::v\xe2\x80\xa8::notice::w\r\n\r\n' },
] as const;

const PLANS = {
  scanner: { number: 2 },
  hostile: { number: 11, services: [responder(SERVICES)] },
} as const;

describe('services that answer with what a runner would obey', { concurrency: 4 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
  });
  after(() => lab?.stop());

  const policy = (): string =>
    policyOf({
      ports: `{tcp: [${SERVICES.map(({ port }) => port).join(', ')}]}`,
      targets: `hostile:\n  hosts: [${lab.hosts.hostile.ipv4}]`,
    });

  /** That no line is a command, and no control character is left, is asserted of every run, in `check`. */
  async function assertHarmless(checked: Checked): Promise<void> {
    const report = judged(checked);
    const versions = new Map(report.findings.map(({ port, version }) => [port, version ?? '']));
    assert.equal(checked.status, 1);
    // The attack did get as far as a report: else this test would prove nothing.
    for (const [port, word] of [
      [110, 'set-output name=passed'],
      [21, 'add-mask'],
      [8080, '<script>'],
      [8081, ']]>'],
    ] as const) {
      assert.ok(versions.get(port)?.includes(word), `${port}: ${versions.get(port)}`);
      assert.ok(checked.stdout.includes(word), checked.stdout);
    }
    // As written: what a JSON string holds once it is parsed is data.
    const files = ['report.json', 'report.sarif'].map((name) => readFileSync(join(checked.cwd, name), 'utf8'));
    for (const text of [checked.stdout, checked.stderr, checked.summary, ...files]) {
      assert.deepEqual(workflowCommands(text), []);
    }
    assert.ok(!checked.summary.includes('<script'));
    assert.ok(!checked.summary.includes('](http://b'));
    assert.deepEqual(await validateWithMultitool([checked.sarifFile]), []);
  }

  for (const format of ['text', 'json', 'sarif']) {
    test(`put nothing into any report that one would, with ${format} on stdout`, async () => {
      const place = { folder: lab.folder, netns: lab.hosts.scanner.netns, args: ['--format', format] };
      await assertHarmless(await check(policy(), place));
    });
  }

  test('nor through results that were made elsewhere', async () => {
    const file = `${lab.folder}/scan.xml`;
    const ports = SERVICES.map(({ port }) => port).join(',');
    const { netns } = lab.hosts.scanner;
    run(['ip', 'netns', 'exec', netns, 'nmap', '-n', '-Pn', '-sSV', '-p', ports, lab.hosts.hostile.ipv4, '-oX', file]);
    await assertHarmless(await check(policy(), { folder: lab.folder, netns, args: ['--scan-xml', file] }));
  });
});
