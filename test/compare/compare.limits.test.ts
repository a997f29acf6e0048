import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/compare/compare.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { detail, grantOf, host, observation } from '../support/observations.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

describe('very many ports', () => {
  test('are reported all the same where a policy makes less of a suspicious host', () => {
    const head = 'version: 1\nenvironment: test\ndefaults: {levels: {suspicious-host: note}}\n';
    const policy = parsePolicy(`${head}targets:\n  web: {hosts: [192.0.2.1]}\n`, 'policy.yml');
    const seen = observation([host('192.0.2.1', { '1-65535': detail() })]);
    const comparison = compare(policy, policy.targets, grantOf(policy, { web: ['192.0.2.1'] }), seen, NOW);
    assert.equal(comparison.findings.filter(({ code }) => code === 'unexpected-port').length, 65_535);
    assert.ok(comparison.findings.some(({ code, severity }) => code === 'suspicious-host' && severity === 'note'));
  });
});
