import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/compare/compare.ts';
import type { HostObservation } from '../../src/model/observation.ts';
import { detail, gap, grantOf, host, observation, service } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const REST = { '22,80,443': 'closed' } as const;
const redis = detail({ service: service('redis', { product: 'Redis key-value store', version: '7.0.15' }) });

type Hosts = Readonly<Record<string, readonly string[]>>;

/**
 * @returns `target host code port` of each finding, in a fixed order, and the same with the targets in another order.
 */
function judge(targets: Readonly<Record<string, string>>, hosts: Hosts, seen: readonly HostObservation[]) {
  const told = (names: readonly string[]) => {
    const policy = policyOf(`targets:\n${names.map((name) => `  ${name}: {${targets[name]}}\n`).join('')}`);
    const granted = grantOf(policy, Object.fromEntries(names.map((name) => [name, hosts[name] ?? []])));
    return compare(policy, policy.targets, granted, observation(seen), NOW).findings;
  };
  const names = Object.keys(targets);
  const brief = (ordered: readonly string[]) =>
    told(ordered)
      .map(({ target, host, address, code, port, ports, waived }) =>
        [
          target,
          host === address ? host : `${host}=${address}`,
          code,
          port ?? ports,
          ...(waived === null ? [] : ['waived']),
        ].join(' '),
      )
      .sort();
  assert.deepEqual(brief([...names].reverse()), brief(names), 'the order of the targets decides nothing');
  return brief(names);
}

const waive = (finding: string, port: string, more = '') =>
  `waive: [{finding: ${finding}, port: ${port}, reason: r, owner: o, expires: 2027-01-01${more}}]`;
const ADDRESS: Hosts = { a: ['192.0.2.1'], b: ['192.0.2.1'] };
const on = (lines: string) => `hosts: [192.0.2.1]${lines === '' ? '' : `, ${lines}`}`;

describe('an open port of an address under two targets', () => {
  const seen = [host('192.0.2.1', { ...REST, '6379': redis })];
  const two = (a: string, b: string) => judge({ a: on(a), b: on(b) }, ADDRESS, seen);

  test('is a finding of each that does not allow it, and a waiver suppresses that of its own target alone', () => {
    assert.deepEqual(two('', ''), ['a 192.0.2.1 unexpected-port 6379', 'b 192.0.2.1 unexpected-port 6379']);
    assert.deepEqual(two(waive('unexpected-port', '6379/tcp'), ''), [
      'a 192.0.2.1 unexpected-port 6379 waived',
      'b 192.0.2.1 unexpected-port 6379',
    ]);
  });

  test('is no finding where either allows what is there', () => {
    assert.deepEqual(two('allow: [6379/tcp]', ''), []);
    assert.deepEqual(two('require: [6379/tcp redis]', ''), []);
  });

  test('is a finding of the other target too where the line of the first is not satisfied, or forbids it', () => {
    assert.deepEqual(two('allow: [6379/tcp https]', ''), [
      'a 192.0.2.1 wrong-service 6379',
      'b 192.0.2.1 unexpected-port 6379',
    ]);
    for (const [line, code] of [
      ['allow: [6379/tcp https]', 'wrong-service'],
      ['forbid: [6379/tcp]', 'forbidden-port'],
      ['filtered: [6379/tcp]', 'unexpected-port'],
    ] as const) {
      assert.deepEqual(
        two(`${line}, ${waive(code, '6379/tcp')}`, ''),
        [`a 192.0.2.1 ${code} 6379 waived`, 'b 192.0.2.1 unexpected-port 6379'],
        line,
      );
    }
  });

  test('that is allowed here and forbidden there is forbidden', () => {
    assert.deepEqual(two('allow: [6379/tcp]', 'forbid: [6379/tcp]'), ['b 192.0.2.1 forbidden-port 6379']);
    const forbid = 'forbid: [6379/tcp]';
    assert.deepEqual(two(forbid, `${forbid}, ${waive('forbidden-port', '6379/tcp')}`), [
      'a 192.0.2.1 forbidden-port 6379',
      'b 192.0.2.1 forbidden-port 6379 waived',
    ]);
    assert.deepEqual(two('filtered: [6379/tcp]', `${forbid}, ${waive('forbidden-port', '6379/tcp')}`), [
      'a 192.0.2.1 unexpected-port 6379',
      'b 192.0.2.1 forbidden-port 6379 waived',
    ]);
  });

  test('is not denied by a target that does not look at it', () => {
    assert.deepEqual(two('ports: {tcp: [80]}', waive('unexpected-port', '6379/tcp')), [
      'b 192.0.2.1 unexpected-port 6379 waived',
    ]);
  });

  test('points at the line of the other target', () => {
    const policy = policyOf(`targets:\n  a: {${on('allow: [6379/tcp]')}}\n  b: {${on('forbid: [6379/tcp]')}}\n`);
    const { findings } = compare(policy, policy.targets, grantOf(policy, ADDRESS), observation(seen), NOW);
    assert.deepEqual(
      findings.flatMap(({ others }) => others.map(({ target, location }) => `${target}:${location.line}`)),
      ['a:7'],
    );
  });
});

