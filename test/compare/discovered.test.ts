import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/compare/compare.ts';
import type { Address } from '../../src/model/address.ts';
import type { Grant } from '../../src/model/grant.ts';
import type { Discovery, Observation } from '../../src/model/observation.ts';
import { type Policy, portsOfRequireLines } from '../../src/model/policy.ts';
import { momentOf } from '../../src/model/time.ts';
import { at, gap, grantOf, host, observation } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const CLOSED = { '22,80,443,6379': 'closed' } as const;
const [A, B] = ['192.0.2.1', '192.0.2.2'] as const;

function discovery(up: readonly string[], down: readonly string[], unknown: readonly string[] = []): Discovery {
  const reason = { code: 'scan-failed', text: 'nmap died' } as const;
  return {
    up: new Set(up.map(at)),
    down: new Set(down.map(at)),
    probes: '-PE -PS443',
    unknown: new Map(unknown.map((one) => [at(one), reason])),
  };
}

/** Policies are as written; for addresses that are down, the required coverage is what host discovery leaves. */
function judge(policy: Policy, hosts: Readonly<Record<string, readonly string[]>>, seen: Observation) {
  const grant = grantOf(policy, hosts);
  const required = new Map(grant.required);
  for (const { target, address } of grant.hosts) {
    const of = policy.targets.find(({ name }) => name === target);
    if (seen.discovery?.down.has(address) === true && of !== undefined) required.set(address, portsOfRequireLines(of));
  }
  return compareAll(policy, { ...grant, required }, seen);
}

function compareAll(policy: Policy, grant: Grant, seen: Observation) {
  const comparison = compare(policy, policy.targets, grant, seen, NOW);
  const lines = comparison.findings.map(({ code, host: where, port, ports }) => `${code} ${where} ${port ?? ports}`);
  return { ...comparison, lines, counts: [comparison.required, comparison.answered, comparison.addresses] };
}

const web = (rest = '') => policyOf(`targets:\n  web: {hosts: [192.0.2.1-2]${rest}}\n`);
const seenWith = (found: Discovery, ...up: readonly Address[]): Observation => ({
  ...observation(up.map((one) => host(one, CLOSED))),
  discovery: found,
});

describe('an address that is down', () => {
  test('requires only the ports of its require lines', () => {
    const found = discovery([A], [B]);
    assert.deepEqual(judge(web(), { web: [A, B] }, seenWith(found, at(A))).counts, [4, 4, 0]);
    const down = judge(
      web(', require: [443/tcp]'),
      { web: [B, A] },
      {
        ...observation([host(A, CLOSED), host(B, { '443': 'filtered' })]),
        discovery: found,
      },
    );
    assert.deepEqual(down.lines, ['missing-port 192.0.2.1 443', 'missing-port 192.0.2.2 443']);
    assert.deepEqual(down.counts, [5, 5, 0]);
  });

  test('says nothing against a waiver', () => {
    const waiver = '{finding: unexpected-port, port: 22/tcp, reason: r, owner: o, expires: 2027-01-01}';
    const policy = web(`, waive: [${waiver}]`);
    assert.deepEqual(judge(policy, { web: [A, B] }, seenWith(discovery([A], [B]), at(A))).lines, []);
    assert.deepEqual(judge(policy, { web: [A] }, seenWith(discovery([A], []), at(A))).lines, ['unused-waiver null 22']);
  });

  test('says nothing against a waiver, and a host that rests on memory does: it was clean by the same policy', () => {
    const waiver = '{finding: unexpected-port, port: 22/tcp, reason: r, owner: o, expires: 2027-01-01}';
    const policy = web(`, waive: [${waiver}]`);
    const grant = grantOf(policy, { web: [A, B] });
    const resting = new Map([[at(B), { since: momentOf(NOW), ports: grant.required.get(at(B)) ?? {} }]]);
    const required = new Map([...grant.required].filter(([address]) => address !== B));
    const seen = seenWith(discovery([A, B], []), at(A));
    assert.deepEqual(compareAll(policy, { ...grant, required, resting }, seen).lines, ['unused-waiver null 22']);
  });
});

