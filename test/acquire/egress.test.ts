import assert from 'node:assert/strict';
import { test } from 'node:test';
import { questions } from '../../src/acquire/egress.ts';
import type { Address } from '../../src/model/address.ts';
import { hasPort, type PortSet } from '../../src/model/port.ts';
import { TOP_100_TCP } from '../../src/model/top-ports.ts';

const PORTS: PortSet = [[1, 2_000]];

const hosts = (count: number) =>
  new Map(Array.from({ length: count }, (_, number) => [`10.0.${number >> 8}.${number & 255}` as Address, PORTS]));

test('the test connections of an address go to ports that the policy expects, to common ports and to others', () => {
  const [address] = [...hosts(1).keys()];
  assert.ok(address);
  const [asked] = [...questions(hosts(1), new Map([[address, { tcp: [[1_337, 1_338]] }]])).values()];
  assert.ok(asked);
  assert.deepEqual(asked.slice(0, 2), [1_337, 1_338]);
  assert.ok(asked.filter((port) => hasPort(TOP_100_TCP, port)).length > 5);
  assert.ok(asked.some((port) => port > 1_500 && !hasPort(TOP_100_TCP, port)));
  assert.equal(new Set(asked).size, asked.length);
});

test('the number of test connections is bounded, and many addresses are sampled', () => {
  for (const count of [1, 20, 500, 5_000]) {
    const asked = [...questions(hosts(count), new Map()).values()];
    const connections = asked.reduce((sum, ports) => sum + ports.length, 0);
    assert.ok(connections <= 512 && connections > 0, `${connections} connections for ${count} addresses`);
  }
});
