import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Address } from '../../src/model/address.ts';
import { NO_PORTS, type PortSet, portCount } from '../../src/model/port.ts';
import { UNMEASURED } from '../../src/model/timeouts.ts';
import { TOP_100_TCP } from '../../src/model/top-ports.ts';
import type { ChunkResult } from '../../src/sweep/chunk.ts';
import { startSweep } from '../../src/sweep/sweep.ts';
import { PERFECT } from './link.ts';
import { host, type SimulatedHost, type SweepRun, simulate } from './network.ts';

const COUNT = 4_000;
const PORTS: PortSet = [[1, COUNT]];
const HIDDEN = [313, 1_414, 2_727, 3_999];

/** nmap's own patience on a path whose first answers are fast: those of others take longer. */
const QUICK = { ...PERFECT, scanner: { ...PERFECT.scanner, patience: 300 } };

function sweep(hosts: readonly SimulatedHost[], path = QUICK): SweepRun {
  return simulate({ hosts, ports: PORTS, path, seed: 1, first: TOP_100_TCP });
}

const late = (one: SimulatedHost, delay: number): SimulatedHost => ({ ...one, delay });

/** Chunks that count for a host, and how long they waited. */
function waits({ chunks, conclusion }: SweepRun, { address }: SimulatedHost): readonly number[] {
  return chunks
    .filter(
      ({ id, kind, addresses }) => kind !== 'recheck' && addresses.includes(address) && conclusion.counts(id, address),
    )
    .map(({ timeouts }) => timeouts.least);
}

describe('answers that come late', () => {
  for (const delay of [200, 300, 550, 650, 1_200, 2_500, 4_500]) {
    for (const others of ['closed', null] as const) {
      test(
        `by ${delay} ms are heard, of a host that ${others === null ? 'drops' : 'refuses'} the rest, alone and ` +
          'beside a near one',
        () => {
          for (const beside of [[], [host(9, HIDDEN)], [host(9, [])]]) {
            const one = late(host(1, [22, ...HIDDEN], others), delay);
            const run = sweep([one, ...beside]);
            assert.deepEqual(run.conclusion.unsettled, []);
            assert.deepEqual(
              [...(run.heard.get(one.address) ?? [])].sort((a, b) => a - b),
              [22, ...HIDDEN],
            );
            assert.ok(run.conclusion.missed < 0.01);
          }
        },
      );
    }
  }

  test('are waited for as long as an unknown path may take, where a host says nothing at all', () => {
    const silent = host(1, []);
    for (const beside of [[], [host(9, HIDDEN)]]) {
      const run = sweep([silent, ...beside]);
      assert.deepEqual(run.conclusion.unsettled, []);
      assert.ok(waits(run, silent).length >= 2);
      assert.ok(waits(run, silent).every((wait) => wait >= UNMEASURED));
    }
  });

  test('are waited for by every probe of a sweep that has no other patience, however near its hosts are', () => {
    for (const others of ['closed', null] as const) {
      const near = host(9, [22, ...HIDDEN], others);
      const run = simulate({ hosts: [near], ports: PORTS, path: QUICK, seed: 1, leastWait: UNMEASURED });
      assert.deepEqual(run.conclusion.unsettled, []);
      assert.ok(run.chunks.every(({ kind, timeouts }) => kind !== 'plain' && timeouts.least >= UNMEASURED));
    }
  });

  test('slow down no host whose answers come soon', () => {
    const near = host(9, [22, ...HIDDEN]);
    const run = sweep([near, late(host(1, HIDDEN), 2_500), host(2, [])]);
    assert.deepEqual(
      waits(run, near).filter((wait) => wait > 300),
      [],
    );
  });

  test('are not held against a host: what an impatient chunk did not hear is no loss', () => {
    const one = late(host(1, [22, ...HIDDEN]), 1_200);
    const run = sweep([one, host(9, HIDDEN)]);
    assert.equal(run.conclusion.loss, 0);
  });

  test('never leave a port silent by a chunk that waited less than its round trip', () => {
    const one = late(host(1, HIDDEN), 650);
    const run = sweep([one, host(9, HIDDEN)]);
    for (const { id, timeouts, addresses } of run.chunks) {
      if (!addresses.includes(one.address) || timeouts.least > 650) continue;
      assert.equal(run.conclusion.counts(id, one.address), false);
    }
  });

  test('slow down no sweep: the time that nmap waits for them is none in which it sent', () => {
    const run = startSweep(
      { addresses: [ADDRESS], ports: PORTS, first: [[201, 216]], expected: new Map() },
      { maxRate: 20_000, ownRate: 20_000, leastWait: 0, confidence: 0.01 },
    );
    const seconds = [0.96, 2.82];
    for (const time of seconds) {
      const chunk = run.next() ?? assert.fail('nothing is asked');
      run.learn(chunk, { ...answered([[201, 216]], 650), seconds: time });
    }
    assert.ok((run.next()?.rate ?? 0) >= 5_000);
  });

  for (const share of [1, 0.5]) {
    test(
      'of a queue ' +
        (share === 1
          ? 'count where the known open ports were heard'
          : 'do not count where half of the known open ports were missed'),
      () => {
        const open: PortSet = [[201, 216]];
        const run = startSweep(
          { addresses: [ADDRESS], ports: PORTS, first: open, expected: new Map() },
          { maxRate: 100_000, ownRate: 100_000, leastWait: 0, confidence: 0.01 },
        );
        const first = run.next() ?? assert.fail('nothing is asked');
        run.learn(first, answered(open, 40));
        const second = run.next() ?? assert.fail('nothing more is asked');
        assert.ok(second.timeouts.least < 300);
        run.learn(second, answered(share === 1 ? open : [[201, 208]], 400));
        assert.equal(run.conclude(null).counts(second.id, ADDRESS), share === 1);
      },
    );
  }
});

const ADDRESS = '192.0.2.1' as Address;

function answered(open: PortSet, roundTrip: number): ChunkResult {
  const replies = portCount(open);
  const host = {
    complete: true,
    open,
    closed: NO_PORTS,
    replies,
    rejected: [],
    roundTrip,
    answersWithin: 3 * roundTrip,
  };
  return { failed: false, seconds: 1, hosts: new Map([[ADDRESS, host]]), sideProbe: null };
}
