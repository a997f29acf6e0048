import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explain } from '../src/explain.ts';
import type { Effects } from '../src/model/effects.ts';
import { FINDING_CODES } from '../src/model/finding.ts';
import { policySchema } from '../src/policy/schema.ts';
import { EXPLANATION_FORMATS } from '../src/report/explanation.ts';

const POLICY = `version: 1
environment: staging
authorization:
  by: Platform Security <security@example.com>
  reference: SEC-1182
  scope: [192.0.2.0/24, "*.example.com"]
  exclude: [192.0.2.66]
  expires: 2027-03-31
  max-rate: 2000
defaults:
  ports: {udp: [53, 123]}
  fail-on: high
  levels: {possibly-open: error}
targets:
  edge:
    hosts: [192.0.2.10-19, www.example.com, "2001:db8::1"]
    exclude: [192.0.2.13]
    owner: team-edge
    tags: [pci]
    require:
      - 443/tcp https
    allow:
      - port: 22/tcp
        service: ssh
        reason: through the bastion only
        approved-by: jo@example.com
        ticket: SEC-901
        review-by: 2027-01-31
    filtered: [5432/tcp]
    forbid: [telnet, 2375/tcp]
    waive:
      - finding: unexpected-port
        port: 8443/tcp
        host: 192.0.2.12
        reason: legacy
        owner: team-edge
        ticket: EDGE-77
        expires: 2026-12-31
  few:
    hosts: [127.0.0.1]
    profile: standard
`;

/** What is said of a policy on a day; nothing but the policy may be asked for. */
async function explained(policy = POLICY, now = '2026-11-21T08:00:00Z') {
  const refuse = (): never => assert.fail('nothing but the policy and the clock is needed');
  const effects: Effects = {
    now: () => new Date(now),
    readUsed: () => assert.fail('no policy is used'),
    readPolicy: async () => Buffer.from(policy),
    inputFile: () => assert.fail('nothing is scanned'),
    keepScan: () => assert.fail('nothing is scanned'),
    readStateFile: () => assert.fail('nothing is remembered'),
    saveMemory: () => {},
    ...{ resolve: refuse, openResults: refuse, emit: refuse, say: refuse, progress: refuse },
    environment: { path: '', home: '' },
    signal: new AbortController().signal,
  };
  const request = { policyFile: 'p.yml', authorizationFrom: null, targets: [], nmap: null, timeout: 1, plan: false };
  return explain(request, effects);
}

async function lines(policy?: string, now?: string): Promise<readonly string[]> {
  return EXPLANATION_FORMATS.text(await explained(policy, now))
    .split('\n')
    .map((line) => line.trim());
}

