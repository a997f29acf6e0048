import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Address, parseAddress } from '../../../src/model/address.ts';
import { measureLoss, type Sighting } from '../../../src/sweep/recall/loss.ts';

const host = (number: number) => parseAddress(`10.0.0.${number}`) as Address;
const [ONE, OTHER, UNKNOWN] = [host(1), host(2), host(3)];

/** Open ports that were asked twice: `lost` of them were heard once. */
function ports(address: Address, count: number, lost: number): readonly Sighting[] {
  return Array.from({ length: count }, (_, index) => ({
    address,
    rounds: [1, 2],
    answered: new Set(index < lost ? [1] : [1, 2]),
  }));
}

const losing = (...sightings: readonly (readonly Sighting[])[]) => {
  const { isLosing } = measureLoss(sightings.flat());
  return [ONE, OTHER, UNKNOWN].map(isLosing);
};

describe('a host whose known ports fail to answer', () => {
  test('is losing, and others that answer are not', () => {
    assert.deepEqual(losing(ports(ONE, 100, 5), ports(OTHER, 1_000, 0)), [true, false, false]);
  });

  test('is losing if one of few answers is lost', () => {
    assert.deepEqual(losing(ports(ONE, 3, 1)), [true, true, true]);
  });

  test('is not for a few of thousands, nor where nothing was measured', () => {
    assert.deepEqual(losing(ports(ONE, 2_000, 3)), [false, false, false]);
    assert.deepEqual(losing(), [false, false, false]);
  });

  test('of which little is known is thought to be as the others are', () => {
    assert.deepEqual(losing(ports(ONE, 2, 0), ports(OTHER, 100, 20)), [true, true, true]);
  });
});
