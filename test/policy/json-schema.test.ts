import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { policyJsonSchema } from '../../src/policy/json-schema.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

const POLICIES = join(import.meta.dirname, '../../policies');
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(policyJsonSchema());
const policies = readdirSync(POLICIES).filter((file) => file.endsWith('.yml'));

test('there are ready policies', () => assert.ok(policies.length >= 3));

for (const file of policies) {
  const text = readFileSync(join(POLICIES, file), 'utf8');
  test(`policies/${file} is valid, for the gate and for editors`, () => {
    assert.ok(parsePolicy(text, file).targets.length > 0);
    assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
  });
}

test('the schema refuses in editors what is refused here: unknown keys, missing keys, other types', () => {
  const small = { version: 1, environment: 'test', targets: { web: { hosts: ['192.0.2.1'] } } };
  assert.ok(validate(small));
  assert.ok(!validate({ ...small, enviroment: 'x' }));
  assert.ok(!validate({ ...small, environment: undefined, targets: { web: {} } }));
  assert.ok(!validate({ ...small, targets: { 'Web Server': { hosts: ['192.0.2.1'] } } }));
  assert.ok(!validate({ ...small, targets: { web: { hosts: '192.0.2.1' } } }));
  assert.ok(!validate({ ...small, targets: { web: { hosts: ['192.0.2.1'], allow: [80] } } }));
  assert.ok(!validate({ ...small, defaults: { profile: 'quik' } }));
});

test('the schema shows defaults, descriptions and examples to editors', () => {
  const text = JSON.stringify(policyJsonSchema());
  for (const piece of ['"default":"thorough"', '"default":"low"', '"default":256', '192.0.2.0/28', '443/tcp https']) {
    assert.ok(text.includes(piece), piece);
  }
});
