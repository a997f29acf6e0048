import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftAfter } from '../../src/acquire/group-scan.ts';

test('the time that is left of a scan at an even pace follows from its share', () => {
  assert.equal(leftAfter(0.25, 30), 90);
  assert.equal(leftAfter(1, 30), 0);
});

test('the time that is left is not known of a scan that has hardly begun, or does not know its share', () => {
  for (const [share, seconds] of [
    [0.01, 30],
    [0.5, 1],
    [null, 30],
  ] as const) {
    assert.equal(leftAfter(share, seconds), null);
  }
});
