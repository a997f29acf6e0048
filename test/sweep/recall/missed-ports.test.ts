import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAddress } from '../../../src/model/address.ts';
import { type SweptHost, startHost } from '../../../src/sweep/host.ts';
import { estimate } from '../../../src/sweep/recall/missed-ports.ts';
import { cutPorts, type Slice } from '../../../src/sweep/schedule/slices.ts';

/** Two slices of 1,000 ports each; rounds 1 and 2 probe the first, rounds 3 and 4 the second. */
const SLICES = cutPorts([[10_001, 12_000]], [], 1_000);
const ASKED = [
  [1, 2],
  [3, 4],
] as const;

describe('capture and recapture', () => {
  test('expects nothing to be missed if one round of each part missed nothing', () => {
    // Rounds 1 and 4 lost half of their probes, and 2 and 3 nothing: every port answered.
    const host = sweptHost([
      ...heard(0, 10, [1, 2]),
      ...heard(0, 10, [2]),
      ...heard(1, 10, [3, 4]),
      ...heard(1, 10, [3]),
    ]);
    assert.equal(recaptured(host), 0);
  });

  test('expects what both rounds of one part missed, by what each of them missed alone', () => {
    const host = sweptHost([...heard(0, 9, [1, 2]), ...heard(0, 4, [1]), ...heard(0, 5, [2]), ...heard(1, 20, [3, 4])]);
    assert.ok(Math.abs((recaptured(host) ?? 0) - (4 * 5) / (9 + 1)) < 1e-9);
  });

  test('says nothing by few ports', () => {
    assert.equal(recaptured(sweptHost(heard(0, 9, [1, 2]))), null);
  });
});

interface ChunkResult {
  readonly slice: number;
  readonly by: readonly number[];
}

function heard(slice: number, count: number, by: readonly number[]): readonly ChunkResult[] {
  return Array.from({ length: count }, () => ({ slice, by }));
}

function sweptHost(ports: readonly ChunkResult[]): SweptHost {
  const host = startHost(parseAddress('10.0.0.1') ?? assert.fail(), [], SLICES);
  for (const [index, { slice, by }] of ports.entries()) {
    const [[first]] = (SLICES[slice] as Slice).ports as [[number, number]];
    host.known.open.set(first + index, { slice, rounds: [...(ASKED[slice] ?? [])], answered: new Set(by) });
  }
  for (const [slice, ids] of ASKED.entries()) {
    host.answers.rounds[slice] = [...ids];
    host.answers.attempts[slice] = ids.length;
  }
  return host;
}

function recaptured(host: SweptHost): number | null {
  return estimate([host], SLICES, new Set()).recaptured;
}
