import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { InputError } from '../../src/model/problem.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

const policyWith = (time: string) => `version: 1
defaults:
  rescan-after: ${time}
targets:
  one: {hosts: [127.0.0.1], allow: [22/tcp]}
`;

const schema = readFileSync(join(import.meta.dirname, '../../policies/policy.schema.json'), 'utf8');
const PATTERN = new RegExp(JSON.parse(schema).properties.defaults.properties['rescan-after'].pattern);

test('rescan-after is at most a day, and the JSON Schema has the same bound', () => {
  for (const time of ['0m', '59m', '1440m', '24h', '1d']) {
    assert.doesNotThrow(() => parsePolicy(policyWith(time), 'policy.yml'), time);
    assert.match(time, PATTERN);
  }
  for (const time of ['1441m', '9999m', '25h', '100h', '2d', '365d']) {
    assert.throws(
      () => parsePolicy(policyWith(time), 'policy.yml'),
      (error) => {
        assert.ok(error instanceof InputError);
        const [problem, ...others] = error.problems;
        assert.deepEqual([problem?.code, problem?.location?.line, others], ['invalid-value', 3, []], time);
        return true;
      },
    );
    assert.doesNotMatch(time, PATTERN);
  }
});
