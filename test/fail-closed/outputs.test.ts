import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { link, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { FORMAT_NAMES } from '../../src/report/formats.ts';
import { ACTION, CLI, type Ended, type Start, spawnBundle } from '../support/bundles.ts';
import { writeFakeNmap } from '../support/fake-nmap.ts';
import { assertNeverPass, assertNoPass, REPORT_OPTIONS, REPORTS } from '../support/never-pass.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { HONEST, HONEST_FILE, POLICY } from './box.ts';

const FULL = '/dev/full';
/** A program that leaves a socket behind, as one that is killed does. */
const LISTEN = "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
const skip = existsSync(FULL) ? false : 'there is no /dev/full here';

async function passing(): Promise<string> {
  return workspace({ 'exposure-policy.yml': POLICY, 'scan.xml': HONEST_FILE });
}

/** A check that would pass, with these options beside. */
function check(cwd: string, options: readonly string[], start: Partial<Start> = {}): Promise<Ended> {
  return spawnBundle(CLI, ['check', '--scan-xml', 'scan.xml', ...options], { cwd, ...start });
}

describe('a report that can not be written', { concurrency: 3 }, () => {
  for (const option of FORMAT_NAMES.map((format) => `--${format}`)) {
    test(`turns a pass into 3: ${option} on a full disk`, { skip }, async () => {
      const folder = await passing();
      const ended = await check(folder, [
        ...REPORT_OPTIONS.filter((_, index, all) => all[index - (index % 2)] !== option),
        option,
        FULL,
      ]);
      await assertNeverPass({ ...ended, stdout: '' }, folder, 3);
      assert.deepEqual(await reportsIn(folder), [], 'the other reports are taken back');
    });
  }

  test('turns a pass into 3 and leaves nothing of it behind: a file system that fills up', async (t) => {
    const folder = await passing();
    const mount = join(folder, 'small');
    await mkdir(mount);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', mount], { stdio: 'ignore' });
    } catch {
      return t.skip('mounting a file system is not allowed here');
    }
    after(() => execFileSync('umount', ['-l', mount]));
    const ended = await check(folder, ['--json', 'small/report.json', '--sarif', 'small/report.sarif']);
    assert.equal(ended.status, 3, ended.stdout);
    assert.deepEqual(await readdir(mount), []);
  });

  test('turns a pass into 3: its folder is removed while the scan runs', async () => {
    const folder = await passing();
    const fake = { sweep: "require('node:fs').rmSync('out', { recursive: true }); await say(SWEEP)" };
    const nmap = await writeFakeNmap(folder, fake, HONEST);
    const options = ['--nmap', nmap, '--json', 'out/report.json'];
    const ended = await spawnBundle(CLI, ['check', ...options], { cwd: folder });
    assert.equal(ended.status, 3, ended.stdout);
  });
});

