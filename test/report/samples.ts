import type { Finding } from '../../src/model/finding.ts';
import type { SweepRecord } from '../../src/model/observation.ts';
import { ALL_PORTS, type Protocol, portSet } from '../../src/model/port.ts';
import type { ExpectedLine, Failure, Report, ReportedHost } from '../../src/model/report.ts';
import { address, day, detail, finding, POLICY_FILE, RULES } from './make.ts';

export { finding, POLICY_FILE, RULES } from './make.ts';

export const POLICY_TEXT = `version: 1
environment: staging
authorization:
  by: Platform Security <security@example.com>
  reference: SEC-1182
  scope: [192.0.2.0/24, 2001:db8:10::/64]
  expires: 2027-03-31
targets:
  edge:
    hosts: [192.0.2.10-12, www.staging.example.com]
    require: [443/tcp https, 53/udp]
    allow:
      - 22/tcp ssh
    waive:
      - {finding: unexpected-port, port: 8443/tcp, reason: legacy console, owner: team-edge, expires: 2026-12-31}
`;

export const SOURCES: ReadonlyMap<string, string> = new Map([[POLICY_FILE, POLICY_TEXT]]);

const REDIS = finding({
  code: 'unexpected-port',
  severity: 'critical',
  port: 6379,
  service: 'redis',
  product: 'Redis key-value store',
  version: '7.0.15',
  message:
    '6379/tcp is open on 192.0.2.10 (redis, Redis key-value store 7.0.15); the policy does not mention it. Redis ' +
    'without a password gives anyone its data and often a shell',
});
const HTTP = finding({ code: 'unexpected-port' });
const WRONG = finding({
  code: 'wrong-service',
  port: 22,
  service: 'http',
  product: null,
  version: null,
  host: 'www.staging.example.com',
  address: address('2001:db8:10::1'),
  message: '22/tcp on 2001:db8:10::1 speaks http; the policy allows ssh there',
  location: { file: POLICY_FILE, line: 13, column: 9 },
});
const UNVERIFIED = finding({
  code: 'unverified-service',
  severity: 'low',
  level: 'warning',
  port: 443,
  service: null,
  product: null,
  version: null,
  message: '443/tcp is open on 192.0.2.10, and nothing proves that it is https',
  location: { file: POLICY_FILE, line: 11, column: 15 },
});
const UNUSED = finding({
  code: 'unused-waiver',
  severity: 'note',
  level: 'note',
  host: null,
  address: null,
  protocol: null,
  port: null,
  state: null,
  service: null,
  product: null,
  version: null,
  message: 'the waiver of unexpected-port on 8444/tcp waives nothing; remove it',
  location: { file: POLICY_FILE, line: 15, column: 9 },
});
const WAIVED = finding({
  code: 'unexpected-port',
  severity: 'medium',
  port: 8443,
  service: 'https',
  product: null,
  version: null,
  message: '8443/tcp is open on 192.0.2.10 (https); the policy does not mention it',
  waived: {
    reason: 'legacy console, being removed',
    owner: 'team-edge',
    expires: day('2026-12-31'),
    ticket: 'EDGE-77',
    location: { file: POLICY_FILE, line: 15, column: 9 },
  },
});
const INCOMPLETE = finding({
  code: 'incomplete-scan',
  severity: null,
  host: '192.0.2.11',
  address: address('192.0.2.11'),
  port: null,
  ports: '1-65535',
  state: 'unobserved',
  service: null,
  product: null,
  version: null,
  message:
    '65,535 tcp ports of 192.0.2.11 gave no trustworthy answer: the host did not answer within the time it was given',
  location: { file: POLICY_FILE, line: 10, column: 13 },
});

