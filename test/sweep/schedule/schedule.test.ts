import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Liveness, RoundTrips, SweptHost } from '../../../src/sweep/host.ts';
import { nextChunk } from '../../../src/sweep/schedule/schedule.ts';
import type { SweepState } from '../../../src/sweep/state.ts';
import { ADDRESS, hostOf, know, OTHER, stateOf } from '../parts.ts';

const NEAR: RoundTrips = { within: 60, shortest: 20 };
const FAR: RoundTrips = { within: 3_000, shortest: 1_000 };

/** A sweep of two hosts that have answered, in which each silent port was probed `attempts` times. */
function running(attempts: number, roundTrips: readonly RoundTrips[] = [NEAR, NEAR]): SweepState {
  const state = stateOf({ addresses: [ADDRESS, OTHER] });
  state.chunks = 3;
  for (const [index, host] of state.hosts.entries()) {
    host.roundTrips = roundTrips[index] ?? NEAR;
    know(host, [9_001, 9_002, 9_003, 9_004, 9_005, 9_006, 9_007, 9_008]);
    host.answers.attempts.fill(attempts);
    // Eight known ports that answered in each of three rounds: nothing was lost.
    for (const port of host.known.open.values()) {
      port.rounds.push(1, 2, 3);
      for (const id of [1, 2, 3]) port.answered.add(id);
    }
    for (const ids of host.answers.rounds) ids.push(...[1, 2, 3].slice(0, attempts));
  }
  return state;
}

function alter(host: SweptHost, liveness: Partial<Liveness>): void {
  host.liveness = { ...host.liveness, ...liveness };
}

const next = (state: SweepState) => {
  const chunk = nextChunk(state);
  return chunk && [chunk.reason, chunk.phase, ...chunk.addresses];
};

describe('the next chunk', () => {
  test('is the first slice at first, for all hosts', () => {
    assert.deepEqual(next(stateOf({ addresses: [ADDRESS, OTHER] })), ['first-ports', 'near', ADDRESS, OTHER]);
  });

  test('changes nothing: asked again, it is the same', () => {
    for (const state of [running(1), running(2, [NEAR, FAR]), stateOf()]) {
      const before = structuredClone({ ...state, byAddress: null, estimates: null });
      assert.deepEqual(nextChunk(state), nextChunk(state));
      assert.deepEqual(structuredClone({ ...state, byAddress: null, estimates: null }), before);
    }
  });

  test('is a recheck of suspects before anything else', () => {
    const state = running(1);
    alter(hostOf(state, 1), { condition: 'suspect' });
    assert.deepEqual(next(state), ['recheck', 'near', OTHER]);
  });

  test('is a scan at the own pace of the scanner for hosts that answer at once, unless every probe has to wait', () => {
    const state = running(0);
    state.instant = [hostOf(state)];
    assert.deepEqual(next(state), ['own-pace', 'near', ADDRESS]);
    const waiting = { ...state, settings: { ...state.settings, leastWait: 5_000 } };
    assert.equal(nextChunk(waiting)?.reason, 'pass');
  });

  test('probes near hosts first, far hosts then, in a phase of their own', () => {
    assert.deepEqual(next(running(1, [NEAR, FAR])), ['pass', 'near', ADDRESS]);
    const state = running(2, [NEAR, FAR]);
    hostOf(state, 1).answers.attempts.fill(1);
    assert.deepEqual(next(state), ['pass', 'far', OTHER]);
  });

  test('probes rate-limited hosts last, by themselves', () => {
    const state = running(1);
    alter(hostOf(state), { withheld: 2 });
    assert.deepEqual(next(state), ['pass', 'near', OTHER]);
    hostOf(state, 1).answers.attempts.fill(2);
    hostOf(state, 1).answers.silent.fill(0);
    assert.deepEqual(next(state), ['pass', 'rate-limited', ADDRESS]);
  });

  test('confirms refusals, and then makes the final check, once nothing is left to probe', () => {
    const state = running(2);
    for (const host of state.hosts) host.answers.silent.fill(0);
    assert.equal(next(state), null);
    alter(hostOf(state), { needsFinalCheck: true });
    const other = hostOf(state, 1);
    other.refusals = { ...other.refusals, isSeen: true, unconfirmedRate: 1_000 };
    assert.deepEqual(next(state), ['refusal-check', 'near', OTHER]);
    other.refusals = { ...other.refusals, unconfirmedRate: 0 };
    assert.deepEqual(next(state), ['final-check', 'near', ADDRESS]);
  });

  test('leaves out hosts that are blocked or absent', () => {
    const state = running(1);
    alter(hostOf(state), { condition: 'blocked' });
    assert.deepEqual(next(state), ['pass', 'near', OTHER]);
    alter(hostOf(state, 1), { condition: 'absent' });
    assert.equal(next(state), null);
  });

  test('probes further if the estimate is above the goal, until it is below', () => {
    const state = running(2);
    for (const host of state.hosts) for (const port of host.known.open.values()) port.answered.delete(2);
    assert.equal(nextChunk(state)?.reason, 'further-pass');
  });
});
