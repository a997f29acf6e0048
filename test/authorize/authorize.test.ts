import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { authorize } from '../../src/authorize/authorize.ts';
import type { Resolver } from '../../src/model/effects.ts';
import type { Grant } from '../../src/model/grant.ts';
import { formatPorts } from '../../src/model/port.ts';
import { InputError } from '../../src/model/problem.ts';
import { policyOf, refusalsOf } from '../support/policies.ts';
import { runs } from '../support/property-runs.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

/** Answers from a table; a name that is not in it has no records, `null` is a server failure. */
function resolver(table: Readonly<Record<string, readonly string[] | null>>): Resolver {
  return async (name, family) => {
    const records = table[`${name} ${family === 'ipv4' ? 'A' : 'AAAA'}`] ?? [];
    if (table[`${name} ${family === 'ipv4' ? 'A' : 'AAAA'}`] === null) throw new Error('EAI_AGAIN');
    return records;
  };
}

function grant(rest: string, table: Parameters<typeof resolver>[0] = {}, now = NOW): Promise<Grant> {
  const policy = policyOf(rest);
  return authorize(policy, policy.targets, { resolve: resolver(table), now });
}

function authorization(scope: string, more = ''): string {
  return `authorization: {by: Sec, reference: S-1, scope: [${scope}], expires: 2026-11-21${more}}\n`;
}

function target(hosts: string, more = ''): string {
  return `targets:\n  edge:\n    hosts: [${hosts}]\n${more}`;
}

describe('a grant', () => {
  test('needs no authorization for loopback, by address or as localhost', async () => {
    const { hosts } = await grant(target('127.0.0.1, 127.0.0.8-9, "::1", localhost'), {
      'localhost A': ['127.0.0.1'],
      'localhost AAAA': ['::1'],
    });
    assert.deepEqual(
      hosts.map(({ host, address }) => `${host}=${address}`),
      [
        '127.0.0.1=127.0.0.1',
        '127.0.0.8=127.0.0.8',
        '127.0.0.9=127.0.0.9',
        '::1=::1',
        'localhost=127.0.0.1',
        'localhost=::1',
      ],
    );
  });

  test('holds every A and AAAA record of a name, as numbers, and keeps the name', async () => {
    const { hosts, unresolved } = await grant(
      authorization('192.0.2.0/24, "2001:db8::/32", "*.example.com"') + target('www.example.com'),
      { 'www.example.com A': ['192.0.2.7', '192.0.2.5'], 'www.example.com AAAA': ['2001:DB8:0::1'] },
    );
    assert.deepEqual(
      hosts.map(({ host, address }) => `${host}=${address}`),
      ['www.example.com=192.0.2.5', 'www.example.com=192.0.2.7', 'www.example.com=2001:db8::1'],
    );
    assert.deepEqual(unresolved, []);
  });

  test('lasts until the end of its last day, in UTC', async () => {
    const rest = authorization('192.0.2.0/24') + target('192.0.2.1');
    assert.equal((await grant(rest, {}, new Date('2026-11-21T23:59:59.999Z'))).hosts.length, 1);
    const late = () => grant(rest, {}, new Date('2026-11-22T00:00:00Z'));
    assert.deepEqual(await refusalsOf(late), ['6:authorization-expired']);
  });

  test('leaves out what the authorization and the target exclude', async () => {
    const { required, excluded, unresolved } = await grant(
      authorization('192.0.2.0/24', ', exclude: [192.0.2.2]') + target('192.0.2.0/29', '    exclude: [192.0.2.4-7]\n'),
    );
    assert.deepEqual([...required.keys()], ['192.0.2.0', '192.0.2.1', '192.0.2.3']);
    assert.deepEqual(unresolved, []);
    assert.deepEqual(
      excluded.map(({ target, exclude, location, count }) => `${target} ${exclude}:${location.line} ${count}`),
      ['edge 192.0.2.2:6 1', 'edge 192.0.2.4-7:10 4'],
    );
  });

  test(
    'does not probe the address of a name that is excluded, and reports it as unobserved: the owner of the ' +
      'name chose it',
    async () => {
      const rest = authorization('192.0.2.0/24', ', exclude: [db.example.com]') + target('192.0.2.1-3');
      const { required, excluded, unresolved } = await grant(rest, { 'db.example.com A': ['192.0.2.2'] });
      assert.deepEqual([...required.keys()], ['192.0.2.1', '192.0.2.3']);
      assert.deepEqual(excluded, []);
      assert.deepEqual(
        unresolved.map(({ host, address, reason }) => [host, address, reason.code]),
        [['192.0.2.2', '192.0.2.2', 'excluded-by-name']],
      );
      assert.match(unresolved[0]?.reason.text ?? '', /192\.0\.2\.2 .*db\.example\.com/);
    },
  );

  test('lets go of the address of an excluded name where the address is excluded too', async () => {
    const rest = authorization('192.0.2.0/24', ', exclude: [db.example.com, 192.0.2.2]') + target('192.0.2.1-3');
    const { required, excluded, unresolved } = await grant(rest, { 'db.example.com A': ['192.0.2.2'] });
    assert.deepEqual([...required.keys()], ['192.0.2.1', '192.0.2.3']);
    assert.deepEqual(unresolved, []);
    assert.deepEqual(
      excluded.map(({ exclude, addresses }) => [exclude, ...addresses]),
      [['192.0.2.2', '192.0.2.2']],
    );
  });

  test(
    'keeps a literal address as unobserved if an excluded name moved to it, even if nothing ' + 'else is left',
    async () => {
      const rest = authorization('192.0.2.0/24', ', exclude: [db.example.com]') + target('192.0.2.1');
      const { required, unresolved } = await grant(rest, { 'db.example.com A': ['192.0.2.1', '192.0.2.9'] });
      assert.equal(required.size, 0);
      assert.equal(unresolved.length, 1);
    },
  );

  test('does not lose a name without a word when all of its addresses are excluded', async () => {
    const rest = target('localhost, 127.0.0.2', '    exclude: [127.0.0.1]\n');
    const { unresolved } = await grant(rest, { 'localhost A': ['127.0.0.1'] });
    assert.deepEqual(
      unresolved.map(({ host }) => host),
      ['localhost'],
    );
  });

  test('requires the ports of all targets that name an address', async () => {
    const { required } = await grant(
      `${authorization('192.0.2.0/24')}targets:
  a: {hosts: [192.0.2.1], require: [25/tcp], allow: [53/udp]}
  b: {hosts: [192.0.2.1-2], forbid: [2375/tcp]}
`,
    );
    assert.equal(formatPorts(required.get([...required.keys()][0] as never)?.tcp ?? []), '22,25,80,443,2375,6379');
    assert.equal(formatPorts(required.get([...required.keys()][1] as never)?.tcp ?? []), '22,80,443,2375,6379');
  });

  test('expects what is required, allowed or waived to be open', async () => {
    const { expected } = await grant(
      `${authorization('192.0.2.0/24')}targets:
  a:
    hosts: [192.0.2.1]
    require: [25/tcp]
    allow: [53/tcp]
    forbid: [2375/tcp]
    waive:
      - {finding: unexpected-port, port: 8443/tcp, reason: going, owner: web, expires: 2099-12-31}
`,
    );
    assert.equal(formatPorts([...expected.values()][0]?.tcp ?? []), '25,53,8443');
  });

  test(
    'counts a name that does not resolve, or not in every family asked for, as unobserved and ' + 'not as nothing',
    async () => {
      const rest =
        authorization('192.0.2.0/24, "*.example.com"') + target('a.example.com, b.example.com, c.example.com');
      const { hosts, unresolved } = await grant(rest, {
        'b.example.com A': ['192.0.2.1'],
        'b.example.com AAAA': null,
        'c.example.com A': ['192.0.2.2'],
      });
      assert.deepEqual(
        hosts.map(({ host }) => host),
        ['b.example.com', 'c.example.com'],
      );
      assert.deepEqual(
        unresolved.map(({ host, reason }) => `${host} ${reason.code}`),
        ['a.example.com name-unresolved', 'b.example.com name-unresolved'],
      );
    },
  );

  test('asks only the families that count', async () => {
    const rest = authorization('192.0.2.0/24, "*.example.com"') + target('b.example.com', '    families: [ipv4]\n');
    const { hosts, unresolved } = await grant(rest, { 'b.example.com A': ['192.0.2.1'], 'b.example.com AAAA': null });
    assert.equal(hosts.length, 1);
    assert.deepEqual(unresolved, []);
  });
});