const EDGE: ReportedHost = {
  address: address('192.0.2.10'),
  names: ['edge-1.example.com'],
  state: 'up',
  hosts: ['192.0.2.10', 'www.staging.example.com'],
  targets: ['edge'],
  answersWithin: 120,
  needsConnect: false,
  facts: [],
  protocols: {
    udp: { states: { 'open|filtered': portSet([[53, 53]]) }, details: new Map([[53, detail(null)]]) },
    tcp: {
      states: {
        open: portSet([
          [22, 22],
          [443, 443],
          [6379, 6379],
          [8080, 8080],
          [8443, 8443],
        ]),
        closed: portSet([
          [1, 21],
          [23, 442],
        ]),
        filtered: portSet([
          [444, 6378],
          [6380, 8079],
          [8081, 8442],
          [8444, 65535],
        ]),
      },
      details: new Map([
        [443, detail({ tunnel: 'ssl', product: 'nginx', version: '1.24.0' })],
        [22, detail({ name: 'ssh', product: 'OpenSSH', version: '9.6p1' })],
        [6379, detail({ name: 'redis', product: 'Redis key-value store', version: '7.0.15' })],
      ]),
    },
  },
};

function line(what: string, protocol: Protocol, port: number, at: number, column: number): ExpectedLine {
  return { what, protocol, ports: portSet([[port, port]]), location: { file: POLICY_FILE, line: at, column } };
}

export const PASSED: Report = {
  kind: 'report',
  verdict: 'pass',
  exitCode: 0,
  policy: {
    file: POLICY_FILE,
    environment: 'staging',
    targets: ['edge'],
    looksAt: [{ tcp: [[1, 65_535]] }],
    selected: false,
    notActive: [],
    expectations: [
      {
        target: 'edge',
        location: { file: POLICY_FILE, line: 9, column: 3 },
        lines: [
          line('require 443/tcp https', 'tcp', 443, 11, 15),
          line('require 53/udp', 'udp', 53, 11, 30),
          line('allow 22/tcp ssh', 'tcp', 22, 13, 9),
        ],
      },
    ],
  },
  authorization: { by: 'Platform Security <security@example.com>', reference: 'SEC-1182', expires: '2027-03-31' },
  failOn: 'low',
  coverage: { required: 65_536, answered: 65_536, addresses: 0, unobserved: [], excluded: [] },
  findings: [],
  hosts: [EDGE],
  scanner: { name: 'nmap', version: '7.93', privilege: 'root' },
  scans: [
    { command: 'nmap -sS -n -Pn -p 1-65535 192.0.2.10', seconds: 11.2, failure: null },
    { command: 'nmap -sU -n -Pn -p 53 192.0.2.10', seconds: 1.0625, failure: null },
  ],
  sweeps: [],
  discovery: null,
  notices: [],
  startedAt: new Date('2026-11-21T02:00:00.000Z'),
  finishedAt: new Date('2026-11-21T02:00:12.300Z'),
};

const PACED: SweepRecord = {
  family: 'ipv4',
  protocol: 'tcp',
  addresses: 8,
  required: 524_280,
  probes: 1_050_000,
  passes: 2,
  rate: 98_000,
  seconds: 13.6,
  loss: 0.0004,
  missed: 0.00031,
  evidence: 'canaries',
  silentRetry: null,
};

export const FAILED: Report = {
  ...PASSED,
  verdict: 'fail',
  exitCode: 1,
  findings: [REDIS, HTTP, WRONG, WAIVED, UNVERIFIED, UNUSED],
  hosts: [
    {
      ...EDGE,
      facts: [
        { protocol: 'tcp', port: 443, source: 'ssl-cert', text: 'Subject: commonName=www.staging.example.com' },
        { protocol: null, port: null, source: 'os', text: 'Linux 5.0 - 5.14 (98 %)' },
      ],
    },
  ],
  sweeps: [
    PACED,
    {
      ...PACED,
      protocol: 'udp',
      required: 8,
      probes: 24,
      passes: 1,
      rate: null,
      loss: null,
      evidence: 'retries',
    },
  ],
  notices: ['UDP is silent where nothing answers: 53/udp may be open'],
};

