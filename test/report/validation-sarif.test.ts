import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Log } from 'sarif';
import type { Warning } from '../../src/model/problem.ts';
import { RESULT_LIMIT } from '../../src/report/sarif.ts';
import { type Validation, validationSarif } from '../../src/report/validation-sarif.ts';
import { OPTIONS } from './sarif-samples.ts';

const NOTE: Warning = {
  code: 'unused-entry',
  level: 'note',
  message: 'nothing uses this',
  location: { file: 'a.yml', line: 1, column: 1 },
};
const POLICIES: readonly Validation[] = [
  { file: 'a.yml', targets: 1, problems: [], warnings: Array.from({ length: RESULT_LIMIT }, () => NOTE) },
  {
    file: 'b.yml',
    targets: null,
    problems: [{ code: 'unknown-key', message: 'no such key', location: { file: 'b.yml', line: 2, column: 3 } }],
    warnings: [],
  },
];

test('as many notes as fit never hide the error of another policy', () => {
  const log: Log = JSON.parse(validationSarif(POLICIES, OPTIONS));
  const results = log.runs[0]?.results ?? [];
  assert.equal(results.length, RESULT_LIMIT);
  assert.deepEqual([results[0]?.level, results[0]?.properties?.code], ['error', 'unknown-key']);
});
