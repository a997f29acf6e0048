import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { assertAllEnded, type FakeNmap, invocations, writeFakeNmap } from '../support/fake-nmap.ts';
import { assertNeverPass, REPORT_OPTIONS, REPORTS } from '../support/never-pass.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { HONEST, POLICY } from './box.ts';

const HANGS = 'await hang()';
const STUBBORN = "for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); await hang()";

interface Row {
  readonly name: string;
  readonly fake: FakeNmap;
  /** How often the scanner has been called when the first signal comes. */
  readonly calls: number;
  readonly signals: readonly NodeJS.Signals[];
  readonly verdict: 'inconclusive' | 'error';
  /** Longest that the run may take to end after the first signal, in milliseconds. */
  readonly within: number;
}

const SWEEPING = { calls: 2, verdict: 'inconclusive', within: 3_000 } as const;

const ROWS: readonly Row[] = [
  { name: 'SIGTERM in mid-scan', fake: { sweep: HANGS }, signals: ['SIGTERM'], ...SWEEPING },
  { name: 'SIGINT in mid-scan', fake: { sweep: HANGS }, signals: ['SIGINT'], ...SWEEPING },
  { name: 'SIGHUP in mid-scan', fake: { sweep: HANGS }, signals: ['SIGHUP'], ...SWEEPING },
  { name: 'SIGTERM twice', fake: { sweep: HANGS }, signals: ['SIGTERM', 'SIGTERM'], ...SWEEPING },
  {
    name: "the runner's SIGINT and SIGTERM, to a scanner that heeds neither",
    fake: { sweep: STUBBORN },
    signals: ['SIGINT', 'SIGTERM'],
    ...SWEEPING,
    within: 5_000,
  },
  {
    name: 'SIGTERM after the scanner has written everything, before it ends',
    fake: { sweep: `await say(SWEEP); ${HANGS}` },
    signals: ['SIGTERM'],
    ...SWEEPING,
  },
  {
    name: 'SIGTERM while services are identified',
    fake: { identify: HANGS },
    signals: ['SIGTERM'],
    ...SWEEPING,
    calls: 3,
  },
  {
    name: 'SIGTERM while the scanner is asked for its version',
    fake: { version: STUBBORN },
    signals: ['SIGTERM'],
    calls: 1,
    verdict: 'error',
    within: 3_000,
  },
];

describe('a run that is told to stop', { concurrency: 3 }, () => {
  for (const { name, fake, calls, signals, verdict, within } of ROWS) {
    test(`ends in 3, reports what it knows and leaves no scanner behind: ${name}`, async () => {
      const folder = await workspace({ 'exposure-policy.yml': POLICY });
      const nmap = await writeFakeNmap(folder, fake, HONEST);
      let since = 0;
      const ended = await spawnBundle(CLI, ['check', '--nmap', nmap, ...REPORT_OPTIONS], {
        cwd: folder,
        running: async (pid) => {
          await untilCalled(folder, calls);
          // Let it get as far as it will.
          await wait(300);
          since = Date.now();
          for (const signal of signals) {
            sendSignal(pid, signal);
            await wait(5);
          }
        },
      });
      const took = Date.now() - since;
      await assertNeverPass(ended, folder, 3);
      assert.ok(took < within, `it took ${took} ms to end`);
      assert.equal(JSON.parse((await textOf(join(folder, REPORTS.json))) ?? '{}').verdict, verdict);
      await assertAllEnded(folder);
    });
  }
});

describe('a run that is told to stop while it writes its reports', () => {
  test('ends, and leaves whole reports or none: stdout is a pipe that nobody reads', async () => {
    const folder = await workspace({ 'exposure-policy.yml': LARGE_POLICY, 'scan.xml': largeScan() });
    const options = ['--scan-xml', 'scan.xml', '--format', 'json', ...REPORT_OPTIONS];
    const child = spawn(process.execPath, [CLI, 'check', ...options], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(child, 'exit');
    // The first piece has come, and the others wait.
    await once(child.stdout, 'readable');
    child.kill('SIGTERM');
    const since = Date.now();
    const [status] = await ended;
    child.stdout.destroy();
    assert.equal(status, 3);
    assert.ok(Date.now() - since < 9_000);
    assert.deepEqual((await readdir(folder)).toSorted(), ['exposure-policy.yml', 'scan.xml']);
  });
});

const LARGE_POLICY = POLICY.replace('[127.0.0.1]', '[127.0.0-3.1-250]').replace('require', 'allow');

/** A thousand hosts: their JSON is longer than any pipe holds. */
function largeScan(): string {
  const open = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [8_000 + index, 'http']));
  const addresses = Array.from({ length: 1_000 }, (_, index) => `127.0.${index % 4}.${1 + (index >> 2)}`);
  return nmapXml({
    asked: '22,80,443,8000-8003',
    versions: true,
    hosts: addresses.map((address) => ({ address, folded: { state: 'closed', ports: '22,80,443' }, open })),
  });
}

/** The run may be over before the last signal. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
  }
}

async function untilCalled(folder: string, calls: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await invocations(folder)).length >= calls) return;
    await wait(50);
  }
  throw new Error(`the scanner was not called ${calls} times`);
}
