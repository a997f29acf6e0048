import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { sideBySide } from '../../src/acquire/side-by-side.ts';

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