describe('a refusal', () => {
  const cases: Readonly<Record<string, readonly [string, Parameters<typeof resolver>[0], readonly string[]]>> = {
    'of an address without an authorization': [target('192.0.2.1'), {}, ['8:not-authorized']],
    'of an address outside the scope': [
      authorization('192.0.2.0/25') + target('192.0.2.1, 192.0.2.200'),
      {},
      ['9:outside-scope'],
    ],
    'of a range that leaves the scope': [
      authorization('192.0.2.0/25') + target('192.0.2.120-130'),
      {},
      ['9:outside-scope'],
    ],
    'of a name in scope that resolves outside it (dangling DNS)': [
      authorization('192.0.2.0/24, "*.example.com"') + target('www.example.com'),
      { 'www.example.com A': ['192.0.2.1', '198.51.100.1'] },
      ['9:outside-scope'],
    ],
    'of a name in scope that resolves to loopback (rebinding)': [
      authorization('192.0.2.0/24, "*.example.com"') + target('www.example.com'),
      { 'www.example.com A': ['127.0.0.1'] },
      ['9:outside-scope'],
    ],
    'of a name that resolves to loopback in IPv6 clothes': [
      authorization('192.0.2.0/24, "*.example.com"') + target('www.example.com'),
      { 'www.example.com AAAA': ['::ffff:127.0.0.1'] },
      ['9:outside-scope'],
    ],
    'of a name that is not in scope, though its address is': [
      authorization('192.0.2.0/24') + target('www.example.org'),
      { 'www.example.org A': ['192.0.2.1'] },
      ['9:name-outside-scope'],
    ],
    'of a wildcard that does not cover its own apex': [
      authorization('192.0.2.0/24, "*.example.com"') + target('example.com'),
      { 'example.com A': ['192.0.2.1'] },
      ['9:name-outside-scope'],
    ],
    'of a metadata address inside a range': [
      authorization('169.254.0.0/16', ', max-hosts: 65536') + target('169.254.169.0/24'),
      {},
      ['9:metadata-address'],
    ],
    'of a name that resolves to a metadata address': [
      authorization('"::/0", 0.0.0.0/0, "*.example.com"') + target('www.example.com'),
      { 'www.example.com A': ['169.254.169.254'], 'www.example.com AAAA': ['fd00:ec2::254'] },
      ['9:metadata-address'],
    ],
    'of a name that resolves to no host at all': [
      authorization('0.0.0.0/0, "*.example.com"') + target('www.example.com'),
      { 'www.example.com A': ['0.0.0.0'] },
      ['9:not-a-host'],
    ],
    'of a name that is excluded and does not resolve: it may be any of the addresses': [
      authorization('192.0.2.0/24', ', exclude: [db.example.com]') + target('192.0.2.1-3'),
      {},
      ['6:unknown-exclusion'],
    ],
    'of more hosts than the default': [authorization('10.0.0.0/8') + target('10.0.0.0/23'), {}, ['9:too-many-hosts']],
    'of more hosts than max-hosts': [
      authorization('10.0.0.0/8', ', max-hosts: 2') + target('10.0.0.1-3'),
      {},
      ['6:too-many-hosts'],
    ],
    'of a range that no machine could list': [target('"::/0"'), {}, ['8:too-many-hosts']],
    'of a name that the authorization excludes by address': [
      authorization('192.0.2.0/24, "*.example.com"', ', exclude: [192.0.2.1]') + target('www.example.com, 192.0.2.2'),
      { 'www.example.com A': ['192.0.2.1'] },
      ['9:excluded-host'],
    ],
  };
  for (const [name, [rest, table, expected]] of Object.entries(cases)) {
    test(name, async () => assert.deepEqual(await refusalsOf(() => grant(rest, table)), expected));
  }

  test('is not needed for a metadata address that is written out', async () => {
    const { hosts } = await grant(authorization('169.254.169.254') + target('169.254.169.254'));
    assert.equal(hosts.length, 1);
  });

  test('names every reason at once', async () => {
    const rest = authorization('192.0.2.0/24') + target('198.51.100.1, 203.0.113.1');
    const all = await refusalsOf(() => grant(rest, {}, new Date('2027-01-01')));
    assert.deepEqual(all, ['6:authorization-expired', '9:outside-scope', '9:outside-scope']);
  });
});