describe('a forbidden service', () => {
  const looks = 'ports: {tcp: [443]}, allow: [443/tcp]';

  test('is found on a port that only another target looks at', () => {
    const seen = [host('192.0.2.1', { ...REST, '6379': redis })];
    const targets = { a: on(`${looks}, forbid: [redis]`), b: on('allow: [6379/tcp]') };
    assert.deepEqual(judge(targets, ADDRESS, seen), ['a 192.0.2.1 forbidden-service 6379']);
  });

  test('can not be ruled out on a port that another target allows, where nobody knows what answers', () => {
    const seen = [host('192.0.2.1', { ...REST, '6379': detail() })];
    const targets = { a: on(`${looks}, forbid: [redis]`), b: on('allow: [6379/tcp]') };
    assert.deepEqual(judge(targets, ADDRESS, seen), ['a 192.0.2.1 unverified-service 6379']);
  });

  test('can not be ruled out behind a waiver of the open port', () => {
    const seen = [host('192.0.2.1', { ...REST, '6379': detail() })];
    const target = on(`forbid: [redis], ${waive('unexpected-port', '6379/tcp')}`);
    assert.deepEqual(judge({ a: target }, ADDRESS, seen), [
      'a 192.0.2.1 unexpected-port 6379 waived',
      'a 192.0.2.1 unverified-service 6379',
    ]);
    assert.deepEqual(judge({ a: on('forbid: [redis]') }, ADDRESS, seen), ['a 192.0.2.1 unexpected-port 6379']);
  });

  test('that is unknown can be waived', () => {
    const seen = [host('192.0.2.1', { ...REST, '6379': detail() })];
    const target = on(`allow: [6379/tcp], forbid: [redis], ${waive('unverified-service', '6379/tcp')}`);
    assert.deepEqual(judge({ a: target }, ADDRESS, seen), ['a 192.0.2.1 unverified-service 6379 waived']);
  });

  test('is one finding, whatever the order of the services that it may be', () => {
    const seen = [
      host('192.0.2.1', {
        ...REST,
        '6379': detail({ service: service('http', { product: 'Elasticsearch REST API' }) }),
      }),
    ];
    const lines = ['http, elasticsearch', 'elasticsearch, http'].map((services) => {
      const policy = policyOf(`targets:\n  a: {${on(`allow: [6379/tcp], forbid: [${services}]`)}}\n`);
      return compare(policy, policy.targets, grantOf(policy, { a: ['192.0.2.1'] }), observation(seen), NOW).findings;
    });
    assert.deepEqual(
      lines.map((findings) => findings.map(({ message, fingerprint }) => [message, fingerprint])),
      [lines[0], lines[0]].map((findings) => findings?.map(({ message, fingerprint }) => [message, fingerprint])),
    );
    assert.equal(lines[0]?.length, 1);
  });
});

describe('an address under two names of one target', () => {
  const seen = [host('192.0.2.1', { ...REST, '6379': redis })];
  const granted = ['www.example.com=192.0.2.1', 'api.example.com=192.0.2.1'];

  test('is a host of each, whatever their order, and a waiver for one name is none for the other', () => {
    for (const order of [granted, [...granted].reverse()]) {
      const hosts = order.map((text) => text.split('=')[0]).join(', ');
      const plain = judge({ a: `hosts: [${hosts}]` }, { a: order }, seen);
      assert.deepEqual(plain, [
        'a api.example.com=192.0.2.1 unexpected-port 6379',
        'a www.example.com=192.0.2.1 unexpected-port 6379',
      ]);
      const waiver = waive('unexpected-port', '6379/tcp', ', host: api.example.com');
      assert.deepEqual(judge({ a: `hosts: [${hosts}], ${waiver}` }, { a: order }, seen), [
        'a api.example.com=192.0.2.1 unexpected-port 6379 waived',
        'a www.example.com=192.0.2.1 unexpected-port 6379',
      ]);
    }
  });

  test('is waived under both by a waiver for the address', () => {
    const waiver = waive('unexpected-port', '6379/tcp', ', host: 192.0.2.1');
    assert.deepEqual(judge({ a: `hosts: [www.example.com, api.example.com], ${waiver}` }, { a: granted }, seen), [
      'a api.example.com=192.0.2.1 unexpected-port 6379 waived',
      'a www.example.com=192.0.2.1 unexpected-port 6379 waived',
    ]);
  });
});

