import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavingTime, progressOf } from '../../src/acquire/state.ts';
import { systemEffects } from '../../src/edge/effects.ts';
import { groupScan } from '../support/runs.ts';

/** In the order in which they run. */

test('a step leaves a share of the remaining time to later steps, within a limit', () => {
  const { setup } = groupScan({ ports: [[1, 9]] });
  assert.equal(leavingTime({ ...setup, remaining: () => 100_000 }, 'ports').remaining(), 75_000);
  assert.equal(leavingTime({ ...setup, remaining: () => 100_000 }, 'services').remaining(), 85_000);
  assert.equal(leavingTime({ ...setup, remaining: () => 3_600_000 }, 'ports').remaining(), 3_300_000);
});

const STEPS_FOR_PORTS = ['discover', 'sweep'] as const;

test('the progress of the steps that find open ports goes from 0 to 1, and never back', () => {
  const shares: (number | null)[] = [];
  const { signal } = new AbortController();
  const effects = systemEffects(signal, { emit: () => {}, progress: ({ share }) => shares.push(share) });
  const event = { etaSeconds: null, hosts: 1, hostsDone: 0, open: 0, rate: null, loss: null, pass: 1 };
  for (const step of STEPS_FOR_PORTS) {
    for (const share of [0, 0.5, 1, 1.5, null]) progressOf(effects, step)({ ...event, step, share });
  }
  const known = shares.filter((share) => share !== null);
  assert.deepEqual(
    known,
    [...known].sort((a, b) => a - b),
  );
  assert.deepEqual([known[0], known.at(-1)], [0, 1]);
  assert.equal(shares.length - known.length, STEPS_FOR_PORTS.length);
});