describe('an explanation', () => {
  test('says in words what the policy means', async () => {
    const said = await lines();
    for (const line of [
      'p.yml: environment "staging", 2 targets',
      'Platform Security <security@example.com>, reference SEC-1182',
      'until the end of 2027-03-31 (UTC): 131 days left',
      'scope: 192.0.2.0/24, *.example.com',
      'never probed: 192.0.2.66',
      'at most 256 addresses per run',
      'at most 2,000 packets per second for all probes together',
      'Target edge (line 15)',
      'owner: team-edge',
      'tags: pci',
      'hosts: 192.0.2.10-19, www.example.com, 2001:db8::1; not 192.0.2.13',
      'names resolve to IPv4 and IPv6 addresses',
      'must be answered: TCP all (1-65535); UDP 53,123 (65,537 ports per address)',
      'must be open: 443/tcp https',
      'may be open: 22/tcp ssh (through the bastion only; approved by jo@example.com; SEC-901; to be reviewed by ' +
        '2027-01-31)',
      'must not answer at all: 5432/tcp',
      'must not be open, whatever is allowed: telnet on any port',
      'must not be open, whatever is allowed: 2375/tcp',
      'all other scanned ports must not be open',
      'waived: unexpected-port on 8443/tcp of 192.0.2.12, until the end of 2026-12-31 (UTC): 41 days left (legacy; ' +
        'team-edge; EDGE-77)',
      'fail-on: high (set in this policy; the default is low)',
      'possibly-open: error (set in this policy; the default is note)',
    ]) {
      assert.ok(said.includes(line), `${line}\nis not in\n${said.join('\n')}`);
    }
    assert.ok(said.some((line) => /^must be answered: TCP 1,3-4,.* and more \(1,000 ports\); UDP 53,123 /.test(line)));
  });

  test('shows the lines of other targets of the same hosts, and whose they are', async () => {
    const more = `  all:\n    hosts: [192.0.2.0/28, api.example.com]\n    allow: [80/tcp http]\n    forbid: [redis]\n`;
    const { targets } = await explained(`${POLICY}${more}`);
    const shared = targets.map(({ name, shared }) => [
      name,
      shared.map(({ target, hosts, lines }) => [target, hosts, lines.map(({ what, line }) => `${what} :${line}`)]),
    ]);
    const edge = [
      'require 443/tcp https :21',
      'allow 22/tcp ssh :23',
      'filtered 5432/tcp :29',
      'forbid 2375/tcp :30',
      'forbid telnet on any port :30',
    ];
    assert.deepEqual(shared, [
      ['edge', [['all', ['192.0.2.10-19'], ['allow 80/tcp http :44', 'forbid redis on any port :45']]]],
      ['few', []],
      ['all', [['edge', ['192.0.2.0/28'], edge]]],
    ]);
    const said = await lines(`${POLICY}${more}`);
    assert.ok(said.includes('allow 80/tcp http (target all, line 44)'), said.join('\n'));
  });

  test('prints every default of the schema, and the level of every kind of finding', async () => {
    const said = await lines();
    const keys = Object.keys(policySchema.shape.defaults.unwrap().shape).filter((key) => key !== 'levels');
    for (const optional of ['unknown-devices', 'max-random', 'max-waiver-days']) assert.ok(keys.includes(optional));
    for (const name of [...keys, ...FINDING_CODES, 'authorization.max-hosts', '--timeout']) {
      const line = said.find((one) => one.startsWith(`${name}: `)) ?? assert.fail(`no ${name}`);
      assert.doesNotMatch(line, /undefined|\[object|NaN/);
    }
    assert.ok(said.includes('ports: tcp 1-65535, udp none, sctp none'));
  });

  test('shows devices, zones, and the level that unknown devices have', async () => {
    const policy = `version: 1
defaults: {unknown-devices: fail, max-random: 5}
devices:
  - {name: lamp, mac: "00:1a:2b:3c:4d:01"}
  - {name: door, mac: "00:1a:2b:3c:4d:02", address: 127.0.0.9, required: true, zone: lab, owner: jo, tags: [a, b]}
targets:
  bench: {hosts: [127.0.0.1], zone: lab}
  other: {hosts: [127.0.0.2]}
`;
    const { targets, devices } = await explained(policy);
    assert.deepEqual(
      [targets.map(({ zone }) => zone), devices.map(({ zone }) => zone)],
      [
        ['lab', null],
        [null, 'lab'],
      ],
    );
    const said = await lines(policy);
    for (const line of [
      'lamp (line 4): 00:1a:2b:3c:4d:01',
      'door (line 5): 00:1a:2b:3c:4d:02, 127.0.0.9; required; zone lab; jo; tags a, b',
      'zone: lab',
      'unknown-devices: fail (set in this policy; the default is ignored)',
      'max-random: 5 (set in this policy; the default is no limit)',
      'max-waiver-days: no limit',
      'unknown-device: error (set in this policy; the default is warning)',
    ]) {
      assert.ok(said.includes(line), `${line}\nis not in\n${said.join('\n')}`);
    }
    assert.equal(said.filter((line) => line.startsWith('zone: ')).length, 1);
  });

  test('says what is over, to the end of its last day', async () => {
    const on = async (now: string) =>
      (await lines(POLICY, now)).filter((line) => /expired after|1 day left/.test(line)).length;
    assert.equal(await on('2026-12-31T23:59:59Z'), 1);
    const later = await lines(POLICY, '2027-04-01T00:00:00Z');
    assert.ok(later.some((line) => /^expired after 2027-03-31 \(UTC\): only loopback/.test(line)));
    assert.ok(
      later.some((line) => /^waived: .* expired after 2026-12-31 \(UTC\): the finding counts again/.test(line)),
    );
  });

  test('says that nothing but loopback is probed where nobody allowed more', async () => {
    const bare = 'version: 1\nenvironment: a\ntargets:\n  t:\n    hosts: [127.0.0.1]\n';
    assert.ok((await lines(bare)).some((line) => /^None: only loopback/.test(line)));
  });

  test(
    'is a line a fact, without anything that a terminal or the runner acts on, whatever the ' + 'policy says',
    async () => {
      const evil = POLICY.replace('through the bastion only', '"::error::x\\n::set-output name=a::b\\x1b[2J##[group]"');
      const explanation = await explained(evil);
      for (const text of Object.values(EXPLANATION_FORMATS).map((format) => format(explanation))) {
        assert.doesNotMatch(text, /^\s*::|##\[|[^\n\x20-\x7e]/m);
      }
    },
  );

  test('is JSON with the same facts', async () => {
    const { targets, authorization, plan } = JSON.parse(EXPLANATION_FORMATS.json(await explained()));
    assert.equal(targets[0].ports.tcp, '1-65535');
    assert.deepEqual([authorization.expires, authorization.over, authorization.days], ['2027-03-31', false, 131]);
    assert.equal(plan, null);
  });
});
