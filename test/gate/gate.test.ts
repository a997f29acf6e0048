import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../src/gate/gate.ts';
import { FINDING_CODES, type Finding, LEVELS, SEVERITIES } from '../../src/model/finding.ts';
import { ON_INCOMPLETE } from '../../src/model/request.ts';
import type { Day } from '../../src/model/time.ts';

const LOCATION = { file: 'policy.yml', line: 1, column: 1 };
const WAIVER = { reason: 'r', owner: 'o', expires: '2027-01-01' as Day, ticket: null, location: LOCATION };

function finding(part: Partial<Finding>): Finding {
  const nothing = { host: null, address: null, protocol: null, port: null, ports: null, state: null };
  const service = { service: null, product: null, version: null };
  const words = { target: 't', owner: null, tags: [], message: 'm', location: LOCATION, others: [], fingerprint: 'f' };
  const line = { expectation: null, expectedService: null, line: null, exposure: null };
  return {
    code: 'unexpected-port',
    severity: 'high',
    level: 'error',
    waived: null,
    activation: null,
    ...nothing,
    ...service,
    ...words,
    ...line,
    ...part,
  };
}

const LATER = '2027-01-01' as Day;
const incomplete = finding({ code: 'incomplete-scan', severity: null });

const table: readonly (readonly [string, readonly Finding[], boolean, string, number])[] = [
  ['nothing found and everything answered', [], true, 'pass', 0],
  ['a finding below fail-on', [finding({ severity: 'note' })], true, 'pass', 0],
  ['a finding at fail-on', [finding({ severity: 'low' })], true, 'fail', 1],
  ['a waived finding', [finding({ waived: WAIVER })], true, 'pass', 0],
  ['a finding of a target that is not active yet', [finding({ activation: LATER })], true, 'pass', 0],
  ['the same beside one of an active target', [finding({ activation: LATER }), finding({})], true, 'fail', 1],
  ['a finding that is waived and not active', [finding({ activation: LATER, waived: WAIVER })], true, 'pass', 0],
  ['something not answered', [], false, 'inconclusive', 3],
  ['the same beside a finding that does not count yet', [finding({ activation: LATER })], false, 'inconclusive', 3],
  ['something not answered, said by a finding alone', [incomplete], true, 'inconclusive', 3],
  ['a failing finding in an incomplete scan', [incomplete, finding({})], false, 'fail', 1],
  ['a waived finding in an incomplete scan', [incomplete, finding({ waived: WAIVER })], false, 'inconclusive', 3],
];
for (const [name, findings, complete, verdict, exitCode] of table) {
  test(`${name}: ${verdict}, exit ${exitCode}`, () => {
    assert.deepEqual(decide(findings, complete, { failOn: 'low', onIncomplete: 'fail', withdrawn: false }), {
      verdict,
      exitCode,
    });
  });
}

test('on-incomplete: warn changes the exit status of an inconclusive run, and nothing else', () => {
  const warn = { failOn: 'low', onIncomplete: 'warn', withdrawn: false } as const;
  assert.deepEqual(decide([], false, warn), { verdict: 'inconclusive', exitCode: 0 });
  assert.deepEqual(decide([finding({})], false, warn), { verdict: 'fail', exitCode: 1 });
});

test('what a second probe took back neither passes nor is let through by a warning', () => {
  for (const onIncomplete of ON_INCOMPLETE) {
    for (const complete of [true, false]) {
      const terms = { failOn: 'low', onIncomplete, withdrawn: true } as const;
      assert.deepEqual(decide([], complete, terms), { verdict: 'inconclusive', exitCode: 3 });
    }
  }
});

const anyFinding = fc
  .record({
    code: fc.constantFrom(...FINDING_CODES),
    level: fc.constantFrom(...LEVELS),
    severity: fc.constantFrom(...SEVERITIES),
    waived: fc.constantFrom(null, WAIVER),
  })
  .map(({ code, ...part }) => finding({ ...part, code, severity: code === 'incomplete-scan' ? null : part.severity }));
const anyOptions = fc.record({
  failOn: fc.constantFrom(...SEVERITIES),
  onIncomplete: fc.constantFrom(...ON_INCOMPLETE),
  withdrawn: fc.boolean(),
});

test('one more finding never makes a verdict better', () => {
  const rank = { pass: 0, inconclusive: 1, fail: 2 } as const;
  fc.assert(
    fc.property(fc.array(anyFinding), anyFinding, fc.boolean(), anyOptions, (findings, more, complete, options) => {
      const before = decide(findings, complete, options).verdict;
      assert.ok(rank[decide([...findings, more], complete, options).verdict] >= rank[before]);
    }),
  );
});

test('an incomplete run never passes', () => {
  fc.assert(
    fc.property(fc.array(anyFinding), anyOptions, (findings, options) => {
      assert.notEqual(decide(findings, false, options).verdict, 'pass');
    }),
  );
});
