import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_PORTS, setOfPorts } from '../../../src/model/port.ts';
import type { HostResult } from '../../../src/sweep/chunk.ts';
import type { Liveness, SweptHost } from '../../../src/sweep/host.ts';
import { roundOf } from '../../../src/sweep/liveness/known-answers.ts';
import { type Assessment, assessRecheck, assessRound, isRateLimited } from '../../../src/sweep/liveness/liveness.ts';
import { ADDRESS, answerOf, chunkOf, hostOf, know, resultOf, stateOf } from '../parts.ts';

/** A host with open ports, of which the policy mentions some, and closed ports. */
function hostWith(
  open: readonly number[],
  closed: readonly number[] = [],
  declared: readonly number[] = [],
): SweptHost {
  const host = hostOf(stateOf({ expected: new Map([[ADDRESS, setOfPorts(declared)]]) }));
  know(host, open, closed);
  return host;
}

function assess(host: SweptHost, answer: HostResult | null, canaries: readonly number[], loss = 0): Assessment {
  const chunk = chunkOf({ canaries: setOfPorts(canaries) });
  return assessRound(host, roundOf(host, chunk, resultOf(answer)), loss);
}

const outcome = ({ counts, reason, liveness }: Assessment) => [counts, reason, liveness.condition];

function alter(host: SweptHost, liveness: Partial<Liveness>): SweptHost {
  host.liveness = { ...host.liveness, ...liveness };
  return host;
}

describe('a round', () => {
  test('counts if a known open port answers, and the host needs no final check', () => {
    const assessed = assess(hostWith([2_001, 2_002]), answerOf([2_001]), [2_001, 2_002]);
    assert.deepEqual(outcome(assessed), [true, 'answers', 'well']);
    assert.equal(assessed.liveness.needsFinalCheck, false);
  });

  test('changes nothing: the host is as it was', () => {
    const host = hostWith([2_001], [3_001]);
    const before = structuredClone(host);
    assess(host, answerOf([]), [2_001, 3_001]);
    assert.deepEqual(host, before);
  });

  test('is discarded if no known port answers; the host is suspect once chance does not explain it', () => {
    assert.deepEqual(outcome(assess(hostWith([2_001]), answerOf([]), [2_001])), [false, 'known-ports-silent', 'well']);
    const three = [2_001, 2_002, 2_003];
    assert.deepEqual(outcome(assess(hostWith(three), answerOf([]), three)), [false, 'known-ports-silent', 'suspect']);
  });

  test('on a path that loses much needs more missing answers before the host is suspect', () => {
    const three = [2_001, 2_002, 2_003];
    assert.deepEqual(outcome(assess(hostWith(three), answerOf([]), three, 0.3)), [false, 'known-ports-silent', 'well']);
  });

  test('makes the host suspect if known open ports refuse, however little the path loses', () => {
    const assessed = assess(hostWith([2_001]), answerOf([], [2_001]), [2_001]);
    assert.deepEqual(outcome(assessed), [false, 'open-ports-refused', 'suspect']);
  });

  test('makes the host suspect if ports refuse that were silent while none refused', () => {
    const host = hostWith([2_001]);
    host.known.silentSample.push(4_001, 4_002);
    const assessed = assess(host, answerOf([2_001], [4_001]), [2_001, 4_001, 4_002]);
    assert.deepEqual(outcome(assessed), [false, 'silent-ports-refuse', 'suspect']);
  });

  test('without a result is discarded; a host that never had one is absent the second time', () => {
    const host = hostWith([]);
    const first = assess(host, null, []);
    assert.deepEqual(outcome(first), [false, 'no-result', 'well']);
    assert.deepEqual(outcome(assess(alter(host, first.liveness), null, [])), [false, 'no-result', 'absent']);
    assert.deepEqual(outcome(assess(alter(hostWith([2_001]), { discarded: 1 }), null, [])), [
      false,
      'no-result',
      'well',
    ]);
  });

  test("at the scanner's own pace counts only if nearly every port answers again", () => {
    const host = hostWith([2_001]);
    const chunk = chunkOf({ kind: 'plain', rate: null, ports: [[3_001, 3_010]], canaries: [[2_001, 2_001]] });
    const closed = Array.from({ length: 10 }, (_, index) => 3_001 + index);
    for (const [missing, counts] of [
      [0, true],
      [3, false],
    ] as const) {
      const answer = answerOf([2_001], closed.slice(missing));
      assert.equal(assessRound(host, roundOf(host, chunk, resultOf(answer)), 0).counts, counts);
    }
  });

  test('in which only closed ports answer counts, and the host needs a final check for its open ports', () => {
    const assessed = assess(hostWith([2_001], [3_001], [2_001]), answerOf([], [3_001]), [2_001, 3_001]);
    assert.deepEqual(outcome(assessed), [true, 'answers', 'well']);
    assert.equal(assessed.liveness.needsFinalCheck, true);
  });

  test('in which something was rejected needs a final check: rejections may end later', () => {
    const assessed = assess(hostWith([2_001]), answerOf([2_001], [], { rejected: [1, 2, 3] }), [2_001]);
    assert.equal(assessed.liveness.needsFinalCheck, true);
  });

  test(
    'of a rate-limited host: ports that the policy mentions prove nothing, because a firewall may ' + 'exempt them',
    () => {
      const host = alter(hostWith([2_001, 2_500], [3_001], [2_001]), { withheld: 2 });
      assert.ok(isRateLimited(host));
      assert.equal(assess(host, answerOf([2_001]), [2_001, 2_500]).counts, false);
      assert.equal(assess(alter(host, { withheld: 0 }), answerOf([2_001]), [2_001, 2_500]).counts, true);
    },
  );
});

