import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_RATE } from '../../../src/nmap/arguments.ts';
import { type ChunkOutcome, easyRate, longestOf, type Pace, rateOf, startPace } from '../../../src/sweep/rate/rate.ts';
import { after, randomLossOf, SEED, SETTINGS } from '../../simulations/journey.ts';

describe('the pace', () => {
  const outcome: fc.Arbitrary<ChunkOutcome> = fc.record({
    asked: fc.integer({ min: 1, max: 300_000 }),
    achieved: fc.oneof(fc.double({ min: 0, max: 300_000 }), fc.integer({ min: 1, max: 300_000 })),
    known: fc.nat(320),
    answered: fc.nat(320),
    roundTrip: fc.option(fc.double({ min: 0, max: 5000, noNaN: true })),
  });

  test('stays a whole number within its bounds, whatever it is told', () => {
    const settings = fc.record({
      maxRate: fc.integer({ min: 1, max: 300_000 }),
      startRate: fc.integer({ min: 1, max: 300_000 }),
      minRate: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(settings, fc.array(outcome, { maxLength: 12 }), (bounds, outcomes) => {
        let pace = startPace(bounds);
        for (const next of [null, ...outcomes]) {
          if (next !== null) pace = after(pace, next);
          const rate = rateOf(pace);
          assert.ok(Number.isInteger(rate), `${rate}`);
          assert.ok(rate <= bounds.maxRate && rate >= Math.min(bounds.minRate, bounds.maxRate), `${rate}`);
          assert.ok(randomLossOf(pace) >= 0 && randomLossOf(pace) <= 1);
        }
      }),
      { seed: SEED },
    );
  });

  describe('lets a chunk last', () => {
    const any = Number.POSITIVE_INFINITY;
    /** So much of fifty known answers heard at the pace's rate, after so many milliseconds. */
    const went = (pace: Pace, answered: number, roundTrip = 40): Pace =>
      after(pace, { asked: rateOf(pace), achieved: rateOf(pace), known: 50, answered, roundTrip });

    test('long at the gentle rate, and short where it tries more, until that went well', () => {
      const first = startPace(SETTINGS);
      assert.equal(longestOf(first), any);
      const faster = went(first, 50);
      assert.ok(rateOf(faster) > 1.3 * rateOf(first));
      assert.equal(longestOf(faster), 0.4);
      const again = { ...went(faster, 50), rate: rateOf(faster) };
      assert.equal(longestOf(again), any);
    });

    test('short once what was proven is lost for the most part', () => {
      let pace = startPace(SETTINGS);
      for (let chunk = 0; chunk < 6; chunk++) pace = went(pace, 50);
      assert.equal(longestOf(pace), any);
      const worse = went(pace, 5, 400);
      assert.ok(rateOf(worse) < 0.8 * rateOf(pace));
      assert.equal(worse.proven, SETTINGS.startRate);
    });
  });

  test('is a value: the same outcomes give the same rates, and learning changes nothing that was', () => {
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 6 }), (outcomes) => {
        const first = startPace(SETTINGS);
        const twice = [0, 1].map(() => rateOf(outcomes.reduce(after, first)));
        assert.equal(twice[0], twice[1]);
        assert.deepEqual(first, startPace(SETTINGS));
      }),
      { numRuns: 20, seed: SEED },
    );
  });

  test('is gentle while nothing is known to answer, however fast it went before', () => {
    const unknown = { asked: 2000, achieved: 2000, known: 0, answered: 0, roundTrip: null };
    let pace = startPace(SETTINGS);
    for (let chunk = 0; chunk < 10; chunk++) {
      pace = after(pace, unknown);
      assert.ok(rateOf(pace) <= SETTINGS.startRate);
    }
    for (let chunk = 0; chunk < 6; chunk++) pace = after(pace, heardAll(rateOf(pace), 50));
    assert.equal(rateOf(pace), SETTINGS.maxRate);
    assert.ok(rateOf(after(pace, unknown)) <= SETTINGS.startRate);
  });

  test('does not fall for one lost answer of five', () => {
    let pace = startPace(SETTINGS);
    for (let chunk = 0; chunk < 10; chunk++) pace = after(pace, heardAll(rateOf(pace), 5));
    assert.equal(rateOf(pace), SETTINGS.maxRate);
    assert.equal(rateOf(after(pace, { ...heardAll(rateOf(pace), 5), answered: 4 })), SETTINGS.maxRate);
  });

  test('asks for no more of a scanner that cannot do what it is asked', () => {
    let pace = startPace(SETTINGS);
    const asked: number[] = [];
    for (let chunk = 0; chunk < 12; chunk++) {
      asked.push(rateOf(pace));
      pace = after(pace, { ...heardAll(Math.min(10_000, rateOf(pace)), 50), asked: rateOf(pace) });
    }
    assert.ok(Math.max(...asked) <= 40_000, `${asked}`);
    assert.ok((asked.at(-1) as number) >= 10_000, `${asked}`);
  });
});

describe('probes that wait long', () => {
  test(
    'are sent more slowly, so that nmap keeps up with those that are under way, but never as slowly as ' +
      'usual paths',
    () => {
      assert.ok(easyRate(125) > 100_000);
      assert.ok(easyRate(1_000) <= 40_000);
      for (const least of [100, 300, 1_000, 5_000, 10_000]) assert.ok(easyRate(least) >= DEFAULT_RATE);
    },
  );
});

describe('a path that becomes longer', () => {
  test('is not thought narrow', () => {
    let pace = startPace(SETTINGS);
    for (let chunk = 0; chunk < 10; chunk++) pace = after(pace, heardAll(rateOf(pace), 100, 20));
    for (let chunk = 0; chunk < 20; chunk++) pace = after(pace, heardAll(rateOf(pace), 100, 120));
    assert.equal(rateOf(pace), SETTINGS.maxRate);
  });
});

describe('rising delay', () => {
  test('slows before anything is lost', () => {
    let pace = startPace(SETTINGS);
    for (let chunk = 0; chunk < 2; chunk++) pace = after(pace, heardAll(rateOf(pace), 50, 20));
    const before = rateOf(pace);
    pace = after(pace, heardAll(before, 50, 60));
    assert.ok(rateOf(pace) < before);
  });
});

function heardAll(rate: number, known: number, roundTrip = 20): ChunkOutcome {
  return { asked: rate, achieved: rate, known, answered: known, roundTrip };
}
