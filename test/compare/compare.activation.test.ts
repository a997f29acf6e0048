import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/compare/compare.ts';
import { decide } from '../../src/gate/gate.ts';
import type { HostObservation, Unobserved } from '../../src/model/observation.ts';
import { detail, gap, grantOf, host, observation, service } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const REST = { '22,80,443': 'closed' } as const;
const redis = detail({ service: service('redis') });
const LATER = 'activation: 2026-12-15';

interface Judgement {
  readonly targets: Readonly<Record<string, string>>;
  readonly seen: readonly HostObservation[];
  readonly unobserved?: readonly Unobserved[];
  readonly now?: Date;
}

/** @returns the verdict, and `target code port` of each finding, with the day until which its target is not active */
function judge({ targets, seen, unobserved = [], now = NOW }: Judgement) {
  const policy = policyOf(
    `targets:\n${Object.entries(targets)
      .map(([name, lines]) => `  ${name}: {hosts: [192.0.2.1]${lines === '' ? '' : `, ${lines}`}}\n`)
      .join('')}`,
  );
  const grant = grantOf(policy, Object.fromEntries(Object.keys(targets).map((name) => [name, ['192.0.2.1']])));
  const comparison = compare(policy, policy.targets, grant, observation(seen, unobserved), now);
  const { verdict } = decide(comparison.findings, comparison.unobserved.length === 0, {
    failOn: 'low',
    onIncomplete: 'fail',
    withdrawn: comparison.withdrawn,
  });
  return [
    verdict,
    ...comparison.findings.map(({ target, code, port, activation, waived }) =>
      [target, code, port, ...(waived === null ? [] : ['waived']), ...(activation === null ? [] : [activation])].join(
        ' ',
      ),
    ),
  ];
}

const OPEN = [host('192.0.2.1', { ...REST, '6379': redis })];

describe('a target that is not active yet', () => {
  test('reports its findings until the end of the day, UTC, and they fail no build', () => {
    const on = (moment: string) => judge({ targets: { a: LATER }, seen: OPEN, now: new Date(moment) });
    const tolerated = ['pass', 'a unexpected-port 6379 2026-12-15'];
    assert.deepEqual(on('2026-11-21T12:00:00Z'), tolerated);
    assert.deepEqual(on('2026-12-15T23:59:59.999Z'), tolerated);
    assert.deepEqual(on('2026-12-16T00:00:00Z'), ['fail', 'a unexpected-port 6379']);
    assert.deepEqual(on('2026-12-15T20:00:00-05:00'), ['fail', 'a unexpected-port 6379']);
    assert.deepEqual(on('2026-12-16T01:59:00+02:00'), tolerated);
  });

  test('hides no finding of another target with the same address', () => {
    assert.deepEqual(judge({ targets: { a: LATER, b: '' }, seen: OPEN }), [
      'fail',
      'b unexpected-port 6379',
      'a unexpected-port 6379 2026-12-15',
    ]);
    assert.deepEqual(judge({ targets: { a: LATER, b: 'ports: {tcp: [22]}, forbid: [redis]' }, seen: OPEN }), [
      'fail',
      'b forbidden-service 6379',
      'a unexpected-port 6379 2026-12-15',
    ]);
  });

  test('allows nothing to another target by a line that is violated', () => {
    const targets = { a: `${LATER}, allow: [6379/tcp ssh]`, b: '' };
    assert.deepEqual(judge({ targets, seen: OPEN }), [
      'fail',
      'b unexpected-port 6379',
      'a wrong-service 6379 2026-12-15',
    ]);
  });

  test('does not excuse another target from what it requires', () => {
    const targets = { a: `${LATER}, require: [443/tcp]`, b: 'require: [443/tcp]' };
    const seen = [host('192.0.2.1', { '22,80,443,6379': 'closed' })];
    assert.deepEqual(judge({ targets, seen }), ['fail', 'b missing-port 443', 'a missing-port 443 2026-12-15']);
  });

  test('is inconclusive all the same if a port was not answered for', () => {
    const seen = [host('192.0.2.1', { '22,80': 'closed', '6379': redis })];
    const unobserved = [gap('192.0.2.1', '443', 'host-timeout')];
    assert.deepEqual(judge({ targets: { a: LATER }, seen, unobserved }), [
      'inconclusive',
      'a incomplete-scan 443',
      'a unexpected-port 6379 2026-12-15',
    ]);
  });

  test('does not hide, as a suspicious host, what an active target forbids', () => {
    const everywhere = [host('192.0.2.1', { '1': detail({ service: service('ssh') }), '2-999': detail() })];
    const active = 'ports: {tcp: [1]}, allow: [1/tcp], forbid: [telnet]';
    const suspicious = judge({ targets: { a: 'ports: {tcp: 1-999}', b: active }, seen: everywhere });
    assert.deepEqual(suspicious, ['fail', 'a suspicious-host ']);
    const later = judge({ targets: { a: `${LATER}, ports: {tcp: 1-999}`, b: active }, seen: everywhere });
    assert.equal(later[0], 'fail');
    assert.match(String(later[1]), /^b unverified-service /);
  });

  test('keeps its waivers, and tolerates what an expired one suppressed', () => {
    const waiver = (expires: string) =>
      `waive: [{finding: unexpected-port, port: 6379/tcp, reason: r, owner: o, expires: ${expires}}]`;
    assert.deepEqual(judge({ targets: { a: `${LATER}, ${waiver('2027-01-01')}` }, seen: OPEN }), [
      'pass',
      'a unexpected-port 6379 waived 2026-12-15',
    ]);
    assert.deepEqual(judge({ targets: { a: LATER, b: waiver('2026-11-20') }, seen: OPEN }), [
      'fail',
      'b unexpected-port 6379',
      'b expired-waiver 6379',
      'a unexpected-port 6379 2026-12-15',
    ]);
  });

  test('tolerates its overdue reviews too', () => {
    const targets = { a: `${LATER}, allow: [{port: 6379/tcp, review-by: 2026-11-20}]` };
    assert.deepEqual(judge({ targets, seen: OPEN }), ['pass', 'a overdue-review 6379 2026-12-15']);
  });
});
