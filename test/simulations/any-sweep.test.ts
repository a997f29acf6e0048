import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { UnobservedReason } from '../../src/model/observation.ts';
import {
  intersect,
  isSubset,
  NO_PORTS,
  type PortSet,
  portCount,
  portSet,
  subtract,
  union,
} from '../../src/model/port.ts';
import { TOP_100_TCP } from '../../src/model/top-ports.ts';
import { type PathSettings, PERFECT } from './link.ts';
import { changing, doubtful, host, limited, type SimulatedHost, simulate, wronglySilent } from './network.ts';

const PORTS: PortSet = [[1, 4_000]];
const FORTY = Array.from({ length: 40 }, (_, index) => 1_050 + 61 * index);
const SOME = FORTY.filter((_, index) => index % 4 === 0);
const LOSSY: PathSettings = { ...PERFECT, lossOut: 0.04, lossBack: 0.04 };

describe('any sweep', () => {
  const anyPath: fc.Arbitrary<PathSettings> = fc
    .record({
      capacity: fc.constantFrom(Number.POSITIVE_INFINITY, 1_500, 6_000, 25_000),
      queue: fc.integer({ min: 0, max: 500 }),
      policer: fc.boolean(),
      roundTrip: fc.double({ min: 0.2, max: 250, noNaN: true }),
      lossOut: fc.double({ min: 0, max: 0.3, noNaN: true }),
      lossBack: fc.double({ min: 0, max: 0.3, noNaN: true }),
      bursts: fc.constantFrom(null, { apart: 2, lasting: 0.3, loss: 0.9 }),
    })
    .map((some) => ({ ...PERFECT, ...some }));

  const anyHost = (number: number): fc.Arbitrary<SimulatedHost> =>
    fc
      .record({
        open: fc.uniqueArray(fc.integer({ min: 0, max: 1_500 }), { maxLength: 30 }),
        popular: fc.subarray([22, 80, 443, 8_080]),
        others: fc.constantFrom(null, 'closed' as const, 'rejected' as const),
        limit: fc.constantFrom(null, 50, 1_000),
        after: fc.constantFrom(undefined, undefined, null, 'closed' as const, 'rejected' as const),
        from: fc.double({ min: 0, max: 4, noNaN: true }),
        lasting: fc.constantFrom(0.5, 3, Number.POSITIVE_INFINITY),
      })
      .map(({ open, popular, others, limit, after, from, lasting }) => {
        const plain = host(number, [...new Set([...open, ...popular])], others);
        const slow = limit === null ? plain : limited(plain, limit);
        return after === undefined ? slow : changing(slow, after, from, from + lasting);
      });

  const anyPlan = fc.record({
    hosts: fc
      .integer({ min: 1, max: 4 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => anyHost(i + 1)))),
    ports: fc.constantFrom<PortSet>(
      [[1, 1_500]],
      [[22, 22]],
      [
        [0, 700],
        [1_000, 1_400],
      ],
      [
        [8_080, 8_080],
        [9_000, 9_900],
      ],
    ),
    path: anyPath,
    seed: fc.integer(),
    first: fc.constantFrom(NO_PORTS, TOP_100_TCP),
    maxRate: fc.constantFrom(1, 60, 1_000, 20_000, 100_000),
    confidence: fc.constantFrom(0.001, 0.01, 0.5),
    failing: fc.constantFrom(0, 0, 0.2, 1),
    stopAfter: fc.constantFrom(null, null, 0, 1, 3),
  });

  const STOPPED: UnobservedReason = { code: 'scan-timeout', text: 'the time ran out' };

  test('ends; keeps its rate, its addresses and its ports; leaves nothing out that it has no answer for', () => {
    fc.assert(
      fc.property(anyPlan, ({ failing, stopAfter, ...plan }) => {
        let drawn = Math.abs(plan.seed) % 997;
        const run = simulate({
          ...plan,
          fails: () => {
            drawn = (drawn * 31 + 7) % 997;
            return drawn < failing * 997;
          },
          stop: (chunks) => (stopAfter !== null && chunks >= stopAfter ? STOPPED : null),
        });
        const addresses = new Set(plan.hosts.map(({ address }) => address));
        assert.ok(run.chunks.length <= 1_000, `${run.chunks.length} chunks`);
        assert.equal(new Set(run.chunks.map(({ id }) => id)).size, run.chunks.length, 'ids are distinct');
        for (const chunk of run.chunks) {
          const { ports, canaries, sideProbe, rate, kind } = chunk;
          assert.ok(chunk.addresses.length > 0 && chunk.addresses.every((address) => addresses.has(address)));
          assert.equal(new Set(chunk.addresses).size, chunk.addresses.length);
          assert.ok(portCount(ports) + portCount(canaries) > 0, `an empty chunk, ${kind}`);
          const beside = union(sideProbe?.ports ?? NO_PORTS, sideProbe?.leadIn ?? NO_PORTS);
          for (const asked of [ports, canaries, beside]) assert.ok(isSubset(asked, plan.ports));
          assert.equal(intersect(ports, canaries).length, 0);
          assert.ok((rate ?? 0) + (sideProbe?.rate ?? 0) <= plan.maxRate, `${rate} and ${sideProbe?.rate}`);
          assert.ok(rate === null || (Number.isInteger(rate) && rate >= 1));
          if (kind !== 'recheck') assert.equal(rate === null, kind === 'plain');
        }
        const { conclusion, heard } = run;
        const doubt = doubtful(conclusion);
        for (const number of [conclusion.missed, conclusion.loss ?? 0]) {
          assert.ok(Number.isFinite(number) && number >= 0, JSON.stringify(conclusion));
        }
        for (const { address, ports, reason } of conclusion.unsettled) {
          assert.ok(addresses.has(address) && isSubset(ports, plan.ports) && ports.length > 0 && reason.text !== '');
        }
        for (const { address } of plan.hosts) {
          const good = run.chunks.filter((chunk) => chunk.addresses.includes(address));
          const asked = portSet(good.flatMap(({ ports }) => ports));
          const open = portSet([...(heard.get(address) ?? [])].map((port) => [port, port]));
          const never = [asked, open].reduce(subtract, plan.ports);
          assert.ok(isSubset(never, doubt.get(address) ?? NO_PORTS), 'what was never asked is in doubt');
        }
        if (failing === 1) assert.deepEqual([...doubt.keys()].sort(), [...addresses].sort());
      }),
      { numRuns: 120, seed: 20_261_121 },
    );
  });

  test('is the same for the same answers', () => {
    const plan = { hosts: [host(1, FORTY), host(2, SOME)], ports: PORTS, path: LOSSY, seed: 11 };
    const [one, other] = [simulate(plan), simulate(plan)];
    assert.deepEqual(one.chunks, other.chunks);
    assert.deepEqual(one.conclusion.unsettled, other.conclusion.unsettled);
  });

  test('that is stopped names the reason for whatever it had not settled, and for nothing else', () => {
    for (const stopAfter of [0, 1, 2, 4]) {
      const hosts = [host(1, FORTY), host(2, SOME, 'closed')];
      const stop = (chunks: number): UnobservedReason | null => (chunks >= stopAfter ? STOPPED : null);
      const run = simulate({ hosts, ports: PORTS, path: PERFECT, seed: 2, first: TOP_100_TCP, stop });
      assert.ok(run.conclusion.unsettled.every(({ reason }) => reason === STOPPED));
      assert.deepEqual(wronglySilent(run, hosts, PORTS), []);
    }
  });

  test('asks first what is worth most', () => {
    const { chunks } = simulate({ hosts: [host(1, FORTY)], ports: PORTS, path: PERFECT, seed: 1, first: TOP_100_TCP });
    assert.deepEqual(chunks[0]?.ports, intersect(PORTS, TOP_100_TCP));
  });
});
