import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { limiter, slotsFor } from '../../src/scan/run-plans.ts';

/** @returns the results of tasks that a limiter runs by their shares of the whole */
function sideBySide<T extends { readonly share?: number }, U>(
  plans: readonly T[],
  start: (plan: T, index: number) => Promise<U>,
): Promise<readonly U[]> {
  const limited = limiter();
  return Promise.all(plans.map((plan, index) => limited(plan.share ?? 1, () => start(plan, index))));
}

describe('scanners side by side', () => {
  test('never use more than the whole rate, start in order, and all end', async () => {
    const shares = fc.array(fc.constantFrom(undefined, 1, 0.8, 0.5, 1 / 3, 1 / 6), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(shares, async (all) => {
        const started: number[] = [];
        let [used, most] = [0, 0];
        const plans = all.map((share) => (share === undefined ? {} : { share }));
        const results = await sideBySide(plans, async ({ share = 1 }, index) => {
          started.push(index);
          used += share;
          most = Math.max(most, used);
          await sleep(index % 3);
          used -= share;
          return index;
        });
        const order = plans.map((_, index) => index);
        assert.deepEqual([results, started], [order, order]);
        assert.ok(most <= 1 + 1e-6, `${most}`);
      }),
      { numRuns: 30 },
    );
  });

  test('run at the same time if their shares allow it', async () => {
    let [running, most] = [0, 0];
    await sideBySide([{ share: 0.5 }, { share: 0.5 }, {}], async () => {
      most = Math.max(most, ++running);
      await sleep(5);
      running--;
    });
    assert.equal(most, 2);
  });
});

test('so many tasks run at a time as there are slots, in their order, even if some fail', async () => {
  for (const count of [1, 2, 5]) {
    const slots = slotsFor(count);
    const started: number[] = [];
    let [running, most] = [0, 0];
    const task = (number: number) => async () => {
      started.push(number);
      most = Math.max(most, ++running);
      await turn();
      running--;
      if (number % 3 === 0) throw new Error('failed');
      return number;
    };
    const all = await Promise.allSettled(Array.from({ length: 9 }, (_, number) => slots(task(number))));
    assert.deepEqual(started, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(most, count);
    assert.equal(all.filter(({ status }) => status === 'rejected').length, 3);
    assert.equal(await slots(async () => 'free'), 'free');
  }
});
