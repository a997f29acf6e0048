import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_RATE } from '../../../src/nmap/arguments.ts';
import { type ChunkOutcome, easyRate, longestOf, type Pace, rateOf, startPace } from '../../../src/sweep/rate/rate.ts';
import { openLink, PERFECT, randomLoss, sendChunk, steadyShare } from '../link.ts';
import {
  after,
  atLeast,
  BURSTS,
  type Chunk,
  CROSSED,
  cost,
  JITTERY,
  type Journey,
  journeys,
  LITTLE_LOSS,
  logarithmic,
  mean,
  median,
  NARROW,
  RANDOM_LOSS,
  randomLossOf,
  SEED,
  SETTINGS,
  shareOf,
  travel,
  whole,
} from './journey.ts';

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

  test('is at full speed within six chunks where nothing is in the way', () => {
    const share = shareOf(journeys(fc.constant([]), 24), 60, (journey) => {
      return (travel(journey, 6)[5] as Chunk).rate >= 0.9 * journey.maxRate;
    });
    assert.equal(share, 1);
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

describe('loss that a lower rate does not cure', () => {
  const speed = (journey: Journey) =>
    mean(
      travel(journey, 30)
        .map(({ rate }) => rate)
        .slice(10),
    ) / journey.maxRate;

  test('leaves the rate, if it falls at random', () => {
    atLeast(
      0.98,
      shareOf(journeys(RANDOM_LOSS.map((loss) => [loss])), 60, (journey) => speed(journey) > 0.85),
    );
  });

  test('leaves the rate, if it comes in bursts', () => {
    atLeast(
      0.95,
      shareOf(journeys(BURSTS.map((bursts) => [bursts])), 60, (journey) => speed(journey) > 0.85),
    );
  });

  test('is measured', () => {
    const close = shareOf(
      journeys(
        RANDOM_LOSS.map((loss) => [loss]),
        50,
      ),
      40,
      (journey) => {
        const last = travel(journey, 30).at(-1) as Chunk;
        return Math.abs(last.loss - randomLoss(journey.path)) < 0.04;
      },
    );
    atLeast(0.95, close);
  });
});

describe('a narrow link', () => {
  const drawn = fc
    .sample(journeys(fc.tuple(NARROW, LITTLE_LOSS), 40, fc.constant(100_000)), { numRuns: 120, seed: SEED })
    .map((journey) => ({ path: journey.path, late: travel(journey, 24).slice(8) }));
  /** A buffer that holds a good part of a chunk hides the limit from it. */
  const shallow = drawn.filter(({ path }) => path.queue <= 0.3 * path.capacity);
  const deep = drawn.filter(({ path }) => path.queue > 0.3 * path.capacity);

  const held = (holds: (link: (typeof drawn)[number]) => boolean) =>
    atLeast(0.93, shallow.filter(holds).length / shallow.length);

  test('is given about what it carries after eight chunks', () => {
    held(({ late, path }) => {
      const rate = mean(late.map(({ rate }) => rate));
      return rate > 0.6 * path.capacity && rate < 1.1 * path.capacity;
    });
  });

  test('loses little more than it does at random', () => {
    held(({ late, path }) => mean(late.map(({ share }) => 1 - share)) < randomLoss(path) + 0.08);
  });

  test('is not overrun for good, however much waits in front of it', () => {
    const held = deep.filter(({ late, path }) => median(late.map(({ rate }) => rate)) < 3 * path.capacity);
    atLeast(0.9, held.length / deep.length);
  });

  test('is known as such', () => {
    held(({ late, path }) => {
      const known = late.at(-1)?.capacity ?? null;
      return known !== null && known > 0.6 * path.capacity && known < 1.4 * path.capacity;
    });
  });
});

describe('a path that changes', () => {
  const changing = (factor: number) =>
    journeys(
      fc
        .record({ capacity: logarithmic(2000, 40_000), queue: whole(1, 200) })
        .map(({ capacity, queue }) => [{ capacity, queue, changes: [{ at: 20, capacity: factor * capacity }] }]),
      40,
      fc.constant(100_000),
    );
  /**
   * The usual rate of ten chunks, so many after the change, attempts at more left out, as a share of the first
   * capacity.
   */
  const usualRate = (journey: Journey, after: number) =>
    median(
      travel(journey, 60)
        .filter(({ at }) => at >= 20)
        .slice(after, after + 10)
        .map(({ rate }) => rate),
    ) / journey.path.capacity;

  test('is followed down within eight chunks', () => {
    atLeast(
      0.95,
      shareOf(changing(0.5), 40, (journey) => usualRate(journey, 8) < 0.6),
    );
  });

  test('is followed up within sixteen chunks', () => {
    atLeast(
      0.95,
      shareOf(changing(2), 40, (journey) => usualRate(journey, 16) > 1.5),
    );
  });

  test('is not thought narrow for having become longer', () => {
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

describe('a scan', () => {
  const any = fc.oneof(
    fc.constant([]),
    RANDOM_LOSS.map((loss) => [loss]),
    BURSTS.map((bursts) => [bursts]),
    JITTERY.map((jitter) => [jitter]),
    fc.tuple(NARROW, LITTLE_LOSS),
    fc.tuple(NARROW, JITTERY),
    CROSSED.map((crossed) => [crossed]),
    fc
      .record({ capacity: logarithmic(2000, 50_000), queue: whole(1, 2000), factor: logarithmic(0.3, 3) })
      .map(({ factor, ...path }) => [{ ...path, changes: [{ at: 10, capacity: factor * path.capacity }] }]),
  );
  const costs = fc.sample(journeys(any), { numRuns: 200, seed: SEED }).map(cost);

  test('takes at most 1.5 times as long as one that knows its path, on 95 % of paths', () => {
    atLeast(0.95, costs.filter((times) => times <= 1.5).length / costs.length);
  });

  test('takes hardly longer on most of them', () => {
    assert.ok(median(costs) < 1.15, `${median(costs)}`);
  });
});

describe('the simulated link', () => {
  test('does the same for the same seed', () => {
    const journey = fc.sample(journeys(fc.tuple(NARROW, BURSTS)), { numRuns: 1, seed: SEED })[0] as Journey;
    assert.deepEqual(travel(journey, 10), travel(journey, 10));
  });

  test('answers for open ports alone, and loses the share that it says', () => {
    const path = { ...PERFECT, capacity: 5000, queue: 10, lossOut: 0.05 };
    const probes = ['a', 'b'].flatMap((host) => Array.from({ length: 20_000 }, (_, port) => ({ host, port })));
    const sent = sendChunk(openLink(path, 1), { rate: 8000, probes }, ({ port }) => port % 20 === 0);
    assert.ok(sent.answered.every(({ port }) => port % 20 === 0));
    assert.ok(Math.abs(sent.answered.length / 2000 - steadyShare(path, 8000, 0)) < 0.04);
    assert.ok(sent.seconds > 5);
    assert.ok((sent.roundTrip as number) >= 20);
  });
});

function heardAll(rate: number, known: number, roundTrip = 20): ChunkOutcome {
  return { asked: rate, achieved: rate, known, answered: known, roundTrip };
}