describe('ports that a grant leaves out', () => {
  const short = (policy: Policy, seen: Observation, of: string) => {
    const grant = grantOf(policy, { web: [A, B] });
    return compareAll(policy, { ...grant, required: new Map([...grant.required, [at(of), {}]]) }, seen);
  };

  test('of an address that is not down are not observed', () => {
    const comparison = short(web(), seenWith(discovery([A, B], []), at(A), at(B)), B);
    assert.deepEqual(comparison.lines, ['incomplete-scan 192.0.2.2 22,80,443,6379']);
    assert.deepEqual(comparison.counts, [8, 4, 0]);
    assert.equal(short(web(), seenWith(discovery([A], [], [B]), at(A)), B).lines.length, 1);
  });

  test('of an address that is down are not observed where they are required', () => {
    const comparison = short(web(', require: [443/tcp]'), seenWith(discovery([A], [B]), at(A)), B);
    assert.ok(comparison.lines.includes('incomplete-scan 192.0.2.2 443'));
  });
});

describe('a target of which every address is down', () => {
  const dead = (...down: readonly string[]) => judge(web(), { web: [A, B] }, seenWith(discovery([], down)));

  test('is incomplete, once, by the hosts as the policy writes them', () => {
    const comparison = dead(A, B);
    assert.deepEqual(comparison.lines, ['incomplete-scan 192.0.2.1-2 null']);
    assert.deepEqual(comparison.counts, [1, 0, 1]);
    const [finding] = comparison.findings;
    assert.equal(
      finding?.message,
      '192.0.2.1-2: no trustworthy answer (host-down): none of its 2 addresses answered host discovery (-PE ' +
        '-PS443); it may be down, or shut this scanner out.',
    );
    assert.deepEqual([finding?.protocol, finding?.ports, finding?.address], [null, null, null]);
  });

  test('has other ports than one that is only partly down', () => {
    assert.deepEqual(judge(web(), { web: [A, B] }, seenWith(discovery([A], [B]), at(A))).lines, []);
  });
});

describe('a target that looks at no port', () => {
  const inventory = (): Policy => {
    const policy = web();
    return { ...policy, targets: policy.targets.map((target) => ({ ...target, ports: {} })) };
  };
  const of = (seen: Observation) => judge(inventory(), { web: [A, B] }, seen);

  test('requires an answer to host discovery from each address', () => {
    const comparison = of(seenWith(discovery([A], [B])));
    assert.deepEqual([comparison.lines, comparison.counts], [[], [2, 2, 2]]);
  });

  test('is incomplete where that is not known', () => {
    const unknown = of(seenWith(discovery([A], [], [B])));
    assert.deepEqual([unknown.lines, unknown.counts], [['incomplete-scan 192.0.2.2 null'], [2, 1, 2]]);
    assert.match(unknown.findings[0]?.message ?? '', /\(scan-failed\): nmap died/);
    const nothing = of(observation([]));
    assert.deepEqual(nothing.counts, [2, 0, 2]);
    assert.equal(nothing.lines.length, 2);
  });

  test('is incomplete where one of its names does not resolve', () => {
    const policy = inventory();
    const reason = { code: 'name-unresolved', text: 'no address' } as const;
    const unresolved = [{ target: 'web', host: 'www.example.com', address: null, reason }];
    const grant = { ...grantOf(policy, { web: [A] }), unresolved };
    const comparison = compareAll(policy, grant, seenWith(discovery([A], [])));
    assert.deepEqual(comparison.lines, ['incomplete-scan www.example.com null']);
    assert.deepEqual(comparison.counts, [2, 1, 2]);
  });

  test('shares a fingerprint with nothing', () => {
    const policy = inventory();
    const seen = { ...seenWith(discovery([], [], [A, B])), unobserved: [gap(A, '22', 'scan-failed')] };
    const { findings } = judge(policy, { web: [A, B] }, seen);
    assert.equal(new Set(findings.map(({ fingerprint }) => fingerprint)).size, findings.length);
  });
});