describe('waivers', () => {
  test('of one failure by name and by address are both used, in either order', () => {
    const waivers = ['www.example.com', '192.0.2.1'].map(
      (by) => `{finding: unexpected-port, port: 6379/tcp, host: ${by}, reason: r, owner: o, expires: 2027-01-01}`,
    );
    for (const list of [waivers, [...waivers].reverse()]) {
      const target = `hosts: [www.example.com, 192.0.2.9], waive: [${list.join(', ')}]`;
      const hosts = { a: ['www.example.com=192.0.2.1'] };
      assert.deepEqual(judge({ a: target }, hosts, [host('192.0.2.1', { ...REST, '6379': redis })]), [
        'a www.example.com=192.0.2.1 unexpected-port 6379 waived',
      ]);
    }
  });

  test('of a port of a suspicious host suppress nothing, and are not called unused', () => {
    const target = on(`ports: {tcp: all}, ${waive('unexpected-port', '8443/tcp')}`);
    assert.deepEqual(judge({ a: target }, ADDRESS, [host('192.0.2.1', { '1-65535': detail() })]), [
      'a 192.0.2.1 suspicious-host 1-65535',
    ]);
  });
});

test('a host that answers everywhere is suspicious under each target that looks at it', () => {
  const targets = { a: on('ports: {tcp: [1-200]}, forbid: [telnet]'), b: on('ports: {tcp: all}') };
  assert.deepEqual(judge(targets, ADDRESS, [host('192.0.2.1', { '1-65535': detail() })]), [
    'a 192.0.2.1 suspicious-host 1-200',
    'b 192.0.2.1 suspicious-host 1-65535',
  ]);
});

test('ports of one line that fail in two states are one finding that lists them all', () => {
  const seen = [host('192.0.2.1', { '1-50': 'closed', '51-100': 'filtered', '22,80,443,6379': 'closed' })];
  assert.deepEqual(judge({ a: on('require: [1-100/tcp]') }, ADDRESS, seen), ['a 192.0.2.1 missing-port 1-100']);
});

describe('a finding is the same', () => {
  const run = (environment: string, name: string, ...addresses: readonly string[]) => {
    const policy = { ...policyOf(`targets:\n  web: {hosts: [${name}]}\n`), environment };
    const granted = grantOf(policy, {
      web: addresses.map((address) => (name === address ? name : `${name}=${address}`)),
    });
    const hosts = addresses.map((address) => host(address, { ...REST, '6379': redis }));
    return compare(policy, policy.targets, granted, observation(hosts), NOW).findings.map(
      ({ fingerprint }) => fingerprint,
    );
  };

  test('in one environment, and another in the next', () => {
    assert.notDeepEqual(run('staging', '192.0.2.1', '192.0.2.1'), run('production', '192.0.2.1', '192.0.2.1'));
  });

  test('where the one address of a name changes, also where it gets one of the other family', () => {
    const [first] = run('test', 'www.example.com', '192.0.2.1');
    assert.deepEqual(run('test', 'www.example.com', '192.0.2.99'), [first]);
    const both = run('test', 'www.example.com', '192.0.2.1', '2001:db8::1');
    assert.equal(new Set(both).size, 2);
    assert.ok(both.includes(first ?? ''));
  });

  test('as no other, where a name has two addresses of a family', () => {
    const found = run('test', 'www.example.com', '192.0.2.1', '192.0.2.2', '2001:db8::1');
    assert.equal(new Set(found).size, 3);
  });
});

test('what was not observed under two names is told of both', () => {
  const policy = policyOf('targets:\n  a: {hosts: [www.example.com, api.example.com]}\n');
  const granted = grantOf(policy, { a: ['www.example.com=192.0.2.1', 'api.example.com=192.0.2.1'] });
  const seen = observation([host('192.0.2.1', { '22,80,6379': 'closed' })], [gap('192.0.2.1', '443', 'host-timeout')]);
  const { findings, required, answered } = compare(policy, policy.targets, granted, seen, NOW);
  assert.deepEqual([required, answered, findings.length], [4, 3, 2]);
});
