import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  eachPort,
  formatPorts,
  hasPort,
  intersect,
  isSubset,
  MAX_PORT,
  overlap,
  type PortSet,
  parsePorts,
  portCount,
  portSet,
  subtract,
  union,
  unionOf,
} from '../../src/model/port.ts';

/** Ports 0 to 40 and the far end, so that ranges touch, overlap and leave gaps. */
const anyPort = fc.oneof(fc.nat(40), fc.integer({ min: MAX_PORT - 3, max: MAX_PORT }));
const anySet: fc.Arbitrary<PortSet> = fc
  .array(fc.tuple(anyPort, anyPort))
  .map((pairs) =>
    portSet(pairs.map(([a, b]): [number, number] => [Math.min(a, b), Math.min(Math.max(a, b), Math.min(a, b) + 50)])),
  );
const members = (set: PortSet): readonly number[] => [...eachPort(set)];

describe('sets of ports', () => {
  test('behave as sets of numbers do', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        const [inA, inB] = [new Set(members(a)), new Set(members(b))];
        assert.deepEqual(
          members(union(a, b)),
          [...new Set([...inA, ...inB])].sort((x, y) => x - y),
        );
        assert.deepEqual(
          members(intersect(a, b)),
          members(a).filter((port) => inB.has(port)),
        );
        assert.equal(
          overlap(a, b),
          members(a).some((port) => inB.has(port)),
        );
        assert.deepEqual(
          members(subtract(a, b)),
          members(a).filter((port) => !inB.has(port)),
        );
        assert.equal(
          isSubset(a, b),
          members(a).every((port) => inB.has(port)),
        );
        assert.equal(portCount(a), inA.size);
      }),
    );
  });

  test('have one representation each', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        for (const set of [union(a, b), intersect(a, b), subtract(a, b)]) assert.deepEqual(set, portSet(set));
        assert.deepEqual(parsePorts(formatPorts(a)), a);
      }),
    );
  });

  test('know their members', () => {
    fc.assert(
      fc.property(anySet, anyPort, (set, port) => assert.equal(hasPort(set, port), members(set).includes(port))),
    );
  });
});

describe("nmap's notation of ports", () => {
  for (const text of ['1-', '-1', '2-1', '65536', '1,,2', ' 1', '1 ', 'T:1', 'http', '1-2-3', '0x10', '1e3']) {
    test(`is not ${JSON.stringify(text)}`, () => assert.equal(parsePorts(text), undefined));
  }

  test('has a text for no ports', () => assert.deepEqual(parsePorts(''), []));
});

test('more sets than a call has arguments are united', () => {
  const sets = Array.from({ length: 200_000 }, (_, index): PortSet => [[index % 7, index % 7]]);
  assert.deepEqual(unionOf(sets), [[0, 6]]);
});
