import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assertSarif } from '../report/invariants.ts';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { assertNeverPass, REPORT_OPTIONS, REPORTS } from '../support/never-pass.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { runStep } from './runner.ts';
import { POLICY, SCANS } from './samples.ts';

const STATE = 'state.jsonl';

/** @returns the results as of a scan that began so many minutes ago */
function ago(minutes: number, scan: keyof typeof SCANS): string {
  const start = Math.floor(Date.now() / 1_000) - minutes * 60;
  const text = SCANS[scan].replace(/ start="\d+"/, ` start="${start}"`).replaceAll(/ (start|end)time="\d+"/g, '');
  assert.match(text, new RegExp(`start="${start}"`));
  return text;
}

async function check(cwd: string, minutes: number, scan: keyof typeof SCANS, ...options: readonly string[]) {
  await writeFile(join(cwd, 'scan.xml'), ago(minutes, scan));
  const state = options.includes('--state') ? [] : ['--state', STATE];
  const args = ['check', '--scan-xml', 'scan.xml', ...state, ...REPORT_OPTIONS, ...options];
  const ended = await spawnBundle(CLI, args, { cwd });
  const json = await textOf(join(cwd, 'report.json'));
  return { ended, report: json === null ? null : JSON.parse(json) };
}

function repository(files: Readonly<Record<string, string>> = {}) {
  return workspace({ 'exposure-policy.yml': POLICY, ...files });
}

