import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapEvents } from '../../src/acquire/gap-events.ts';
import type { Address } from '../../src/model/address.ts';
import type { Unobserved } from '../../src/model/observation.ts';

const gap = (number: number, text: string): Unobserved => ({
  ...{ address: `192.0.2.${number}` as Address, protocol: 'tcp', ports: [[1, 10]] },
  reason: { code: 'blocked', text },
});

test('unobserved ports are counted by reason, and a few addresses are named', () => {
  const gaps = [...Array.from({ length: 9 }, (_, index) => gap(index, 'it fell silent')), gap(1, 'it refused')];
  const events = gapEvents('sweep', gaps);
  assert.deepEqual(
    events.map((one) => (one.event === 'unobserved' ? [one.code, one.addresses, one.ports, one.examples.length] : [])),
    [
      ['blocked', 9, 90, 5],
      ['blocked', 1, 10, 1],
    ],
  );
});

test('the number of reasons is bounded', () => {
  assert.equal(
    gapEvents(
      'sweep',
      Array.from({ length: 99 }, (_, index) => gap(1, `reason ${index}`)),
    ).length,
    50,
  );
});
