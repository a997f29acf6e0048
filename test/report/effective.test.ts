import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parsePolicy } from '../../src/policy/parse.ts';
import { renderEffective } from '../../src/report/effective.ts';
import { effectiveHosts } from '../../src/review/effective.ts';
import { reviewPolicies } from '../../src/review/review.ts';

const PAIRS = join(import.meta.dirname, '..', 'diff');

function effective(text: string): string {
  const policy = parsePolicy(text, 'policy.yml');
  return renderEffective(policy, effectiveHosts(policy));
}

describe('the effective policy', () => {
  for (const folder of readdirSync(PAIRS).filter((name) => statSync(join(PAIRS, name)).isDirectory())) {
    test(`differs exactly if the meaning differs: ${folder}`, () => {
      const [base, head] = ['base.yml', 'head.yml'].map((name) => readFileSync(join(PAIRS, folder, name), 'utf8')) as [
        string,
        string,
      ];
      const side = (text: string) => ({ policy: parsePolicy(text, 'policy.yml'), label: 'x', exists: true });
      const { changes } = reviewPolicies(side(base), side(head));
      if (folder.includes('harmless-reasons')) return;
      assert.equal(effective(base) === effective(head), changes.length === 0);
    });
  }

  test('lists every address, so that no exchange of one for another hides behind a count', () => {
    const policy = (last: number) => {
      const hosts = Array.from({ length: 30 }, (_, index) => `127.0.0.${1 + 2 * index}`);
      return `version: 1\ntargets:\n  a:\n    hosts: [${[...hosts, `127.0.0.${last}`].join(', ')}]\n    ports: {tcp: [1]}\n`;
    };
    assert.notEqual(effective(policy(101)), effective(policy(103)));
  });

  test('joins the lines of all targets of an address', () => {
    const text = effective(
      'version: 1\ntargets:\n  a:\n    hosts: [127.0.0.1]\n    ports: {tcp: [1-99]}\n    allow: [22/tcp]\n' +
        '  b:\n    hosts: [127.0.0.1]\n    ports: {tcp: [1-99]}\n    allow: [22/tcp ssh, 80/tcp]\n',
    );
    assert.match(text, /Targets `a`, `b`/);
    assert.match(text, /\| `22\/tcp` \| allowed \(ssh\) \|/);
    assert.match(text, /\| `80\/tcp` \| allowed \(any service\) \|/);
    assert.match(text, /\| `1-21,23-79,81-99\/tcp` \| not allowed \|/);
  });
});
