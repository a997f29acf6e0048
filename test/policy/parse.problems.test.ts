import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatProblem } from '../../src/model/problem.ts';
import { POLICY_CODES } from '../../src/policy/fault.ts';
import { problemsOf, warningsOf } from './reading.ts';

/** Pairs: NAME.yml, and in NAME.txt the exact text that its author reads. */
const FOLDER = join(import.meta.dirname, 'problems');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const policies = readdirSync(FOLDER).filter((file) => file.endsWith('.yml'));

for (const file of policies) {
  test(`the author of problems/${file} reads problems/${file.replace('.yml', '.txt')}`, () => {
    const told = [...problemsOf(read(file)), ...warningsOf(read(file))].map((problem) => `${formatProblem(problem)}\n`);
    assert.equal(told.join(''), read(file.replace('.yml', '.txt')));
  });
}

test('every kind of problem that a text can have stands in some pair', () => {
  const told = new Set(policies.flatMap((file) => problemsOf(read(file)).map(({ code }) => code)));
  const elsewhere = ['file-too-large', 'invalid-utf8', 'nested-too-deep', 'too-long'];
  assert.deepEqual(
    POLICY_CODES.filter((code) => !told.has(code)),
    elsewhere,
  );
});
