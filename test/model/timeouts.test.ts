import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  expectedWithin,
  FAST,
  LONGEST_WAIT,
  NEAR,
  slowest,
  timeoutsFor,
  UNMEASURED,
} from '../../src/model/timeouts.ts';

describe('timeouts', () => {
  test('are those of an unknown path for hosts that have answered nothing, alone or among others', () => {
    assert.deepEqual(timeoutsFor([null]), { initial: UNMEASURED, least: UNMEASURED });
    assert.deepEqual(timeoutsFor([120, null]), { initial: UNMEASURED, least: UNMEASURED });
  });

  test('follow the slowest of several hosts, and are never less than a fast path needs', () => {
    assert.deepEqual(timeoutsFor([120, 1_950]), { initial: 1_950, least: 1_950 });
    assert.deepEqual(timeoutsFor([1]), FAST);
    assert.deepEqual(timeoutsFor([]), FAST);
  });

  test('leave an answer three round trips, or four times the variation, and no longer than a scanner can wait', () => {
    assert.equal(expectedWithin(40, 0, 1), 120);
    assert.equal(expectedWithin(40, 30, 100), 160);
    // On the local link the first measurement is that of ARP: one answer after 200 ms is still waited for.
    assert.ok(expectedWithin(0.1 + (200 - 0.1) / 8, (3 * 5 + 200) / 4, 1) > 200);
    assert.equal(expectedWithin(4_000, 4_000, 100), LONGEST_WAIT);
  });

  test('take no host for a far one because its answers vary, once enough have come to know its round trip', () => {
    assert.equal(expectedWithin(45, 800, 8), NEAR);
    assert.equal(expectedWithin(400, 800, 8), 1_200);
  });

  test('outlast the path of a host on the local link, however many have answered after ARP', () => {
    for (const path of [200, 500, 650, 1_200, 2_500]) {
      let [roundTrip, variation] = [0.1, 5];
      for (let answers = 1; answers <= 40; answers++) {
        variation += (Math.abs(path - roundTrip) - variation) / 4;
        roundTrip += (path - roundTrip) / 8;
        assert.ok(expectedWithin(roundTrip, variation, answers) > path, `${answers} answers after ${path} ms`);
      }
    }
  });

  test('know the slowest of what was measured', () => {
    assert.equal(slowest([null, 3, 7, null]), 7);
    assert.equal(slowest([null]), null);
  });
});
