import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { authorize } from '../../src/authorize/authorize.ts';
import { compare } from '../../src/compare/compare.ts';
import type { PortDetail, PortState } from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import { InputError } from '../../src/model/problem.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { reviewPolicies } from '../../src/review/review.ts';
import { detail, gap, host, observation, service } from '../support/observations.ts';

const NOW = new Date('2026-06-01T12:00:00Z');
const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
const PORTS = [20, 21, 22, 80];
const LINES = ['', 'require', 'require ssh', 'allow', 'allow ssh', 'allow http', 'filtered', 'forbid'] as const;
const WAIVABLE = ['', 'unexpected-port', 'forbidden-port', 'wrong-service', 'missing-port'] as const;

/** What a target says: lines by port, and in which way they are written. */
interface Draft {
  readonly hosts: readonly string[];
  readonly scanned: readonly number[];
  readonly lines: readonly (typeof LINES)[number][];
  readonly telnet: boolean;
  readonly waived: (typeof WAIVABLE)[number];
}

const some = <T>(items: readonly T[]) => fc.subarray([...items], { minLength: 1 });

const draft: fc.Arbitrary<Draft> = fc.record({
  hosts: some(ADDRESSES),
  scanned: some([...PORTS, 443]),
  lines: fc.array(fc.constantFrom(...LINES), { minLength: PORTS.length, maxLength: PORTS.length }),
  telnet: fc.boolean(),
  waived: fc.constantFrom(...WAIVABLE),
});

const drafts = fc.dictionary(fc.constantFrom('a', 'b'), draft, { minKeys: 1, maxKeys: 2 });
type Drafts = Readonly<Record<string, Draft>>;

/** How a policy is written, which must not matter. */
const style = fc.record({ reversed: fc.boolean(), long: fc.boolean(), together: fc.boolean() });
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

function policyOf(targets: Drafts, how: Style): Policy | null {
  const names = how.reversed ? Object.keys(targets).reverse() : Object.keys(targets);
  const text = ['version: 1', 'targets:', ...names.flatMap((name) => targetLines(name, targets[name] as Draft, how))];
  try {
    return parsePolicy(`${text.join('\n')}\n`, 'policy.yml');
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function targetLines(name: string, { hosts, scanned, lines, telnet, waived }: Draft, how: Style): readonly string[] {
  const entries = new Map<string, string[]>();
  const add = (expectation: string, text: string) =>
    entries.set(expectation, [...(entries.get(expectation) ?? []), text]);
  for (let i = 0; i < PORTS.length; i++) {
    const line = lines[i] as string;
    if (line === '') continue;
    // 20, 21 and 22 are neighbours: the same lines may be written as a range.
    let last = i;
    while (how.together && last < 2 && lines[last + 1] === line) last++;
    const ports = last === i ? `${PORTS[i]}/tcp` : `${PORTS[i]}-${PORTS[last]}/tcp`;
    const [expectation = '', named] = line.split(' ');
    if (how.long) add(expectation, `{port: ${ports}${named === undefined ? '' : `, service: ${named}`}}`);
    else add(expectation, `${ports}${named === undefined ? '' : ` ${named}`}`);
    i = last;
  }
  if (telnet) add('forbid', 'telnet');
  const written = [...entries].map(([key, items]) => {
    return `    ${key}: [${(how.reversed ? items.reverse() : items).join(', ')}]`;
  });
  const waiver = `{finding: ${waived}, port: 22/tcp, reason: r, owner: o, expires: 2026-12-31}`;
  return [
    `  ${name}:`,
    `    hosts: [${(how.reversed ? [...hosts].reverse() : hosts).join(', ')}]`,
    `    ports: {tcp: [${scanned.join(', ')}]}`,
    ...(how.reversed ? written.reverse() : written),
    ...(waived === '' ? [] : [`    waive: [${waiver}]`]),
  ];
}

const SEEN: readonly (PortState | PortDetail | 'unobserved')[] = [
  detail(),
  ...['ssh', 'http', 'telnet'].map((name) => detail({ service: service(name) })),
  'closed',
  'filtered',
  'unobserved',
];

/** Everything that can be found when one port is different, and all others are closed. */
async function findingsOf(policy: Policy): Promise<string> {
  const grant = await authorize(policy, policy.targets, { resolve: () => Promise.reject(new Error()), now: NOW });
  const all: string[] = [];
  for (const address of ADDRESSES) {
    for (const port of [...PORTS, 443]) {
      for (const [index, seen] of SEEN.entries()) {
        const hosts = ADDRESSES.map((one) => {
          const others = Object.fromEntries([...PORTS, 443].map((other) => [String(other), 'closed' as const]));
          if (one !== address) return host(one, others);
          if (seen !== 'unobserved') return host(one, { ...others, [port]: seen });
          delete others[String(port)];
          return host(one, others);
        });
        const isRequired = grant.required
          .get(address as never)
          ?.tcp?.some(([first, last]) => first <= port && port <= last);
        const gaps = seen === 'unobserved' && isRequired ? [gap(address, String(port), 'host-timeout')] : [];
        const { findings } = compare(policy, policy.targets, grant, observation(hosts, gaps), NOW);
        const found = findings.map((one) => {
          return [one.code, one.target, one.host, one.ports, one.state, one.level, one.waived?.expires ?? ''].join(' ');
        });
        all.push(`${address} ${port} ${index}: ${found.sort().join('; ')}`);
      }
    }
  }
  return all.join('\n');
}

describe('a review is empty', () => {
  test('exactly if both policies give the same findings for every observation', async () => {
    let [same, different] = [0, 0];
    const change = fc.record({ name: fc.constantFrom('a', 'b'), draft });
    await fc.assert(
      fc.asyncProperty(
        drafts,
        fc.option(change),
        fc.integer({ min: 0, max: 4 }),
        style,
        style,
        async (was, other, part, one, two) => {
          const now = other === null ? was : changedIn(was, other.name, other.draft, part);
          const [base, head] = [policyOf(was, one), policyOf(now, two)];
          fc.pre(base !== null && head !== null);
          if (base === null || head === null) return;
          const { changes } = reviewPolicies(
            { policy: base, label: 'base', exists: true },
            { policy: head, label: 'head', exists: true },
          );
          const equal = (await findingsOf(base)) === (await findingsOf(head));
          if (equal) same++;
          else different++;
          // If an allowance only moves to another target, only `unused-allowance` would differ.
          assert.ok(
            equal ? changes.every(({ kind }) => kind === 'renamed') : changes.length > 0,
            JSON.stringify({ was, now, changes }, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
          );
        },
      ),
      { numRuns: 100 },
    );
    assert.ok(same > 10 && different > 10, `${same} pairs mean the same, ${different} do not`);
  });
});

/** Replaces one part of a target, or adds the target. */
function changedIn(was: Drafts, name: string, by: Draft, part: number): Drafts {
  const old = was[name];
  if (old === undefined) return { ...was, [name]: by };
  const key = (['hosts', 'scanned', 'lines', 'telnet', 'waived'] as const)[part] ?? 'hosts';
  return { ...was, [name]: { ...old, [key]: by[key] } };
}
