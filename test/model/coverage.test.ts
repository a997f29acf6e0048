import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressRanges } from '../../src/model/address-set.ts';
import { countGaps, foldGaps } from '../../src/model/coverage.ts';
import type { UnobservedCode } from '../../src/model/observation.ts';
import { portSet } from '../../src/model/port.ts';
import type { UnobservedRecord } from '../../src/model/report.ts';
import { byReason } from '../../src/report/words.ts';
import { at, portsOf } from '../support/observations.ts';

function record(
  host: string,
  address: string | null,
  ports: string,
  code: UnobservedCode = 'host-down',
  target = 'a',
): UnobservedRecord {
  const protocol = ports === '' ? null : 'tcp';
  const reason = { code, text: `because of ${code}` };
  return { target, host, address: address === null ? null : at(address), protocol, ports: portsOf(ports), reason };
}

test('a port counts once, however many targets, names and reasons it has', () => {
  const gaps = [
    record('192.0.2.1', '192.0.2.1', '1-10'),
    record('192.0.2.1', '192.0.2.1', '5-12', 'blocked'),
    record('www.example.com', '192.0.2.1', '1-12', 'blocked', 'b'),
    record('gone.example.com', null, '1-3', 'name-unresolved'),
    record('gone.example.com', null, '1-3', 'name-unresolved', 'b'),
    record('192.0.2.9', '192.0.2.9', ''),
  ];
  assert.deepEqual(countGaps(gaps), [10, 2, 0, 3, 3, 1]);
  assert.deepEqual(
    byReason(gaps).map(({ hosts, ports }) => [hosts, ports]),
    [
      [2, 10],
      [1, 2],
      [1, 6],
    ],
  );
});

test('the counts of the reasons add up to the total, in any order', () => {
  const port = fc.integer({ min: 1, max: 30 });
  const gap = fc
    .tuple(fc.constantFrom('192.0.2.1', '192.0.2.2'), fc.constantFrom('a', 'b'), fc.array(fc.tuple(port, port)))
    .map(([address, target, pairs]) => ({
      ...record(address, address, '1', 'blocked', target),
      ports: portSet(pairs.map(([one, other]) => [Math.min(one, other), Math.max(one, other)])),
    }));
  const total = (gaps: readonly UnobservedRecord[]) => countGaps(gaps).reduce((sum, count) => sum + count, 0);
  fc.assert(fc.property(fc.array(gap), (gaps) => assert.equal(total(gaps), total(gaps.toReversed()))));
});

test('addresses of a target without an answer for one reason are one gap; names stay by themselves', () => {
  const gaps = [
    ...['192.0.2.9', '192.0.2.1', '192.0.2.2'].map((text) => record(text, text, '22,80')),
    record('www.example.com', '192.0.2.3', '22,80'),
    record('192.0.2.4', '192.0.2.4', '22'),
  ];
  assert.deepEqual(
    foldGaps(gaps).map(({ where, hosts }) => [where, hosts]),
    [
      ['192.0.2.1-192.0.2.2, 192.0.2.9', 3],
      ['www.example.com (192.0.2.3)', 1],
      ['192.0.2.4', 1],
    ],
  );
});

test('very many ranges of addresses are named in part and counted', () => {
  const odd = Array.from({ length: 100 }, (_, index) => at(`192.0.2.${2 * index + 1}`));
  assert.match(addressRanges(odd), /^192\.0\.2\.1, 192\.0\.2\.3, .*192\.0\.2\.15 and 92 more$/);
  assert.equal(
    addressRanges([at('2001:db8::ff'), at('2001:db8::100'), at('192.0.2.1')]),
    '192.0.2.1, 2001:db8::ff-2001:db8::100',
  );
});
