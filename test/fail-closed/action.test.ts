import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ACTION, type Ended, spawnBundle } from '../support/bundles.ts';
import { type FakeNmap, invocations, writeFakeNmap } from '../support/fake-nmap.ts';
import { assertNeverPass, assertNoPass, REPORTS } from '../support/never-pass.ts';
import { RUNTIMES } from '../support/runtimes.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { HONEST, POLICY } from './box.ts';

interface Run {
  readonly fake: FakeNmap;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Sent one after the other, once the scanner runs. */
  readonly signals?: readonly NodeJS.Signals[];
}

/** A step whose PATH has a false nmap first, on the runner's Node where it is to be had. */
async function runAction({ fake, inputs = {}, signals = [] }: Run): Promise<Ended & { readonly folder: string }> {
  const folder = await workspace({ 'exposure-policy.yml': POLICY, 'runner/outputs': '', 'runner/summary': '' });
  const program = await workspace();
  await writeFakeNmap(program, fake, HONEST);
  const env = {
    PATH: `${program}:${process.env.PATH}`,
    'INPUT_SARIF-FILE': REPORTS.sarif,
    'INPUT_JSON-FILE': REPORTS.json,
    GITHUB_OUTPUT: join(folder, 'runner', 'outputs'),
    GITHUB_STEP_SUMMARY: join(folder, 'runner', 'summary'),
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  };
  const node = RUNTIMES.at(-1)?.node ?? process.execPath;
  const ended = await spawnBundle(ACTION, [], {
    cwd: folder,
    env,
    node,
    running: (pid) => stop(pid, program, signals),
  });
  // The job summary is one of the reports: it is looked at with them.
  await writeFile(join(folder, REPORTS.summary), (await textOf(join(folder, 'runner', 'summary'))) ?? '');
  return { ...ended, folder };
}

async function stop(pid: number, program: string, signals: readonly NodeJS.Signals[]): Promise<void> {
  if (signals.length === 0) return;
  while ((await invocations(program)).length < 2) await wait(50);
  for (const signal of signals) {
    await wait(200);
    process.kill(pid, signal);
  }
}

describe('the action, with a scanner that', { concurrency: 3 }, () => {
  test('is honest passes, so that what follows fails for no other reason', async () => {
    const ended = await runAction({ fake: {} });
    assert.equal(ended.status, 0, ended.stdout + ended.stderr);
  });

  const rows: Readonly<Record<string, Run>> = {
    'is killed in mid-output': { fake: { sweep: "await say(SWEEP.slice(0, 900)); await die('SIGKILL')" } },
    'ends with status 1 after complete results': { fake: { sweep: 'await say(SWEEP); process.exitCode = 1' } },
    'writes nothing': { fake: { sweep: '' } },
    'leaves out its end': { fake: { sweep: "await say(SWEEP.replace('</nmaprun>', ''))" } },
    hangs: { fake: { sweep: 'await hang()' }, inputs: { timeout: '2s' } },
    'fails to identify': { fake: { identify: 'process.exitCode = 1' } },
    'is too old': { fake: { version: "await say('Nmap version 7.40\\n')" } },
    'hangs when the job is cancelled': { fake: { sweep: 'await hang()' }, signals: ['SIGINT'] },
    'ignores that the job is cancelled': {
      fake: { sweep: "process.on('SIGTERM', () => {}); await hang()" },
      signals: ['SIGINT', 'SIGTERM'],
    },
  };
  for (const [name, run] of Object.entries(rows)) {
    test(`${name} ends in 3, and no output, summary or file says pass`, async () => {
      const ended = await runAction(run);
      await assertNeverPass(ended, ended.folder, 3);
      const outputs = (await textOf(join(ended.folder, 'runner', 'outputs'))) ?? '';
      assert.match(outputs, /^verdict<<.*\n(?:inconclusive|error)$/m);
      assert.match(outputs, /^exit-code<<.*\n3$/m);
      assertNoPass('the outputs', outputs);
      assert.match(ended.stdout, /^::error /m);
      assert.notEqual(await textOf(join(ended.folder, REPORTS.sarif)), null);
      assert.match((await textOf(join(ended.folder, REPORTS.summary))) ?? '', /^## (?:⚠️ Inconclusive|⛔ Error)/);
    });
  }
});
