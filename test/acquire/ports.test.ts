import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confidenceOf, sharing } from '../../src/acquire/ports.ts';
import { DEFAULT_SETTINGS } from '../../src/model/scan-settings.ts';

test('scan groups with the same settings share the confidence of the policy', () => {
  const [paced, plain] = [{ way: 'paced', settings: DEFAULT_SETTINGS } as const, { way: 'plain' } as const];
  const other = { way: 'paced', settings: { ...DEFAULT_SETTINGS, confidence: 0.1 } } as const;
  const groups = [paced, paced, { ...plain, settings: DEFAULT_SETTINGS }, other];
  assert.deepEqual(
    groups.map((group) => confidenceOf(group, groups)),
    [0.005, 0.005, 0.01, 0.1],
  );
});

test('a scan group leaves time to the later ones only if the time is short', () => {
  const setup = { remaining: () => 90_000 };
  assert.equal(sharing(setup, 10_000, 80_000).remaining(), 90_000);
  assert.equal(Math.round(sharing(setup, 60_000, 180_000).remaining()), 30_000);
  assert.equal(sharing(setup, 180_000, 180_000).remaining(), 90_000);
});
