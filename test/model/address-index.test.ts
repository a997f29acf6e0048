import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Address,
  type AddressPattern,
  parseAddress,
  patternAddresses,
  patternHas,
} from '../../src/model/address.ts';
import { indexPatterns } from '../../src/model/address-index.ts';
import { parseHost } from '../../src/policy/hosts.ts';
import { runs } from '../support/property-runs.ts';

function pattern(text: string): AddressPattern {
  const parsed = parseHost(text);
  if ('fault' in parsed || parsed.value.kind !== 'addresses') throw new Error(`not a pattern: ${text}`);
  return parsed.value.pattern;
}

/** One octet in a form of nmap's, of few values, so that patterns meet. */
const octet = fc.oneof(
  fc.nat(4).map(String),
  fc.tuple(fc.nat(4), fc.nat(4)).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  fc.uniqueArray(fc.nat(4), { minLength: 1 }).map((values) => values.join(',')),
  fc.constant('*'),
);
const ipv4 = fc.tuple(fc.constantFrom('10', '10-11', '*'), octet, octet, octet).map((octets) => octets.join('.'));
const ipv6 = fc
  .tuple(fc.nat(3), fc.nat(15), fc.integer({ min: 120, max: 128 }))
  .map(([group, last, bits]) => `2001:db8::${group}:${last.toString(16)}/${bits}`);
const asked: readonly Address[] = [
  ...[0, 1, 2, 3, 4, 5, 255].flatMap((a) => [0, 1, 2, 4, 5].map((b) => `10.${a}.${b}.${(a * b) % 6}`)),
  ...[0, 1, 2, 3, 4].flatMap((group) =>
    [0, 1, 7, 15, 16, 255].map((last) => `2001:db8::${group}:${last.toString(16)}`),
  ),
].map((text) => parseAddress(text) as Address);

test(
  'an index finds the patterns that mean an address, however they overlap and in whatever order ' + 'they are asked',
  () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(ipv4, ipv6), { maxLength: 12 }),
        fc.shuffledSubarray([...asked], { minLength: asked.length }),
        (texts, addresses) => {
          const patterns = texts.map(pattern);
          const index = indexPatterns(patterns);
          for (const address of [...addresses, ...addresses]) {
            const all = patterns.flatMap((one, place) => (patternHas(one, address) ? [place] : []));
            assert.deepEqual(index.matches(address), all, `${address} of ${texts.join(' ')}`);
          }
        },
      ),
      { numRuns: runs(100, 500) },
    );
  },
);

test('a million addresses against 900 patterns look at each pattern a few times, not a million times', () => {
  const excluded = Array.from(
    { length: 900 },
    (_, place) => `10.${place % 16}.${Math.floor(place / 16)}.${place % 256}`,
  );
  const index = indexPatterns(excluded.map(pattern));
  let found = 0;
  for (const address of patternAddresses(pattern('10.0.0.0/12'))) if (index.matches(address).length > 0) found++;
  assert.equal(found, new Set(excluded).size);
  assert.ok(index.steps() < 500_000, `${index.steps()} steps`);
});

test('wide patterns that begin alike are looked at once for each beginning', () => {
  const index = indexPatterns(Array.from({ length: 256 }, (_, last) => pattern(`*.*.*.${last}`)));
  for (const address of patternAddresses(pattern('10.0-3.0-255.7'))) assert.ok(index.matches(address).length > 0);
  assert.ok(index.steps() <= 256 * (1 + 1 + 1 + 4 + 4 * 256 + 4 * 256), `${index.steps()} steps`);
});
