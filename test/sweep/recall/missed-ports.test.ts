import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseAddress } from '../../../src/model/address.ts';
import { type SweptHost, startHost } from '../../../src/sweep/host.ts';
import { estimate } from '../../../src/sweep/recall/missed-ports.ts';
import { cutPorts } from '../../../src/sweep/schedule/slices.ts';

/** Two slices of 1,000 ports each. */
const SLICES = cutPorts([[10_001, 12_000]], [], 1_000);

describe('the number of missed ports', () => {
  test('falls with each round, and rises with the share of known ports that a round lost', () => {
    const missed = (rounds: number, lost: number): number => missedBy(sweptHost(rounds, lost));
    assert.ok(missed(3, 2) < missed(2, 2));
    assert.ok(missed(2, 2) < missed(2, 8));
    assert.ok(missed(2, 8) < missed(1, 0));
  });

  test('is not larger than the silent share allows', () => {
    const host = sweptHost(2, 8);
    const before = missedBy(host);
    host.answers.silent.fill(0);
    host.answers.silent[0] = 1;
    assert.ok(missedBy(host) < before / 3);
    host.answers.silent.fill(0);
    assert.equal(missedBy(host), 0);
  });

  test('is hardly anything if the scanner repeated its probes', () => {
    const host = sweptHost(1, 8);
    assert.ok(missedBy(host, new Set([1])) < missedBy(host) / 100);
  });

  test('does not count ports of a host that answers everywhere', () => {
    const host = sweptHost(1, 0, 501);
    assert.equal(missedBy(host), 0);
    assert.equal(estimate([host], SLICES, new Set()).evidence, 'none');
  });
});

function missedBy(host: SweptHost, retried: ReadonlySet<number> = new Set()): number {
  return estimate([host], SLICES, retried).missed;
}

/** @returns a host with open ports in the first slice, some of which each round after the first lost */
function sweptHost(rounds: number, lost: number, open = 20): SweptHost {
  const host = startHost(parseAddress('10.0.0.1') ?? assert.fail(), [], SLICES);
  const ids = Array.from({ length: rounds }, (_, index) => index + 1);
  for (let index = 0; index < open; index++) {
    const answered = ids.filter((id) => id === 1 || index >= lost);
    host.known.open.set(10_001 + index, { slice: 0, rounds: ids, answered: new Set([0, ...answered]) });
  }
  for (const slice of SLICES.keys()) {
    host.answers.rounds[slice] = [...ids];
    host.answers.attempts[slice] = ids.length;
  }
  return host;
}