describe('a stdout that nobody reads', { concurrency: 3 }, () => {
  const streams = { 'a closed pipe': 'closed', 'a full disk': FULL } as const;
  for (const [name, stream] of Object.entries(streams)) {
    for (const format of FORMAT_NAMES) {
      test(`turns a pass into 3 and takes the reports back: ${format} to ${name}`, { skip }, async () => {
        const folder = await passing();
        const ended = await into(stream, (stdout) =>
          check(folder, [...REPORT_OPTIONS, '--format', format], { stdout }),
        );
        await assertNeverPass(ended, folder, 3);
        assert.deepEqual(await reportsIn(folder), []);
      });
    }

    test(`leaves a bad policy at 2: ${name}`, { skip }, async () => {
      const folder = await workspace({ 'exposure-policy.yml': 'version: 2', 'scan.xml': HONEST_FILE });
      const ended = await into(stream, (stdout) => check(folder, REPORT_OPTIONS, { stdout }));
      await assertNeverPass(ended, folder, 2);
    });

    for (const [what, args] of [
      ['validate', ['validate']],
      ['--help', ['--help']],
      ['a dry run', ['check', '--dry-run']],
    ] as const) {
      test(`ends ${what} in 3: ${name}`, { skip }, async () => {
        const folder = await passing();
        const ended = await into(stream, (stdout) => spawnBundle(CLI, args, { cwd: folder, stdout }));
        assert.equal(ended.status, 3, ended.stderr);
      });
    }

    test(`turns the action's pass into 3: ${name}`, { skip }, async () => {
      const folder = await passing();
      await Promise.all(['outputs', 'summary'].map((file) => writeFile(join(folder, file), '')));
      const env = {
        'INPUT_SCAN-XML': 'scan.xml',
        'INPUT_SARIF-FILE': REPORTS.sarif,
        'INPUT_JSON-FILE': REPORTS.json,
        GITHUB_OUTPUT: join(folder, 'outputs'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      };
      const ended = await into(stream, (stdout) => spawnBundle(ACTION, [], { cwd: folder, env, stdout }));
      await assertNeverPass(ended, folder, 3);
      assert.deepEqual(await reportsIn(folder), []);
      assert.match(lastOutput((await textOf(join(folder, 'outputs'))) ?? '', 'verdict'), /^(?:error)?$/);
      assertNoPass('the job summary', (await textOf(join(folder, 'summary'))) ?? '');
    });
  }
});

describe('a stderr that nobody reads', { concurrency: 3 }, () => {
  const streams = { 'a closed pipe': 'closed', 'a full disk': FULL } as const;
  for (const [name, stream] of Object.entries(streams)) {
    test(`changes nothing about the verdict: ${name}`, { skip }, async () => {
      const folder = await passing();
      const ended = await into(stream, (stderr) => check(folder, REPORT_OPTIONS, { stderr }));
      assert.equal(ended.status, 0, ended.stdout);
    });

    test(`leaves what is not known unknown: ${name}`, { skip }, async () => {
      const folder = await passing();
      await writeFile(join(folder, 'scan.xml'), HONEST_FILE.slice(0, -12));
      await assertNeverPass(await into(stream, (stderr) => check(folder, REPORT_OPTIONS, { stderr })), folder, 3);
    });

    test(`leaves a bad option at 2: ${name}`, { skip }, async () => {
      const folder = await passing();
      await assertNeverPass(
        await into(stream, (stderr) => check(folder, ['--fail-on', 'hihg'], { stderr })),
        folder,
        2,
      );
    });

    test(`does not save a report that can not be written: ${name}`, { skip }, async () => {
      const folder = await passing();
      const ended = await into(stream, (stderr) => check(folder, ['--json', FULL], { stderr }));
      assert.equal(ended.status, 3);
    });
  }
});

describe("the action's own files", { concurrency: 3 }, () => {
  for (const [name, broken] of [
    ['outputs on a full disk', { GITHUB_OUTPUT: FULL }],
    ['outputs that are not there', { GITHUB_OUTPUT: 'no/such/file' }],
  ] as const) {
    test(`turn a pass into 3: ${name}`, { skip }, async () => {
      const folder = await passing();
      await Promise.all(['outputs', 'summary'].map((file) => writeFile(join(folder, file), '')));
      const env = {
        'INPUT_SCAN-XML': 'scan.xml',
        'INPUT_SARIF-FILE': REPORTS.sarif,
        'INPUT_JSON-FILE': REPORTS.json,
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
        ...broken,
      };
      const ended = await spawnBundle(ACTION, [], { cwd: folder, env });
      await assertNeverPass(ended, folder, 3);
      assert.match(ended.stdout, /^::error title=/m);
      assert.deepEqual(await reportsIn(folder), []);
      assert.match(lastOutput((await textOf(join(folder, 'outputs'))) ?? '', 'verdict'), /^(?:error)?$/);
      assertNoPass('the job summary', (await textOf(join(folder, 'summary'))) ?? '');
    });
  }
});

describe("the action's own files, where one of them can not be written", { concurrency: 3 }, () => {
  const INPUTS = {
    'INPUT_SCAN-XML': 'scan.xml',
    'INPUT_SARIF-FILE': REPORTS.sarif,
    'INPUT_JSON-FILE': REPORTS.json,
  };

  const summaries: Readonly<Record<string, (folder: string) => string | Promise<string>>> = {
    'is on a full disk': () => FULL,
    'is not there': () => 'no/such/file',
    'is empty': () => '',
    'is a pipe that nobody reads': pipeIn,
  };
  for (const [name, make] of Object.entries(summaries)) {
    test(`keep their verdict, findings and SARIF: a summary that ${name}`, { skip }, async () => {
      for (const [policy, status] of [
        [POLICY, 0],
        [FAILING, 1],
      ] as const) {
        const folder = await passing();
        await writeFile(join(folder, 'exposure-policy.yml'), policy);
        await writeFile(join(folder, 'outputs'), '');
        const env = { ...INPUTS, GITHUB_OUTPUT: join(folder, 'outputs'), GITHUB_STEP_SUMMARY: await make(folder) };
        const ended = await spawnBundle(ACTION, [], { cwd: folder, env });
        assert.equal(ended.status, status, ended.stdout);
        assert.deepEqual((await reportsIn(folder)).toSorted(), [REPORTS.json, REPORTS.sarif].toSorted());
        assert.equal(lastOutput((await textOf(join(folder, 'outputs'))) ?? '', 'exit-code'), String(status));
        assert.equal(/^::warning title=No job summary/m.test(ended.stdout), name !== 'is empty');
      }
    });
  }

  test('keep the reports of a run that fails: outputs that are a pipe that nobody reads', async () => {
    const folder = await passing();
    await writeFile(join(folder, 'exposure-policy.yml'), FAILING);
    const env = { ...INPUTS, GITHUB_OUTPUT: pipeIn(folder) };
    const ended = await spawnBundle(ACTION, [], { cwd: folder, env });
    assert.equal(ended.status, 1, ended.stdout);
    assert.match(ended.stdout, /unexpected-port/);
    assert.deepEqual((await reportsIn(folder)).toSorted(), [REPORTS.json, REPORTS.sarif].toSorted());
  });

  test('call a run that fails not complete, and name no report that is not there: a report on a full disk', {
    skip,
  }, async () => {
    const folder = await passing();
    await writeFile(join(folder, 'exposure-policy.yml'), FAILING);
    await writeFile(join(folder, 'outputs'), '');
    const env = { ...INPUTS, 'INPUT_JSON-FILE': FULL, GITHUB_OUTPUT: join(folder, 'outputs') };
    const ended = await spawnBundle(ACTION, [], { cwd: folder, env });
    assert.equal(ended.status, 1, ended.stdout);
    const outputs = (await textOf(join(folder, 'outputs'))) ?? '';
    assert.deepEqual(
      ['verdict', 'exit-code', 'complete', 'sarif-file', 'json-file'].map((name) => lastOutput(outputs, name)),
      ['fail', '1', 'false', REPORTS.sarif, ''],
    );
  });

  test('keep the reports of a run that fails: a stdout that nobody reads, and a report on a full disk', async () => {
    const folder = await passing();
    await writeFile(join(folder, 'exposure-policy.yml'), FAILING);
    const options = ['--json', FULL, '--sarif', 'out.sarif'];
    const ended = await into('closed', (stdout) => check(folder, options, { stdout }));
    assert.equal(ended.status, 1, ended.stderr);
    assert.deepEqual(await reportsIn(folder), ['out.sarif']);
  });
});

/** The same box, with a port open that nothing allows. */
const FAILING = POLICY.replace(/require:[\s\S]*$/, 'forbid: [telnet]\n');

function pipeIn(folder: string): string {
  execFileSync('mkfifo', [join(folder, 'scan.pipe')]);
  return join(folder, 'scan.pipe');
}

describe('reports of an earlier run that passed', { concurrency: 3 }, () => {
  /** What comes next: the files of the folder, and the options. */
  const next: Readonly<
    Record<string, { files?: Readonly<Record<string, string>>; options?: readonly string[]; status: 2 | 3 }>
  > = {
    'results that are cut short': { files: { 'scan.xml': HONEST_FILE.slice(0, -12) }, status: 3 },
    'results that are not there': { options: ['--scan-xml', 'none.xml'], status: 2 },
    'a bad policy': { files: { 'exposure-policy.yml': POLICY.replace('require', 'requrie') }, status: 2 },
    'an empty policy': { files: { 'exposure-policy.yml': '' }, status: 2 },
    'two policies': { files: { '.github/exposure-policy.yml': POLICY }, status: 2 },
    'a target that the policy does not have': { options: ['--target', 'bx'], status: 2 },
    'a bad value of an option': { options: ['--fail-on', 'hihg'], status: 2 },
    'an option that does not exist': { options: ['--fial-on', 'high'], status: 2 },
    'an argument too many': { options: ['somewhere.yml'], status: 2 },
  };
  for (const [name, { files = {}, options = [], status }] of Object.entries(next)) {
    test(`do not outlive a run that ends in ${status}: ${name}`, async () => {
      const folder = await passing();
      assert.equal((await check(folder, REPORT_OPTIONS)).status, 0);
      assert.equal((await reportsIn(folder)).length, FORMAT_NAMES.length);
      await mkdir(join(folder, '.github'));
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
      await assertNeverPass(await check(folder, [...REPORT_OPTIONS, ...options]), folder, status);
    });
  }

  test('do not outlive a run whose --output names a format that does not exist', async () => {
    const folder = await passing();
    assert.equal((await check(folder, ['--output', 'json=old'])).status, 0);
    assert.deepEqual(await reportsIn(folder), ['old']);
    assert.equal((await check(folder, ['--output', 'jsn=old'])).status, 2);
    assert.deepEqual(await reportsIn(folder), []);
  });

  test('do not outlive a run that names two files for one report', async () => {
    const folder = await passing();
    for (const file of ['old', 'new']) assert.equal((await check(folder, ['--json', file])).status, 0);
    assert.deepEqual(await reportsIn(folder), ['new', 'old']);
    assert.equal((await check(folder, ['--json', 'old', '--json', 'new'])).status, 2);
    assert.deepEqual(await reportsIn(folder), []);
  });

  test('do not outlive a run with a misspelt option before the command', async () => {
    const folder = await passing();
    const start = { cwd: folder };
    assert.equal((await check(folder, ['--json', 'old'])).status, 0);
    assert.deepEqual(await reportsIn(folder), ['old']);
    const args = ['--polciy', 'exposure-policy.yml', 'check', '--json', 'old'];
    assert.equal((await spawnBundle(CLI, args, start)).status, 2);
    assert.deepEqual(await reportsIn(folder), []);
    const onPolicy = ['--polciy', 'exposure-policy.yml', 'check', '--json', 'exposure-policy.yml'];
    assert.equal((await spawnBundle(CLI, onPolicy, start)).status, 2);
    assert.equal(await textOf(join(folder, 'exposure-policy.yml')), POLICY);
  });

  for (const [name, env] of Object.entries({
    'an unknown input': { INPUT_POLCY: 'exposure-policy.yml' },
    'a misspelt boolean': { INPUT_SUMMARY: 'yes' },
    'an age of no results': { 'INPUT_SCAN-XML': '', 'INPUT_SCAN-XML-MAX-AGE': '7d' },
  })) {
    test(`do not outlive a run of the action that ends in 2: ${name}`, async () => {
      const folder = await passing();
      const inputs = {
        'INPUT_SCAN-XML': 'scan.xml',
        'INPUT_SARIF-FILE': REPORTS.sarif,
        'INPUT_JSON-FILE': REPORTS.json,
      };
      assert.equal((await spawnBundle(ACTION, [], { cwd: folder, env: inputs })).status, 0);
      await assertNeverPass(await spawnBundle(ACTION, [], { cwd: folder, env: { ...inputs, ...env } }), folder, 2);
    });
  }
});

describe('a path for a report', { concurrency: 3 }, () => {
  for (const [name, options] of [
    ['a folder', ['--json', '.']],
    ['a path through a file', ['--json', 'scan.xml/report.json']],
    ['no name at all', ['--json', '']],
    ['the same file twice', ['--json', 'out', '--sarif', 'out']],
    ['the same file twice, for one format', ['--json', 'out', '--output', 'json=out']],
    ['the same file twice, written in two ways', ['--json', 'out', '--sarif', './x/../out']],
    ['the policy', ['--json', 'exposure-policy.yml']],
    ['the policy, written in another way', ['--policy', 'exposure-policy.yml', '--json', './exposure-policy.yml']],
    ['the results that are judged', ['--json', 'scan.xml']],
  ] as const) {
    test(`is refused before anything is scanned or removed: ${name}`, async () => {
      const folder = await passing();
      const ended = await check(folder, options);
      assert.equal(ended.status, 2, ended.stdout + ended.stderr);
      assertNoPass('stdout', ended.stdout);
      assert.equal(await textOf(join(folder, 'exposure-policy.yml')), POLICY);
      assert.equal(await textOf(join(folder, 'scan.xml')), HONEST_FILE);
    });
  }

  for (const [name, options] of [
    ['in a folder that is not there, outside the working directory', ['--json', '../not-there/report.json']],
    ['that only stands for stdout elsewhere', ['--json', '-']],
    ['that is a descriptor that is not open', ['--json', '/dev/fd/99']],
  ] as const) {
    test(`is refused, and nothing is made: one ${name}`, async () => {
      const folder = await passing();
      const ended = await check(folder, options);
      assert.equal(ended.status, 2, ended.stdout + ended.stderr);
      assert.match(ended.stdout, /\[bad-output\]/);
      assert.equal(existsSync(join(folder, '..', 'not-there')), false);
      assert.deepEqual(await reportsIn(folder), []);
    });
  }

  /** What stands at the report's path, by name. */
  const special: Readonly<Record<string, (path: string, folder: string) => unknown>> = {
    'a link to a device': (path) => symlink('/dev/null', path),
    'a link to a pipe': async (path, folder) => {
      execFileSync('mkfifo', [join(folder, 'scan.pipe')]);
      await symlink('scan.pipe', path);
    },
    'a link to a link to a pipe': async (path, folder) => {
      execFileSync('mkfifo', [join(folder, 'scan.pipe')]);
      await symlink('scan.pipe', join(folder, 'scan.link'));
      await symlink('scan.link', path);
    },
    'a pipe': (path) => execFileSync('mkfifo', [path]),
    'a socket': (path) => spawnSync(process.execPath, ['-e', LISTEN, path]),
  };
  for (const [name, make] of Object.entries(special)) {
    test(`is refused before anything is scanned, and left as it was: ${name}`, async () => {
      const folder = await passing();
      await make(join(folder, 'out'), folder);
      const ended = await check(folder, ['--json', 'out']);
      assert.equal(ended.status, 2, ended.stdout + ended.stderr);
      assert.equal((await lstat(join(folder, 'out'))).isFile(), false);
    });
  }

  test(
    'is refused where it is a link to a block device, by the action too, and the device is ' + 'left as it was',
    async (t) => {
      const folder = await passing();
      const disk = join(folder, 'scan.disk');
      await writeFile(disk, Buffer.alloc(1 << 20, 'PARTITION'));
      let device: string;
      try {
        device = execFileSync('losetup', ['-f', '--show', disk], { encoding: 'utf8' }).trim();
      } catch {
        return t.skip('there is no loop device here');
      }
      after(() => execFileSync('losetup', ['-d', device]));
      await symlink(device, join(folder, 'exposure-gate.sarif'));
      const ended = await spawnBundle(ACTION, [], { cwd: folder, env: { 'INPUT_SCAN-XML': 'scan.xml' } });
      assert.equal(ended.status, 2, ended.stdout);
      assert.equal((await check(folder, ['--json', device])).status, 2);
      execFileSync('sync');
      assert.deepEqual((await readFile(device)).subarray(0, 9).toString(), 'PARTITION');
    },
  );

  for (const [name, path] of Object.entries({ 'a folder': 'out/report.json', 'a deeper one': 'out/a/b/report.json' })) {
    test(`is refused where ${name} of it is a link that leads out of the working directory`, async () => {
      const [folder, elsewhere] = [await passing(), await workspace({ 'report.json': 'as it was' })];
      await symlink(elsewhere, join(folder, 'out'));
      const ended = await check(folder, ['--json', path]);
      assert.equal(ended.status, 2, ended.stdout + ended.stderr);
      assert.deepEqual(await readdir(elsewhere), ['report.json']);
      assert.equal(await textOf(join(elsewhere, 'report.json')), 'as it was');
    });
  }

  test("is refused where a folder of it is a link that leads out of the runner's workspace", async () => {
    const [folder, elsewhere] = [await passing(), await workspace({})];
    await mkdir(join(folder, 'below'));
    await symlink(elsewhere, join(folder, 'out'));
    const options = ['--policy', '../exposure-policy.yml', '--scan-xml', '../scan.xml', '--json', '../out/report.json'];
    const cwd = join(folder, 'below');
    const ended = await spawnBundle(CLI, ['check', ...options], { cwd, env: { GITHUB_WORKSPACE: folder } });
    assert.equal(ended.status, 2, ended.stdout + ended.stderr);
    assert.deepEqual(await readdir(elsewhere), []);
  });

  test('may lead through a link to a folder of the working directory, and into folders that are made', async () => {
    const folder = await passing();
    await mkdir(join(folder, 'real'));
    await symlink('real', join(folder, 'out'));
    assert.equal((await check(folder, ['--json', 'out/new/report.json'])).status, 0);
    assert.match((await textOf(join(folder, 'real', 'new', 'report.json'))) ?? '', /"pass"/);
  });

  test('may be stdout by its own name', async () => {
    const folder = await passing();
    const ended = await check(folder, ['--json', '/dev/stdout']);
    assert.equal(ended.status, 0, ended.stderr);
    assert.match(ended.stdout, /^\{\n {2}"reportVersion"[\s\S]*\n\}\n[\s\S]*PASS/);
  });

  test('may be a device by its own name, which is left alone', async () => {
    const folder = await passing();
    assert.equal((await check(folder, ['--json', '/dev/null'])).status, 0);
    assert.equal((await lstat('/dev/null')).isCharacterDevice(), true);
  });

  test('may be a pipe that the shell hands over', async () => {
    const folder = await passing();
    const command = `"${process.execPath}" "${CLI}" check --scan-xml scan.xml --json >(cat > scan.copy) && sleep 0.5`;
    execFileSync('bash', ['-c', command], { cwd: folder });
    assert.match((await textOf(join(folder, 'scan.copy'))) ?? '', /^\{[\s\S]*"pass"[\s\S]*\n\}\n$/);
  });

  test('may be one of several names of a file, of which the others keep what they had', async () => {
    const folder = await passing();
    await writeFile(join(folder, 'precious'), 'as it was');
    await link(join(folder, 'precious'), join(folder, 'out'));
    assert.equal((await check(folder, ['--json', 'out'])).status, 0);
    assert.equal(await textOf(join(folder, 'precious')), 'as it was');
  });

  test('leads to 3 where another folder takes the place of its own while the scan runs', async () => {
    const [folder, elsewhere] = [await passing(), await workspace({})];
    const swap = `const fs = require('node:fs'); fs.renameSync('out', 'old'); fs.symlinkSync('${elsewhere}', 'out');`;
    const nmap = await writeFakeNmap(folder, { sweep: `${swap} await say(SWEEP)` }, HONEST);
    const ended = await spawnBundle(CLI, ['check', '--nmap', nmap, '--json', 'out/report.json'], { cwd: folder });
    assert.equal(ended.status, 3, ended.stdout);
    assert.deepEqual(await readdir(elsewhere), []);
  });

  test('may be a link to a file, which is not written through', async () => {
    const folder = await passing();
    await writeFile(join(folder, 'precious'), 'as it was');
    await symlink('precious', join(folder, 'out'));
    assert.equal((await check(folder, ['--json', 'out'])).status, 0);
    assert.equal(await textOf(join(folder, 'precious')), 'as it was');
  });
});

function into<T extends string>(stream: T, run: (stream: 'closed' | number) => Promise<Ended>): Promise<Ended> {
  if (stream === 'closed') return run('closed');
  const descriptor = openSync(stream, 'w');
  return run(descriptor).finally(() => closeSync(descriptor));
}

/** What there is in a folder beside what was put there: reports, and what was meant to become one. */
async function reportsIn(folder: string): Promise<readonly string[]> {
  const given = ['exposure-policy.yml', 'scan.xml', 'outputs', 'summary', 'small', '.github'];
  return (await readdir(folder)).filter((file) => !given.includes(file) && !/^scan\./.test(file));
}

/** The value of an output as the runner reads the file: the last one counts. */
function lastOutput(text: string, name: string): string {
  return [...text.matchAll(new RegExp(`^${name}<<(.+)\\n([\\s\\S]*?)\\n\\1$`, 'gm'))].at(-1)?.[2] ?? '';
}