describe('check --state', () => {
  test('says what is new, since when, and what is gone, in every format', async () => {
    const cwd = await repository();
    const first = await check(cwd, 50, 'pass');
    assert.equal(first.ended.status, 0, first.ended.stdout);
    assert.match(first.ended.stdout, /state\.jsonl has no memory yet/);
    const second = await check(cwd, 40, 'fail');
    assert.equal(second.ended.status, 1);
    assert.deepEqual(
      second.report.findings.map((one: { since: { new: boolean } }) => one.since.new),
      [true, true],
    );
    assert.match(second.ended.stdout, /\(new\) .*\[unexpected-port\]/);
    const third = await check(cwd, 30, 'fail');
    const [{ since }] = third.report.findings;
    assert.deepEqual([since.new, since.first, since.since], [false, third.report.memory.comparedWith, since.first]);
    const sarif = JSON.parse((await textOf(join(cwd, REPORTS.sarif))) ?? '');
    assert.equal(sarif.runs[0].results[0].provenance.firstDetectionTimeUtc, since.first);
    const fourth = await check(cwd, 20, 'pass');
    assert.equal(fourth.ended.status, 0);
    assert.equal(fourth.report.memory.gone.length, 2);
    assert.match(fourth.ended.stdout, /^gone: unexpected-port on 127\.0\.0\.1 6379\/tcp/m);
    assert.match((await textOf(join(cwd, REPORTS.summary))) ?? '', /Gone since then \(2\)/);
    assert.deepEqual(
      (await readdir(cwd)).filter((name) => name.startsWith('state')),
      [STATE],
    );
  });

  test('is as good without as with any memory: verdict, findings and coverage are the same', async () => {
    const cwd = await repository();
    for (const scan of ['fail', 'pass', 'inconclusive', 'warned', 'fail'] as const) {
      const { report } = await check(cwd, 10, scan);
      const bare = await spawnBundle(CLI, ['check', '--scan-xml', 'scan.xml', '--json', 'bare.json'], { cwd });
      const other = JSON.parse((await textOf(join(cwd, 'bare.json'))) ?? '');
      assert.deepEqual(
        [report.verdict, report.exitCode, report.coverage],
        [other.verdict, bare.status, other.coverage],
      );
      assert.deepEqual(
        report.findings.map(({ since, ...finding }: { since: object }) => finding),
        other.findings,
      );
    }
  });

  test('remembers an incomplete run, which shows nothing as gone', async () => {
    const cwd = await repository();
    await check(cwd, 50, 'fail');
    const { ended, report } = await check(cwd, 40, 'inconclusive');
    assert.equal(ended.status, 3);
    assert.deepEqual([report.memory.gone.length, report.memory.unverified.length], [0, 2]);
    assert.equal((await check(cwd, 30, 'pass')).report.memory.gone.length, 3);
  });

  test('keeps alerts over an incomplete run with --sarif-carry, and closes them by a complete one', async () => {
    const cwd = await repository();
    const alerts = async (minutes: number, scan: keyof typeof SCANS) => {
      await check(cwd, minutes, scan);
      const sarif = JSON.parse((await textOf(join(cwd, REPORTS['sarif-carry']))) ?? '');
      assertSarif(sarif);
      const [{ results, invocations, properties }] = sarif.runs;
      const prints: string[] = results.map(
        (one: { ruleId: string; partialFingerprints: Readonly<Record<string, string>> }) =>
          one.ruleId === 'incomplete-scan' ? 'gap' : one.partialFingerprints.primaryLocationLineHash,
      );
      return { prints, taken: invocations[0].executionSuccessful, verdict: properties.verdict };
    };
    const first = await alerts(50, 'fail');
    assert.deepEqual([first.prints.length, first.taken, first.verdict], [2, true, 'fail']);
    const second = await alerts(40, 'inconclusive');
    assert.deepEqual(second, { prints: [...first.prints, 'gap'], taken: true, verdict: 'inconclusive' });
    assert.deepEqual(await alerts(30, 'pass'), { prints: [], taken: true, verdict: 'pass' });
    assert.deepEqual(await alerts(20, 'inconclusive'), { prints: ['gap'], taken: true, verdict: 'inconclusive' });
  });

  test('lets a required port be missing for its grace, as a note that is not gone, and not longer', async () => {
    const patient = POLICY.replace('defaults:\n', 'defaults:\n  grace: 1 run\n');
    const run = async (cwd: string, minutes: number, scan: keyof typeof SCANS) => {
      const { ended, report } = await check(cwd, minutes, scan);
      const { notices, memory } = report;
      const [{ results }] = JSON.parse((await textOf(join(cwd, REPORTS['sarif-carry']))) ?? '').runs;
      return {
        status: ended.status,
        notices: notices.filter((text: string) => text.includes('grace')),
        gone: memory.gone.map(({ code }: { code: string }) => code),
        findings: report.findings.map(({ code, severity }: { code: string; severity: string }) => [code, severity]),
        alerts: results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level]),
        junit: (await textOf(join(cwd, REPORTS.junit))) ?? '',
      };
    };
    const cwd = await repository({ 'exposure-policy.yml': patient });
    assert.deepEqual((await run(cwd, 50, 'pass')).status, 0);
    const late = await run(cwd, 40, 'down');
    assert.deepEqual([late.status, late.gone, late.findings], [0, [], [['missing-port', 'note']]]);
    assert.deepEqual(late.alerts, [['missing-port-note', 'note']]);
    assert.match(
      late.notices.join(),
      /^The policy requires 80\/tcp of 127\.0\.0\.1, .* UTC\. This run is the last one within the grace\.$/,
    );
    assert.match(late.junit, /127\.0\.0\.1: missing-port 80\/tcp"><skipped/);
    assert.doesNotMatch(late.junit, /"127\.0\.0\.1: 80\/tcp http"\/>/);
    const over = await run(cwd, 30, 'down');
    assert.deepEqual([over.status, over.findings, over.notices], [1, [['missing-port', 'medium']], []]);
    const back = await run(cwd, 20, 'pass');
    assert.deepEqual([back.status, back.gone], [0, ['missing-port']]);
    const forgetful = await repository({ 'exposure-policy.yml': patient });
    assert.equal((await run(forgetful, 40, 'down')).status, 1, 'a lost file gives no grace');
    const disputed = await repository({ 'exposure-policy.yml': patient, 'open.xml': ago(50, 'pass') });
    assert.equal((await check(disputed, 50, 'down', '--scan-xml', 'open.xml')).ended.status, 3);
    assert.equal((await run(disputed, 30, 'down')).status, 1, 'results that disagree show no open port');
  });

  for (const [name, text, code] of [
    ['empty', '', 'damaged-state'],
    ['no state', 'hello\n', 'damaged-state'],
    ['of a later version', '{"format":"exposure-gate-state","version":2}\n{"end":0}\n', 'newer-state'],
    ['cut', '{"format":"exposure-gate-state","version":1}\n', 'damaged-state'],
  ] as const) {
    test(`ends with 2 before anything is judged, and leaves the file as it is: a file that is ${name}`, async () => {
      const cwd = await repository({ [STATE]: text });
      const { ended } = await check(cwd, 10, 'pass');
      await assertNeverPass(ended, cwd, 2);
      assert.match(`${ended.stdout}`, new RegExp(`^state\\.jsonl:1:1: .*\\[${code}\\]`, 'm'));
      assert.equal(await readFile(join(cwd, STATE), 'utf8'), text);
    });
  }

  test('turns a pass into 3, without its reports, if the file cannot be replaced', async (t) => {
    const cwd = await repository();
    await mkdir(join(cwd, 'small'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', join(cwd, 'small')], { stdio: 'ignore' });
    } catch {
      return t.skip('mounting a file system is not allowed here');
    }
    t.after(() => execFileSync('umount', ['-l', join(cwd, 'small')]));
    await writeFile(join(cwd, 'small', 'fill'), 'x'.repeat(4_096));
    const { ended } = await check(cwd, 10, 'pass', '--state', 'small/state.jsonl');
    await assertNeverPass({ ...ended, stdout: '' }, cwd, 3);
    assert.deepEqual(await readdir(join(cwd, 'small')), ['fill']);
    assert.equal(await textOf(join(cwd, 'report.json')), null);
  });

  test('does not remember a failing run whose findings nobody was shown', async (t) => {
    const cwd = await repository({ 'scan.xml': ago(10, 'fail') });
    const full = await open('/dev/full', 'w');
    t.after(() => full.close());
    const args = ['check', '--scan-xml', 'scan.xml', '--state', STATE, '--json', '/dev/full'];
    assert.equal((await spawnBundle(CLI, args, { cwd, stdout: full.fd })).status, 1);
    assert.equal(await textOf(join(cwd, STATE)), null);
    const { report } = await check(cwd, 5, 'fail');
    assert.equal(report.memory.comparedWith, null);
  });

  test('refuses the file of a report, the policy and the results', async () => {
    for (const file of ['report.json', 'exposure-policy.yml', 'scan.xml']) {
      const cwd = await repository();
      const { ended } = await check(cwd, 10, 'pass', '--state', file);
      await assertNeverPass(ended, cwd, 2);
      assert.equal(await textOf(join(cwd, 'exposure-policy.yml')), POLICY);
    }
  });
});

