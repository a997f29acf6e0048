import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Policy } from '../../src/model/policy.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { renderEffective } from '../../src/report/effective.ts';
import { effectiveHosts } from '../../src/review/effective.ts';
import { reviewPolicies } from '../../src/review/review.ts';

const PAIRS = join(import.meta.dirname, '..', 'diff');

function effective(text: string): string {
  return rendered(parsePolicy(text, 'policy.yml'));
}

function rendered(policy: Policy): string {
  return renderEffective(policy, effectiveHosts(policy));
}

describe('the effective policy', () => {
  for (const folder of readdirSync(PAIRS).filter((name) => statSync(join(PAIRS, name)).isDirectory())) {
    test(`differs exactly if the meaning differs: ${folder}`, async () => {
      const read = (name: string) => readFileSync(join(PAIRS, folder, name), 'utf8');
      const side = async (name: string) => {
        const policy = await loadPolicy(read(name), 'policy.yml', async (file) => ({ file, text: read(file) }));
        return { policy, label: 'x', exists: true };
      };
      const [base, head] = [await side('base.yml'), await side('head.yml')];
      const { changes } = reviewPolicies(base, head);
      if (folder.includes('harmless-reasons')) return;
      assert.equal(rendered(base.policy) === rendered(head.policy), changes.length === 0);
    });
  }

  test('lists every address, so that no exchange of one for another hides behind a count', () => {
    const policy = (last: number) => {
      const hosts = Array.from({ length: 30 }, (_, index) => `127.0.0.${1 + 2 * index}`);
      return (
        `version: 1\ntargets:\n  a:\n    hosts: [${[...hosts, `127.0.0.${last}`].join(', ')}]\n    ports: ` +
        `{tcp: [1]}\n`
      );
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
