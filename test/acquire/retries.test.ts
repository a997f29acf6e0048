import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeBeside } from '../../src/acquire/retries.ts';
import { type PortSet, subtract } from '../../src/model/port.ts';
import type { MeasuredPath } from '../../src/sweep/conclude.ts';
import { HOST, port, portScanOf, runOf } from '../support/runs.ts';

describe('connections beside a sweep that loses packets', () => {
  const OPEN: PortSet = [[1, 16]];
  const LOSING: MeasuredPath = { pace: 20_000, losing: new Set([HOST]), loss: 0.03, isSteady: true };

  /** @returns whether the connections to some ports prove that silent ports of the host are silent */
  async function proves(path: MeasuredPath, asked: PortSet, missed: PortSet = [], confidence = 0.01): Promise<boolean> {
    const portScan = { ...portScanOf([await runOf([[1, 1_000]], OPEN)]), path };
    const early = new Map([[HOST, { accounted: asked, answered: subtract(asked, missed) }]]);
    const { losing, unproven } = judgeBeside(early, portScan, confidence);
    assert.ok(missed.length === 0 ? losing.has(HOST) === path.losing.has(HOST) : losing.has(HOST));
    return !unproven.has(HOST);
  }

  test('prove silence if all ports that are known to be open answered, and these are enough for the loss', async () => {
    assert.equal(await proves(LOSING, [[1, 100]]), true);
    assert.equal(await proves(LOSING, [[15, 100]]), false);
    assert.equal(await proves({ ...LOSING, loss: 0.3 }, [[1, 100]]), false);
    assert.equal(await proves(LOSING, [[1, 100]], [], 0.001), false);
  });

  test('prove nothing if a known port did not answer, if none was probed, or if none was tried', async () => {
    assert.equal(await proves(LOSING, [[1, 100]], port(3)), false);
    assert.equal(await proves({ ...LOSING, losing: new Set(), loss: 0 }, [[1, 100]], port(3)), false);
    assert.equal(await proves(LOSING, [[17, 100]]), false);
    assert.equal(await proves(LOSING, []), false);
  });

  test(
    'prove nothing if a round of the sweep was discarded: a host may exempt its known ports ' + 'from a limit',
    async () => {
      assert.equal(await proves({ ...LOSING, isSteady: false }, [[1, 100]]), false);
    },
  );

  test('need no proof if neither lost anything', async () => {
    assert.equal(await proves({ ...LOSING, losing: new Set(), isSteady: false }, [[17, 100]]), true);
  });
});
