import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { invocations } from '../support/fake-nmap.ts';
import { assertNeverPass, REPORT_OPTIONS, REPORTS } from '../support/never-pass.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { checkBox, HONEST, PAIR, PAIR_POLICY, POLICY } from './box.ts';
import { ENDINGS } from './scanner-ends.ts';
import { LIES } from './scanner-lies.ts';

async function reasonsIn(folder: string): Promise<readonly string[]> {
  const { coverage } = JSON.parse((await textOf(join(folder, REPORTS.json))) ?? '{}');
  const codes: string[] = (coverage?.unobserved ?? []).map(({ reason }: { reason: string }) => reason);
  return [...new Set(codes)];
}

/** A version scan that ended well and found the port silent. */
const IDENTIFY_NOTHING = nmapXml({
  asked: '80',
  versions: true,
  hosts: [{ address: '127.0.0.1', folded: { state: 'filtered', ports: '80' } }],
});

describe('a scanner that is honest', () => {
  test('passes, so that what follows fails for no other reason', async () => {
    const { status, stdout, stderr, folder } = await checkBox({});
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^PASS {2}no findings, 7 of 7 ports answered/m);
    assert.deepEqual((await invocations(folder)).length, 3);
    const pair = await checkBox({ policy: PAIR_POLICY, answers: PAIR });
    assert.equal(pair.status, 0, pair.stdout);
  });

  test('passes where a version scan misses an open port at first, and is asked again', async () => {
    const missing = IDENTIFY_NOTHING;
    const identify = `const times = require('node:fs').readFileSync(__dirname + '/nmap.log', 'utf8').split('"-sV"').length - 1;
      await say(times < 3 ? ${JSON.stringify(missing)} : IDENTIFY)`;
    const { status, stdout, stderr, folder } = await checkBox({ fake: { identify } });
    assert.equal(status, 0, stdout + stderr);
    assert.equal((await invocations(folder)).length, 5);
  });

  test('is inconclusive where it never lists the port', async () => {
    const ended = await checkBox({ fake: { identify: `await say(${JSON.stringify(IDENTIFY_NOTHING)})` } });
    await assertNeverPass(ended, ended.folder, 3);
    assert.deepEqual(await reasonsIn(ended.folder), ['answers-disagree', 'not-identified']);
    assert.equal((await invocations(ended.folder)).length, 5);
  });

  // Only a host that was measured is asked quickly first, while another scan listens.
  const measured = HONEST.sweep.replaceAll('</host>', '<times srtt="900" rttvar="90" to="100000"/></host>');
  const patientlySsh = "await say(calls('identify') > 1 ? IDENTIFY.replaceAll('http', 'ssh') : IDENTIFY)";
  const listening = (listen: string) =>
    checkBox({ answers: { ...HONEST, sweep: measured }, fake: { listen, identify: patientlySsh } });

  test('is not asked patiently where the scan that listens proves silence', async () => {
    const { status, stdout, folder } = await listening('await say(LISTEN)');
    assert.equal(status, 0, stdout);
    assert.equal((await invocations(folder)).length, 4);
  });

  for (const [name, listen] of [
    ['fails', 'process.exitCode = 1'],
    ['says nothing of the port', 'await say(SWEEP)'],
    ['is cut off', 'await say(LISTEN.slice(0, LISTEN.length / 2))'],
    ['could not connect', "await say(LISTEN.replace('silent', 'failed'))"],
    ['heard a late greeting', "await say(LISTEN.replace('silent', '3000'))"],
  ] as const) {
    test(`is asked patiently where the scan that listens ${name}`, async () => {
      const { status, stdout, folder } = await listening(listen);
      assert.equal(status, 1, stdout);
      const versionScans = (await invocations(folder)).filter(({ args }) => args.includes('-sV'));
      assert.ok(versionScans.length > 1, 'it is asked again');
    });
  }

  test('passes whatever harmless things it says on stderr', async () => {
    const noise =
      "await say(SWEEP); await complain('RTTVAR has grown to over 2.3 seconds, decreasing to 2.0\\n'.repeat(20000))";
    assert.equal((await checkBox({ fake: { sweep: noise } })).status, 0);
  });
});

