import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Comparison, compare } from '../../src/compare/compare.ts';
import { DECISIONS, type Expected } from '../../src/compare/table.ts';
import { expectations, governingEntry } from '../../src/model/expectation.ts';
import type { Finding } from '../../src/model/finding.ts';
import { OVER_HTTP } from '../../src/model/http-names.ts';
import type {
  HostObservation,
  Observation,
  PortState,
  ServiceEvidence,
  Unobserved,
} from '../../src/model/observation.ts';
import { PORT_STATES } from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import { TLS_NAMES } from '../../src/model/service.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { detail, gap, grantOf, host, observation, portsOf, service } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

/** One target `web` on 192.0.2.1, which scans TCP 22, 80, 443, 6379 and the ports of its entries. */
function web(entries: string): Policy {
  return policyOf(`targets:\n  web:\n    hosts: [192.0.2.1]\n${entries.replace(/^/gm, '    ')}\n`);
}

function compareWeb(entries: string, seen: HostObservation | Observation, now = NOW): Comparison {
  const policy = web(entries);
  const grant = grantOf(policy, { web: ['192.0.2.1'] });
  return compare(policy, policy.targets, grant, 'hosts' in seen ? seen : observation([seen]), now);
}

const brief = ({ code, port, ports, severity, location, waived }: Finding): string =>
  `${code} ${port ?? ports} ${severity}${waived === null ? '' : ' waived'} :${location.line}`;
const found = (comparison: Comparison): readonly string[] => comparison.findings.map(brief);

const REST = { '22,80,443': 'closed' } as const;
const redis = detail({ service: service('redis', { product: 'Redis key-value store', version: '7.0.15' }) });

