import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PortSet } from '../../src/model/port.ts';
import { TOP_100_TCP } from '../../src/model/top-ports.ts';
import { admitting, after } from './firewalls.ts';
import { PERFECT } from './link.ts';
import { host, type SimulatedHost, simulate } from './network.ts';

const PORTS: PortSet = [[1, 20_000]];

/** The same host, behind a firewall that refuses, in its name, what comes faster than `most` per second. */
function refusing(before: SimulatedHost, most: number, burst: number): SimulatedHost {
  return admitting(before, most, { burst, otherwise: 'closed' });
}

const LIMITS = [
  [50, 20],
  [10, 5],
  [500, 100],
] as const;

describe('a host that refuses whoever asks too fast', () => {
  for (const open of [
    [80, 11_337],
    [9_999, 11_337],
    [22, 80, 443, 11_337],
    [22, 11_337],
  ]) {
    test(`is in doubt where ${open} are open, the first by the policy`, () => {
      for (const roundTrip of [0.3, 40]) {
        for (const [most, burst] of LIMITS) {
          // On a busy machine a start beside a chunk holds it up: meanwhile the limit lets some more through.
          for (const stall of [0, 0.02]) {
            const one = refusing(host(1, open, 'closed'), most, burst);
            const known: PortSet = [[open[0] as number, open[0] as number]];
            const { conclusion, heard } = simulate({
              ...{ hosts: [one], ports: PORTS, seed: 1, first: TOP_100_TCP },
              path: { ...PERFECT, roundTrip, scanner: { ...PERFECT.scanner, stall } },
              expected: new Map([[one.address, known]]),
            });
            const missed = open.filter((port) => heard.get(one.address)?.has(port) !== true);
            const doubted = missed.filter((port) =>
              conclusion.unsettled.some(({ ports }) => ports.some(([from, to]) => from <= port && port <= to)),
            );
            assert.deepEqual(doubted, missed, `${most} a second, ${burst} at once, ${roundTrip} ms, ${stall} s`);
          }
        }
      }
    });
  }

  test(
    'is in doubt if its only known port was refused from the start, and the limit is used up before the ' +
      'slow probes',
    () => {
      for (let seed = 1; seed <= 8; seed++) {
        const limited = refusing(host(1, [80, 4_321], 'closed'), 5, 5);
        const one = after(limited, (_, __, time) => time < 0.3, 'closed');
        const { conclusion, heard } = simulate({
          ...{ hosts: [one], ports: [[1, 5_000]], seed, first: TOP_100_TCP },
          path: { ...PERFECT, roundTrip: 0.3 },
          expected: new Map([[one.address, [[80, 80]]]]),
        });
        assert.ok(heard.get(one.address)?.has(4_321) === true || conclusion.unsettled.length > 0, `seed ${seed}`);
      }
    },
  );

  test('costs others little: a host that refuses, and has open ports, is asked a tenth more at most', () => {
    for (const open of [[22], [80, 443], [3_131, 6_379, 9_200], [22, 5_000, 6_000, 7_000]]) {
      const one = host(1, open, 'closed');
      const run = simulate({
        hosts: [one],
        ports: [[1, 65_535]],
        path: { ...PERFECT, roundTrip: 0.3 },
        seed: 1,
        first: TOP_100_TCP,
      });
      assert.deepEqual(run.conclusion.unsettled, []);
      assert.ok(run.conclusion.probes < 1.1 * 65_535, `${run.conclusion.probes} probes`);
    }
  });

  test('is believed where few ports are asked: all of them again, slowly', () => {
    for (const ports of [
      [
        [80, 80],
        [31_337, 31_337],
      ],
      [[70, 93]],
      [[70, 94]],
      [[1, 300]],
    ] satisfies PortSet[]) {
      for (const open of [[80], []]) {
        const one = host(1, open, 'closed');
        const { conclusion } = simulate({
          ...{ hosts: [one], ports, seed: 1, first: TOP_100_TCP },
          path: { ...PERFECT, roundTrip: 0.3 },
          expected: new Map([[one.address, [[80, 80]]]]),
        });
        assert.deepEqual(conclusion.unsettled, [], `${JSON.stringify(ports)}, open: ${open}`);
      }
    }
  });

  test('is in doubt where few ports are asked, and the slow question finds another one open', () => {
    const one = refusing(host(1, [80, 31_337], 'closed'), 10, 1);
    const { conclusion, heard } = simulate({
      ...{
        hosts: [one],
        ports: [
          [80, 80],
          [31_337, 31_337],
        ],
        seed: 1,
        first: TOP_100_TCP,
      },
      path: { ...PERFECT, roundTrip: 0.3 },
      expected: new Map([[one.address, [[80, 80]]]]),
    });
    assert.ok(heard.get(one.address)?.has(31_337) === true || conclusion.unsettled.length > 0);
  });
});