for (const [title, rows] of [
  ['a scanner that', ENDINGS],
  ['a scanner that exits 0 and', LIES],
] as const) {
  describe(title, { concurrency: 3 }, () => {
    for (const { name, fake, status = 3, options = [], reasons = [], perhaps } of rows) {
      test(`${name} ends in ${status}`, async () => {
        const ended = await checkBox({ fake, options });
        await assertNeverPass(ended, ended.folder, status);
        const told = await reasonsIn(ended.folder);
        assert.deepEqual(
          told.filter((reason) => reason !== perhaps),
          reasons,
        );
      });
    }
  });
}

describe('two hosts', { concurrency: 3 }, () => {
  const [head, first, second = ''] = PAIR.sweep.split('<host ');
  const [last, tail] = second.split('</host>');
  const document = (one: string | undefined, two: string) => `${head}<host ${one}<host ${two}</host>${tail}`;
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['of which one is missing', `${head}<host ${first}`, ['scan-truncated']],
    [
      'of which one comes twice and the other not at all',
      document(first, `${first?.split('</host>')[0]}`),
      ['host-absent'],
    ],
    ['of which one is down', document(first, `${last?.replace('"up"', '"down"')}`), ['host-down']],
    ['of which one timed out', document(first, `timedout="true" ${last}`), ['host-timeout']],
    ['of which one has no ports', document(first, `${last?.split('<ports>')[0]}`), ['not-accounted']],
  ];
  for (const [name, sweep, reasons] of rows) {
    test(`${name} are inconclusive`, async () => {
      const ended = await checkBox({ policy: PAIR_POLICY, answers: { ...PAIR, sweep } });
      await assertNeverPass(ended, ended.folder, 3);
      assert.deepEqual(await reasonsIn(ended.folder), reasons);
    });
  }

  test("whose answers come under each other's question are inconclusive", async () => {
    const policy = `version: 1
environment: swapped
targets:
  one:
    hosts: [127.0.0.1]
    ports: {tcp: [80]}
  two:
    hosts: [127.0.0.2]
    ports: {tcp: [81]}
`;
    const answer = (address: string, port: string) =>
      nmapXml({ asked: port, hosts: [{ address, folded: { state: 'closed', ports: port } }] });
    const [one, two] = [answer('127.0.0.1', '80'), answer('127.0.0.2', '81')].map((text) => JSON.stringify(text));
    const honest = { sweep: `await say(args.includes('127.0.0.1') ? ${one} : ${two})` };
    assert.equal((await checkBox({ policy, fake: honest })).status, 0);
    const swapped = { sweep: `await say(args.includes('127.0.0.1') ? ${two} : ${one})` };
    const ended = await checkBox({ policy, fake: swapped });
    await assertNeverPass(ended, ended.folder, 3);
    assert.deepEqual(await reasonsIn(ended.folder), ['host-absent']);
  });
});

describe('a scanner that speaks to the runner', () => {
  test('is not heard: no line of either stream is a workflow command', async () => {
    const command = '::set-output name=verdict::pass\\r\\u00a0::add-mask::443\\n a ##[stop-commands]x\\n';
    const fake = {
      sweep: `await complain('${command}'); await say(SWEEP); await complain('${command}'); process.exitCode = 1`,
    };
    const ended = await checkBox({ fake });
    await assertNeverPass(ended, ended.folder, 3);
    for (const line of `${ended.stdout}\n${ended.stderr}`.split(/[\r\n]/)) {
      assert.doesNotMatch(line, /^\s*::/);
      assert.doesNotMatch(line, /##\[/);
    }
  });
});

describe('no scanner', { concurrency: 3 }, () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['on the PATH', []],
    ['where --nmap says', ['--nmap', 'no/such/nmap']],
    ['but a folder', ['--nmap', '.']],
    ['but a file that can not be run', ['--nmap', 'exposure-policy.yml']],
    ['but another program', ['--nmap', process.execPath]],
  ];
  for (const [name, options] of rows) {
    test(`${name} ends in 3`, async () => {
      const folder = await workspace({ 'exposure-policy.yml': POLICY });
      const args = ['check', '--install', 'never', ...options, ...REPORT_OPTIONS];
      const ended = await spawnBundle(CLI, args, { cwd: folder, env: { PATH: folder } });
      await assertNeverPass(ended, folder, 3);
    });
  }
});
