import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suiteOf } from '../../scripts/suites.ts';

const nameOf = (file: string): string => suiteOf(file).name;

test('each file is in one suite: that of its folder, that of its aspect, or the units', () => {
  assert.deepEqual(['lab/late.test.ts', 'cases/cases.test.ts', 'simulations/late.test.ts'].map(nameOf), [
    'lab',
    'programs',
    'simulations',
  ]);
  assert.deepEqual(['policy/parse.property.test.ts', 'pipeline.order.property.test.ts'].map(nameOf), [
    'properties',
    'properties',
  ]);
  assert.equal(nameOf('report/html/timeline.limits.test.ts'), 'limits');
  const units = ['gate/gate.test.ts', 'docs.test.ts', 'policy/parse.problems.test.ts', 'policy/property.test.ts'];
  assert.deepEqual(new Set(units.map(nameOf)), new Set(['unit']));
});

test('a folder counts for more than an aspect: what needs root stays with what needs root', () => {
  assert.equal(nameOf('lab/late.property.test.ts'), 'lab');
});
