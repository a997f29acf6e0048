import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorize } from '../../src/authorize/authorize.ts';
import { compare } from '../../src/compare/compare.ts';
import { formatPorts } from '../../src/model/port.ts';
import { selectTargets } from '../../src/policy/select.ts';
import { detail, host, observation, type Seen, service } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const AUTHORIZATION =
  'authorization: {by: Sec, reference: S-1, scope: [192.0.2.0/24, "*.example.com"], expires: 2027-01-01}\n';
const http = detail({ service: service('http') });
const CLOSED = { '22,80,443,6379': 'closed' } as const;

/** Selects target b, of 192.0.2.1, beside a target a; @returns `target host code port` of each finding. */
async function selectB(
  { a, b }: { readonly a: string; readonly b: string },
  seen: Seen,
  records: Readonly<Record<string, readonly string[]>> = {},
) {
  const policy = policyOf(`${AUTHORIZATION}targets:\n  a: {${a}}\n  b: {hosts: [192.0.2.1], ${b}}\n`);
  const targets = selectTargets(policy, ['b']);
  const resolve = async (name: string, family: string) => (family === 'ipv4' ? (records[name] ?? []) : []);
  const grant = await authorize(policy, targets, { resolve, now: NOW });
  assert.deepEqual([...grant.required.keys()], ['192.0.2.1'], 'nothing else is probed');
  const seenHost = host('192.0.2.1', seen);
  const { findings } = compare(policy, targets, grant, observation([seenHost]), NOW);
  return { grant, found: findings.map(({ target, host, code, port }) => `${target} ${host} ${code} ${port}`) };
}

const found = async (...args: Parameters<typeof selectB>) => (await selectB(...args)).found;

describe('a run of one target', () => {
  const open80 = { ...CLOSED, '22,443,6379': 'closed', '80': http } as const;
  const seen: Seen = { '22,443,6379': 'closed', '80': http };

  test('is told what other targets allow for its addresses', async () => {
    assert.deepEqual(await found({ a: 'hosts: [192.0.2.1-9], allow: [80/tcp http]', b: 'allow: [443/tcp]' }, seen), []);
    assert.deepEqual(await found({ a: 'hosts: [192.0.2.5-9], allow: [80/tcp http]', b: 'allow: [443/tcp]' }, seen), [
      'b 192.0.2.1 unexpected-port 80',
    ]);
  });

  test('is held to what other targets forbid, filter, or allow for another service alone', async () => {
    for (const [line, finding] of [
      ['forbid: [http]', 'a 192.0.2.1 forbidden-service 80'],
      ['forbid: [80/tcp]', 'a 192.0.2.1 forbidden-port 80'],
      ['filtered: [80/tcp]', 'a 192.0.2.1 unexpected-port 80'],
      ['allow: [80/tcp ssh]', 'a 192.0.2.1 wrong-service 80'],
    ] as const) {
      const targets = { a: `hosts: [192.0.2.0/28], ${line}`, b: 'allow: [80/tcp]' };
      assert.deepEqual(await found(targets, seen), [finding], line);
    }
  });

  test('does not ask whether what another target requires is there, nor for ports that it alone looks at', async () => {
    const targets = { a: 'hosts: [192.0.2.1], require: [443/tcp, 25/tcp]', b: 'allow: [80/tcp]' };
    const { grant, found: none } = await selectB(targets, seen);
    assert.deepEqual(none, []);
    assert.equal(formatPorts([...grant.required.values()][0]?.tcp ?? []), '22,80,443,6379');
  });

  test('leaves the waivers of other targets to their own findings', async () => {
    const waive = (finding: string) =>
      `waive: [{finding: ${finding}, port: 80/tcp, reason: r, owner: o, expires: 2027-01-01}]`;
    const forbid = `hosts: [192.0.2.1], forbid: [80/tcp], ${waive('forbidden-port')}`;
    assert.deepEqual(await found({ a: forbid, b: 'allow: [80/tcp]' }, seen), ['a 192.0.2.1 forbidden-port 80']);
    const both = await found({ a: `hosts: [192.0.2.1], ${waive('unexpected-port')}`, b: 'allow: [443/tcp]' }, seen);
    assert.deepEqual(both, ['b 192.0.2.1 unexpected-port 80']);
  });

  test('asks for the service of a port that only another target needs', async () => {
    const { grant } = await selectB({ a: 'hosts: [192.0.2.1], forbid: [http]', b: 'allow: [80/tcp]' }, open80);
    assert.match(formatPorts([...grant.identification.values()][0]?.required.tcp ?? []), /80/);
  });

  test('reads an address that the other target excludes as none of its own', async () => {
    const targets = { a: 'hosts: [192.0.2.1-9], exclude: [192.0.2.1], forbid: [80/tcp]', b: 'allow: [80/tcp]' };
    assert.deepEqual(await found(targets, seen), []);
  });
});

describe('a name of a target that is not selected', () => {
  const seen: Seen = { '22,443,6379': 'closed', '80': http };
  const forbids = { a: 'hosts: [www.example.com], forbid: [http]', b: 'allow: [80/tcp]' };

  test('that leads to a selected address brings its lines', async () => {
    const records = { 'www.example.com': ['192.0.2.1', '192.0.2.7'] };
    assert.deepEqual(await found(forbids, seen, records), ['a www.example.com forbidden-service 80']);
  });

  test('that leads elsewhere brings none', async () => {
    assert.deepEqual(await found(forbids, seen, { 'www.example.com': ['192.0.2.7'] }), []);
  });

  test('that does not resolve leaves open what its lines do not allow, and allows nothing', async () => {
    assert.deepEqual(await found(forbids, seen), ['a www.example.com incomplete-scan 80']);
    const allows = { a: 'hosts: [www.example.com], allow: [80/tcp]', b: 'allow: [443/tcp]' };
    assert.deepEqual(await found(allows, seen), ['b 192.0.2.1 unexpected-port 80']);
    const harmless = { a: 'hosts: [www.example.com], allow: [443/tcp], forbid: [telnet]', b: 'allow: [80/tcp]' };
    assert.deepEqual(await found(harmless, seen), []);
  });
});
