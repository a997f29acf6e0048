import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { intersect, type PortRange, portCount, portSet, subtract, union } from '../../../src/model/port.ts';
import { cutPorts, cutSlices } from '../../../src/sweep/schedule/slices.ts';

const port = fc.integer({ min: 1, max: 65_535 });
const ports = fc
  .array(fc.tuple(port, fc.nat(2_000)), { minLength: 1, maxLength: 40 })
  .map((ranges) => portSet(ranges.map(([from, more]): PortRange => [from, Math.min(65_535, from + more)])));

describe('ports in slices', () => {
  test('each port is in one slice, and no other is', () => {
    fc.assert(
      fc.property(ports, ports, fc.integer({ min: 1, max: 5_000 }), (all, first, size) => {
        const slices = cutPorts(all, first, size);
        assert.deepEqual(union(...slices.map((slice) => slice.ports)), all);
        assert.equal(
          slices.reduce((sum, { count }) => sum + count, 0),
          portCount(all),
        );
        for (const slice of slices) assert.equal(slice.count, portCount(slice.ports));
      }),
    );
  });

  test('the first slice holds the ports that are asked first, and no other slice does', () => {
    const [first, ...others] = cutPorts(
      [[1, 10_000]],
      [
        [80, 80],
        [443, 443],
      ],
      1_000,
    );
    assert.deepEqual(first?.ports, [
      [80, 80],
      [443, 443],
    ]);
    for (const { ports: rest } of others)
      assert.deepEqual(
        intersect(rest, [
          [80, 80],
          [443, 443],
        ]),
        [],
      );
  });

  test('the others have at most as many ports as wanted, in ascending order', () => {
    const [, ...others] = cutPorts([[1, 10_000]], [[80, 80]], 1_000);
    assert.ok(others.every(({ count }) => count <= 1_000));
    const begins = others.map(({ ports: [range] }) => range?.[0] ?? 0);
    assert.deepEqual(
      begins,
      [...begins].sort((a, b) => a - b),
    );
  });

  test('what is expected to be open in them adds up to all', () => {
    fc.assert(
      fc.property(ports, ports, (all, first) => {
        const sum = cutPorts(all, first, 1_000).reduce((total, { share }) => total + share, 0);
        assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
      }),
    );
  });

  test('ports with many holes are cut so that each slice fits into one argument', () => {
    const holes = portSet(Array.from({ length: 20_000 }, (_, index): PortRange => [3 * index + 1, 3 * index + 1]));
    assert.ok(cutPorts(holes, [], 30_000).every((slice) => slice.ports.length <= 500));
  });

  test(
    'the more hosts are asked together, the fewer ports a slice has; and there are at most 256 and ' + 'the first one',
    () => {
      const all: readonly PortRange[] = [[1, 65_535]];
      const [one, many] = [cutSlices(all, [[80, 80]], 1), cutSlices(all, [[80, 80]], 256)];
      assert.ok((one[1]?.count ?? 0) > (many[1]?.count ?? 0));
      assert.ok(many.length <= 257);
      assert.deepEqual(subtract(all, union(...many.map((slice) => slice.ports))), []);
    },
  );
});