test('whatever a resolver answers, every granted address is in scope', async () => {
  const octet = fc.nat(255);
  const address = fc.oneof(
    fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.')),
    fc.ipV6(),
    fc.constantFrom(
      '192.0.2.1',
      '::ffff:192.0.2.9',
      '::ffff:10.0.0.1',
      '127.0.0.1',
      'not an address',
      '192.0.2.1%eth0',
    ),
  );
  const rest = authorization('192.0.2.0/24, "*.example.com"') + target('www.example.com');
  await fc.assert(
    fc.asyncProperty(fc.array(address, { maxLength: 4 }), fc.array(address, { maxLength: 4 }), async (a, aaaa) => {
      const granted = await grant(rest, { 'www.example.com A': a, 'www.example.com AAAA': aaaa }).catch(() => null);
      for (const one of granted?.hosts ?? []) assert.match(one.address, /^192\.0\.2\.\d+$/);
    }),
    { numRuns: runs(50, 200) },
  );
});

test('does not list more addresses than it needs to tell that they are too many', async () => {
  const hosts = Array.from({ length: 16 }, (_, index) => `10.${index}.0.0/16`).join(', ');
  const excluded = Array.from(
    { length: 900 },
    (_, index) => `10.${index % 16}.${Math.floor(index / 16)}.${index % 256}`,
  );
  const policy = policyOf(
    authorization('10.0.0.0/8', ', max-hosts: 65536') + target(hosts, `    exclude: [${excluded.join(', ')}]\n`),
  );
  const [edge] = policy.targets;
  assert.ok(edge);
  let looked = 0;
  // Counts how often an exclusion is looked at.
  const exclude = edge.exclude.map((place) => ({
    ...place,
    value: new Proxy(place.value, {
      get: (value, key) => {
        looked++;
        return Reflect.get(value, key);
      },
    }),
  }));
  const refused = await authorize(policy, [{ ...edge, exclude }], { resolve: resolver({}), now: NOW }).then(
    () => [],
    (error: unknown) => (error instanceof InputError ? error.problems.map(({ code }) => code) : []),
  );
  assert.deepEqual(refused, ['too-many-hosts']);
  assert.ok(looked < 20 * 900, `${looked} looks at 900 exclusions`);
});
