import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { INPUTS, readInputs } from '../../src/edge/inputs.ts';
import { FORMAT_NAMES } from '../../src/report/formats.ts';
import { refusalsOf } from '../support/policies.ts';

const read = (inputs: Readonly<Record<string, string>>, variables: readonly string[] = []) =>
  readInputs((name) => inputs[name] ?? '', variables);

test('the inputs are those of action.yml', () => {
  const action: unknown = parse(readFileSync(join(import.meta.dirname, '..', '..', 'action.yml'), 'utf8'));
  assert.ok(typeof action === 'object' && action !== null && 'inputs' in action);
  assert.deepEqual(Object.keys(action.inputs as object).sort(), [...INPUTS].sort());
});

test('an input that is left out is the default', () => {
  const { policy, targets, onIncomplete, timeout, summary, reports } = read({});
  assert.deepEqual([policy, targets, onIncomplete, timeout], [null, [], 'fail', 3_600_000]);
  assert.deepEqual([summary, reports], [true, [{ format: 'sarif', file: 'exposure-gate.sarif' }]]);
});

test('every format has an input for its file', () => {
  for (const format of FORMAT_NAMES) {
    const { reports } = read({ [`${format}-file`]: 'out/report' });
    assert.deepEqual(
      reports.filter((report) => report.format === format),
      [{ format, file: 'out/report' }],
    );
  }
});

test('targets are separated by commas or lines, files by lines alone', () => {
  assert.deepEqual(read({ targets: ' edge, web\n db ,' }).targets, ['edge', 'web', 'db']);
  assert.deepEqual(read({ 'scan-xml': 'a,b.xml\n\n c.xml ' }).scanXml, ['a,b.xml', 'c.xml']);
});

for (const inputs of [
  { summary: 'yes' },
  { annotations: 'True' },
  { 'sarif-include-waived': '1' },
  { 'scan-xml-max-age': '7d' },
  { 'scan-xml': '', 'scan-xml-max-age': '24h' },
  { timeout: '10' },
  { timeout: '0m' },
  { timeout: '25h' },
  { 'fail-on': 'High' },
  { 'on-incomplete': 'ignore' },
  { install: 'false' },
  { category: 'a b' },
  { category: '/edge' },
  { category: 'edge//' },
  { category: '../edge' },
  { category: 'edge:web' },
  { category: 'x'.repeat(201) },
  { category: 'edge/192.0.2.10' },
  { category: 'edge-2026-11-26' },
  { category: 'weekly/20261126' },
  { category: 'run-19876543210' },
  { category: 'a'.repeat(40) },
]) {
  test(`is refused: ${JSON.stringify(inputs)}`, async () => {
    assert.deepEqual(await refusalsOf(() => read(inputs)), ['-:bad-option']);
  });
}

for (const variable of [
  'INPUT_POLCY',
  'INPUT_TARGET',
  'INPUT_SARIF_FILE',
  'INPUT_SARIF_INCLUDE_WAIVED',
  'INPUT_FAIL ON',
  'INPUT_FAIL-ON-NEW',
  'INPUT_SARIF',
]) {
  test(`an input that is nearly one of ours is refused: ${variable}`, async () => {
    assert.deepEqual(await refusalsOf(() => read({}, ['PATH', variable])), ['-:bad-option']);
  });
}

test('variables that only look like inputs are left to whoever they belong to', () => {
  const { foreign } = read({}, ['PATH', 'INPUT_POLICY', 'INPUT_FAIL-ON', 'INPUTRC', 'INPUT_TOKEN', 'INPUT_GO-VERSION']);
  assert.deepEqual(foreign, ['INPUT_TOKEN', 'INPUT_GO-VERSION']);
});

test('a category is taken with or without a slash at its end', () => {
  assert.deepEqual([read({}).category, read({ category: 'network' }).category], [null, 'network']);
  assert.equal(read({ category: 'network/weekly-2/' }).category, 'network/weekly-2');
});