describe('a recheck', () => {
  const suspect = (host: SweptHost): SweptHost =>
    alter(host, { condition: 'suspect', overdue: { declared: 0, found: 3, closed: 0 }, discarded: 1 });

  test('in which known ports answer makes the host well', () => {
    const assessed = assessRecheck(suspect(hostWith([2_001])), resultOf(answerOf([2_001])), false);
    assert.deepEqual(outcome(assessed), [true, 'answers', 'well']);
    assert.deepEqual(assessed.liveness.overdue, { declared: 0, found: 0, closed: 0 });
  });

  test('that fails twice makes the host blocked', () => {
    const host = suspect(hostWith([2_001]));
    const first = assessRecheck(host, resultOf(answerOf([])), false);
    assert.deepEqual(outcome(first), [false, 'known-ports-silent', 'suspect']);
    const second = assessRecheck(alter(host, first.liveness), resultOf(answerOf([])), false);
    assert.deepEqual(outcome(second), [false, 'known-ports-silent', 'blocked']);
  });

  test('proves nothing if the scanner failed, or closed ports answer instead of the missing open ports', () => {
    const host = suspect(hostWith([2_001], [3_001]));
    assert.equal(assessRecheck(host, resultOf(answerOf([2_001]), { failed: true }), false).counts, false);
    assert.equal(assessRecheck(host, resultOf(answerOf([], [3_001])), false).counts, false);
  });

  test('shows a limit if only closed ports were missing: after two of them the host is rate-limited', () => {
    const host = alter(hostWith([], [3_001]), { condition: 'suspect', overdue: { declared: 0, found: 0, closed: 4 } });
    for (const expected of [false, true]) {
      const { liveness } = assessRecheck(host, resultOf(answerOf([], [3_001])), false);
      host.liveness = { ...liveness, overdue: { declared: 0, found: 0, closed: 4 } };
      assert.equal(isRateLimited(host), expected);
    }
  });

  test('makes the host blocked if its refusals are worthless, or its rounds were discarded too often', () => {
    const refused = suspect(hostWith([2_001]));
    refused.refusals = { ...refused.refusals, isSeen: true, isDisproven: true };
    assert.deepEqual(outcome(assessRecheck(refused, resultOf(answerOf([2_001])), false)), [
      true,
      'refusals-worthless',
      'blocked',
    ]);
    const useless = alter(suspect(hostWith([2_001])), { discarded: 8 });
    assert.deepEqual(outcome(assessRecheck(useless, resultOf(answerOf([2_001])), false)), [
      true,
      'discarded-too-often',
      'blocked',
    ]);
  });

  test('fails if rejections have ended, or silent ports refuse', () => {
    const rejected = suspect(hostWith([2_001]));
    rejected.known.rejectedSample.push(5_001);
    assert.equal(assessRecheck(rejected, resultOf(answerOf([2_001])), false).reason, 'rejections-ended');
    assert.equal(assessRecheck(rejected, resultOf(answerOf([2_001])), true).counts, true);
    const silent = hostWith([]);
    silent.known.silentSample.push(4_001, 4_002);
    assert.equal(assessRecheck(silent, resultOf(answerOf([], [4_001])), false).reason, 'silent-ports-refuse');
    assert.equal(assessRecheck(silent, resultOf(answerOf([])), false).counts, true);
  });

  test('of a host of which no port is known proves nothing', () => {
    assert.equal(assessRecheck(hostWith([]), resultOf(answerOf([])), false).counts, false);
    assert.deepEqual(hostWith([]).declared, NO_PORTS);
  });
});
