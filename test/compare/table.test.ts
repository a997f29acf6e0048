import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DECISIONS, EXPECTED, SEEN } from '../../src/compare/table.ts';

/** The table of the design, written down a second time: state, then require, allow, filtered, forbid, nothing. */
const TABLE = `
open, agrees     | ok                 | ok                 | unexpected-port | forbidden-port  | unexpected-port
open, disagrees  | wrong-service      | wrong-service      | unexpected-port | forbidden-port  | unexpected-port
open, unproven   | unverified-service | unverified-service | unexpected-port | forbidden-port  | unexpected-port
closed           | missing-port       | ok                 | unfiltered-port | ok              | ok
filtered         | missing-port       | ok                 | ok              | ok              | ok
unfiltered       | incomplete-scan    | incomplete-scan    | unfiltered-port | incomplete-scan | incomplete-scan
open¦filtered    | possibly-open      | ok                 | ok              | possibly-open   | possibly-open
closed¦filtered  | missing-port       | ok                 | incomplete-scan | ok              | ok
unobserved       | incomplete-scan    | incomplete-scan    | incomplete-scan | incomplete-scan | incomplete-scan
`;

const rows = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim().replace('¦', '|')));

test('the table has a row for everything that can be seen, and no other', () => {
  assert.deepEqual(
    rows.map(([seen]) => seen),
    [...SEEN],
  );
  assert.deepEqual(Object.keys(DECISIONS), [...SEEN]);
});

for (const [index, seen] of SEEN.entries()) {
  for (const [column, expected] of EXPECTED.entries()) {
    const cell = rows[index]?.[column + 1];
    test(`${seen} × ${expected}: ${cell}`, () => assert.equal(DECISIONS[seen][expected], cell));
  }
}
