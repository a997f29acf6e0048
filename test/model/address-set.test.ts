import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addressValue, patternAddresses, patternHas } from '../../src/model/address.ts';
import {
  addressSetOf,
  countAddresses,
  formatAddresses,
  NO_ADDRESSES,
  subtractAddresses,
  uniteAddresses,
} from '../../src/model/address-set.ts';
import { parseHost } from '../../src/policy/hosts.ts';

function setOf(...texts: readonly string[]) {
  return uniteAddresses(texts.map((text) => addressSetOf(patternOf(text)) ?? assert.fail(text)));
}

function patternOf(text: string) {
  const parsed = parseHost(text);
  return 'value' in parsed && parsed.value.kind === 'addresses' ? parsed.value.pattern : assert.fail(text);
}

describe('a set of addresses', () => {
  test('has whole blocks as one range, and lists of octets as many', () => {
    assert.equal(formatAddresses(setOf('10.0.0.0/8')), '10.0.0.0-10.255.255.255');
    assert.equal(formatAddresses(setOf('192.0.2.1,5-6')), '192.0.2.1, 192.0.2.5-192.0.2.6');
    assert.equal(formatAddresses(setOf('192.0.2-3.0-255')), '192.0.2.0-192.0.3.255');
    assert.equal(formatAddresses(setOf('2001:db8::/126', '192.0.2.7')), '192.0.2.7, 2001:db8::-2001:db8::3');
    assert.equal(countAddresses(setOf('2001:db8::/64')), 2n ** 64n);
  });

  test('does not exist for a pattern of too many ranges', () => {
    assert.equal(addressSetOf(patternOf('*.*.*.1')), undefined);
    assert.notEqual(addressSetOf(patternOf('10.*.*.1')), undefined);
  });

  test('unites and subtracts as sets do', () => {
    const octet = fc.constantFrom('0', '1-2', '2,4', '3-7');
    const pattern = fc.tuple(octet, octet).map(([c, d]) => `192.0.${c}.${d}`);
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const [a, b] = [patternOf(one), patternOf(other)];
        const left = subtractAddresses(setOf(one), setOf(other));
        const expected = [...patternAddresses(a)].filter((address) => !patternHas(b, address));
        assert.deepEqual(membersOf(left), expected.map(addressValue));
        assert.deepEqual(uniteAddresses([left, setOf(other)]), uniteAddresses([setOf(one), setOf(other)]));
        assert.deepEqual(subtractAddresses(left, left), NO_ADDRESSES);
      }),
    );
  });
});

function membersOf({ ipv4 }: typeof NO_ADDRESSES): readonly bigint[] {
  return ipv4.flatMap(([first, last]) => Array.from({ length: Number(last - first) + 1 }, (_, i) => first + BigInt(i)));
}
