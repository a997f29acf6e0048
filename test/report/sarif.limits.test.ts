import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Log, Run } from 'sarif';
import type { Outcome } from '../../src/model/report.ts';
import { assertSarif } from './invariants.ts';
import { renderSarif } from './rendered.ts';
import * as samples from './samples.ts';
import { OPTIONS } from './sarif-samples.ts';

function runOf(outcome: Outcome): Run {
  const log = JSON.parse(renderSarif(outcome, OPTIONS)) as Log;
  assertSarif(log, OPTIONS.sources.has(outcome.policy.file));
  const [run] = log.runs;
  assert.ok(run !== undefined);
  return run;
}

test('of more than 5,000 findings the most severe are kept, and a notification and a message say so', () => {
  const { results = [], invocations } = runOf(samples.manyFindings(6000));
  assert.equal(results.length, 5000);
  assert.deepEqual(
    results.map(({ properties }) => properties?.port),
    Array.from({ length: 5000 }, (_, index) => index + 1),
  );
  const said = /5,000 most severe of 6,000 findings; 1,000 were left out/;
  assert.match(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text ?? '', said);
  assert.equal(results.filter(({ message }) => said.test(message.text ?? '')).length, 1);
  assert.equal(runOf(samples.manyFindings(5000)).results?.length, 5000);
});

test('findings too large for an upload are cut by their size', () => {
  const random = (index: number) => [...Array(4).keys()].map((part) => gibberish(index * 4 + part)).join('');
  const report = samples.manyFindings(5000);
  const findings = report.findings.map((one, index) => ({
    ...one,
    message: random(index),
    product: random(index + 9999),
  }));
  const sarif = renderSarif({ ...report, findings }, OPTIONS);
  assertSarif(JSON.parse(sarif));
  assert.ok(gzipSync(sarif).length < 10_000_000);
});

/** 400 characters that hardly compress. */
function gibberish(seed: number): string {
  let state = seed + 1;
  return Array.from({ length: 400 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 94));
  }).join('');
}
