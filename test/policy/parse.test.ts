import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requiredCoverage } from '../../src/model/policy.ts';
import { ALL_PORTS, formatPorts } from '../../src/model/port.ts';
import { InputError } from '../../src/model/problem.ts';
import { TOP_100_TCP, TOP_1000_TCP } from '../../src/model/top-ports.ts';
import { decodePolicy, MAX_POLICY_BYTES, parsePolicy } from '../../src/policy/parse.ts';
import { indexes } from '../support/property-runs.ts';
import { FILE, placesOf, problemsOf, targetOf, withTarget } from './reading.ts';

const SMALL = 'version: 1\nenvironment: test\ntargets: {web: {hosts: [192.0.2.10]}}\n';

const FULL = `version: 1
environment: staging
authorization:
  by: Platform Security <security@example.com>
  reference: SEC-1182
  scope: [192.0.2.0/24, "*.Example.com"]
  exclude: [192.0.2.66]
  expires: 2027-03-31
  max-rate: 2000
  max-hosts: 64
defaults:
  ports: {tcp: [22, 80-90], udp: [53]}
  fail-on: high
  service-confidence: 10
  levels: {possibly-open: error}
  families: [ipv6, ipv4]
targets:
  zeta:
    hosts: [192.0.2.10-19, WWW.example.com.]
    exclude: [192.0.2.13]
    families: [ipv4]
    owner: team-edge
    tags: [pci]
    ports: {tcp: all}
    allow:
      - 80/tcp HTTP
      - port: 22/tcp
        service: ssh
        reason: administration
        approved-by: jo@example.com
        ticket: SEC-901
        review-by: 2027-01-31
    require:
      - 443/tcp ssl/http
    forbid: [telnet, 2375/tcp, {service: rdp, reason: never}]
    waive:
      - finding: unexpected-port
        port: 8443/tcp
        host: 192.0.2.12
        reason: being removed
        owner: team-edge
        expires: 2026-12-31
  10:
    hosts: [192.0.2.30]
    profile: quick
`;

test('a policy says what its text says, each line with its place', () => {
  const policy = parsePolicy(FULL, 'dir/p.yml');
  assert.equal(policy.file, 'dir/p.yml');
  assert.equal(policy.authorization?.maxRate, 2000);
  assert.deepEqual(policy.authorization?.expires, {
    value: '2027-03-31',
    location: { file: 'dir/p.yml', line: 8, column: 12 },
  });
  assert.deepEqual(policy.authorization?.scope[1]?.value, {
    kind: 'wildcard',
    suffix: 'example.com',
    text: '*.example.com',
  });
  assert.deepEqual(policy.maxHosts, { value: 64, location: { file: 'dir/p.yml', line: 10, column: 14 } });
  assert.equal(policy.failOn, 'high');
  assert.equal(policy.serviceConfidence, 10);
  assert.deepEqual(policy.levels, { 'possibly-open': 'error' });

  // In the order of the file, although a number is a key that objects put first.
  assert.deepEqual(
    policy.targets.map(({ name, location }) => [name, location.line, location.column]),
    [
      ['zeta', 18, 3],
      ['10', 43, 3],
    ],
  );
  const [zeta, ten] = policy.targets;
  assert.deepEqual(zeta?.hosts[1]?.value, { kind: 'name', name: 'www.example.com', text: 'WWW.example.com.' });
  assert.deepEqual(zeta?.families, ['ipv4']);
  assert.deepEqual(zeta?.ports, { tcp: ALL_PORTS, udp: [[53, 53]] });
  assert.deepEqual(
    zeta?.entries.map(({ expectation, ports, service, location }) => [
      expectation,
      formatPorts(ports),
      service,
      location.line,
      location.column,
    ]),
    [
      ['allow', '80', 'http', 26, 9],
      ['allow', '22', 'ssh', 27, 9],
      ['require', '443', 'https', 34, 9],
      ['forbid', '2375', null, 35, 22],
    ],
  );
  assert.equal(zeta?.entries[1]?.reviewBy, '2027-01-31');
  assert.deepEqual(
    zeta?.forbiddenServices.map(({ service }) => service),
    ['telnet', 'ms-wbt-server'],
  );
  assert.equal(zeta?.waivers[0]?.port, 8443);
  assert.equal(zeta?.waivers[0]?.location.line, 37);
  assert.deepEqual(ten?.families, ['ipv4', 'ipv6']);
  assert.deepEqual(ten?.ports, { tcp: TOP_100_TCP, udp: [[53, 53]] });
});

