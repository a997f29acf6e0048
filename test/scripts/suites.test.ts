import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suiteOf } from '../../scripts/suites.ts';

test('each file is in one suite: that of its folder, or the units', () => {
  assert.deepEqual(
    ['lab/late.test.ts', 'cases/cases.test.ts', 'gate/gate.test.ts', 'docs.test.ts'].map((file) => suiteOf(file).name),
    ['lab', 'programs', 'unit', 'unit'],
  );
});
