import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../../src/model/problem.ts';
import { readCompose } from '../../src/propose/compose.ts';

const read = (text: string | Uint8Array) => readCompose({ file: 'compose.yml', bytes: Buffer.from(text) });
const published = (text: string): readonly string[] =>
  read(text).ports.map(({ port, protocol, addresses }) => `${port}/${protocol} ${addresses?.join(' ') ?? 'all'}`);
const portsOf = (...ports: readonly string[]): readonly string[] =>
  published(`services:\n  web:\n    ports:\n${ports.map((port) => `      - ${port}\n`).join('')}`);

/** @returns the code and the place of each problem */
function problemsOf(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error.problems.map(({ code, location }) => `${code} ${location?.line}:${location?.column}`);
  }
}

describe('the ports that a compose file publishes', () => {
  const forms: readonly (readonly [string, readonly string[]])[] = [
    ['"8080:80"', ['8080/tcp all']],
    ['8080:80', ['8080/tcp all']],
    ['22:22', ['22/tcp all']],
    ['"53:53/udp"', ['53/udp all']],
    ['"53:53/UDP"', ['53/udp all']],
    ['"9090-9091:8080-8081"', ['9090/tcp all', '9091/tcp all']],
    ['"127.0.0.1:8001:8001"', ['8001/tcp 127.0.0.1']],
    ['"127.0.0.1:5000-5001:5000-5001"', ['5000/tcp 127.0.0.1', '5001/tcp 127.0.0.1']],
    ['"0.0.0.0:80:80"', ['80/tcp all']],
    ['"[::1]:80:80"', ['80/tcp ::1']],
    ['"::1:80:80"', ['80/tcp ::1']],
    ['":80:80"', ['80/tcp all']],
    ['{target: 80, published: "8080", protocol: udp, host_ip: 192.0.2.1}', ['8080/udp 192.0.2.1']],
    ['{target: 80, published: 8080, mode: host}', ['8080/tcp all']],
    ['{target: 80-81, published: "8080-8081"}', ['8080/tcp all', '8081/tcp all']],
  ];
  for (const [written, expected] of forms)
    test(`are read from ${written}`, () => assert.deepEqual(portsOf(written), expected));

  test('are not those whose number Docker chooses, which are noted', () => {
    for (const written of ['80', '"80"', '"127.0.0.1::80"', '{target: 80}', '"8000-8010:80"']) {
      const { ports, notes } = read(`services:\n  web:\n    ports: [${written}]`);
      assert.deepEqual([ports, notes.length], [[], 1], written);
    }
  });

  test('are not those of a profile or of the network of the host, which are noted', () => {
    const text =
      'services:\n  a: {profiles: [debug], ports: ["1:1"]}\n  b: {network_mode: host}\n  c:\n  d: {ports: ["2:2"]}';
    assert.deepEqual(published(text), ['2/tcp all']);
    assert.deepEqual(
      read(text).notes.map((note) => note.split(' ')[0]),
      ['compose.yml:2:', 'compose.yml:3:'],
    );
  });

  test('are read from JSON, and through anchors and merge keys', () => {
    const json = {
      name: 'shop',
      services: { web: { ports: [{ mode: 'ingress', target: 80, published: '80', protocol: 'tcp' }] } },
    };
    assert.deepEqual(published(JSON.stringify(json)), ['80/tcp all']);
    const merged = 'x-web: &web\n  ports: ["80:80"]\nservices:\n  a: *web\n  b:\n    <<: *web\n    image: b';
    assert.deepEqual(published(merged), ['80/tcp all', '80/tcp all']);
  });

  test('say where they are written, and that a host firewall does not protect them', () => {
    const [intent] = read('services:\n  "we\u0007b":\n    ports:\n      - 80:80').ports;
    assert.match(intent?.why ?? '', /^compose\.yml:4: service we\\x07b .*every address.*firewall/);
  });
});

describe('a compose file that cannot be read', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['is empty', '', 'not-compose 1:1'],
    ['has no services', 'version: "3"', 'not-compose 1:1'],
    ['is a list', '- a', 'not-compose 1:1'],
    ['is a manifest', 'kind: Service\nspec: {}', 'not-compose 1:1'],
    ['has a service that JavaScript takes for a prototype', 'services:\n  __proto__: {ports: [80]}', 'yaml-syntax 2:3'],
    ['is two documents', 'services: {}\n---\nservices: {}', 'not-compose 3:1'],
    ['is no YAML', 'services:\n  web: [', 'yaml-syntax 2:9'],
    ['has a tag', 'services:\n  web:\n    ports: !reset []', 'yaml-syntax 3:12'],
    ['has a duplicate service', 'services:\n  a: {}\n  a: {}', 'yaml-syntax 3:3'],
    ['has a variable', 'services:\n  web:\n    ports:\n      - "$PORT:80"', 'invalid-compose 4:9'],
    [
      'has a variable in the long form',
      'services: {web: {ports: [{target: 80, published: $P}]}}',
      'invalid-compose 1:26',
    ],
    ['has a variable network', 'services:\n  web:\n    network_mode: $NET', 'invalid-compose 3:19'],
    ['extends another', 'services:\n  web:\n    extends: {file: a.yml}', 'invalid-compose 3:14'],
    ['includes another', 'include: [a.yml]\nservices: {}', 'invalid-compose 1:10'],
    ['has an odd port', 'services:\n  web:\n    ports:\n      - 80:http', 'invalid-compose 4:9'],
    ['has port 0', 'services: {web: {ports: ["0:80"]}}', 'invalid-compose 1:26'],
    ['has too high a port', 'services: {web: {ports: ["65536:80"]}}', 'invalid-compose 1:26'],
    ['has a range backwards', 'services: {web: {ports: ["90-80:90-80"]}}', 'invalid-compose 1:26'],
    ['has ranges of two lengths', 'services: {web: {ports: ["80-81:80-82"]}}', 'invalid-compose 1:26'],
    ['has an odd protocol', 'services: {web: {ports: ["80:80/icmp"]}}', 'invalid-compose 1:26'],
    ['has a name as an address', 'services: {web: {ports: ["localhost:80:80"]}}', 'invalid-compose 1:26'],
    ['has a mapping as ports', 'services:\n  web:\n    ports: {a: b}', 'wrong-type 3:12'],
    ['has a boolean as a port', 'services:\n  web:\n    ports: [true]', 'wrong-type 3:13'],
    [
      'has too many aliases',
      `a: &a [${'1,'.repeat(99)}]\nb: &b [${'*a,'.repeat(99)}]\nc: [${'*b,'.repeat(99)}]\nservices: {}`,
      'alias 1:1',
    ],
    ['is nested too deep', `services: ${'['.repeat(5_000)}`, 'nested-too-deep'],
  ];
  for (const [why, text, expected] of wrong) {
    test(`because it ${why}, says where`, () =>
      assert.match(problemsOf(text)[0] ?? 'none', new RegExp(`^${expected}`)));
  }

  test('is reported with all its wrong ports at once', () => {
    assert.equal(problemsOf('services:\n  web:\n    ports: [a, b]\n  x:\n    ports: [c]').length, 3);
  });

  test('because it is not UTF-8 or too long, says so', () => {
    assert.throws(() => read(Uint8Array.of(0xff)), InputError);
    assert.throws(() => read(Buffer.alloc(5 * 1024 * 1024, ' ')), InputError);
  });
});