test('what a policy does not say has its default', () => {
  const policy = parsePolicy(SMALL, FILE);
  const [target] = policy.targets;
  assert.equal(policy.authorization, null);
  assert.deepEqual(policy.maxHosts, { value: 256, location: null });
  assert.equal(policy.failOn, 'low');
  assert.equal(policy.serviceConfidence, 8);
  assert.deepEqual(policy.levels, {});
  assert.equal(target?.settings.profile, 'thorough');
  assert.deepEqual(target?.ports, { tcp: ALL_PORTS });
  assert.deepEqual(target?.families, ['ipv4', 'ipv6']);
  assert.equal(target?.owner, null);
  assert.deepEqual([target?.tags, target?.entries, target?.waivers], [[], [], []]);
});

test('a profile chooses the TCP ports, and the ports of entries are required too', () => {
  assert.deepEqual(targetOf(withTarget('profile: standard')).ports, { tcp: TOP_1000_TCP });
  const required = requiredCoverage(targetOf(withTarget('ports: {tcp: [80]}\nallow: [81/tcp, 53/udp]')));
  assert.deepEqual(required, { tcp: [[80, 81]], udp: [[53, 53]] });
});

test('a target overrides the ports of the defaults protocol by protocol', () => {
  const before = 'defaults: {ports: {tcp: [22], udp: [53]}}\n';
  assert.deepEqual(targetOf(withTarget('ports: {udp: [161, 162]}', before)).ports, {
    tcp: [[22, 22]],
    udp: [[161, 162]],
  });
});

test('who adds UDP ports still looks at all of TCP, unless TCP is said to be none', () => {
  const portsWith = (ports: string) => targetOf(withTarget('tags: [x]', `defaults: {ports: ${ports}}\n`)).ports;
  assert.deepEqual(portsWith('{udp: [53]}'), { tcp: [[1, 65535]], udp: [[53, 53]] });
  assert.deepEqual(portsWith('{tcp: none, udp: [53]}'), { udp: [[53, 53]] });
});

test('a byte order mark and CRLF are accepted and do not move places', () => {
  assert.deepEqual(parsePolicy(`\ufeff${FULL.replaceAll('\n', '\r\n')}`, FILE), parsePolicy(FULL, FILE));
});

test('three typos in one policy are three problems, each at its line and column', () => {
  const text = FULL.replace('fail-on', 'fial-on').replace('require:', 'requrie:').replace('telnet', 'tlenet');
  assert.deepEqual(placesOf(text), ['13:3 unknown-key', '33:5 unknown-key', '35:14 unknown-service']);
  assert.equal(problemsOf(text)[1]?.message, 'unknown key "requrie"; did you mean "require"?');
});

test('a text that an author wrote is printable in the policy', () => {
  const { owner } = targetOf(withTarget('owner: "\\e[31m::error::x"'));
  assert.equal(owner, '\\x1b[31m::error::x');
});

test('a file that is too large is refused, decoded or not', () => {
  const text = `# ${'x'.repeat(MAX_POLICY_BYTES)}`;
  assert.deepEqual(placesOf(text), ['1:1 file-too-large']);
  assert.deepEqual(placesOf(`# ${'ü'.repeat(MAX_POLICY_BYTES / 2)}`), ['1:1 file-too-large']);
  assert.throws(() => decodePolicy(new TextEncoder().encode(text), FILE), InputError);
});

test('a file that is not UTF-8 is refused where it stops being so', () => {
  const bytes = Uint8Array.from([...new TextEncoder().encode('version: 1\nname: ü'), 0xff, 0x41]);
  assert.throws(
    () => decodePolicy(bytes, FILE),
    (error) => {
      assert.ok(error instanceof InputError);
      assert.deepEqual(error.problems[0].location, { file: FILE, line: 2, column: 8 });
      return error.problems[0].code === 'invalid-utf8';
    },
  );
  assert.equal(decodePolicy(new TextEncoder().encode(`\ufeff${SMALL}`), FILE), SMALL);
});

test('nesting that would exhaust the parser is refused', () => {
  for (const piece of ['[', '{a: ', '- ', '? ']) {
    const [problem, ...more] = problemsOf(piece.repeat(30_000));
    assert.deepEqual([problem?.code, more], ['nested-too-deep', []], piece);
  }
  assert.deepEqual(placesOf('- '.repeat(1000)), ['1:59 nested-too-deep']);
});

test('text and lists that nobody writes by hand are refused', () => {
  assert.deepEqual(placesOf(withTarget(`owner: ${'x'.repeat(201)}`)), ['6:12 too-long']);
  assert.deepEqual(placesOf(withTarget(`tags: [${'a, '.repeat(51)}]`)), ['6:5 too-long']);
});

test('a policy that is cut within a line is refused or carries a note, wherever it is cut', () => {
  for (const end of indexes(FULL.length)) {
    const cut = FULL.slice(0, end);
    if (cut.endsWith('\n') || problemsOf(cut).length > 0) continue;
    assert.deepEqual(
      parsePolicy(cut, FILE).warnings.map(({ code }) => code),
      ['unfinished-line'],
      `${end}`,
    );
  }
});
