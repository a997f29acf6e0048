import assert from 'node:assert/strict';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ACTION, CLI, type Ended, spawnBundle } from '../support/bundles.ts';
import { assertNeverPass, REPORT_OPTIONS, REPORTS } from '../support/never-pass.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { POLICY } from './box.ts';

/**
 * A machine without nmap, and a package manager that does what it is told to.
 * @param body of an async function of JavaScript; `hang()` never returns
 */
async function machine(body: string): Promise<{ readonly folder: string; readonly path: string }> {
  const folder = await workspace({
    'exposure-policy.yml': POLICY,
    'bin/apt-get': `#!${process.execPath}
require('node:fs').appendFileSync('apt.log', process.pid + '\\n');
const hang = () => new Promise(() => setInterval(() => {}, 1_000_000));
(async () => { ${body} })();
`,
    // As root none is needed; for anyone else it does nothing but run what it is given.
    'bin/sudo': '#!/bin/sh\nshift\nexec "$@"\n',
  });
  const path = join(folder, 'bin');
  await mkdir(path, { recursive: true });
  for (const name of ['apt-get', 'sudo']) await chmod(join(path, name), 0o755);
  for (const name of ['timeout', 'sh']) await symlink(join('/usr/bin', name), join(path, name));
  return { folder, path };
}

async function calls(folder: string): Promise<readonly number[]> {
  return ((await textOf(join(folder, 'apt.log'))) ?? '').split('\n').filter(Boolean).map(Number);
}

async function untilCalled(folder: string): Promise<void> {
  for (let tries = 0; tries < 200 && (await calls(folder)).length === 0; tries++) await wait(50);
  // Let it get as far as it will.
  await wait(300);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs a bundle, signals it once the package manager runs. @returns how it ended, and how long after the signal, in ms
 */
async function stopped(
  bundle: string,
  body: string,
  signal: NodeJS.Signals,
  env: Readonly<Record<string, string>> = {},
) {
  const { folder, path } = await machine(body);
  let since = 0;
  const ended: Ended = await spawnBundle(bundle, bundle === CLI ? ['check', ...REPORT_OPTIONS] : [], {
    cwd: folder,
    env: { PATH: path, ...env },
    running: async (pid) => {
      await untilCalled(folder);
      since = Date.now();
      process.kill(pid, signal);
    },
  });
  return { folder, ended, took: Date.now() - since, apt: await calls(folder) };
}

describe('a run that is told to stop while nmap is installed', { concurrency: 3 }, () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`ends in 3 with its reports, and asks the package manager to stop: ${signal}`, async () => {
      const { folder, ended, took, apt } = await stopped(CLI, 'await hang()', signal);
      await assertNeverPass(ended, folder, 3);
      assert.ok(took < 3_000, `it took ${took} ms`);
      assert.equal(apt.length, 1, 'it went on with the next command');
      assert.equal(apt.some(isRunning), false);
      const report = JSON.parse((await textOf(join(folder, REPORTS.json))) ?? '{}');
      assert.equal(report.verdict, 'error');
      assert.match(report.problems[0].message, /interrupted before anything was scanned/);
      for (const file of Object.values(REPORTS)) assert.notEqual(await textOf(join(folder, file)), null, file);
    });
  }

  test(
    'leaves one alone that is in the middle of it, and still writes its reports before the ' + 'runner kills it',
    async () => {
      const deaf = "for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {}); await hang()";
      const { folder, ended, took, apt } = await stopped(CLI, deaf, 'SIGTERM');
      try {
        await assertNeverPass(ended, folder, 3);
        assert.ok(took < 6_500, `it took ${took} ms`);
        assert.equal(apt.some(isRunning), true, 'it was killed');
        assert.notEqual(await textOf(join(folder, REPORTS.sarif)), null);
      } finally {
        for (const pid of apt) process.kill(pid, 'SIGKILL');
      }
    },
  );

  test('does so as an action too, and leaves no group open in the log', async () => {
    const { folder, ended, took } = await stopped(ACTION, 'await hang()', 'SIGINT', { GITHUB_ACTIONS: 'true' });
    assert.equal(ended.status, 3);
    assert.ok(took < 3_000, `it took ${took} ms`);
    assert.notEqual(await textOf(join(folder, 'exposure-gate.sarif')), null);
    assert.equal(ended.stdout.match(/^::group::/gm)?.length, 1);
    assert.ok(ended.stdout.indexOf('::endgroup::') < ended.stdout.indexOf('::error'), ended.stdout);
  });
});

describe('a package manager that', { concurrency: 3 }, () => {
  for (const [name, body, told] of [
    ['fails', "console.log('E: no network'); process.exitCode = 100", /ended with 100: E: no network/],
    [
      'is killed',
      "process.kill(process.pid, 'SIGKILL'); await hang()",
      /could not be installed: .* ended with (?:137|SIGKILL) /,
    ],
    ['brings no nmap', '', /nmap was installed, but is not on the PATH/],
  ] as const) {
    test(`${name} makes the run end in 3, and says why`, async () => {
      const { folder, path } = await machine(body);
      const ended = await spawnBundle(CLI, ['check', ...REPORT_OPTIONS], { cwd: folder, env: { PATH: path } });
      await assertNeverPass(ended, folder, 3);
      assert.match(ended.stdout, told);
    });
  }
});
