import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { offlineProblems, overdueReviews } from '../../src/authorize/offline.ts';
import { termWarnings } from '../../src/authorize/terms.ts';
import { compare } from '../../src/compare/compare.ts';
import { readUsed } from '../../src/edge/used-policy.ts';
import type { PortDetail } from '../../src/model/observation.ts';
import type { Entry, Policy } from '../../src/model/policy.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { detail, grantOf, host, observation, service } from '../support/observations.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'policies');
const NAMES = readdirSync(FOLDER).flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []);
const NOW = new Date('2026-11-21T12:00:00Z');
/** A port that no ready policy mentions. */
const ODD = 61_234;

const textOf = (name: string): string => readFileSync(join(FOLDER, `${name}.yml`), 'utf8');

function using(name: string): Promise<Policy> {
  const text = `version: 1\ntargets:\n  own:\n    hosts: [127.0.0.1]\n    ports: {tcp: [${ODD}]}\n    use: [${name}]\n`;
  return loadPolicy(text, 'exposure-policy.yml', readUsed);
}

type Open = Readonly<Record<number, PortDetail>>;

/** @returns what is found if these ports are open and the others are closed */
function found(policy: Policy, open: { readonly tcp?: Open; readonly udp?: Open }): readonly string[] {
  const [target] = policy.targets;
  const closed = (protocol: 'tcp' | 'udp') =>
    Object.fromEntries(
      [...(target?.entries ?? []).flatMap((one) => (one.protocol === protocol ? one.ports : [])), [ODD, ODD] as const]
        .flatMap(([first, last]) => Array.from({ length: Math.min(last - first + 1, 5) }, (_, index) => first + index))
        .filter((port) => open[protocol]?.[port] === undefined)
        .map((port) => [port, 'filtered' as const]),
    );
  const seen = host('127.0.0.1', { ...closed('tcp'), ...open.tcp }, { ...closed('udp'), ...open.udp });
  const grant = grantOf(policy, { own: ['127.0.0.1'] });
  const { findings } = compare(policy, policy.targets, grant, observation([seen]), NOW);
  return findings.filter(({ code }) => code !== 'unused-waiver').map(({ code, port }) => `${code} ${port}`);
}

const answering = ({ service: name }: Entry): PortDetail => detail({ service: service(name ?? 'unheard-of') });
const portOf = ({ ports }: Entry): number => ports[0]?.[0] ?? 0;

/** @returns the required ports of the policy, open as they should be */
function required({ targets }: Policy): { readonly tcp: Open; readonly udp: Open } {
  const of = (protocol: string) =>
    Object.fromEntries(
      (targets[0]?.entries ?? [])
        .filter((one) => one.expectation === 'require' && one.protocol === protocol)
        .map((one) => [portOf(one), answering(one)]),
    );
  return { tcp: of('tcp'), udp: of('udp') };
}

test('there are a dozen ready policies, packs of what is forbidden, and one aligned with PCI DSS', () => {
  assert.ok(NAMES.filter((name) => !name.startsWith('forbid-')).length >= 13, NAMES.join());
  assert.equal(NAMES.filter((name) => name.startsWith('forbid-')).length, 4);
});

for (const name of NAMES) {
  describe(`the ready policy ${name}`, () => {
    test('is valid by itself, without a warning', async () => {
      const policy = parsePolicy(textOf(name), `${name}.yml`);
      const warnings = [...policy.warnings, ...termWarnings(policy, NOW), ...overdueReviews(policy, NOW)];
      assert.deepEqual([warnings, await offlineProblems(policy, NOW)], [[], []]);
    });

    test('has a reason and a source for each line', () => {
      const items = textOf(name).split('\n');
      const begins = items.flatMap((line, index) => (/^ {6}- (?:port|service):/.test(line) ? [index] : []));
      const { targets } = parsePolicy(textOf(name), `${name}.yml`);
      const count = targets.flatMap((one) => [...one.entries, ...one.forbiddenServices]).length;
      assert.equal(begins.length, count, 'each line has the long form');
      for (const index of begins) {
        assert.match(items[index - 1] ?? '', /^ {6}# Source: https:\/\/\S+$/, `line ${index}`);
        assert.match(items.slice(index, index + 3).join('\n'), /^ {8}reason: ./m, `line ${index + 1}`);
      }
    });

    test('passes if what it requires is open, and nothing else', async () => {
      const policy = await using(name);
      assert.deepEqual(found(policy, required(policy)), []);
      const { tcp, udp } = required(policy);
      const open = detail({ service: service('gopher') });
      assert.deepEqual(found(policy, { tcp: { ...tcp, [ODD]: open }, udp }), [`unexpected-port ${ODD}`]);
    });

    test('judges each of its lines', async () => {
      const policy = await using(name);
      const base = required(policy);
      for (const entry of policy.targets[0]?.entries ?? []) {
        if (entry.expectation === 'require' || entry.protocol === 'sctp') continue;
        const port = portOf(entry);
        const open = { ...base, [entry.protocol]: { ...base[entry.protocol], [port]: answering(entry) } };
        const code = { allow: null, filtered: 'unexpected-port', forbid: 'forbidden-port' }[entry.expectation];
        assert.deepEqual(found(policy, open), code === null ? [] : [`${code} ${port}`]);
      }
      for (const { service: banned } of policy.targets[0]?.forbiddenServices ?? []) {
        const open = { ...base, tcp: { ...base.tcp, [ODD]: detail({ service: service(banned) }) } };
        const codes = found(policy, open);
        assert.ok(codes.includes(`forbidden-service ${ODD}`), `${banned}: ${codes.join()}`);
      }
    });
  });
}
