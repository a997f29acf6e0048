import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { overdueReviews } from '../../src/authorize/offline.ts';
import { compare } from '../../src/compare/compare.ts';
import { decide } from '../../src/gate/gate.ts';
import type { Policy } from '../../src/model/policy.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { grantOf, host, observation } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const DUE = '2026-11-21';
/** The last millisecond of that day, and the first of the next. */
const IN_TIME = new Date('2026-11-21T23:59:59.999Z');
const LATE = new Date('2026-11-22T00:00:00Z');

const LINES = `targets:
  web:
    hosts: [192.0.2.1]
    owner: team-web
    tags: [pci, edge]
    ports: {tcp: [22]}
    allow:
      - {port: 22/tcp, service: ssh, review-by: ${DUE}}
      - {port: 80-81/tcp, review-by: 2099-01-01}
    filtered:
      - {port: 5432-5433/tcp, review-by: ${DUE}}
    forbid:
      - {service: telnet, review-by: ${DUE}}
`;

function found(policy: Policy, now: Date) {
  const seen = host('192.0.2.1', { '22,80-81': 'closed', '5432-5433': 'filtered' });
  return compare(policy, policy.targets, grantOf(policy, { web: ['192.0.2.1'] }), observation([seen]), now).findings;
}

describe('a line with a day of review', () => {
  test('is found from the day after on, whatever the scan sees, with its own place and identity', () => {
    const policy = policyOf(LINES);
    assert.deepEqual(found(policy, IN_TIME), []);
    const late = found(policy, LATE);
    const brief = late.map((one) => `${one.code} ${one.severity} ${one.ports}/${one.protocol} :${one.location.line}`);
    assert.deepEqual(brief.sort(), [
      'overdue-review low 22/tcp :13',
      'overdue-review low 5432-5433/tcp :16',
      'overdue-review low null/null :18',
    ]);
    assert.equal(new Set(late.map(({ fingerprint }) => fingerprint)).size, 3);
    assert.deepEqual(
      late.map(({ owner, tags }) => [owner, tags]),
      Array(3).fill(['team-web', ['pci', 'edge']]),
    );
  });

  test('fails the build by default, and not if only what is medium does', () => {
    const findings = found(policyOf(LINES), LATE);
    const options = { onIncomplete: 'fail', withdrawn: false } as const;
    assert.equal(decide(findings, true, { ...options, failOn: 'low' }).exitCode, 1);
    assert.equal(decide(findings, true, { ...options, failOn: 'medium' }).exitCode, 0);
  });

  test('has the level that the policy says, and cannot be waived', () => {
    const policy = parsePolicy(`version: 1\ndefaults: {levels: {overdue-review: note}}\n${LINES}`, 'p.yml');
    assert.deepEqual(
      found(policy, LATE).map(({ severity }) => severity),
      ['note', 'note', 'note'],
    );
    const waived =
      `${LINES}    waive: [{finding: overdue-review, port: 22/tcp, reason: a, owner: b, expires: ` + `2099-01-01}]\n`;
    assert.throws(() => policyOf(waived));
  });

  test('is found once if two used policies say the same', () => {
    const ready = {
      policy: policyOf('targets: {a: {hosts: [127.0.0.1], allow: [{port: 22/tcp, review-by: 2026-11-21}]}}'),
      isShipped: true,
    };
    const text = 'version: 1\ntargets:\n  web:\n    hosts: [192.0.2.1]\n    ports: {tcp: [22]}\n    use: [a, b]\n';
    const policy = parsePolicy(
      text,
      'p.yml',
      new Map([
        ['a', ready],
        ['b', ready],
      ]),
    );
    assert.deepEqual(
      found(policy, LATE).map(({ code, location }) => [code, location.file, location.line]),
      [['overdue-review', 'p.yml', 6]],
    );
  });

  test('is a warning of validate', () => {
    assert.deepEqual(overdueReviews(policyOf(LINES), IN_TIME), []);
    const warnings = overdueReviews(policyOf(LINES), LATE);
    assert.deepEqual(
      warnings.map(({ level, code, location }) => [level, code, location?.line]),
      [
        ['warning', 'overdue-review', 13],
        ['warning', 'overdue-review', 16],
        ['warning', 'overdue-review', 18],
      ],
    );
  });
});
