import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AddressPattern, parseAddress, patternCount, patternHas } from '../../src/model/address.ts';
import { patternsMeet } from '../../src/policy/host-rules.ts';
import { parseHost, parseScope, parseSingleHost } from '../../src/policy/hosts.ts';

function pattern(text: string): AddressPattern {
  const parsed = parseHost(text);
  assert.ok('value' in parsed && parsed.value.kind === 'addresses', `${text} is an address`);
  return parsed.value.pattern;
}

function has(text: string, address: string): boolean {
  const parsed = parseAddress(address);
  assert.ok(parsed !== undefined);
  return patternHas(pattern(text), parsed);
}

/** What nmap -sL -n counts for each; tried with nmap 7.93. */
const COUNTS: readonly (readonly [string, bigint])[] = [
  ['192.0.2.10', 1n],
  ['192.0.2.77/26', 64n],
  ['192.0.2.0/32', 1n],
  ['10.0.0-3.1-254', 1016n],
  ['10.0.0.-', 256n],
  ['10.0.0.*', 256n],
  ['10.0.*.250-', 1536n],
  ['10.0.0.-9', 10n],
  ['10.0.0.1,3,5-7', 5n],
  ['10.0.0.5-7,1,6', 4n],
  ['10.0,2.0.1', 2n],
  ['10.0.0-3.7/24', 1024n],
  ['10.0.0.3,130/25', 256n],
  ['2001:db8::/120', 256n],
];

for (const [text, count] of COUNTS) {
  test(`${text} names ${count} addresses`, () => assert.equal(patternCount(pattern(text)), count));
}

test('octet lists, ranges and prefixes name the addresses that nmap scans for them', () => {
  assert.ok(has('10.0.0.1,3,5-7', '10.0.0.6') && !has('10.0.0.1,3,5-7', '10.0.0.4'));
  assert.ok(has('192.0.2.77/26', '192.0.2.64') && !has('192.0.2.77/26', '192.0.2.63'));
  assert.ok(has('2001:db8::77/120', '2001:db8::') && has('2001:db8::77/120', '2001:DB8:0::ff'));
  assert.ok(has('0.0.0.0/0', '203.0.113.1'));
});

test('a single address is in the pattern of its own text and of every prefix', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(128), (text, bits) => {
      const prefix = text.includes(':') ? bits : bits % 33;
      const parsed = parseHost(text);
      const address = parseAddress(text);
      if ('fault' in parsed) return;
      assert.ok(address !== undefined && has(text, address));
      assert.equal(patternCount(pattern(text)), 1n);
      const network = parseHost(`${text}/${prefix}`);
      if ('value' in network) assert.ok(has(`${text}/${prefix}`, address));
    }),
  );
});

test('two patterns meet exactly when some address is in both', () => {
  const octet = fc.constantFrom('1', '2', '1-2', '2-3', '1,3', '3');
  const text = fc.tuple(octet, octet).map(([c, d]) => `10.0.${c}.${d}`);
  fc.assert(
    fc.property(text, text, (a, b) => {
      const all = [1, 2, 3].flatMap((c) => [1, 2, 3].map((d) => `10.0.${c}.${d}`));
      assert.equal(
        patternsMeet(pattern(a), pattern(b)),
        all.some((address) => has(a, address) && has(b, address)),
      );
    }),
  );
});

test('names are lower case without the last dot', () => {
  const value = (text: string) => {
    const parsed = parseHost(text);
    return 'value' in parsed && parsed.value.kind === 'name' ? parsed.value.name : undefined;
  };
  assert.equal(value('WWW.Example.COM.'), 'www.example.com');
  assert.equal(value('localhost'), 'localhost');
  assert.equal(value('_sip.3com.example'), '_sip.3com.example');
  assert.equal(value('xn--bcher-kva.example'), 'xn--bcher-kva.example');
  assert.equal(value('a.b-'), undefined);
  assert.equal(value('a..b'), undefined);
  assert.equal(value(`${'a'.repeat(64)}.example`), undefined);
  assert.equal(value(`${'a.'.repeat(127)}example`), undefined);
});

test('a malformed address is never read as a name', () => {
  const broken = '10.0.0.256 10.0.0 10 1.2.3.4.5 10.0.0.01 10.0.0.0/33 10.0.0.5-1 1.2.3.0x7f 0x7f000001 10.0.0.1.';
  for (const text of broken.split(' ')) assert.ok('fault' in parseHost(text), text);
});

test('wildcards are read in a scope alone, and cover names', () => {
  assert.ok('fault' in parseHost('*.example.com'));
  const parsed = parseScope('*.Example.com.');
  assert.deepEqual(parsed, { value: { kind: 'wildcard', suffix: 'example.com', text: '*.example.com' } });
  for (const text of ['*', '*.', 'www.*.com', '**.example.com', '*example.com'])
    assert.ok('fault' in parseScope(text), text);
  assert.ok('value' in parseScope('*.1.2.3'));
});

test('a waiver names one address or one name', () => {
  for (const text of ['192.0.2.1', '2001:db8::1', 'www.example.com']) assert.ok('value' in parseSingleHost(text), text);
  for (const text of ['192.0.2.1-2', '192.0.2.0/32', '2001:db8::/64'])
    assert.ok('fault' in parseSingleHost(text), text);
});

test('no text makes the reading of hosts fail, or slow', () => {
  const piece = fc.constantFrom('.', ',', '-', '*', '/', ':', '1', '255', 'a', 'example', '%', '[', ']', ' ', 'ff');
  const text = fc.array(piece, { maxLength: 150 }).map((parts) => parts.join('').slice(0, 300));
  fc.assert(
    fc.property(fc.oneof(fc.string(), text), (input) => 'value' in parseScope(input) || 'fault' in parseScope(input)),
  );
});