describe('history', () => {
  test('tells the life of a host and of a finding, in text and JSON', async () => {
    const cwd = await repository();
    for (const [minutes, scan] of [
      [50, 'fail'],
      [40, 'pass'],
      [30, 'fail'],
    ] as const)
      await check(cwd, minutes, scan);
    const ask = (...args: readonly string[]) => spawnBundle(CLI, ['history', ...args, '--state', STATE], { cwd });
    const host = await ask('127.0.0.1');
    assert.equal(host.status, 0, host.stderr);
    assert.match(host.stdout, /^device 127\.0\.0\.1, zone staging$/m);
    assert.match(host.stdout, /open port 6379\/tcp \(redis\) first seen$/m);
    const json = JSON.parse((await ask('127.0.0.1', '--format', 'json')).stdout);
    const redis = json.findings.find((one: { ports: string }) => one.ports === '6379');
    assert.equal(redis.periods.length, 2);
    const one = await ask(redis.fingerprint);
    assert.match(
      one.stdout,
      /^unexpected-port on 127\.0\.0\.1 6379\/tcp .*\n.*first seen\n.*seen last before.*\n.*again\n$/,
    );
    for (const args of [[], ['192.0.2.99'], ['127.0.0.1', 'more']]) assert.equal((await ask(...args)).status, 2);
  });
});

