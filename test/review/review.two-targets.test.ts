import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorize } from '../../src/authorize/authorize.ts';
import { compare } from '../../src/compare/compare.ts';
import { decide } from '../../src/gate/gate.ts';
import type { Address } from '../../src/model/address.ts';
import type { PortDetail, PortState } from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Protocol } from '../../src/model/port.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { isDangerous } from '../../src/report/review-words.ts';
import { reviewPolicies } from '../../src/review/review.ts';
import { detail, host, observation, service } from '../support/observations.ts';

/**
 * Two targets name the same host, and each has its own line for the same port: every pair of such policies, so that no
 * combination depends on luck as in review.wide.property.test.ts.
 */

const NOW = new Date('2026-06-01T12:00:00Z');
const ADDRESS = '127.0.0.1' as Address;
const LINES = ['', 'require', 'require ssh', 'allow', 'allow ssh', 'filtered', 'forbid'] as const;
const PORT = { tcp: 22, udp: 53 } as const;
type Scanned = keyof typeof PORT;

const SEEN: Readonly<Record<Scanned, readonly (PortState | PortDetail)[]>> = {
  tcp: [
    detail(),
    detail({ service: service('ssh') }),
    detail({ service: service('http') }),
    detail({ service: service('telnet') }),
    'closed',
    'filtered',
  ],
  udp: [detail(), detail({ service: service('ssh') }), detail({ service: service('tftp') }), 'closed', 'open|filtered'],
};

/** What decides whether a finding fails the build. */
const SETTINGS = [
  '{}',
  '{fail-on: high}',
  '{levels: {unexpected-port: warning}, fail-on: medium}',
  '{levels: {forbidden-port: warning}, fail-on: medium}',
  '{levels: {wrong-service: warning, missing-port: warning}, fail-on: medium}',
  '{levels: {possibly-open: note, unfiltered-port: warning}, fail-on: medium}',
  '{levels: {possibly-open: error}}',
];

interface Side {
  readonly policy: Policy;
  readonly lines: readonly string[];
  readonly findings: string;
  /** For each observation, whether it fails the build. */
  readonly fails: readonly boolean[];
}

async function sideOf(lines: readonly [string, string], protocol: Scanned, settings: string): Promise<Side> {
  const targets = lines.map((line, index) => {
    const [expectation, ...named] = line.split(' ');
    const written = line === '' ? '' : `, ${expectation}: ['${[`${PORT[protocol]}/${protocol}`, ...named].join(' ')}']`;
    return `  ${'ab'[index]}: {hosts: [127.0.0.1], ports: {${protocol}: [${PORT[protocol]}]}${written}}\n`;
  });
  const policy = parsePolicy(`version: 1\ndefaults: ${settings}\ntargets:\n${targets.join('')}`, 'policy.yml');
  const grant = await authorize(policy, policy.targets, { resolve: () => Promise.reject(new Error()), now: NOW });
  const terms = { failOn: policy.failOn, onIncomplete: 'fail', withdrawn: false } as const;
  const told = SEEN[protocol].map((seen) => {
    const answers = { tcp: {}, udp: {}, [protocol]: { [PORT[protocol]]: seen } };
    const seenHost = host(ADDRESS, answers.tcp, answers.udp);
    const { findings } = compare(policy, policy.targets, grant, observation([seenHost]), NOW);
    const about = findings.map((one) => [one.code, one.target, one.severity, one.level].join(' '));
    return { about: about.sort().join('; '), fails: decide(findings, true, terms).verdict === 'fail' };
  });
  const findings = told.map(({ about }) => about).join('\n');
  return { policy, lines, findings, fails: told.map(({ fails }) => fails) };
}

describe('two targets that speak of the same port', () => {
  for (const protocol of ['tcp', 'udp'] as const satisfies readonly Protocol[]) {
    for (const settings of SETTINGS) {
      test(`a review says whether findings differ, and warns if what failed passes: ${protocol}, ${settings}`, async () => {
        const pairs = LINES.flatMap((a) => LINES.map((b) => [a, b] as const));
        const sides = await Promise.all(pairs.map((lines) => sideOf(lines, protocol, settings)));
        const wrong: string[] = [];
        for (const base of sides) {
          for (const head of sides) {
            const { changes } = reviewPolicies(
              { policy: base.policy, label: 'base', exists: true },
              { policy: head.policy, label: 'head', exists: true },
            );
            const told = changes.map(({ kind, was, now }) => `${kind}: ${was}, now ${now}`).join('; ');
            const pair = `${base.lines.join(' + ')} | ${head.lines.join(' + ')} | ${told}`;
            const isSame = base.findings === head.findings;
            // An allowance moves to another target: only a finding about its use would, for which there is no memory here.
            if (isSame ? changes.some(({ kind }) => kind !== 'renamed') : changes.length === 0)
              wrong.push(`differs: ${pair}`);
            const passes = base.fails.some((fails, index) => fails && head.fails[index] === false);
            if (passes && !changes.some(isDangerous)) wrong.push(`passes: ${pair}`);
          }
        }
        assert.deepEqual(wrong, []);
      });
    }
  }
});
