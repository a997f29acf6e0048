import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAddress } from '../../../src/model/address.ts';
import { hasPort, type PortSet, portCount } from '../../../src/model/port.ts';
import type { SweptHost } from '../../../src/sweep/host.ts';
import { audibleRate, chooseCanaries, isTooShort, sideProbeOf } from '../../../src/sweep/schedule/canaries.ts';
import { type SweepState, startState } from '../../../src/sweep/state.ts';

/** A sweep of hosts of which these ports are known to be open. */
function sweepOf(...open: readonly (readonly number[])[]): SweepState {
  const addresses = open.map((_, index) => {
    const address = parseAddress(`127.0.1.${index + 1}`);
    assert.ok(address !== undefined);
    return address;
  });
  const group = { addresses, ports: ALL, first: [], expected: new Map() };
  const state = startState(group, { maxRate: 20_000, ownRate: 20_000, leastWait: 0, confidence: 0.01 });
  for (const [index, ports] of open.entries()) {
    for (const port of ports)
      hostOf(state, index).known.open.set(port, { slice: 0, rounds: [], answered: new Set([0]) });
  }
  return state;
}

const ALL: PortSet = [[1, 65_535]];

function hostOf({ hosts }: SweepState, index: number): SweptHost {
  const host = hosts[index];
  assert.ok(host !== undefined);
  return host;
}

describe('canaries of a chunk', () => {
  test('known open ports of every host are probed too', () => {
    const state = sweepOf([4_001, 4_002], [5_001]);
    assert.deepEqual(chooseCanaries(state, state.hosts, [[10_000, 20_000]]), [
      [4_001, 4_002],
      [5_001, 5_001],
    ]);
  });

  test('ports that nmap sends first are none: they get through while a queue fills', () => {
    const state = sweepOf([22, 443, 4_001]);
    assert.deepEqual(chooseCanaries(state, state.hosts, ALL), [[4_001, 4_001]]);
  });

  test('a host with many open ports offers some that are spread over all of them', () => {
    const state = sweepOf(Array.from({ length: 40 }, (_, index) => 30_000 + index));
    const chosen = chooseCanaries(state, state.hosts, [[1, 1_000]]);
    assert.equal(portCount(chosen), 8);
    assert.ok(hasPort(chosen, 30_000) && hasPort(chosen, 30_035));
  });

  test('a host that answers on every port offers none: it says nothing of loss', () => {
    const state = sweepOf(Array.from({ length: 5_000 }, (_, index) => 30_000 + index));
    assert.deepEqual(chooseCanaries(state, state.hosts, ALL), []);
  });

  test('closed ports that answered are probed too, and some that were silent while none refused', () => {
    const state = sweepOf([]);
    hostOf(state, 0).known.closedSample.set(7_000, { slice: 0, rounds: [], answered: new Set([0]) });
    hostOf(state, 0).known.silentSample.push(7_100);
    assert.deepEqual(chooseCanaries(state, state.hosts, ALL), [
      [7_000, 7_000],
      [7_100, 7_100],
    ]);
  });
});

describe('a side probe', () => {
  test('asks the ports that nmap sends first, of hosts that have few other canaries, spread over the chunk', () => {
    const state = sweepOf([22, 443], [4_001, 4_002, 4_003, 22]);
    const beside = sideProbeOf(state, state.hosts, ALL, 2);
    assert.deepEqual(beside?.addresses, ['127.0.1.1']);
    assert.deepEqual(beside?.ports, [
      [22, 22],
      [443, 443],
    ]);
    assert.equal(beside?.rate, Math.ceil(2 / 1.8));
  });

  test('is not needed where other canaries speak', () => {
    const state = sweepOf([4_001, 4_002, 4_003, 22]);
    assert.equal(sideProbeOf(state, state.hosts, ALL, 2), null);
    assert.equal(audibleRate(state, state.hosts, ALL, 100, 20_000), 20_000);
  });

  test('makes a chunk last long enough for it, and never stops it', () => {
    const state = sweepOf([22]);
    assert.equal(audibleRate(state, state.hosts, ALL, 1_000, 20_000), 4_000);
    assert.equal(audibleRate(state, state.hosts, ALL, 0, 20_000), 1);
  });

  test('a chunk is too short for one that would take most of the rate', () => {
    const beside = { addresses: [], ports: [], leadIn: [], rate: 60, after: 0 };
    assert.equal(isTooShort(beside, 1, 100), true);
    assert.equal(isTooShort(beside, 1, 1_000), false);
    assert.equal(isTooShort(beside, 0.1, 1_000), true);
  });
});