describe('devices', () => {
  const POLICY_OF_LINK = `version: 1
defaults:
  ports: {tcp: [22, 80]}
authorization: {by: me, reference: R-1, scope: [192.0.2.0/24], expires: 2099-12-31}
targets:
  office:
    hosts: [192.0.2.10, 192.0.2.11]
    zone: office
    allow: [22/tcp, 80/tcp]
`;
  const link = (minutes: number, macs: readonly string[]): string =>
    nmapXml({
      asked: '22,80',
      at: new Date(Date.now() - minutes * 60_000),
      hosts: ['192.0.2.10', '192.0.2.11'].map((address, index) => ({
        address,
        mac: macs[index] ?? '',
        open: { 22: 'ssh' },
        folded: { state: 'closed', ports: '80' },
      })),
    });

  async function seen(): Promise<string> {
    const cwd = await workspace({ 'exposure-policy.yml': POLICY_OF_LINK });
    for (const [minutes, macs] of [
      [60, ['00:1A:2B:3C:4D:5E', '00:1A:2B:3C:4D:5F']],
      [50, ['00:1A:2B:3C:4D:5E', '00:1A:2B:00:00:01']],
    ] as const) {
      await writeFile(join(cwd, 'scan.xml'), link(minutes, macs));
      const args = ['check', '--scan-xml', 'scan.xml', '--state', STATE, '--json', 'report.json'];
      const ended = await spawnBundle(CLI, args, { cwd });
      assert.equal(ended.status, 0, ended.stdout);
    }
    return cwd;
  }

  for (const setting of ['unknown-devices: learn', 'unused-after: 3']) {
    test(`decide no verdict by what the file knows: ${setting} and --fail-on note end in 2`, async () => {
      const policy = POLICY_OF_LINK.replace('defaults:\n', `defaults:\n  ${setting}\n`);
      const cwd = await workspace({ 'exposure-policy.yml': policy, 'scan.xml': link(1, ['00:1A:2B:3C:4D:5E']) });
      const args = ['check', '--scan-xml', 'scan.xml', '--state', STATE];
      assert.equal((await spawnBundle(CLI, args, { cwd })).status, 0);
      const ended = await spawnBundle(CLI, [...args, '--fail-on', 'note'], { cwd });
      assert.equal(ended.status, 2, ended.stdout);
      assert.match(ended.stdout + ended.stderr, /:3:3: .*\[contradiction\]/);
    });
  }

  test('are news in a report, and a list in three formats', async () => {
    const cwd = await seen();
    const report = JSON.parse((await textOf(join(cwd, 'report.json'))) ?? '');
    const { events, devices } = report.memory;
    assert.deepEqual(
      [devices, events.map((one: { event: string; id: string }) => `${one.event} ${one.id}`)],
      [2, ['new mac:office/00:1a:2b:00:00:01']],
    );
    assert.deepEqual(report.hosts[0].macs, [{ mac: '00:1a:2b:3c:4d:5e', vendor: 'Acme' }]);
    const list = (format: string) => spawnBundle(CLI, ['devices', '--state', STATE, '--format', format], { cwd });
    const [text, json, csv] = await Promise.all([list('text'), list('json'), list('csv')]);
    assert.match(text.stdout, /^00:1a:2b:3c:4d:5e {2}Acme {4}office {2}192\.0\.2\.10 .*22\/tcp/m);
    assert.match(text.stdout, /^00:1a:2b:3c:4d:5f .*missing since then$/m);
    assert.match(text.stdout, /^3 devices, 1 missing$/m);
    const listed = JSON.parse(json.stdout).devices;
    assert.deepEqual(
      listed.map((one: { missing: boolean }) => one.missing),
      [false, false, true],
    );
    assert.deepEqual(csv.stdout.trim().split('\r\n').length, 4);
  });

  test('get their names from the policy, and --add writes one into it', async () => {
    const cwd = await seen();
    const add = (...args: readonly string[]) => spawnBundle(CLI, ['devices', '--add', ...args], { cwd });
    const added = await add('00-1A-2B-3C-4D-5E', '--name', 'printer: 2', '--owner', 'team-office');
    assert.equal(added.status, 0, added.stderr);
    const text = await readFile(join(cwd, 'exposure-policy.yml'), 'utf8');
    const lines = 'devices:\n  - name: "printer: 2"\n    mac: 00:1a:2b:3c:4d:5e\n    owner: team-office\n';
    assert.equal(text, `${POLICY_OF_LINK}${lines}`);
    assert.equal((await add('192.0.2.11', '--name', 'server')).status, 0);
    const list = await spawnBundle(CLI, ['devices', '--state', STATE, '--policy', 'exposure-policy.yml'], { cwd });
    assert.match(list.stdout, /^printer: 2 \(00:1a:2b:3c:4d:5e\) {2}Acme/m);
    const now = await readFile(join(cwd, 'exposure-policy.yml'), 'utf8');
    for (const [args, code] of [
      [['00:1a:2b:3c:4d:5e', '--name', 'again'], 'duplicate-value'],
      [['00:1a:2b:3c:4d:99', '--name', 'server'], 'duplicate-value'],
      [['printer', '--name', 'printer'], 'bad-option'],
      [['ff:ff:ff:ff:ff:ff', '--name', 'all'], 'bad-option'],
      [['00:1a:2b:3c:4d:99'], 'bad-option'],
    ] as const) {
      const ended = await add(...args);
      assert.equal(ended.status, 2, ended.stdout);
      assert.match(ended.stderr, new RegExp(`\\[${code}\\]`));
      assert.equal(await readFile(join(cwd, 'exposure-policy.yml'), 'utf8'), now);
    }
  });

  for (const mark of ['\ufeff', '']) {
    test(`keep a policy ${mark === '' ? 'without' : 'with'} a byte order mark as it is`, async () => {
      const cwd = await workspace({ 'exposure-policy.yml': `${mark}# \uf000\n${POLICY_OF_LINK}` });
      const ended = await spawnBundle(CLI, ['devices', '--add', '192.0.2.11', '--name', 'server'], { cwd });
      assert.equal(ended.status, 0, ended.stderr);
      const text = await readFile(join(cwd, 'exposure-policy.yml'), 'utf8');
      assert.ok(text.startsWith(`${mark}# \uf000\n${POLICY_OF_LINK}devices:\n`), JSON.stringify(text));
    });
  }

  test('need a state file that exists and is no damaged one', async () => {
    const cwd = await workspace({ damaged: 'x\n' });
    for (const args of [[], ['--state', 'none.jsonl'], ['--state', 'damaged']]) {
      assert.equal((await spawnBundle(CLI, ['devices', ...args], { cwd })).status, 2);
    }
  });
});

