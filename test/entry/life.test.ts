import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertGolden } from '../report/golden.ts';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { devicesIn, GOLDEN, type LifeReport, MINUTES, policyOfLife, RUNS, rowsOf, tableOf } from '../support/life.ts';
import { nmapXml, type ScannedHost } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';

const NETWORK = '192.0.2.';

/** @returns all addresses as a scan of nmap lists them: those at which nothing answers are silent */
function hostsIn(run: number): readonly ScannedHost[] {
  const there = new Map(
    devicesIn(run).flatMap(({ answers, mac, isLost }) =>
      answers.map((last): readonly [number, ScannedHost] => {
        const host = { address: `${NETWORK}${last}`, mac: mac.toUpperCase() };
        return [last, isLost ? { ...host, timedOut: true } : { ...host, open: { 22: 'ssh' } }];
      }),
    ),
  );
  return Array.from({ length: 256 }, (_, last): ScannedHost => {
    return there.get(last) ?? { address: `${NETWORK}${last}`, folded: { state: 'filtered', ports: '22' } };
  });
}

test('40 runs of 30 devices say each change once, and nothing of what sleeps or roams', async () => {
  const cwd = await workspace({ 'exposure-policy.yml': policyOfLife(NETWORK) });
  const rows: string[] = [];
  for (let run = 0; run < RUNS; run++) {
    const at = new Date(Date.now() - (RUNS - run) * MINUTES * 60_000);
    await writeFile(join(cwd, 'scan.xml'), nmapXml({ asked: '22', versions: true, at, hosts: hostsIn(run) }));
    const args = ['check', '--scan-xml', 'scan.xml', '--state', 'state.jsonl', '--json', 'report.json'];
    const ended = await spawnBundle(CLI, args, { cwd });
    const report: LifeReport = JSON.parse((await textOf(join(cwd, 'report.json'))) ?? assert.fail(ended.stdout));
    assert.notEqual(report.memory, undefined);
    rows.push(...rowsOf(run, report));
  }
  assertGolden(GOLDEN, tableOf(rows));
});
