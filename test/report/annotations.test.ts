import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { annotations } from '../../src/report/annotations.ts';
import { runs } from '../support/property-runs.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS } from './hostile.ts';
import * as samples from './samples.ts';

test('findings are annotated on their lines by level, those of one line together, waived ones not at all', () => {
  assert.deepEqual(
    annotations(samples.FAILED).map(({ kind, line, column, title }) => [kind, line, column, title]),
    [
      ['error', 9, 3, 'exposure-gate: 2 findings on this line: 1 critical, 1 high'],
      ['error', 13, 9, 'exposure-gate: wrong-service (high)'],
      ['warning', 11, 15, 'exposure-gate: unverified-service (low)'],
      ['notice', 15, 9, 'exposure-gate: unused-waiver (note)'],
    ],
  );
});

test('a clean run has no annotations', () => {
  assert.deepEqual(annotations(samples.PASSED), []);
});

test('an incomplete run that lets the build go on is annotated with warnings', () => {
  const kinds = (exitCode: 0 | 3) => annotations({ ...samples.INCONCLUSIVE, exitCode }).map(({ kind }) => kind);
  assert.ok(kinds(3).includes('error'));
  assert.deepEqual(kinds(0).includes('error'), false);
  assert.equal(kinds(0).length, kinds(3).length);
});

test('problems are errors on their lines, or on the first line of the policy', () => {
  assert.deepEqual(
    [samples.BAD_POLICY, samples.NO_SCANNER].flatMap((outcome) =>
      annotations(outcome).map(({ kind, file, line, column }) => [kind, file, line, column]),
    ),
    [
      ['error', samples.POLICY_FILE, 12, 5],
      ['error', samples.POLICY_FILE, 11, 15],
      ['error', samples.POLICY_FILE, 1, 1],
    ],
  );
});

test('of each kind there are at most ten, and the tenth gathers all others', () => {
  const many = samples.manyFindings(300);
  const findings = many.findings.map((one, index) => ({
    ...one,
    level: index % 2 === 0 ? ('error' as const) : ('warning' as const),
    location: { ...one.location, line: (index >> 1) + 1 },
  }));
  const made = annotations({ ...many, findings });
  assert.equal(made.filter(({ kind }) => kind === 'error').length, 10);
  assert.equal(made.filter(({ kind }) => kind === 'warning').length, 10);
  assert.equal(made[9]?.title, 'exposure-gate: 141 more on 141 lines of the policy');
  assert.match(made[9]?.message ?? '', /\nand \d+ more$/);
});

test('a long message is cut at a line, and says how many lines are missing', () => {
  const [only, ...others] = annotations(samples.manyFindings(6000));
  assert.deepEqual(others, []);
  const lines = (only?.message ?? '').split('\n');
  assert.equal(lines.at(-1), `and ${(6000 - lines.length + 1).toLocaleString('en-US')} more`);
});

test('hostile text stays on its line, within the limits, and the same input gives the same annotations', () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      for (const outcome of [hostileReport(inTurn(texts)), hostileFailure(inTurn(texts))]) {
        const made = annotations(outcome);
        for (const { title, message, file } of made) {
          assert.match(`${title}${file}`, /^[\x20-\x7e\p{Script=Latin}]*$/u);
          assert.match(message, /^[\n\x20-\x7e\p{Script=Latin}]*$/u);
          assert.doesNotMatch(`${title} ${message} ${file}`, /##\[/);
          assert.ok(message.length <= 4000);
        }
        assert.deepEqual(annotations(structuredClone(outcome)), made);
      }
    }),
    { numRuns: runs(10, 50), examples: [[[...PAYLOADS]]] },
  );
});
