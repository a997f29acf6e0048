import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { slotsFor } from '../../src/scan/run-plans.ts';

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
