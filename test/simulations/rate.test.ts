import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
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
  SEED,
  shareOf,
  travel,
  whole,
} from './journey.ts';
import { openLink, PERFECT, randomLoss, sendChunk, steadyShare } from './link.ts';

describe('a path without any fault', () => {
  test('is used at full speed within six chunks', () => {
    const share = shareOf(journeys(fc.constant([]), 24), 60, (journey) => {
      return (travel(journey, 6)[5] as Chunk).rate >= 0.9 * journey.maxRate;
    });
    assert.equal(share, 1);
  });
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
