import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { Outcome } from '../../src/model/report.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { CONTEXT } from './contexts.ts';
import { hostileReport, hostileTexts, inTurn, PAYLOADS } from './hostile.ts';
import * as samples from './samples.ts';

const INJECTIONS = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =1',
  'a;=1',
  'a;-1',
  '"=1',
  "'=1",
  'a"\n=1',
  ';;+1',
];

function textOf(outcome: Outcome): string {
  return [...renderCsv(outcome, CONTEXT)].join('');
}

function cellsOf(outcome: Outcome): readonly (readonly string[])[] {
  return parse(textOf(outcome));
}

test('every row has the columns of the head, and every line ends as RFC 4180 says', () => {
  for (const outcome of [...Object.values(samples.SAMPLES), hostileReport(inTurn([...PAYLOADS, ...INJECTIONS]))]) {
    const [head, ...rows] = cellsOf(outcome);
    for (const row of rows) assert.equal(row.length, head?.length);
    const text = textOf(outcome);
    assert.equal(text.split('\r\n').length, rows.length + 2);
    assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\r\n]/);
  }
});

test('no cell is a formula, also if semicolons separate the cells', () => {
  fc.assert(
    fc.property(hostileTexts, fc.constantFrom(...INJECTIONS), (texts, injection) => {
      const report = hostileReport(inTurn([injection, ...texts, `${injection}x`]));
      const cells = cellsOf(report).flat();
      assert.deepEqual(
        cells.filter((cell) => /^\s*[=+\-@]/.test(cell)),
        [],
      );
      // A program that splits at semicolons gives quotes another meaning, so they are passed over.
      const parts = textOf(report).split(/\r\n|;/);
      assert.deepEqual(
        parts.filter((part) => /^[\s"]*[=+\-@]/.test(part)),
        [],
      );
    }),
  );
  for (const injection of INJECTIONS) {
    const [, row] = cellsOf(hostileReport(() => injection));
    assert.ok(row?.every((cell) => !/^\s*[=+\-@]/.test(cell)));
  }
});

test('a pass without findings is a head alone, and no other outcome is', () => {
  assert.equal(cellsOf(samples.PASSED).length, 1);
  for (const outcome of [samples.FAILED, samples.INCONCLUSIVE, samples.BAD_POLICY, samples.NO_SCANNER])
    assert.ok(cellsOf(outcome).length > 1);
});
