import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { FORMAT_NAMES } from '../../src/report/formats.ts';
import { traceJsonSchema } from '../../src/report/trace-schema.ts';
import { validateWithJsonSchema } from '../report/validators.ts';
import { CLI, type Start, spawnBundle } from '../support/bundles.ts';
import { assertAllEnded, invocations, writeFakeNmap } from '../support/fake-nmap.ts';
import { assertNeverPass, REPORT_OPTIONS, REPORTS } from '../support/never-pass.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { checkBox, HONEST, POLICY } from './box.ts';

const SCHEMA = traceJsonSchema();

async function traceIn(folder: string, file = 'trace.jsonl'): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const lines = ((await textOf(join(folder, file))) ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const parsed: Readonly<Record<string, unknown>> = JSON.parse(line);
    assert.deepEqual(validateWithJsonSchema(SCHEMA, parsed), [], line);
    return parsed;
  });
}

async function reportsIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => Object.values<string>(REPORTS).includes(name));
}

/** A workspace with a file system of one page in it, which a test then fills. */
async function withSmallDisk(t: TestContext): Promise<string | null> {
  const folder = await workspace({ 'exposure-policy.yml': POLICY });
  const mount = join(folder, 'small');
  await mkdir(mount);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', mount], { stdio: 'ignore' });
  } catch {
    t.skip('mounting a file system is not allowed here');
    return null;
  }
  after(() => execFileSync('umount', ['-l', mount]));
  return folder;
}

async function checkIn(folder: string, options: readonly string[], answers = HONEST, start: Partial<Start> = {}) {
  const nmap = await writeFakeNmap(folder, {}, answers);
  return spawnBundle(CLI, ['check', '--nmap', nmap, ...REPORT_OPTIONS, ...options], { cwd: folder, ...start });
}

const OPEN = { ...HONEST, sweep: HONEST.sweep.replace('portid="80"', 'portid="8000"') };

