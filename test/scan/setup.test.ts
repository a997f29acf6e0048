import assert from 'node:assert/strict';
import { type ChildProcess, execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { runSetup } from '../../src/scan/setup.ts';

const ENVIRONMENT = { path: '/usr/bin:/bin', home: '/nonexistent' };
const SH = '/bin/sh';

const folder = mkdtempSync(join(tmpdir(), 'exposure gate setup '));
after(() => rmSync(folder, { recursive: true, force: true }));

const BOUNDS = { limit: 10_000, signal: undefined };
const WITHOUT_SETSID = { path: folder, home: '/nonexistent' };

function run(script: string, { limit = 10_000, signal }: { limit?: number; signal?: AbortSignal } = {}) {
  return runSetup([SH, '-c', script], ENVIRONMENT, { limit, signal });
}

describe('a command of the set-up', { concurrency: 4, timeout: 60_000 }, () => {
  test('tells its status and what it wrote, and writes nothing to our own streams', async () => {
    const { status, why, stdout, output } = await run('echo out; echo err >&2; exit 3');
    assert.deepEqual([status, why, stdout], [3, null, 'out\n']);
    assert.deepEqual(output.split('\n').toSorted(), ['', 'err', 'out']);
  });

  test('sees nothing of our environment but what it is given', async () => {
    const { stdout } = await runSetup(['/usr/bin/env'], ENVIRONMENT, {
      ...BOUNDS,
      variables: { DEBIAN_FRONTEND: 'noninteractive' },
    });
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    assert.deepEqual(names.toSorted(), ['DEBIAN_FRONTEND', 'HOME', 'LANG', 'LC_ALL', 'PATH']);
  });

  test('gets the end of its input at once', async () => {
    assert.equal((await run('cat')).status, 0);
  });

  test('gets its arguments as they are', async () => {
    const args = ['a b', '"', "'", '$HOME', '', '*', '\\'];
    const { stdout } = await runSetup([SH, '-c', 'printf "<%s>" "$@"', 'sh', ...args], ENVIRONMENT, BOUNDS);
    assert.equal(stdout, args.map((arg) => `<${arg}>`).join(''));
  });

  for (const name of ['a program', 'a" b', 'a\\" b', '"a" -b']) {
    const program = join(folder, name);
    writeFileSync(program, '#!/bin/sh\nexit 7\n', { mode: 0o755 });

    test(`is the program that is named, whatever its path has in it: ${name}`, async () => {
      assert.equal((await runSetup([program], ENVIRONMENT, BOUNDS)).status, 7);
    });

    test(`is no other program if there is no setsid: ${name}`, async () => {
      const { status, why } = await runSetup([program], WITHOUT_SETSID, BOUNDS);
      const expressible = !name.includes('"');
      assert.deepEqual([status, why === null], expressible ? [7, true] : [null, false]);
    });
  }

  for (const environment of [ENVIRONMENT, WITHOUT_SETSID]) {
    test(`is no success if it is not there, PATH ${environment.path}`, async () => {
      const { status, why } = await runSetup([join(folder, 'not there')], environment, BOUNDS);
      assert.notEqual(status, 0);
      assert.notEqual(status ?? why, null);
    });
  }

  test('is no success if a signal ends it', async () => {
    const { status, why } = await run('kill -KILL $$');
    assert.deepEqual([status, why], [null, 'SIGKILL']);
  });

  for (const [name, script] of [
    ['hangs', 'exec sleep 60'],
    ['ignores every request', "trap '' TERM INT HUP; while :; do sleep 0.2; done"],
  ] as const) {
    test(`is ended at its limit: one that ${name}`, async () => {
      const { status, took } = await timed(() => run(script, { limit: 300 }));
      assert.equal(status, null);
      assert.ok(took < 5_000, `it took ${took} ms`);
    });

    test(`is ended when the run is to stop: one that ${name}`, async () => {
      const { status, took } = await timed(() => run(script, { signal: AbortSignal.timeout(300) }));
      assert.equal(status, null);
      assert.ok(took < 5_000, `it took ${took} ms`);
    });
  }

  test('is ended at once if the run is to stop already', async () => {
    const { status, took } = await timed(() => run('exec sleep 60', { signal: AbortSignal.abort() }));
    assert.equal(status, null);
    assert.ok(took < 5_000, `it took ${took} ms`);
  });

  test('is ended if it writes without end, and little of that is kept', async () => {
    const end = await run("exec tr '\\0' x < /dev/zero");
    assert.equal(end.status, null);
    assert.ok(end.stdout.length <= 5 * 1024 * 1024, `${end.stdout.length}`);
  });

  for (const environment of [ENVIRONMENT, WITHOUT_SETSID]) {
    test(`is ended alone among commands of the same program, PATH ${environment.path}`, async () => {
      const lasting = ['0.6', '60', '0.7', '60'].map((seconds, index) =>
        runSetup(
          [SH, '-c', seconds === '60' ? 'exec /bin/sleep 60' : `/bin/sleep ${seconds}; exit ${index}`],
          environment,
          { limit: seconds === '60' ? 300 : 10_000, signal: undefined },
        ),
      );
      const ended = await Promise.all(lasting);
      assert.deepEqual(
        ended.map(({ status }) => status),
        [0, null, 2, null],
      );
    });
  }

  test('is ended with all that it started', async () => {
    const pidFile = join(folder, 'started');
    const { status } = await run(`/bin/sleep 60 & echo $! > '${pidFile}'; trap '' TERM; wait`, { limit: 500 });
    assert.equal(status, null);
    await gone(Number(readFileSync(pidFile, 'utf8')));
  });

  test('is not waited for longer than it lives, and what it leaves behind is ended', async () => {
    const pidFile = join(folder, 'left behind');
    const { status, took } = await timed(() => run(`/bin/sleep 60 & echo $! > '${pidFile}'`));
    assert.equal(status, 0);
    assert.ok(took < 5_000, `it took ${took} ms`);
    await gone(Number(readFileSync(pidFile, 'utf8')));
  });

  test('does not keep this program from ending, whoever keeps its pipes open', async () => {
    const program = `
      import { runSetup } from ${JSON.stringify(new URL('../../src/scan/setup.ts', import.meta.url).href)};
      const argv = ['/bin/sh', '-c', '/bin/sleep 60 & echo $!'];
      const { status, stdout } = await runSetup(argv, { path: '', home: '' }, { limit: 10_000, signal: undefined });
      console.log(status, stdout.trim());`;
    const argv = ['--import', 'tsx', '--input-type=module', '-e', program];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: 30_000 });
    const [status, pid] = stdout.split(' ').map(Number);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    assert.equal(status, 0);
  });

  test('that nobody can end is left alone after a while, and is no success', async () => {
    const pidFile = join(folder, 'goes on');
    const stop = { send: () => {}, grace: 100 };
    const script = `echo $$ > '${pidFile}'; exec sleep 60`;
    const { status, took } = await timed(() =>
      runSetup([SH, '-c', script], ENVIRONMENT, { limit: 300, signal: undefined, stop }),
    );
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
    assert.equal(status, null);
    assert.ok(took < 5_000, `it took ${took} ms`);
  });

  test('is no success if it ends with 0 once it is asked to stop', async () => {
    const { status } = await runSetup(
      ['/bin/bash', '-c', "trap 'exit 0' INT; while :; do sleep 0.1; done"],
      ENVIRONMENT,
      {
        limit: 500,
        signal: undefined,
        stop: { send: (child: ChildProcess) => void child.kill('SIGINT'), grace: 5_000 },
      },
    );
    assert.equal(status, null);
  });
});

/** A process that was killed needs a moment to be gone. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 100 && isRunning(pid); tries++) await setTimeout(20);
  assert.equal(isRunning(pid), false);
}

/** One that only waits for its parent to ask for its status does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function timed<T extends object>(run: () => Promise<T>): Promise<T & { readonly took: number }> {
  const since = performance.now();
  return { ...(await run()), took: performance.now() - since };
}
