import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  type Address,
  type AddressPattern,
  addressValue,
  compareAddresses,
  ipv6FromValue,
  isLoopback,
  parseAddress,
  patternAddresses,
  patternCount,
  patternCovers,
  patternHas,
} from '../../src/model/address.ts';

describe('an address', () => {
  for (const [text, canonical] of [
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:C000:0201', '192.0.2.1'],
  ] as const) {
    test(`${text} is ${canonical}`, () => assert.equal(parseAddress(text), canonical));
  }

  for (const text of [
    '192.0.2',
    '192.0.2.256',
    '192.0.2.01',
    '0x7f.1',
    '2130706433',
    '127.1',
    'fe80::1%eth0',
    '',
    'localhost',
    ' 192.0.2.1',
  ]) {
    test(`is not ${JSON.stringify(text)}`, () => assert.equal(parseAddress(text), undefined));
  }

  test('is loopback in all of 127.0.0.0/8 and at ::1', () => {
    const isLocal = (text: string): boolean => isLoopback(text as Address);
    assert.deepEqual(['127.0.0.1', '127.255.0.9', '::1', '128.0.0.1', '::2'].map(isLocal), [
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('IPv6 comes back from its number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (value) => {
        assert.equal(addressValue(ipv6FromValue(value)), value);
      }),
    );
  });

  test('sorts by number, IPv4 first', () => {
    const sorted = ['2001:db8::1', '10.0.0.10', '10.0.0.9', '::1']
      .map((text) => text as Address)
      .sort(compareAddresses);
    assert.deepEqual(sorted, ['10.0.0.9', '10.0.0.10', '::1', '2001:db8::1']);
  });
});

const anyOctet = fc
  .uniqueArray(fc.nat(9), { minLength: 1, maxLength: 3 })
  .map((values) => values.sort((a, b) => a - b).map((value) => [value * 3, value * 3 + (value % 2)] as const));
const anyPattern: fc.Arbitrary<AddressPattern> = fc.oneof(
  fc.tuple(anyOctet, anyOctet, anyOctet, anyOctet).map((octets) => ({ family: 'ipv4' as const, octets })),
  fc
    .tuple(fc.nat(40), fc.nat(20))
    .map(([first, more]) => ({ family: 'ipv6' as const, first: BigInt(first), last: BigInt(first + more) })),
);

describe('a pattern of addresses', () => {
  test('has exactly the addresses it lists, in order, as many as it counts', () => {
    fc.assert(
      fc.property(anyPattern, anyPattern, (pattern, other) => {
        const listed = [...patternAddresses(pattern)];
        assert.equal(BigInt(listed.length), patternCount(pattern));
        assert.deepEqual([...listed].sort(compareAddresses), listed);
        assert.ok(listed.every((address) => patternHas(pattern, address)));
        const within = new Set<string>(listed);
        for (const address of patternAddresses(other)) assert.equal(patternHas(pattern, address), within.has(address));
      }),
    );
  });

  test('covers another only if it has all of its addresses', () => {
    fc.assert(
      fc.property(anyPattern, anyPattern, (outer, inner) => {
        if (patternCovers(outer, inner))
          for (const address of patternAddresses(inner)) assert.ok(patternHas(outer, address));
        assert.ok(patternCovers(outer, outer));
      }),
    );
  });
});