export const INCONCLUSIVE: Report = {
  ...PASSED,
  verdict: 'inconclusive',
  exitCode: 3,
  coverage: {
    required: 131_072,
    answered: 65_536,
    addresses: 0,
    excluded: [],
    unobserved: [
      {
        target: 'edge',
        host: '192.0.2.11',
        address: address('192.0.2.11'),
        protocol: 'tcp',
        ports: ALL_PORTS,
        reason: { code: 'host-timeout', text: 'the host did not answer within the time it was given' },
      },
      {
        target: 'edge',
        host: 'www.staging.example.com',
        address: null,
        protocol: 'udp',
        ports: portSet([[53, 53]]),
        reason: { code: 'name-unresolved', text: 'the name has no address; check the DNS record' },
      },
    ],
  },
  findings: [INCOMPLETE],
  discovery: {
    asked: 14,
    up: 2,
    down: 12,
    downAddresses: Array.from({ length: 12 }, (_, index) => address(`192.0.2.${index + 20}`)),
    probes: '-PE -PS443',
  },
  scans: [{ command: 'nmap -sS -n -Pn -p 1-65535 192.0.2.10-11', seconds: 300, failure: 'killed by SIGKILL' }],
};

export const BAD_POLICY: Failure = {
  kind: 'failure',
  exitCode: 2,
  policy: { file: POLICY_FILE, environment: null },
  problems: [
    {
      code: 'unknown-key',
      message: 'unknown key "alow"; did you mean "allow"?',
      location: { file: POLICY_FILE, line: 12, column: 5 },
    },
    {
      code: 'bad-port',
      message: 'port 443/tpc: the protocol is one of tcp, udp, sctp',
      location: { file: POLICY_FILE, line: 11, column: 15 },
    },
  ],
  startedAt: PASSED.startedAt,
  finishedAt: PASSED.finishedAt,
};

export const NO_SCANNER: Failure = {
  ...BAD_POLICY,
  exitCode: 3,
  policy: { file: POLICY_FILE, environment: 'staging' },
  problems: [{ code: 'tool-failed', message: 'nmap is not installed and could not be installed' }],
};

export const SAMPLES = {
  passed: PASSED,
  failed: FAILED,
  inconclusive: INCONCLUSIVE,
  'bad-policy': BAD_POLICY,
  'no-scanner': NO_SCANNER,
};

/** Every kind of finding at every grade once. */
export const EVERYTHING: Report = {
  ...FAILED,
  findings: RULES.flatMap((rule) =>
    (rule.graded ? (['critical', 'high', 'medium', 'low', 'note'] as const) : [rule.severity]).map((severity, index) =>
      finding({
        code: rule.code,
        severity: rule.code === 'incomplete-scan' ? null : severity,
        level: rule.level,
        port: 9000 + index,
        message: `${rule.title} on ${9000 + index}/tcp of 192.0.2.10`,
      }),
    ),
  ),
};

/** `count` findings on one port each, worst first. */
export function manyFindings(count: number, part: Partial<Finding> = {}): Report {
  const grades = ['critical', 'high', 'medium', 'low'] as const;
  const findings = Array.from({ length: count }, (_, index) => {
    const severity = grades[Math.floor((index * grades.length) / count)] ?? 'low';
    const port = index + 1;
    return finding({ code: 'unexpected-port', severity, port, message: `${port}/tcp is open on 192.0.2.10`, ...part });
  });
  return { ...FAILED, findings };
}

/** A service that is open on many hosts of one target, and ten ports of one host. */
export function manyHosts(count: number): Report {
  const hosts = Array.from({ length: count }, (_, index) => {
    const host = address(`10.0.${Math.floor((index + 1) / 256)}.${(index + 1) % 256}`);
    const message = `${host} 6379/tcp is open (redis): nothing in target "edge" allows it. Anyone reads the data.`;
    return finding({
      code: 'unexpected-port',
      severity: 'critical',
      port: 6379,
      service: 'redis',
      host,
      address: host,
      message,
    });
  });
  const ports = Array.from({ length: 10 }, (_, index) => {
    const port = 8000 + index;
    const message = `www.example.com (10.0.0.7) ${port}/tcp is open: nothing in target "edge" allows it.`;
    const place = { host: 'www.example.com', address: address('10.0.0.7') };
    return finding({ code: 'unexpected-port', severity: 'medium', port, service: null, ...place, message });
  });
  return { ...FAILED, findings: [...hosts, ...ports] };
}
