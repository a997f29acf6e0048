import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Entry, EXPECTATIONS, type Expectation } from '../../src/model/policy.ts';
import { contradict, uselessEntries } from '../../src/policy/entry-rules.ts';
import { runs } from '../support/property-runs.ts';
import { placesOf, withTarget } from './reading.ts';

const LAST_PORT = 12;
const STRENGTH = ['forbid', 'filtered', 'require', 'allow'];

/** Entries as they may stand in a policy: on a line each, services only where they are expected. */
const someEntries: fc.Arbitrary<readonly Entry[]> = fc
  .array(
    fc.record({
      expectation: fc.constantFrom(...EXPECTATIONS),
      first: fc.integer({ min: 1, max: LAST_PORT }),
      length: fc.nat(5),
      service: fc.constantFrom(null, 'http', 'ssh'),
      protocol: fc.constantFrom('tcp' as const, 'tcp' as const, 'udp' as const),
    }),
    { maxLength: 8 },
  )
  .map((drafts) =>
    drafts.map(({ expectation, first, length, service, protocol }, index) => ({
      expectation,
      protocol,
      ports: [[first, Math.min(LAST_PORT, first + length)]],
      service: takesService(expectation) ? service : null,
      reason: null,
      approvedBy: null,
      ticket: null,
      reviewBy: null,
      location: { file: 'p.yml', line: index + 1, column: 1 },
    })),
  );

function takesService(expectation: Expectation): boolean {
  return expectation === 'require' || expectation === 'allow';
}

function width(entry: Entry): number {
  return entry.ports.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Tests write one range. */
function byPorts(a: Entry, b: Entry): number {
  return (a.ports[0]?.[0] ?? 0) - (b.ports[0]?.[0] ?? 0);
}

/** The rule said the slow way: look at every entry of every port. */
function judgements(entries: readonly Entry[]): readonly string[] {
  return ['tcp', 'udp'].flatMap((protocol) =>
    Array.from({ length: LAST_PORT }, (_, index) => {
      const there = entries.filter(
        (entry) =>
          entry.protocol === protocol && entry.ports.some(([first, last]) => first <= index + 1 && index + 1 <= last),
      );
      const strongest = Math.min(...there.map(({ expectation }) => STRENGTH.indexOf(expectation)));
      const equals = there.filter(({ expectation }) => STRENGTH.indexOf(expectation) === strongest);
      const narrowest = Math.min(...equals.map(width));
      const [governing] = equals.filter((entry) => width(entry) === narrowest).sort(byPorts);
      return governing === undefined ? 'nothing' : `${governing.expectation} ${governing.service}`;
    }),
  );
}

test('an entry is useless exactly when every port is judged alike without it', () => {
  fc.assert(
    fc.property(someEntries, (entries) => {
      const useless = new Set(uselessEntries(entries).keys());
      let left = entries;
      for (const entry of [...entries].reverse()) {
        const without = left.filter((other) => other !== entry);
        const same = JSON.stringify(judgements(left)) === JSON.stringify(judgements(without));
        assert.equal(useless.has(entry), same, `line ${entry.location.line}`);
        if (same) left = without;
      }
      assert.deepEqual(judgements(left), judgements(entries));
    }),
    { numRuns: runs(400, 2000) },
  );
});

test('what is said to decide instead of a useless entry covers a port of it and is not that entry', () => {
  fc.assert(
    fc.property(someEntries, (entries) => {
      for (const [entry, deciding] of uselessEntries(entries)) {
        assert.notEqual(entry, deciding);
        const [[first = 0, last = 0] = []] = entry.ports;
        const [[from = 0, to = 0] = []] = deciding.ports;
        assert.ok(first <= to && from <= last && entry.protocol === deciding.protocol);
      }
    }),
  );
});

test('contradictions are mutual, and where there are none no two governing entries disagree', () => {
  fc.assert(
    fc.property(someEntries, (entries) => {
      for (const a of entries) for (const b of entries) assert.equal(contradict(a, b), contradict(b, a));
      if (entries.some((a) => entries.some((b) => contradict(a, b)))) return;
      // The order of the lines then does not matter.
      assert.deepEqual(judgements(entries), judgements([...entries].reverse()));
    }),
    { numRuns: runs(200, 1000) },
  );
});

test('a service is an exception inside a wider entry, but two entries that cross can not be told apart', () => {
  assert.deepEqual(placesOf(withTarget('allow: [8000-8010/tcp, 8005/tcp http]')), []);
  assert.deepEqual(placesOf(withTarget('allow: [8000-8010/tcp http, 8005-8020/tcp https]')), ['6:33 contradiction']);
  assert.deepEqual(placesOf(withTarget('allow: [80/tcp http, 80/tcp]')), ['6:26 contradiction']);
  assert.deepEqual(placesOf(withTarget('allow: [80/tcp http, 80/udp]')), []);
});

test('a forbidden service contradicts every entry that it would catch', () => {
  assert.deepEqual(placesOf(withTarget('allow: [445/tcp netbios-ssn]\nforbid: [smb]')), ['7:14 contradiction']);
  assert.deepEqual(placesOf(withTarget('allow: [3128/tcp http-proxy]\nforbid: [http]')), ['7:14 contradiction']);
  assert.deepEqual(placesOf(withTarget('allow: [8080/tcp http]\nforbid: [http-proxy]')), []);
});
