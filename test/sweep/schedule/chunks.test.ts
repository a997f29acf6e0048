import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasPort, isSubset, portCount, setOfPorts } from '../../../src/model/port.ts';
import { FIRST, SLOW_PATH } from '../../../src/model/timeouts.ts';
import { confirmationChunk, pacedChunk, plainChunk, recheckChunk } from '../../../src/sweep/schedule/chunks.ts';
import type { SweepState } from '../../../src/sweep/state.ts';
import { ADDRESS, hostOf, know, stateOf } from '../parts.ts';

/** A sweep that has had some chunks, over a host that answers within 60 ms. */
function running(open: readonly number[] = [], closed: readonly number[] = []): SweepState {
  const state = stateOf();
  state.chunks = 3;
  const host = hostOf(state);
  host.roundTrips = { within: 60, shortest: 20 };
  know(host, open, closed);
  return state;
}

const all = (state: SweepState) => [...state.slices.keys()];

describe('a paced chunk', () => {
  test('has as many slices as it sends in four seconds, and canaries beside them', () => {
    const state = running([9_901, 9_902, 9_903]);
    const chunk = pacedChunk(state, all(state).slice(0, 3), () => state.hosts);
    assert.deepEqual([chunk?.kind, chunk?.reason, chunk?.rate], ['paced', 'pass', 5_000]);
    assert.deepEqual(chunk?.ports, [[1, 6_000]]);
    assert.deepEqual(chunk?.canaries, [[9_901, 9_903]]);
    const slow = { ...state, pace: { ...state.pace, rate: 500 } };
    assert.deepEqual(pacedChunk(slow, all(slow), () => slow.hosts)?.ports, [[1, 2_000]]);
  });

  test('is short at first, and waits patiently for hosts that have not answered', () => {
    const state = stateOf();
    const chunk = pacedChunk(state, all(state), () => state.hosts);
    assert.equal(chunk?.reason, 'first-ports');
    assert.ok(portCount(chunk?.ports ?? []) <= 2_000);
    assert.deepEqual(chunk?.timeouts, FIRST);
  });

  test('waits at least as long as the settings say', () => {
    const state = { ...running(), settings: { ...running().settings, leastWait: 5_000 } };
    assert.equal(pacedChunk(state, [0], () => state.hosts)?.timeouts.least, 5_000);
  });

  test('probes no port again that answered, except open ports', () => {
    const state = running([50]);
    hostOf(state).answers.answered[0] = [[1, 1_500]];
    hostOf(state).answers.silent[0] = 500;
    const ports = pacedChunk(state, [0], () => state.hosts)?.ports ?? [];
    assert.deepEqual(ports, [
      [50, 50],
      [1_501, 2_000],
    ]);
  });

  test('leaves a part of its rate to a side probe, if early ports are the only canaries', () => {
    const chunk = pacedChunk(running([22]), [0], () => running([22]).hosts);
    assert.deepEqual(chunk?.sideProbe?.ports, [[22, 22]]);
    assert.equal((chunk?.rate ?? 0) + (chunk?.sideProbe?.rate ?? 0), 5_000);
  });

  test('is none without slices', () => {
    assert.equal(
      pacedChunk(running(), [], () => []),
      null,
    );
  });
});

describe('a chunk that confirms refusals', () => {
  const refusing = (state: SweepState) => {
    const host = hostOf(state);
    host.refusals = { ...host.refusals, isSeen: true, unconfirmedRate: 2_000 };
    return confirmationChunk(state, state.hosts);
  };

  test('probes ports again at the rate of the refusals, and known open ports with them', () => {
    const chunk = refusing(running([9_901, 9_902, 9_903], [3_001]));
    assert.deepEqual([chunk.kind, chunk.reason, chunk.rate, chunk.ports], ['paced', 'refusal-check', 2_000, []]);
    assert.ok(isSubset([[1, 600]], chunk.canaries) && hasPort(chunk.canaries, 9_901));
  });

  test('probes twelve likely ports and closed ports slowly, if no port is known to be open', () => {
    const chunk = refusing(running([], [3_001]));
    assert.deepEqual([chunk.kind, chunk.reason, chunk.rate], ['recheck', 'refusal-check', 10]);
    assert.ok(chunk.pause >= 2_000, 'a limit of connections recovers first');
    assert.deepEqual(chunk.canaries, [
      [1, 12],
      [3_001, 3_001],
    ]);
  });

  test('probes ports that the policy mentions first, as far as they are scanned', () => {
    const state = stateOf({ expected: new Map([[ADDRESS, setOfPorts([8_001, 60_000])]]) });
    const chunk = refusing(state);
    assert.ok(hasPort(chunk.canaries, 8_001) && !hasPort(chunk.canaries, 60_000));
  });
});

describe("a scan at the scanner's own pace", () => {
  test('covers all slices, and has a limit of time', () => {
    const chunk = plainChunk(running([], [3_001]), running().hosts);
    assert.deepEqual(
      [chunk?.kind, chunk?.reason, chunk?.rate, chunk?.ports],
      ['plain', 'own-pace', null, [[1, 10_000]]],
    );
    assert.ok((chunk?.limit ?? 0) > 5_000);
  });

  test('is none if it ends before its side probe', () => {
    const state = stateOf({ ports: [[1, 1_000]] });
    know(hostOf(state), [22]);
    assert.equal(plainChunk(state, state.hosts), null);
  });
});

describe('a recheck', () => {
  test('probes known open ports, closed ports and both samples', () => {
    const state = running([22, 9_901], [3_001]);
    hostOf(state).known.silentSample.push(4_001);
    hostOf(state).known.rejectedSample.push(5_001);
    const chunk = recheckChunk(state, state.hosts, 'recheck');
    assert.deepEqual(chunk.canaries, setOfPorts([22, 3_001, 4_001, 5_001, 9_901]));
    assert.deepEqual([chunk.pause, chunk.ports], [0, []]);
  });

  test('waits first, and for longer, if one has failed', () => {
    const state = running([9_901]);
    hostOf(state).liveness = { ...hostOf(state).liveness, rechecks: 1 };
    const chunk = recheckChunk(state, state.hosts, 'recheck');
    assert.deepEqual(chunk.timeouts, SLOW_PATH);
    assert.ok(chunk.pause > 0);
  });
});
