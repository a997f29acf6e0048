import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merge } from '../../scripts/test-times.ts';

test('a suite that ran replaces its own times, of files that are gone too, and leaves those of other suites', () => {
  const files = { 'test/lab/late.test.ts': 9, 'test/gate/gate.test.ts': 1, 'test/gate/gone.test.ts': 1 };
  const before = { date: '2026-11-21', cores: 1, suites: { lab: 9, unit: 2 }, files };
  const after = merge(before, { suites: { unit: 3.14 }, files: { 'test/gate/gate.test.ts': 2.06 } });
  assert.deepEqual(after.suites, { lab: 9, unit: 3.1 });
  assert.deepEqual(after.files, { 'test/gate/gate.test.ts': 2.1, 'test/lab/late.test.ts': 9 });
});
