import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MOST_REPEATS } from '../../../src/sweep/recall/constants.ts';
import { chanceOfNoAnswer, questionRate, repeatsExpected } from '../../../src/sweep/recall/repeats.ts';

const CONFIDENCE = 0.01;
const heard = (known: number, missed = 0) => ({ known, missed });

describe('a question of silent ports with patience', () => {
  test('is enough once where the sweep lost nothing and no known port went unheard', () => {
    assert.equal(repeatsExpected(0, CONFIDENCE), 1);
    assert.equal(chanceOfNoAnswer([heard(1)], 0), 0);
    assert.equal(chanceOfNoAnswer([heard(0)], 0), 0);
  });

  test('is not enough where the sweep lost some, or nothing measured it, or a known port went unheard', () => {
    for (const loss of [0.18, 0.27, null]) assert.ok(repeatsExpected(loss, CONFIDENCE) > 1);
    for (const loss of [0.18, 0.27, null]) assert.ok(chanceOfNoAnswer([heard(4)], loss) >= CONFIDENCE);
    assert.ok(chanceOfNoAnswer([heard(4, 1)], 0) >= CONFIDENCE);
  });

  test('that was not made tells nothing, whatever the sweep measured', () => {
    for (const loss of [0, 0.2, null]) assert.equal(chanceOfNoAnswer([], loss), 1);
  });

  test('that loses most known ports never suffices, however often it is made', () => {
    for (const known of [1, 4, 16]) {
      const repeats = Array.from({ length: MOST_REPEATS }, () => heard(known, Math.ceil(known * 0.8)));
      assert.ok(chanceOfNoAnswer(repeats, 0) >= CONFIDENCE);
    }
  });

  test('leaves less in doubt the more often it is made, and more the more known ports it missed', () => {
    const repeat = fc
      .record({ known: fc.nat(16), missed: fc.nat(16) })
      .map(({ known, missed }) => heard(known, Math.min(known, missed)));
    const repeats = fc.array(repeat, { minLength: 1, maxLength: MOST_REPEATS });
    fc.assert(
      fc.property(repeats, fc.option(fc.double({ min: 0, max: 1, noNaN: true })), (some, loss) => {
        const chance = chanceOfNoAnswer(some, loss);
        assert.ok(chance >= 0 && chance <= 1);
        const worse = some.map((one, index) => (index === 0 ? heard(one.known, one.known) : one));
        assert.ok(chanceOfNoAnswer(worse, loss) >= chance - 1e-12);
      }),
    );
  });

  test('is asked at the pace of the path where that loses nothing, and else gently and ever more slowly', () => {
    const packets = 3_001;
    assert.equal(questionRate(0, { first: 20_000, expected: 1, packets }), 20_000);
    const rates = [0, 1, 2, 3].map((index) => questionRate(index, { first: 10_000, expected: 3, packets }));
    assert.deepEqual(rates, [2000, 1000, 500, 250]);
  });

  test('is asked no faster than the path is thought to take', () => {
    fc.assert(
      fc.property(
        fc.record({ first: fc.integer({ min: 1, max: 50_000 }), expected: fc.integer({ min: 1, max: MOST_REPEATS }) }),
        fc.integer({ min: 1, max: 2_000_000 }),
        (plan, packets) => {
          for (let index = 0; index < MOST_REPEATS; index++) {
            const rate = questionRate(index, { ...plan, packets });
            assert.ok(rate >= 1 && rate <= plan.first);
          }
        },
      ),
    );
  });
});