for (const [command, ...operands] of [['devices'], ['history', '127.0.0.1']] as const) {
  test(`${command} only reads: it makes no folder, and needs no write access`, async (t) => {
    const cwd = await repository();
    await check(cwd, 10, 'fail');
    const ask = (state: string, uid?: number) =>
      spawnBundle(CLI, [command, ...operands, '--state', state], { cwd, ...(uid === undefined ? {} : { uid }) });
    for (const state of ['made/by/x.jsonl', 'scan.xml/x.jsonl', '']) assert.equal((await ask(state)).status, 2, state);
    assert.equal((await readdir(cwd)).includes('made'), false);
    if (process.getuid?.() !== 0) return t.skip('only root can become another user');
    await chmod(cwd, 0o755);
    await chmod(join(cwd, STATE), 0o644);
    const ended = await ask(STATE, 65_534);
    assert.equal(ended.status, 0, ended.stderr);
  });
}

test('the action remembers runs in the file of state-file', async () => {
  const inputs = { 'scan-xml': 'pass.xml', 'state-file': 'memory/state.jsonl', 'scan-xml-max-age': '99999d' };
  const ended = await runStep({ inputs });
  assert.equal(ended.status, 0, ended.stdout);
  assert.match(ended.summary ?? '', /^### Memory$/m);
  assert.match((await textOf(join(ended.folder, 'memory', 'state.jsonl'))) ?? '', /^\{"end":2\}$/m);
});
