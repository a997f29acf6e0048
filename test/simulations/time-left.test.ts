import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setOfPorts } from '../../src/model/port.ts';
import { TOP_100_TCP } from '../../src/model/top-ports.ts';
import { type PathSettings, PERFECT } from './link.ts';
import { host, limited, type SimulatedHost, type SweepRun, simulate } from './network.ts';

const DECLARED = [22, 80, 443];
const scanner = { ...PERFECT.scanner, rate: 45_000, patience: 150, start: 0.35 };
const FAR: Partial<PathSettings> = { roundTrip: 40, scanner };
/** The remaining time that is told at a third of the way may be wrong by this factor. */
const MOST_WRONG = 1.5;

function hosts(others: 'closed' | null): readonly SimulatedHost[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].map((number) => {
    const spread = Array.from({ length: 36 }, (_, index) => 1_031 + 383 * index + 13 * number);
    return host(number, [...DECLARED, ...spread], others);
  });
}

function sweep(some: readonly SimulatedHost[], path: Partial<PathSettings>, maxRate: number, last = 15_000): SweepRun {
  const expected = new Map(some.map(({ address }) => [address, setOfPorts(DECLARED)]));
  const plan = { hosts: some, ports: [[1, last]], first: TOP_100_TCP, expected, maxRate } as const;
  return simulate({ ...plan, path: { ...PERFECT, ...path }, seed: 1 });
}

/** @returns what was told last before a third of the time, and what was true then */
function atAThird({ progress, seconds }: SweepRun): { readonly told: number | null; readonly truth: number } {
  const known = progress.filter(({ at, left }) => at <= seconds / 3 && left !== null).at(-1);
  const told = known?.left ?? null;
  return { told: told === null ? null : told - (seconds / 3 - (known?.at ?? 0)), truth: (seconds * 2) / 3 };
}

describe('the time that is left of a sweep, at a third of the way', () => {
  const PATHS: readonly (readonly [string, 'closed' | null, Partial<PathSettings>, number, number?])[] = [
    ['dropped', null, FAR, 20_000],
    ['1 % lost each way', null, { ...FAR, lossOut: 0.01, lossBack: 0.01 }, 20_000],
    ['3 % lost each way', null, { ...FAR, lossOut: 0.03, lossBack: 0.03 }, 20_000],
    ['a path that is narrower than the rate', null, { ...FAR, capacity: 20_000, queue: 500 }, 100_000, 65_535],
    ['closed', 'closed', FAR, 5_000],
    ['a low rate', null, FAR, 2_000],
  ];
  for (const [what, others, path, maxRate, last] of PATHS) {
    test(`${what}: is right by a factor of ${MOST_WRONG}`, () => {
      const { told, truth } = atAThird(sweep(hosts(others), path, maxRate, last));
      assert.ok(told !== null, `nothing is told with ${truth} s left`);
      assert.ok(told < MOST_WRONG * truth && truth < MOST_WRONG * told, `${told} s of ${truth} s`);
    });
  }

  test('is not told of hosts that limit their answers, because nothing shows what the limit is', () => {
    const some = hosts('closed').map((one) => limited(one, 100));
    assert.equal(atAThird(sweep(some, { ...FAR, roundTrip: 20 }, 100_000)).told, null);
  });
});