describe('a trace', { concurrency: 3 }, () => {
  test('has the events of the run, in order, and ends with the verdict', async () => {
    const { status, folder, stderr } = await checkBox({ options: ['--trace', 'trace.jsonl'] });
    assert.equal(status, 0, stderr);
    const events = await traceIn(folder);
    const scans = ['step', 'scan-start', 'scan-end'];
    assert.deepEqual(
      events.map(({ event }) => event),
      ['start', 'scanner', 'budget', ...scans, ...scans, 'verdict'],
    );
    assert.deepEqual([events.at(-1)?.verdict, events.at(-1)?.exitCode], ['pass', 0]);
    assert.doesNotMatch(stderr, /scan 1/, 'others see no more than before');
  });

  test('turns a pass into 3 when the disk is full, says no pass, and takes the reports back', async (t) => {
    const folder = await withSmallDisk(t);
    if (folder === null) return;
    await writeFile(join(folder, 'small', 'filler'), 'x'.repeat(3_000));
    const ended = await checkIn(folder, ['--trace', 'small/trace.jsonl']);
    await assertNeverPass(ended, folder, 3);
    assert.deepEqual(await reportsIn(folder), []);
    assert.match(ended.stderr, /the trace could not be written to "small\/trace\.jsonl"/);
    assert.doesNotMatch((await textOf(join(folder, 'small', 'trace.jsonl'))) ?? '', /"pass"/);
  });

  test('leaves what fails as it is when the disk is full, with every report', async (t) => {
    const folder = await withSmallDisk(t);
    if (folder === null) return;
    await writeFile(join(folder, 'small', 'filler'), 'x'.repeat(4_096));
    const ended = await checkIn(folder, ['--trace', 'small/trace.jsonl'], OPEN);
    await assertNeverPass(ended, folder, 1);
    assert.equal((await reportsIn(folder)).length, FORMAT_NAMES.length);
  });

  test('does not keep a verdict that does not hold, because a report could not be written', async () => {
    const fake = { sweep: "require('node:fs').rmSync('out', { recursive: true }); await say(SWEEP)" };
    const options = ['--trace', 'trace.jsonl', '--json', 'out/report.json'];
    const { status, folder } = await checkBox({ fake, options });
    assert.equal(status, 3);
    const verdicts = (await traceIn(folder)).filter(({ event }) => event === 'verdict');
    assert.deepEqual(
      verdicts.map(({ verdict, exitCode }) => [verdict, exitCode]),
      [['error', 3]],
    );
  });

  test('is there, up to the end, of a run that is killed', async () => {
    // No pipe holds as much: the program has read some of it when it is killed, so it knows its scanner.
    const much = "await say(SWEEP.split('<host')[0] + '\\n'.repeat(1e6))";
    const fake = { sweep: `${much}; process.kill(process.ppid, 'SIGKILL'); await hang()` };
    const { signal, folder } = await checkBox({ fake, options: ['--trace', 'trace.jsonl', '--keep-xml', 'scans'] });
    assert.equal(signal, 'SIGKILL');
    const last = (await traceIn(folder)).at(-1);
    assert.deepEqual([last?.event, last?.scan], ['scan-start', 1]);
    assert.match((await textOf(join(folder, 'scans', '001-sweep.txt'))) ?? '', /^\S+nmap --datadir/m);
    await assertAllEnded(folder);
  });

  test('tells of a scan that is begun anew, and why', async () => {
    const fake = { sweep: "if (calls('sweep') === 1) await die('SIGSEGV'); await say(SWEEP)" };
    const { status, folder, stderr } = await checkBox({ fake, options: ['--trace', 'trace.jsonl'] });
    assert.equal(status, 0, stderr);
    const events = await traceIn(folder);
    const retry = events.find(({ event }) => event === 'retry');
    assert.match(String(retry?.why), /killed by SIGSEGV; this may be temporary/);
    assert.deepEqual(
      events
        .filter(({ event, step }) => event === 'scan-end' && step === 'sweep')
        .map(({ scan, signal }) => [scan, signal]),
      [
        [1, 'SIGSEGV'],
        [2, null],
      ],
    );
  });

  test('holds what strangers say as printable text', async () => {
    const fake = { sweep: "await complain('\\x1b[31m::error::x\\n'); process.exitCode = 1" };
    const { status, folder, stderr } = await checkBox({ fake, options: ['--debug', '--trace', 'trace.jsonl'] });
    assert.equal(status, 3);
    for (const text of [stderr, (await textOf(join(folder, 'trace.jsonl'))) ?? '']) {
      assert.doesNotMatch(text, /(?!\n)\p{Cc}/u);
      assert.doesNotMatch(text, /^\s*::/m);
    }
    assert.match(stderr, /scan 1 \(sweep\) failed: the scanner ended with status 1: \\x1b\[31m::error::x/);
  });

  for (const [what, file] of [
    ['a stream', '/dev/stderr'],
    ['a device', '/dev/null'],
    ['a folder', '.'],
    ['the policy', 'exposure-policy.yml'],
    ['another report', REPORTS.json],
  ] as const) {
    test(`is refused before anything is scanned: ${what}`, async () => {
      const fake = { sweep: "require('node:fs').writeFileSync('scanned', '')" };
      const { status, folder, ...ended } = await checkBox({ fake, options: ['--trace', file] });
      await assertNeverPass({ status, ...ended }, folder, 2);
      assert.ok(!existsSync(join(folder, 'scanned')));
    });
  }

  test('of an earlier run does not stay where a run can not begin', async () => {
    const folder = await workspace({ 'exposure-policy.yml': POLICY, 'trace.jsonl': '{"verdict":"pass"}\n' });
    const ended = await spawnBundle(CLI, ['check', '--trace', 'trace.jsonl', '--timeout', 'long'], { cwd: folder });
    assert.equal(ended.status, 2);
    assert.ok(!existsSync(join(folder, 'trace.jsonl')));
  });
});

describe('kept documents', { concurrency: 3 }, () => {
  test('are byte for byte what the scanner wrote, with the command beside them', async () => {
    const { status, folder, stderr } = await checkBox({ options: ['--keep-xml', 'scans'] });
    assert.equal(status, 0, stderr);
    const scans = join(folder, 'scans');
    assert.deepEqual((await readdir(scans)).sort(), [
      '001-sweep.txt',
      '001-sweep.xml',
      '002-identify.txt',
      '002-identify.xml',
    ]);
    assert.equal(await readFile(join(scans, '001-sweep.xml'), 'utf8'), HONEST.sweep);
    assert.equal(await readFile(join(scans, '002-identify.xml'), 'utf8'), HONEST.identify);
    const notes = await readFile(join(scans, '002-identify.txt'), 'utf8');
    assert.match(
      notes,
      /^\S+nmap --datadir \S+ .*-sV .* 127\.0\.0\.1\n# started: .*Z\n# ended: .*\n# exit status: 0\n$/m,
    );
  });

  test('have a command that a shell runs as it was run', async () => {
    const folder = await workspace({ 'exposure-policy.yml': POLICY });
    const own = join(folder, "it's $HOME here");
    await mkdir(own);
    const nmap = await writeFakeNmap(own, {}, HONEST);
    const { status, stderr } = await spawnBundle(CLI, ['check', '--nmap', nmap, '--keep-xml', 'scans'], {
      cwd: folder,
    });
    assert.equal(status, 0, stderr);
    const [, command = ''] = ((await textOf(join(folder, 'scans', '002-identify.txt'))) ?? '').split('\n');
    const before = await invocations(own);
    execFileSync('sh', ['-c', command], { stdio: 'ignore' });
    assert.deepEqual((await invocations(own)).at(-1)?.args, before.at(-1)?.args);
  });

  test('of scans that failed are kept too, as far as they came, with the reason', async () => {
    const fake = { sweep: "await say(SWEEP.slice(0, 300)); await complain('no luck\\n'); await die('SIGKILL')" };
    const { status, folder } = await checkBox({ fake, options: ['--keep-xml', 'scans'] });
    assert.equal(status, 3);
    assert.equal(await textOf(join(folder, 'scans', '001-sweep.xml')), HONEST.sweep.slice(0, 300));
    const notes = (await textOf(join(folder, 'scans', '001-sweep.txt'))) ?? '';
    assert.match(notes, /^# exit status: none, ended by SIGKILL\n# failure: .*SIGKILL.*\n# stderr: no luck$/m);
  });

  test('of a scan that wrote nothing are none: an empty file is no result', async () => {
    const { folder } = await checkBox({ fake: { sweep: 'process.exitCode = 1' }, options: ['--keep-xml', 'scans'] });
    assert.deepEqual(await readdir(join(folder, 'scans')), ['001-sweep.txt']);
  });

  test('turn a pass into 3 when the disk is full, and the run goes on to its end', async (t) => {
    const folder = await withSmallDisk(t);
    if (folder === null) return;
    const ended = await checkIn(folder, ['--keep-xml', 'small/scans', '--trace', 'trace.jsonl']);
    await assertNeverPass(ended, folder, 3);
    assert.deepEqual(await reportsIn(folder), []);
    assert.equal((await traceIn(folder)).filter(({ event }) => event === 'scan-end').length, 2);
    assert.match(ended.stderr, /the documents of the scans could not be kept in "small\/scans"/);
  });

  test('turn a pass into 3 when another folder takes the place of theirs', async () => {
    const swap = "const fs = require('node:fs'); fs.renameSync('scans', 'moved'); fs.mkdirSync('scans');";
    const { folder, ...ended } = await checkBox({
      fake: { sweep: `${swap} await say(SWEEP)` },
      options: ['--keep-xml', 'scans'],
    });
    await assertNeverPass(ended, folder, 3);
    assert.deepEqual(await readdir(join(folder, 'scans')), []);
  });

  test('may share their folder with the trace', async () => {
    const { status, folder, stderr } = await checkBox({ options: ['--keep-xml', 'bug', '--trace', 'bug/trace.jsonl'] });
    assert.equal(status, 0, stderr);
    assert.equal((await traceIn(folder, 'bug/trace.jsonl')).at(-1)?.event, 'verdict');
    assert.equal((await readdir(join(folder, 'bug'))).length, 5);
  });

  const PLACES: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
    'a folder that holds something': (folder) => writeFile(join(folder, 'file'), ''),
    'a link to an empty folder': (folder) => symlink('empty', join(folder, 'scans')),
    'a file': (folder) => writeFile(join(folder, 'scans'), ''),
  };
  for (const [what, prepare] of Object.entries(PLACES)) {
    test(`are refused before anything is scanned: ${what}`, async () => {
      const folder = await workspace({ 'exposure-policy.yml': POLICY });
      await mkdir(join(folder, 'empty'));
      await prepare(folder);
      const ended = await checkIn(folder, ['--keep-xml', what === 'a folder that holds something' ? '.' : 'scans']);
      await assertNeverPass(ended, folder, 2);
      assert.deepEqual(await readdir(join(folder, 'empty')), []);
    });
  }

  for (const option of ['--json', '--trace']) {
    test(`are refused before anything is scanned: the place of ${option}`, async () => {
      const fake = { sweep: "require('node:fs').writeFileSync('scanned', '')" };
      const { status, folder } = await checkBox({ fake, options: ['--keep-xml', 'out', option, 'out'] });
      assert.equal(status, 2);
      assert.ok(!existsSync(join(folder, 'scanned')));
    });
  }

  test('are refused where a link leads out of the working directory, and where nothing is scanned', async () => {
    const folder = await workspace({ 'exposure-policy.yml': POLICY });
    const other = await workspace();
    await symlink(other, join(folder, 'link'));
    await assertNeverPass(await checkIn(folder, ['--keep-xml', 'link/scans']), folder, 2);
    assert.deepEqual(await readdir(other), []);
    for (const args of [
      ['--scan-xml', 'x.xml', '--keep-xml', 'scans'],
      ['--dry-run', '--keep-xml', 'scans'],
      ['--dry-run', '--trace', 'trace.jsonl'],
    ]) {
      const { status } = await spawnBundle(CLI, ['check', ...args], { cwd: folder });
      assert.equal(status, 2, args.join(' '));
    }
    assert.ok(!existsSync(join(folder, 'scans')));
  });
});
