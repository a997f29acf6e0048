import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setOfPorts } from '../../../src/model/port.ts';
import type { Chunk, HostResult } from '../../../src/sweep/chunk.ts';
import type { Refusals, SweptHost } from '../../../src/sweep/host.ts';
import { roundOf } from '../../../src/sweep/liveness/known-answers.ts';
import {
  assessRefusals,
  assessSlowAnswers,
  hasFewPorts,
  isUnconfirmed,
  unconfirmedOf,
} from '../../../src/sweep/liveness/refusals.ts';
import { ADDRESS, answerOf, chunkOf, hostOf, know, OTHER, resultOf, stateOf } from '../parts.ts';

function hostWith(open: readonly number[], refusals: Partial<Refusals> = {}): SweptHost {
  const host = hostOf(stateOf());
  know(host, open, [3_001]);
  host.refusals = { ...host.refusals, ...refusals };
  return host;
}

function assess(host: SweptHost, answer: HostResult, some: Partial<Chunk> = {}, counts = true): Refusals {
  const round = roundOf(host, chunkOf({ canaries: setOfPorts([2_001, 3_001]), ...some }), resultOf(answer));
  const reason = counts ? 'answers' : 'open-ports-refused';
  return assessRefusals(host, round, { liveness: host.liveness, reason, counts }, 20_000);
}

describe('refusals in a chunk', () => {
  test('are unconfirmed at the rate of the chunk if no known open port answers', () => {
    const refusals = assess(hostWith([2_001]), answerOf([], [3_001]));
    assert.deepEqual([refusals.isSeen, refusals.unconfirmedRate], [true, 5_000]);
    assert.ok(isUnconfirmed(refusals));
  });

  test("at the scanner's own pace are unconfirmed at the highest rate of the scanner", () => {
    assert.equal(assess(hostWith([]), answerOf([], [3_001]), { rate: null, kind: 'plain' }).unconfirmedRate, 20_000);
  });

  test('are confirmed by a known open port at the same rate, not at a lower one', () => {
    const host = hostWith([2_001], { isSeen: true, unconfirmedRate: 5_000 });
    assert.equal(assess(host, answerOf([2_001], [3_001])).unconfirmedRate, 0);
    assert.equal(assess(host, answerOf([2_001], [3_001]), { rate: 1_000 }).unconfirmedRate, 5_000);
  });

  test('are confirmed by three new open ports, not by two', () => {
    for (const [count, rate] of [
      [2, 5_000],
      [3, 0],
    ] as const) {
      const fresh = Array.from({ length: count }, (_, index) => 7_001 + index);
      assert.equal(assess(hostWith([]), answerOf(fresh, [3_001])).unconfirmedRate, rate);
    }
  });

  test('are confirmed by an early port in a side probe only if the host refused before: then it has a lead-in', () => {
    for (const isSeen of [false, true]) {
      const host = hostWith([22], { isSeen });
      const sideProbe = { addresses: [ADDRESS], ports: setOfPorts([22]), leadIn: [], rate: 10, after: 0 };
      const result = resultOf(answerOf([], [3_001]), { sideProbe: new Map([[ADDRESS, answerOf([22])]]) });
      const round = roundOf(host, chunkOf({ canaries: setOfPorts([3_001]), sideProbe }), result);
      const assessed = { liveness: host.liveness, reason: 'answers' as const, counts: true };
      assert.equal(assessRefusals(host, round, assessed, 20_000).unconfirmedRate, isSeen ? 0 : 5_000);
    }
  });

  test('that does not count change nothing, except that refused open ports disprove them', () => {
    const refusals = assess(hostWith([2_001], { isSeen: true }), answerOf([], [2_001]), {}, false);
    assert.deepEqual([refusals.unconfirmedRate, refusals.isDisproven], [0, true]);
    assert.ok(isUnconfirmed(refusals));
  });

  test('count as an attempt to confirm them if the chunk was made for that', () => {
    const host = hostWith([2_001], { isSeen: true, unconfirmedRate: 5_000 });
    const refusals = assess(host, answerOf([2_001]), { reason: 'refusal-check', rate: 100 });
    assert.deepEqual([refusals.confirmations, refusals.unconfirmedRate], [1, 0]);
  });
});

describe('slow probes of likely ports', () => {
  const host = () => hostWith([], { isSeen: true, unconfirmedRate: 5_000 });

  test('confirm the refusals if the closed ports answer and no port is open', () => {
    const { refusals, isSilent } = assessSlowAnswers(host(), answerOf([], [3_001]));
    assert.deepEqual([refusals.unconfirmedRate, refusals.confirmations, isSilent], [0, 1, false]);
  });

  test('disprove the refusals if they find an open port', () => {
    assert.ok(isUnconfirmed(assessSlowAnswers(host(), answerOf([8_001], [3_001])).refusals));
    assert.equal(assessSlowAnswers(host(), answerOf([8_001], [3_001])).refusals.isDisproven, true);
  });

  test('leave the refusals unconfirmed if the host does not answer, or the scanner failed', () => {
    for (const answer of [answerOf([]), undefined, answerOf([], [3_001], { complete: false })]) {
      assert.ok(isUnconfirmed(assessSlowAnswers(host(), answer).refusals));
    }
    assert.equal(assessSlowAnswers(host(), answerOf([])).isSilent, true);
  });
});

describe('hosts with unconfirmed refusals', () => {
  test('are chosen of one kind: first those with open ports', () => {
    const state = stateOf({ addresses: [ADDRESS, OTHER] });
    for (const host of state.hosts) host.refusals = { ...host.refusals, isSeen: true, unconfirmedRate: 100 };
    assert.equal(unconfirmedOf(state.hosts).length, 2);
    know(hostOf(state, 1), [2_001]);
    assert.deepEqual(unconfirmedOf(state.hosts), [hostOf(state, 1)]);
  });

  test('are not tried more than four times, nor once an open port was refused', () => {
    for (const some of [{ confirmations: 4 }, { isDisproven: true }]) {
      assert.deepEqual(unconfirmedOf([hostWith([], { unconfirmedRate: 100, ...some })]), []);
    }
  });

  test('have few ports if all of them are probed slowly', () => {
    assert.equal(hasFewPorts([[1, 12]]), true);
    assert.equal(hasFewPorts([[1, 13]]), false);
  });
});
