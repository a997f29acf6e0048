import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorize } from '../../src/authorize/authorize.ts';
import { compare } from '../../src/compare/compare.ts';
import { decide } from '../../src/gate/gate.ts';
import type { PortDetail, PortState } from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import { InputError } from '../../src/model/problem.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { isDangerous } from '../../src/report/review-words.ts';
import type { Change } from '../../src/review/change.ts';
import { reviewPolicies } from '../../src/review/review.ts';
import { detail, host, observation, service } from '../support/observations.ts';

/**
 * Two targets name the same host, and each has its own line for the same port: every pair of such policies, so that no
 * combination depends on luck as in review.wide.property.test.ts.
 */

const NOW = new Date('2026-06-01T12:00:00Z');
const ADDRESSES = ['127.0.0.1', '127.0.0.2'];
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

/** What a target says of the port, with what it tolerates; null: there is no such target. */
type Said = { readonly line: (typeof LINES)[number]; readonly tolerated: string } | null;

const ACTIVATION = 'activation: 2026-07-01';
const WAIVABLE = ['unexpected-port', 'forbidden-port', 'missing-port', 'wrong-service', 'unfiltered-port'];
const waiver = (protocol: Scanned, code: string, host = ''): string =>
  `waive: [{finding: ${code}, port: ${PORT[protocol]}/${protocol}${host}, reason: r, owner: o, expires: 2026-07-01}]`;

async function sideOf(said: Readonly<Record<string, Said>>, protocol: Scanned, settings: string): Promise<Side> {
  const port = `${PORT[protocol]}/${protocol}`;
  const targets = Object.entries(said).map(([name, one]) => {
    if (one === null) return '';
    const [expectation = '', named] = one.line.split(' ');
    const keys = [
      `hosts: [${ADDRESSES.join(', ')}]`,
      `ports: {${protocol}: [${PORT[protocol]}]}`,
      ...(one.line === '' ? [] : [`${expectation}: [${port}${named === undefined ? '' : ` ${named}`}]`]),
      ...(one.tolerated === '' ? [] : [one.tolerated]),
    ];
    return `  ${name}: {${keys.join(', ')}}\n`;
  });
  const lines = Object.entries(said).map(([name, one]) => {
    return `${name}: ${one === null ? 'no target' : `${one.line} ${one.tolerated}`}`;
  });
  const policy = parsePolicy(`version: 1\ndefaults: ${settings}\ntargets:\n${targets.join('')}`, 'policy.yml');
  const grant = await authorize(policy, policy.targets, { resolve: () => Promise.reject(new Error()), now: NOW });
  const terms = { failOn: policy.failOn, onIncomplete: 'fail', withdrawn: false } as const;
  const told = ADDRESSES.flatMap((address) =>
    SEEN[protocol].map((seen) => {
      const hosts = ADDRESSES.map((one) => {
        const ports = { [PORT[protocol]]: one === address ? seen : 'closed' } as const;
        return protocol === 'tcp' ? host(one, ports, {}) : host(one, {}, ports);
      });
      const all = compare(policy, policy.targets, grant, observation(hosts), NOW).findings;
      const findings = all.filter((one) => one.address === address);
      const about = findings.map((one) => [one.code, one.target, one.severity, one.level].join(' '));
      return { about: about.sort().join('; '), fails: decide(findings, true, terms).verdict === 'fail' };
    }),
  );
  const findings = told.map(({ about }) => about).join('\n');
  return { policy, lines, findings, fails: told.map(({ fails }) => fails) };
}

function changesOf(base: Side, head: Side) {
  const { changes } = reviewPolicies(
    { policy: base.policy, label: 'base', exists: true },
    { policy: head.policy, label: 'head', exists: true },
  );
  const told = changes.map(({ kind, was, now }) => `${kind}: ${was}, now ${now}`).join('; ');
  return { changes, words: `${base.lines.join(' + ')} | ${head.lines.join(' + ')} | ${told}` };
}

function isWeaker(base: Side, head: Side): boolean {
  return base.fails.some((fails, index) => fails && head.fails[index] === false);
}

/** A port that is only no longer forbidden is told as still not allowed, with a low severity. */
function isWarning(change: Change): boolean {
  return isDangerous(change) && change.kind !== 'forbid-gone';
}

describe('two targets that speak of the same port', () => {
  for (const protocol of ['tcp', 'udp'] as const) {
    for (const settings of SETTINGS) {
      test(`a review warns if what failed passes: ${protocol}, ${settings}`, async () => {
        const all = LINES.map((line) => ({ line, tolerated: '' }));
        const sides = await Promise.all(all.flatMap((a) => all.map((b) => sideOf({ a, b }, protocol, settings))));
        const wrong: string[] = [];
        for (const base of sides) {
          for (const head of sides) {
            const { changes, words } = changesOf(base, head);
            // If an allowance only moves to another target, only `unused-allowance` would differ.
            const isSame = base.findings === head.findings;
            if (isSame ? changes.some(({ kind }) => kind !== 'renamed') : changes.length === 0) {
              wrong.push(`differs: ${words}`);
            }
            if (isWeaker(base, head) && !changes.some(isWarning)) wrong.push(`passes: ${words}`);
          }
        }
        assert.deepEqual(wrong, []);
      });
    }

    const ofHosts = ['unexpected-port', 'wrong-service'].flatMap((code) =>
      ADDRESSES.map((one) => waiver(protocol, code, `, host: ${one}`)),
    );
    for (const [what, tolerances] of [
      ['activations', ['', ACTIVATION]],
      ['waivers', ['', ...WAIVABLE.map((code) => waiver(protocol, code))]],
      ['waivers of one host', ['', ...ofHosts]],
    ] as const) {
      test(`a review warns if only what is tolerated is left: ${protocol}, ${what}`, async () => {
        const lines = LINES.flatMap((line) => tolerances.map((tolerated) => ({ line, tolerated })));
        let [weaker, wrong] = [0, ''];
        for (const b of lines) {
          // The other target changes, goes, or makes room for a third one.
          const sidesWith = (name: string) =>
            Promise.all(lines.map((one) => sideIfValid({ [name]: one, b }, protocol)));
          const bases = await sidesWith('a');
          const heads = [...bases, ...(await sidesWith('c')), await sideIfValid({ b }, protocol)];
          for (const base of bases) {
            for (const head of heads) {
              if (base === null || head === null || !isWeaker(base, head)) continue;
              weaker++;
              const { changes, words } = changesOf(base, head);
              if (!changes.some(isWarning)) wrong += `${words}\n`;
            }
          }
        }
        assert.equal(wrong, '');
        assert.ok(weaker > 100, `${weaker}`);
      });
    }
  }
});

/** @returns null: the policy is not valid, because it waives what it cannot find */
async function sideIfValid(said: Readonly<Record<string, Said>>, protocol: Scanned): Promise<Side | null> {
  try {
    return await sideOf(said, protocol, '{levels: {wrong-service: warning}, fail-on: medium}');
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
