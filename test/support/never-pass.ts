import assert from 'node:assert/strict';
import { join } from 'node:path';
import { byFormat, FORMAT_NAMES } from '../../src/report/formats.ts';
import { assertSarif } from '../report/invariants.ts';
import { READERS } from '../report/readers.ts';
import type { Ended } from './bundles.ts';
import { textOf } from './workspace.ts';

/** Where `check` is told to write its reports in these tests, and the options that say so. */
export const REPORTS = byFormat((format) => `report.${format}`);
export const REPORT_OPTIONS = reportOptionsBeside([]);

/** @returns the options for all reports, without those that other options ask for: each takes one file */
export function reportOptionsBeside(options: readonly string[]): readonly string[] {
  const left = FORMAT_NAMES.filter((format) => !options.includes(`--${format}`));
  return left.flatMap((format) => [`--${format}`, REPORTS[format]]);
}

/** What any text says, in any of our formats, that reads as a pass. */
const SAYS_PASS = [
  /\bPASS\b/,
  /✅/,
  /"verdict": ?"pass"/,
  /^verdict=pass$/m,
  /class="pass"/,
  /^pass,/m,
  /verdict="pass"\} 1$/m,
  /"outcome":"success"/,
  /policy asks about was probed to the end/,
];

/** @throws where the text reads as a pass */
export function assertNoPass(what: string, text: string): void {
  for (const pattern of SAYS_PASS) assert.doesNotMatch(text, pattern, `${what} says pass`);
}

/**
 * Holds a run to the promise that what is not proven never looks green: the exit status is the one given, 1, 2 or 3,
 * and nothing that was printed or written in `folder` says pass, in any format. What was written agrees with the
 * status.
 */
export async function assertNeverPass(ended: Ended, folder: string, status: 1 | 2 | 3): Promise<void> {
  const told = `${ended.stdout}\n${ended.stderr}`;
  assert.equal(ended.signal, null, `it was killed by a signal: ${told}`);
  assert.equal(ended.status, status, told);
  assertNoPass('stdout', ended.stdout);
  assertNoPass('stderr', ended.stderr);
  for (const name of Object.values(REPORTS)) assertNoPass(name, (await textOf(join(folder, name))) ?? '');
  if (status !== 1) assert.doesNotMatch((await textOf(join(folder, REPORTS.summary))) ?? '', /Coverage: complete/);
  for (const format of FORMAT_NAMES) {
    const text = await textOf(join(folder, REPORTS[format]));
    if (text === null) continue;
    if (status !== 1) assert.doesNotMatch(text, /_complete_run_timestamp_seconds\{/);
    const { verdict } = await READERS[format](text);
    const right = status === 1 ? ['fail', 'judged'] : ['inconclusive', 'error'];
    assert.ok(right.includes(verdict), `${format} says ${verdict}`);
  }
  const json = await textOf(join(folder, REPORTS.json));
  if (json !== null) {
    const { verdict, exitCode } = JSON.parse(json);
    assert.equal(exitCode, status);
    assert.ok(status === 1 ? verdict === 'fail' : ['inconclusive', 'error'].includes(verdict), `verdict ${verdict}`);
  }
  const sarif = await textOf(join(folder, REPORTS.sarif));
  if (sarif !== null) {
    assertSarif(JSON.parse(sarif));
    const [run] = JSON.parse(sarif).runs;
    assert.equal(run.invocations[0].exitCode, status);
    // Code scanning closes alerts that a successful run does not repeat.
    if (status !== 1) assert.equal(run.invocations[0].executionSuccessful, false);
    if (status === 2) assert.deepEqual(run.results, []);
  }
}
