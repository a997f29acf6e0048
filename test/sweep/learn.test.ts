import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setOfPorts } from '../../src/model/port.ts';
import { learn } from '../../src/sweep/learn.ts';
import { rateOf } from '../../src/sweep/rate/rate.ts';
import { discardKey, type SweepState } from '../../src/sweep/state.ts';
import { ADDRESS, answerOf, chunkOf, hostOf, know, resultOf, stateOf } from './parts.ts';

const KNOWN = [9_001, 9_002, 9_003, 9_004, 9_005];

/** A sweep whose host answers within 60 ms and has five known open ports. */
function running(): SweepState {
  const state = stateOf();
  state.chunks = 1;
  hostOf(state).roundTrips = { within: 60, shortest: 20 };
  know(hostOf(state), KNOWN);
  return state;
}

const pass = chunkOf({ ports: [[1, 2_000]], canaries: setOfPorts(KNOWN) });

describe('a chunk that went well', () => {
  test('adds an attempt to the slices that it probed, open ports, closed ports and silent ones', () => {
    const state = running();
    learn(state, pass, resultOf(answerOf([...KNOWN, 80, 1_111], [1_500, 1_501])));
    const { known, answers } = hostOf(state);
    assert.deepEqual([...answers.attempts], [1, 0, 0, 0, 0]);
    assert.equal(answers.silent[0], 2_000 - 4);
    assert.ok(known.open.has(80) && known.open.has(1_111));
    assert.deepEqual([...known.closedSample.keys()], [1_500, 1_501]);
    assert.deepEqual([state.chunks, state.failures, state.fastest], [2, 0, 5_000]);
  });

  test('measures the loss with ports that were known before, not with those that it found', () => {
    const state = running();
    learn(state, pass, resultOf(answerOf([...KNOWN.slice(1), 1_111])));
    const { open } = hostOf(state).known;
    assert.deepEqual([open.get(9_001)?.rounds, [...(open.get(9_001)?.answered ?? [])]], [[1], [0]]);
    assert.deepEqual([open.get(9_002)?.rounds, [...(open.get(9_002)?.answered ?? [])]], [[1], [0, 1]]);
  });

  test('raises the rate', () => {
    const state = running();
    const lesson = learn(state, pass, resultOf(answerOf(KNOWN)));
    assert.equal(lesson.rate?.from, 5_000);
    assert.ok(rateOf(state.pace) > 5_000);
  });

  test('that was slower than the path because of its hosts does not change the rate', () => {
    const state = running();
    assert.equal(learn(state, { ...pass, rate: 1_000 }, resultOf(answerOf(KNOWN))).rate, null);
  });
});

describe('a chunk that does not count', () => {
  test('leaves silent ports without an attempt, but its open ports count', () => {
    const state = running();
    const lesson = learn(state, pass, resultOf(answerOf([80], [], { replies: 1 }), { seconds: 1 }));
    assert.equal(lesson.hosts[0]?.counts, true, 'a new open port proves liveness');
    const refusing = running();
    learn(refusing, pass, resultOf(answerOf([80], [...KNOWN, 1_500])));
    const { answers, known, liveness } = hostOf(refusing);
    assert.deepEqual([...answers.attempts], [0, 0, 0, 0, 0]);
    assert.ok(known.open.has(80) && known.closedSample.size === 0);
    assert.equal(liveness.condition, 'suspect');
    assert.ok(refusing.discarded.has(discardKey(1, ADDRESS)));
  });

  test('because it did not wait long enough is not held against the host', () => {
    const state = running();
    const lesson = learn(state, pass, resultOf(answerOf([9_001], [], { roundTrip: 400, answersWithin: 1_200 })));
    assert.deepEqual([lesson.hosts[0]?.reason, lesson.hosts[0]?.counts], ['wait-too-short', false]);
    assert.equal(hostOf(state).liveness.discarded, 0);
    assert.equal(hostOf(state).roundTrips.within, 1_000, 'a queue makes no host far');
  });

  test('because every host fell silent lowers the rate at once: the path may be the cause', () => {
    const state = running();
    const lesson = learn(state, pass, resultOf(answerOf([])));
    assert.equal(hostOf(state).liveness.condition, 'suspect');
    assert.equal(lesson.rate?.reason, 'nothing-answered');
    assert.ok((lesson.rate?.pace.rate ?? 0) < (lesson.rate?.from ?? 0));
  });
});

describe('a chunk whose scanner failed', () => {
  test('changes no host, and counts as a failure', () => {
    const state = running();
    const before = structuredClone(hostOf(state));
    learn(state, pass, resultOf(answerOf([]), { failed: true }));
    assert.deepEqual(hostOf(state), before);
    assert.deepEqual([state.failures, state.chunks], [1, 2]);
  });

  test('at its own pace is no failure of the scanner: the hosts delay their answers, and are swept in passes', () => {
    const state = running();
    state.instant = state.hosts;
    learn(state, chunkOf({ kind: 'plain', rate: null, ports: [[1, 10_000]] }), resultOf(null, { failed: true }));
    assert.deepEqual([state.failures, state.instant], [0, []]);
  });
});

describe('the first chunk', () => {
  test('finds hosts that answer for nearly every port at once', () => {
    for (const [roundTrip, silent, found] of [
      [1, 0, 1],
      [20, 0, 0],
      [1, 500, 0],
    ] as const) {
      const state = stateOf();
      const closed = Array.from({ length: 2_000 - silent }, (_, index) => 1 + index);
      learn(state, chunkOf({ id: 0, ports: [[1, 2_000]] }), resultOf(answerOf([], closed, { roundTrip })));
      assert.equal(state.instant.length, found, `${roundTrip} ms, ${silent} silent`);
    }
  });
});

test('a chunk of a new phase starts the search for the rate again', () => {
  const state = running();
  learn(state, pass, resultOf(answerOf(KNOWN)));
  assert.ok(rateOf(state.pace) > 5_000);
  const lesson = learn(state, { ...pass, id: 2, phase: 'far' }, resultOf(answerOf(KNOWN)));
  assert.deepEqual([state.phase, lesson.rate?.from], ['far', 5_000]);
});
