import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UNMEASURED } from '../../src/model/timeouts.ts';
import { isNear, isWaitedFor, learnRoundTrips } from '../../src/sweep/round-trips.ts';
import { answerOf, chunkOf } from './parts.ts';

const UNKNOWN = { within: null, shortest: null };
const eight = Array.from({ length: 8 }, (_, index) => 2_001 + index);
const after = (roundTrip: number) => answerOf(eight, [], { roundTrip, answersWithin: 3 * roundTrip });
const waiting = (least: number) => chunkOf({ timeouts: { initial: least, least } });

describe('the round trips of a host', () => {
  test('are those of its last answers', () => {
    assert.deepEqual(learnRoundTrips(UNKNOWN, after(500), undefined), { within: 1_500, shortest: 500 });
    assert.deepEqual(learnRoundTrips({ within: 1_500, shortest: 500 }, after(600), undefined).within, 1_800);
  });

  test('stay as they were if nothing answered', () => {
    assert.deepEqual(learnRoundTrips({ within: 60, shortest: 20 }, answerOf([]), undefined), {
      within: 60,
      shortest: 20,
    });
  });

  test('do not make a host far if a queue delays its answers', () => {
    const delayed = learnRoundTrips({ within: 60, shortest: 20 }, after(900), undefined);
    assert.equal(isNear(delayed), true);
    assert.equal(isNear(learnRoundTrips(UNKNOWN, after(900), undefined)), false);
  });

  test('come from the side probe too', () => {
    assert.equal(learnRoundTrips(UNKNOWN, answerOf([]), { answersWithin: 700 }).within, 700);
  });
});

describe('a chunk waits long enough', () => {
  test('if it waits one and a half of the round trip that it measured', () => {
    assert.equal(isWaitedFor(UNKNOWN, waiting(150), after(100), []), true);
    assert.equal(isWaitedFor(UNKNOWN, waiting(149), after(100), []), false);
  });

  test('for silence only if the host answered before, or the wait is that of an unknown path', () => {
    assert.equal(isWaitedFor(UNKNOWN, waiting(300), answerOf([]), []), false);
    assert.equal(isWaitedFor(UNKNOWN, waiting(UNMEASURED), answerOf([]), []), true);
    assert.equal(isWaitedFor({ within: 60, shortest: 20 }, waiting(100), answerOf([]), []), true);
  });

  test('if nearly all of many known open ports answered', () => {
    const known = (missing: number) =>
      eight.map((port, index) => ({ port, kind: 'found' as const, answered: index >= missing, inSideProbe: false }));
    assert.equal(isWaitedFor(UNKNOWN, waiting(100), after(400), known(0)), true);
    assert.equal(isWaitedFor(UNKNOWN, waiting(100), after(400), known(1)), false);
  });
});