describe('a port that nothing mentions', () => {
  test('is unexpected where it is open, graded by what is there, on the line of its target', () => {
    const comparison = compareWeb('allow: [443/tcp]', host('192.0.2.1', { ...REST, '6379': redis }));
    assert.deepEqual(found(comparison), ['unexpected-port 6379 critical :7']);
    assert.equal(comparison.findings[0]?.product, 'Redis key-value store');
    assert.deepEqual([comparison.required, comparison.answered], [4, 4]);
  });

  test('names the row of the table of exposures that graded it, and no line', () => {
    const [finding] = compareWeb('allow: [443/tcp]', host('192.0.2.1', { ...REST, '6379': redis })).findings;
    assert.equal(finding?.exposure?.name, 'redis');
    assert.match(finding?.exposure?.source ?? '', /^https:\/\//);
    assert.equal(finding?.line, null);
  });

  test('names no row if none graded it', () => {
    const unknown = detail({ service: service('nameless') });
    const [finding] = compareWeb('ports: {tcp: [40000]}', host('192.0.2.1', { ...REST, '40000': unknown })).findings;
    assert.deepEqual([finding?.code, finding?.exposure], ['unexpected-port', null]);
  });

  test('has what the violated line says, if there is one', () => {
    const entry = '{port: 22/tcp, service: ssh, reason: bastion, approved-by: jo, ticket: SEC-1}';
    const [finding] = compareWeb(
      `allow: [${entry}]`,
      host('192.0.2.1', { '22': redis, '80,443,6379': 'closed' }),
    ).findings;
    assert.deepEqual([finding?.code, finding?.expectedService], ['wrong-service', 'ssh']);
    assert.deepEqual(finding?.line, { reason: 'bastion', approvedBy: 'jo', ticket: 'SEC-1' });
  });

  test('is fine where it is closed or filtered', () => {
    assert.deepEqual(found(compareWeb('allow: [443/tcp]', host('192.0.2.1', { ...REST, '6379': 'filtered' }))), []);
  });

  test('is a note where silence leaves it open or not', () => {
    const seen = host('192.0.2.1', { ...REST, '6379': 'closed' }, { '53': 'open|filtered' });
    assert.deepEqual(found(compareWeb('ports: {udp: [53]}', seen)), ['possibly-open 53 note :7']);
  });
});

describe('an entry', () => {
  test('points at its own line', () => {
    const seen = host('192.0.2.1', { '22': detail(), '80': 'closed', '443,6379': 'filtered' });
    assert.deepEqual(found(compareWeb('forbid:\n  - 22/tcp\nrequire:\n  - 80/tcp\nfiltered:\n  - 443/tcp', seen)), [
      'forbidden-port 22 medium :10',
      'missing-port 80 medium :12',
    ]);
  });

  test('takes https for http over ssl, and nothing else', () => {
    const over = (name: string, tunnel: 'ssl' | null) =>
      found(
        compareWeb(
          'allow:\n  - 443/tcp https',
          host('192.0.2.1', { '22,80,6379': 'closed', '443': detail({ service: service(name, { tunnel }) }) }),
        ),
      );
    assert.deepEqual(over('http', 'ssl'), []);
    assert.deepEqual(over('http', null), ['wrong-service 443 medium :10']);
    assert.deepEqual(over('ssl', null), ['unverified-service 443 low :10']);
    assert.deepEqual(over('tcpwrapped', null), ['unverified-service 443 low :10']);
  });

  test('is not satisfied by a guess from the port number, nor refuted by it', () => {
    const guess = (name: string) => detail({ service: service(name, { method: 'table', confidence: 3 }) });
    for (const name of ['https', 'ssh']) {
      const seen = host('192.0.2.1', { '22,80,6379': 'closed', '443': guess(name) });
      assert.deepEqual(found(compareWeb('allow: [443/tcp https]', seen)), ['unverified-service 443 low :9']);
    }
  });

  test('weighs evidence by the threshold of the policy', () => {
    const seen = host('192.0.2.1', {
      '22,80,6379': 'closed',
      '443': detail({ service: service('https', { confidence: 7 }) }),
    });
    assert.deepEqual(found(compareWeb('allow: [443/tcp https]', seen)), ['unverified-service 443 low :9']);
  });

  test('that requires a port is not satisfied by silence, nor by probes that disagree', () => {
    const udp = host('192.0.2.1', { '22,80,443,6379': 'closed' }, { '53': 'open|filtered' });
    assert.deepEqual(found(compareWeb('require: [53/udp]', udp)), ['possibly-open 53 low :9']);
    const torn = host('192.0.2.1', { '22,80,6379': 'closed', '443': detail({ disagreeing: ['closed'] }) });
    const comparison = compareWeb('require: [443/tcp]', torn);
    assert.deepEqual(found(comparison), ['incomplete-scan 443 null :7']);
    assert.equal(comparison.answered, 3);
  });
});

describe('a forbidden service', () => {
  test('is found on any port, beside what is said of the port', () => {
    const seen = host('192.0.2.1', { ...REST, '6379': redis });
    assert.deepEqual(found(compareWeb('allow: [6379/tcp]\nforbid: [redis]', seen)), [
      'forbidden-service 6379 critical :10',
    ]);
    assert.deepEqual(found(compareWeb('forbid: [redis]', seen)), [
      'unexpected-port 6379 critical :7',
      'forbidden-service 6379 critical :9',
    ]);
  });

  for (const [plain, overTls] of Object.entries(TLS_NAMES)) {
    test(`${plain} is found inside TLS, under each of its names`, () => {
      for (const name of [plain, overTls]) {
        const inside = detail({ service: service(name, { tunnel: 'ssl' }) });
        const seen = host('192.0.2.1', { ...REST, '6379': inside });
        for (const written of [plain, overTls]) {
          const codes = compareWeb(`allow: [6379/tcp]\nforbid: [${written}]`, seen).findings.map(({ code }) => code);
          assert.deepEqual(codes, ['forbidden-service'], `${written}: ${name}`);
        }
      }
    });
  }

  test('http leaves alone the https that a line of the policy declares by name', () => {
    const seen = (inside: ServiceEvidence) =>
      host('192.0.2.1', { '22,80,6379': 'closed', '443': detail({ service: inside }) });
    const https = seen(service('http', { tunnel: 'ssl' }));
    assert.deepEqual(found(compareWeb('allow: [443/tcp https]\nforbid: [http]', https)), []);
    const other = found(compareWeb('allow: [80/tcp https, 443/tcp]\nforbid: [http]', https));
    assert.match(other.join(), /^forbidden-service 443/);
    const imaps = seen(service('imap', { tunnel: 'ssl' }));
    assert.match(found(compareWeb('allow: [443/tcp imaps]\nforbid: [imap]', imaps)).join(), /^forbidden-service 443/);
  });

  test('can not be ruled out by an RPC service whose program is unknown', () => {
    const codes = (forbidden: string, extraInfo: string | null, tunnel: 'ssl' | null = null) => {
      const rpc = detail({ service: service('rpcbind', { extraInfo, tunnel }) });
      const seen = host('192.0.2.1', { ...REST, '6379': rpc });
      return compareWeb(`allow: [6379/tcp]\nforbid: [${forbidden}]`, seen).findings.map(({ code }) => code);
    };
    for (const name of ['nfs', 'mountd', 'nlockmgr', 'ypserv', 'status', 'snmp', 'radius']) {
      assert.deepEqual(codes(name, null), ['unverified-service'], name);
      assert.deepEqual(codes(name, null, 'ssl'), ['unverified-service'], `${name} inside TLS`);
      assert.deepEqual(codes(name, 'RPC #100000'), [], `${name}: the program is known`);
    }
    assert.deepEqual(codes('ssl/nfs', null), []);
    assert.deepEqual(codes('redis', null), []);
    assert.deepEqual(codes('rpcbind', null), ['forbidden-service']);
  });

  test('that cannot be ruled out is reported beside a failure that is less severe, and not beside another', () => {
    const seen = host('192.0.2.1', { ...REST, '6379': detail() });
    const lenient = (levels: string) => {
      const policy = parsePolicy(
        `version: 1\ndefaults:\n  ports: {tcp: [22, 80, 443, 6379]}\n  levels: {${levels}}\ntargets:\n  web:\n    ` +
          `hosts: [192.0.2.1]\n    forbid: [telnet]\n`,
        'policy.yml',
      );
      const { findings } = compare(
        policy,
        policy.targets,
        grantOf(policy, { web: ['192.0.2.1'] }),
        observation([seen]),
        NOW,
      );
      return findings.map(({ code, severity }) => `${code} ${severity}`);
    };
    assert.deepEqual(lenient(''), ['unexpected-port critical']);
    assert.deepEqual(lenient('unexpected-port: note'), ['unverified-service low', 'unexpected-port note']);
    assert.deepEqual(lenient('unexpected-port: note, unverified-service: note'), ['unexpected-port note']);
  });

  test('can not be ruled out on an open port that was never asked for its service', () => {
    const seen = host('192.0.2.1', { ...REST, '6379': detail({ identified: false }) });
    assert.deepEqual(found(compareWeb('allow: [6379/tcp]\nforbid: [telnet]', seen)), [
      'unverified-service 6379 low :10',
    ]);
    assert.deepEqual(found(compareWeb('allow: [6379/tcp]', seen)), []);
  });
});

describe('what was not observed', () => {
  test('is incomplete, whatever is expected of it', () => {
    const seen = observation(
      [host('192.0.2.1', { '22,80': 'closed' })],
      [gap('192.0.2.1', '443,6379', 'host-timeout')],
    );
    const comparison = compareWeb('require: [443/tcp]', seen);
    assert.deepEqual(found(comparison), ['incomplete-scan 443,6379 null :7']);
    assert.deepEqual([comparison.required, comparison.answered, comparison.unobserved.length], [4, 2, 1]);
  });

  test('does not hide what was seen open before the scan died', () => {
    const seen = observation(
      [host('192.0.2.1', { '6379': redis })],
      [gap('192.0.2.1', '22,80,443,6379', 'scan-failed')],
    );
    assert.deepEqual(found(compareWeb('allow: [443/tcp]', seen)), [
      'unexpected-port 6379 critical :7',
      'incomplete-scan 22,80,443,6379 null :7',
    ]);
  });

  test('leaves the verdict on a service open where its identification failed', () => {
    const open = detail({ identified: false });
    const seen = observation(
      [host('192.0.2.1', { '22,80,6379': 'closed', '443': open })],
      [gap('192.0.2.1', '443', 'not-identified')],
    );
    assert.deepEqual(found(compareWeb('allow: [443/tcp https]\nforbid: [telnet]', seen)), [
      'incomplete-scan 443 null :7',
    ]);
  });

  test('does not miss the service of a port that may be open for any service', () => {
    const seen = observation(
      [host('192.0.2.1', { '22,80,6379': 'closed', '443': detail({ identified: false }) })],
      [gap('192.0.2.1', '443', 'not-identified')],
    );
    const comparison = compareWeb('allow: [443/tcp]', seen);
    assert.deepEqual(found(comparison), []);
    assert.deepEqual([comparison.unobserved, comparison.withdrawn], [[], false]);
  });

  test('may be what would fail the build, where an open port did not let itself be identified', () => {
    const open = detail({ identified: false, disagreeing: ['closed'] });
    const seen = observation(
      [host('192.0.2.1', { '22,80,6379': 'closed', '443': open })],
      [gap('192.0.2.1', '443', 'not-identified')],
    );
    for (const entries of ['allow: [443/tcp https]', 'allow: [443/tcp]\nforbid: [telnet]', 'require: [443/tcp]']) {
      assert.equal(compareWeb(entries, seen).withdrawn, true, entries);
    }
  });

  test('counts a port once that is unobserved for two reasons', () => {
    const gaps = [gap('192.0.2.1', '443', 'not-identified'), gap('192.0.2.1', '443', 'scan-failed')];
    const comparison = compareWeb(
      'allow: [443/tcp https]',
      observation([host('192.0.2.1', { '22,80,6379': 'closed' })], gaps),
    );
    assert.equal(comparison.answered, 3);
  });
});

const WAIVER = (finding: string, port: string, expires: string) =>
  `waive:\n  - {finding: ${finding}, port: ${port}, reason: r, owner: o, expires: ${expires}}`;

describe('a waiver', () => {
  const seen = host('192.0.2.1', { ...REST, '6379': redis });

  test('suppresses one failure on one port, and is shown with it', () => {
    const comparison = compareWeb(WAIVER('unexpected-port', '6379/tcp', '2026-12-31'), seen);
    assert.deepEqual(found(comparison), ['unexpected-port 6379 critical waived :7']);
    assert.equal(comparison.findings[0]?.waived?.owner, 'o');
  });

  test('suppresses no other failure of the same port', () => {
    const rest = `forbid: [redis]\n${WAIVER('unexpected-port', '6379/tcp', '2026-12-31')}`;
    assert.deepEqual(found(compareWeb(rest, seen)), [
      'forbidden-service 6379 critical :9',
      'unexpected-port 6379 critical waived :7',
    ]);
  });

  test('that ends within 14 days is a note with its owner, to the end of its last day', () => {
    for (const last of ['2026-11-21', '2026-12-04']) {
      const comparison = compareWeb(WAIVER('unexpected-port', '6379/tcp', last), seen);
      assert.deepEqual(found(comparison), ['expiring-waiver 6379 note :10', 'unexpected-port 6379 critical waived :7']);
      assert.match(comparison.findings[0]?.message ?? '', new RegExp(`${last}.* renewed by o\\.`));
    }
    const later = compareWeb(WAIVER('unexpected-port', '6379/tcp', '2026-12-05'), seen);
    assert.deepEqual(found(later), ['unexpected-port 6379 critical waived :7']);
  });

  test('that is over lets the finding return, and is reported on its own line', () => {
    assert.deepEqual(found(compareWeb(WAIVER('unexpected-port', '6379/tcp', '2026-11-20'), seen)), [
      'unexpected-port 6379 critical :7',
      'expired-waiver 6379 low :10',
    ]);
  });

  test('that waives nothing is a note, unless something was not observed', () => {
    const waiver = WAIVER('unexpected-port', '8080/tcp', '2027-01-01');
    const quiet = { '22,80,443,6379': 'closed' } as const;
    assert.deepEqual(found(compareWeb(waiver, host('192.0.2.1', { ...quiet, '8080': 'closed' }))), [
      'unused-waiver 8080 note :10',
    ]);
    const torn = observation([host('192.0.2.1', quiet)], [gap('192.0.2.1', '8080', 'host-timeout')]);
    assert.deepEqual(found(compareWeb(waiver, torn)), ['incomplete-scan 8080 null :7']);
  });
});

describe('several addresses and targets', () => {
  test('an address under two targets takes both sets of expectations; forbidden beats allowed', () => {
    const policy = policyOf(`targets:
  a: {hosts: [192.0.2.1], allow: [80/tcp, 6379/tcp]}
  b: {hosts: [192.0.2.1-2], forbid: [6379/tcp], allow: [443/tcp]}
`);
    const grant = grantOf(policy, { a: ['192.0.2.1'], b: ['192.0.2.1', '192.0.2.2'] });
    const open = { '22': 'closed', '80,443': detail(), '6379': redis } as const;
    const seen = observation([host('192.0.2.1', open), host('192.0.2.2', open)]);
    assert.deepEqual(
      compare(policy, policy.targets, grant, seen, NOW).findings.map(
        (one) => `${one.target} ${one.address} ${brief(one)}`,
      ),
      [
        'b 192.0.2.1 forbidden-port 6379 critical :8',
        'b 192.0.2.2 forbidden-port 6379 critical :8',
        'b 192.0.2.2 unexpected-port 80 medium :8',
      ],
    );
  });
});

describe('a forbidden service that hides', () => {
  const found6379 = (forbid: string, evidence: ServiceEvidence | null) =>
    found(
      compareWeb(
        `allow: [6379/tcp]\nforbid: [${forbid}]`,
        host('192.0.2.1', { ...REST, '6379': detail({ service: evidence }) }),
      ),
    );

  test('inside TLS, or behind http, is found', () => {
    assert.deepEqual(found6379('redis', service('redis', { tunnel: 'ssl' })), ['forbidden-service 6379 critical :10']);
    const elastic = service('http', { product: 'Elasticsearch REST API' });
    assert.deepEqual(found6379('elasticsearch', elastic), ['forbidden-service 6379 critical :10']);
    assert.deepEqual(found6379('ftp', service('http')), []);
  });

  test('behind an answer that nobody recognises, is not ruled out', () => {
    assert.deepEqual(found6379('redis', service('unknown', { method: 'table', confidence: 3 })), [
      'unverified-service 6379 low :10',
    ]);
    assert.deepEqual(found6379('redis', service('tcpwrapped')), ['unverified-service 6379 low :10']);
  });
});

describe('a web server', () => {
  const on = (forbid: string, evidence: ServiceEvidence, line = '6379/tcp') => {
    const seen = host('192.0.2.1', { ...REST, '6379': detail({ service: evidence }) });
    return compareWeb(`allow: [${line}]\nforbid: [${forbid}]`, seen).findings.map(({ code }) => code);
  };
  const web = service('http', { confidence: 8 });
  const unverified = ['unverified-service'];

  test('of no known product may be a forbidden service that HTTP carries, also where a line says http', () => {
    for (const name of ['clickhouse', 'consul', 'docker', 'elasticsearch', 'ipp', 'webdav']) {
      for (const line of ['6379/tcp', '6379/tcp http']) assert.deepEqual(on(name, web, line), unverified);
      for (const generic of ['http-proxy', 'soap']) assert.deepEqual(on(name, service(generic)), unverified);
      const inside = service('http', { tunnel: 'ssl', handshake: true });
      assert.deepEqual(on(name, inside, '6379/tcp https'), unverified);
      assert.deepEqual(on(`ssl/${name}`, inside), unverified);
      assert.deepEqual(on(`ssl/${name}`, web), []);
    }
  });

  test('of a product that is no web server proper may be one too', () => {
    const products = [
      'Golang net/http server',
      'Jetty',
      'Node.js Express framework',
      'Apache Tomcat',
      'Kestrel',
      'new',
    ];
    for (const product of products) {
      assert.deepEqual(on('docker', service('http', { product })), unverified);
      assert.deepEqual(on('telnet', service('http', { product })), []);
    }
  });

  test('proper may be a service that web servers have modules for', () => {
    for (const product of ['nginx', 'Apache httpd']) {
      assert.deepEqual(on('webdav', service('http', { product })), unverified);
      assert.deepEqual(on('http-proxy', service('http', { product })), unverified);
    }
  });

  test('is forbidden where its product or its details name the service', () => {
    const activemq = service('http', { product: 'Jetty', extraInfo: 'ActiveMQ console' });
    assert.deepEqual(on('activemq', activemq), ['forbidden-service']);
    const webmin = service('http', { product: 'MiniServ', extraInfo: 'Webmin httpd', tunnel: 'ssl', handshake: true });
    assert.deepEqual(on('webmin', webmin), ['forbidden-service']);
    assert.deepEqual(on('ssl/webmin', webmin), ['forbidden-service']);
    assert.deepEqual(on('ssl/webmin', { ...webmin, tunnel: null }), []);
    assert.deepEqual(on('activemq', service('http', { product: 'Monitor of factors' })), []);
  });

  test('is none of them if it is a web server proper, or if another service is forbidden', () => {
    for (const product of ['nginx', 'Apache httpd', 'Microsoft IIS httpd']) {
      assert.deepEqual(on('docker', service('http', { product })), []);
    }
    for (const name of ['telnet', 'redis', 'mongodb', 'irc']) assert.deepEqual(on(name, web), []);
    assert.deepEqual(on('docker', service('ssh')), []);
  });

  test('is forbidden by http under each name of a service that HTTP carries, but where a line says this name', () => {
    for (const name of OVER_HTTP) {
      const [plain, inside] = [service(name), service(name, { tunnel: 'ssl', handshake: true })];
      assert.deepEqual(on('http', plain), ['forbidden-service'], name);
      assert.deepEqual(on('http', inside), ['forbidden-service'], `${name} inside TLS`);
      assert.deepEqual(on('https', inside), ['forbidden-service'], `${name} inside TLS`);
      assert.ok(!on('https', plain).includes('forbidden-service'), name);
    }
    const ipp = service('ipp', { product: 'CUPS' });
    assert.deepEqual(on('http', ipp, '6379/tcp ipp'), []);
    assert.deepEqual(on('http', service('ipp', { tunnel: 'ssl', handshake: true }), '6379/tcp ssl/ipp'), []);
    assert.ok(!on('telnet', ipp).includes('forbidden-service'));
    assert.deepEqual(on('http', service('ssh')), []);
  });

  test('is reported once, as what it surely is', () => {
    assert.deepEqual(on('docker, elasticsearch, http', web), ['forbidden-service']);
    assert.deepEqual(on('docker, elasticsearch', web), unverified);
  });

  test('is the service over HTTP that its product names, where both are inside TLS, or neither', () => {
    const product = 'Elasticsearch REST API';
    const on9200 = (expected: string, evidence: Partial<ServiceEvidence>) => {
      const seen = host('192.0.2.1', { ...REST, '6379': detail({ service: service('http', evidence) }) });
      return found(compareWeb(`allow: [6379/tcp ${expected}]`, seen));
    };
    assert.deepEqual(on9200('elasticsearch', { product }), []);
    assert.deepEqual(on9200('http', { product }), []);
    assert.deepEqual(on9200('ssl/elasticsearch', { product, tunnel: 'ssl' }), []);
    const wrong = ['wrong-service 6379 medium :9'];
    for (const [expected, evidence] of [
      ['elasticsearch', { product, tunnel: 'ssl' }],
      ['ssl/elasticsearch', { product }],
      ['consul', { product }],
      ['elasticsearch', { product: 'Elasticsearch Kibana' }],
      ['elasticsearch', { product: 'nginx' }],
    ] as const) {
      assert.deepEqual(
        on9200(expected, evidence).map((one) => one.replace(/critical|high|low/, 'medium')),
        wrong,
        expected,
      );
    }
  });

  test('may be the service over HTTP that a line expects', () => {
    const seen = host('192.0.2.1', { ...REST, '6379': detail({ service: web }) });
    assert.deepEqual(found(compareWeb('allow: [6379/tcp elasticsearch]', seen)), ['unverified-service 6379 low :9']);
  });
});

describe('very many ports', () => {
  const all = 'ports: {tcp: all}';

  test('that answer on one host are one suspicious host', () => {
    assert.deepEqual(found(compareWeb(all, host('192.0.2.1', { '1-65535': detail() }))), [
      'suspicious-host 1-65535 critical :7',
    ]);
  });

  test('that fail one line in the same way are one finding', () => {
    const comparison = compareWeb(
      `${all}\nfiltered:\n  - 1000-1999/tcp`,
      host('192.0.2.1', { '1-999,2000-65535': 'filtered', '1000-1999': 'closed' }),
    );
    assert.deepEqual(found(comparison), ['unfiltered-port 1000-1999 medium :11']);
  });
});

test('two findings never share a fingerprint, and a fingerprint is stable', () => {
  const policy = `allow:\n  - 80/tcp http\nforbid: [redis]\n${WAIVER('unexpected-port', '22/tcp', '2026-01-01')}`;
  const seen = observation(
    [host('192.0.2.1', { '22': detail(), '80': redis, '6379': redis })],
    [gap('192.0.2.1', '443', 'host-timeout'), gap('192.0.2.1', '443', 'not-identified')],
  );
  const first = compareWeb(policy, seen).findings.map(({ fingerprint }) => fingerprint);
  assert.equal(new Set(first).size, first.length);
  for (const fingerprint of first) assert.match(fingerprint, /^[0-9a-f]{32}:1$/);
  assert.deepEqual(
    compareWeb(`owner: someone\n${policy}`, seen).findings.map(({ fingerprint }) => fingerprint),
    first,
  );
});

/** Small worlds: ports 1 to 6 of TCP, some entries, a state for every port. */
const anyKind = fc.constantFrom('require', 'allow', 'filtered', 'forbid');
const anyWorld = fc.record({
  kinds: fc.array(fc.option(anyKind), { minLength: 6, maxLength: 6 }),
  states: fc.array(fc.constantFrom(...PORT_STATES, 'unobserved' as const), { minLength: 6, maxLength: 6 }),
});

test('agrees with the decision table, port by port', () => {
  fc.assert(
    fc.property(anyWorld, ({ kinds, states }) => {
      const lines = ['require', 'allow', 'filtered', 'forbid'].flatMap((kind) => {
        const ports = kinds.flatMap((one, index) => (one === kind ? [`${index + 1}/tcp`] : []));
        return ports.length === 0 ? [] : [`${kind}: [${ports.join(', ')}]`];
      });
      const seen: Record<string, PortState> = {};
      const gaps: Unobserved[] = [];
      states.forEach((state, index) => {
        if (state === 'unobserved') gaps.push(gap('192.0.2.1', String(index + 1), 'host-timeout'));
        else seen[String(index + 1)] = state;
      });
      const policy = web(['ports: {tcp: [1-6]}', ...lines].join('\n'));
      const grant = grantOf(policy, { web: ['192.0.2.1'] });
      const { findings } = compare(policy, policy.targets, grant, observation([host('192.0.2.1', seen)], gaps), NOW);
      const expected = expectations(policy.targets[0]?.entries ?? []);
      states.forEach((state, index) => {
        const column: Expected = governingEntry(expected, 'tcp', index + 1)?.expectation ?? 'nothing';
        const cell = DECISIONS[state === 'open' ? 'open, agrees' : state][column];
        const codes = findings.filter(({ ports }) =>
          portsOf(ports ?? '').some(([a, b]) => a <= index + 1 && index + 1 <= b),
        );
        assert.deepEqual(
          codes.map(({ code }) => code),
          cell === 'ok' ? [] : [cell],
        );
      });
    }),
  );
});

describe('addresses of a range without an answer', () => {
  const policy = policyOf('targets:\n  office: {hosts: [192.0.2.0/24, www.example.com]}\n');
  const run = (count: number) => {
    const addresses = Array.from({ length: count }, (_, index) => `192.0.2.${index + 1}`);
    const grant = grantOf(policy, { office: [...addresses, 'www.example.com=198.51.100.1'] });
    const gaps = [...addresses, '198.51.100.1'].map((address) => gap(address, '22,80,443,6379', 'host-down'));
    return compare(policy, policy.targets, grant, observation([], gaps), NOW);
  };

  test('are one finding of the range if they are many, whichever they are; a name keeps its own', () => {
    const { findings, unobserved, required, answered } = run(200);
    assert.equal(findings.length, 2);
    const [range] = findings.filter(({ address }) => address === null);
    assert.equal(range?.host, '192.0.2.0/24, www.example.com');
    assert.match(range?.message ?? '', /^192\.0\.2\.1-192\.0\.2\.200 \(200 addresses\) 22,80,443,6379\/tcp: /);
    assert.deepEqual([unobserved.length, required, answered], [201, 804, 0]);
    const again = run(199).findings.find(({ address }) => address === null);
    assert.equal(again?.fingerprint, range?.fingerprint);
  });

  test('are told one by one if they are few', () => assert.equal(run(8).findings.length, 9));
});
