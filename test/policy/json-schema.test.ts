import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import { policyJsonSchema } from '../../src/policy/json-schema.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { runs } from '../support/property-runs.ts';
import { problemsOf, withTarget } from './reading.ts';

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

/** @returns the paths of the schemas of values that carry no description. */
function undescribed(schema: unknown, path = ''): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]: [string, unknown]) => {
    if (typeof part !== 'object' || part === null) return [];
    if (key === 'properties') {
      return Object.entries(part).flatMap(([name, value]) => [...own(value, `${path}.${name}`)]);
    }
    const value = ['items', 'additionalProperties', 'propertyNames'].includes(key);
    return value ? own(part, `${path}/${key}`) : undescribed(part, `${path}/${key}`);
  });
}

function own(schema: object, path: string): readonly string[] {
  return ['description' in schema ? [] : [path], undescribed(schema, path)].flat();
}

test('every key and every item has a description that an editor shows', () => {
  assert.deepEqual(undescribed(policyJsonSchema()), []);
});

const AUTHORIZATION = 'authorization: {by: Jo, reference: R, scope: [192.0.2.0/24], expires: 2027-03-31}\n';

test('an editor refuses the usual typing errors', () => {
  const lines = [
    'allow: [80/tpc]',
    'allow: [80]',
    'allow: ["80"]',
    'allow: [80 /tcp]',
    'allow: [80/tcp http nginx]',
    'allow: [99999/tcp]',
    'allow: [080/tcp]',
    'allow: [http]',
    'allow: [{port: 80/tcp http}]',
    'allow: [{port: 80/tcp, review-by: 31.01.2027}]',
    'allow: [{port: 80/tcp, review-by: "2027-13-01"}]',
    'allow: [{port: 80/tcp, reason: " "}]',
    'allow: [{port: 80/tcp, service: [http, https]}]',
    'filtered: [80/tcp http]',
    'forbid: [80/tcp http]',
    'forbid: [{port: 80/tcp, service: http}]',
    'forbid: [{reason: neither}]',
    'ports: {}',
    'ports: {tcp: [top100]}',
    'ports: {tcp: [443/tcp]}',
    'ports: {tcp: "22,80"}',
    'ports: {udp: top-100}',
    'ports: [80, 443]',
    'families: [ipv4, ipv4]',
    'exclude: [192.0.2.256]',
    'exclude: [192.0.2.1/33]',
    'exclude: [192.0.2]',
    'exclude: ["192.0.2.1:80"]',
    'exclude: ["https://www.example.com/"]',
    'exclude: ["*.example.com"]',
    'exclude: ["2001:db8::/129"]',
    'exclude: [2001:db8::zz]',
    'profile: custom\noptions: [--max-retrys=3]',
    'profile: custom\noptions: ["--max-retries 3"]',
    'waive: [{finding: unexpected-port, port: 80/tcp, reason: r, owner: o, expires: 2026-12-32}]',
    'waive: [{finding: unexpected-port, port: 80/tcp, host: 192.0.2.0/24, reason: r, owner: o, expires: 2026-12-31}]',
  ];
  assert.ok(validate(parse(withTarget('allow: [80/tcp http]', AUTHORIZATION))), JSON.stringify(validate.errors));
  assert.deepEqual(
    lines.filter((line) => problemsOf(withTarget(line)).length === 0),
    [],
    'the gate refuses them too',
  );
  assert.deepEqual(
    lines.filter((line) => validate(parse(withTarget(line)))),
    [],
  );
  assert.ok(!validate(parse(withTarget('allow: [80/tcp]', AUTHORIZATION.replace('2027-03-31', '2027/03/31')))));
  assert.ok(!validate({ version: 1, targets: {} }));
});

/** Texts that look much like the values at a place of a policy, right and wrong ones. */
const alike = (pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 }).map((parts) => parts.join(''));
const PORTS = [
  '0',
  '1',
  '80',
  '443',
  '65535',
  '65536',
  '-',
  '/tcp',
  '/udp',
  '/sctp',
  ' ',
  'http',
  'ssl/',
  'ftp',
  'x.y+',
];
const HOSTS = [
  '0',
  '1',
  '10',
  '192',
  '255',
  '256',
  '.',
  '.',
  '.',
  '-',
  ',',
  '*',
  '/8',
  '/33',
  '::',
  ':',
  'ab',
  'x',
  '_',
];
const ADDRESSES = fc.array(fc.constantFrom('0', '10', '255', '1-5', '-', '*', '1,2', '7-', '-9', '010'), {
  minLength: 4,
  maxLength: 4,
});
/** Mostly right: few of the texts that are put together from pieces are. */
const ENTRIES = fc
  .tuple(
    fc.constantFrom('1', '80', '443', '8000-8010', '65535', '0'),
    fc.constantFrom('/tcp', '/udp', ''),
    fc.constantFrom('', '', ' http', ' ssl/http'),
  )
  .map((parts) => parts.join(''));
const PLACES = {
  'allow: [%]': fc.oneof(alike(PORTS), ENTRIES),
  'filtered: [%]': fc.oneof(alike(PORTS), ENTRIES),
  'forbid: [%]': fc.oneof(alike(PORTS), ENTRIES),
  'allow: [{port: %, service: http}]': fc.oneof(alike(PORTS), ENTRIES),
  'allow: [{port: 80/tcp, service: %}]': fc.oneof(
    alike(['a', 'b', '1', '9', '-', '.', '_', '+', 'ssl/', 'tls/', 'SSL/', 'Http']),
    fc.constantFrom('http', 'HTTP', 'ssl/http', 'ms-sql-s', 'X11', 'web', 'http/'),
  ),
  'allow: [{port: 80/tcp, review-by: %}]': fc
    .tuple(
      fc.constantFrom('2027', '2028', '27'),
      fc.constantFrom('01', '2', '12', '13'),
      fc.constantFrom('1', '29', '30', '31'),
    )
    .map((parts) => parts.join('-')),
  'allow: [{port: 80/tcp, reason: %}]': fc.string({ maxLength: 220 }),
  'ports: {tcp: %}': fc.oneof(alike(['all', 'none', 'top-100', 'top-1000', ...PORTS]), ENTRIES),
  'ports: {udp: [%]}': fc.oneof(alike(['all', 'none', ...PORTS]), ENTRIES),
  'hosts: [%]': fc.oneof(
    alike(HOSTS),
    ADDRESSES.map((parts) => parts.join('.')),
    fc.ipV6(),
    fc.domain(),
  ),
  'profile: custom\n    assume: discover\n    options: [%]': fc.oneof(
    alike(['-', 'T', '3', '--ttl', '=', '64', '-PS', '80', ',', '--max-rate', '--script', 'ssl-cert', '-sT']),
    fc.constantFrom('-T3', '-T5', '-PS80', '--ttl=64', '--ttl=0', '--script=ssl-cert', '--script=all'),
  ),
};

test('an editor accepts all that the gate accepts', () => {
  for (const [line, texts] of Object.entries(PLACES)) {
    let accepted = 0;
    const property = fc.property(texts, (text) => {
      const hosts = line.startsWith('hosts') ? '' : '    hosts: [192.0.2.10]\n';
      const policy = `version: 1\ntargets:\n  web:\n${hosts}    ${line.replace('%', () => JSON.stringify(text))}\n`;
      if (problemsOf(policy).length > 0) return;
      accepted += 1;
      assert.ok(validate(parse(policy)), `${policy}${JSON.stringify(validate.errors)}`);
    });
    fc.assert(property, { numRuns: runs(150, 600) });
    assert.ok(accepted > 0, `no text was accepted in ${line}`);
  }
});
