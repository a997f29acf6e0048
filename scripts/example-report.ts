import { RULES } from '../src/compare/catalogue.ts';
import { parseAddress } from '../src/model/address.ts';
import type { Finding } from '../src/model/finding.ts';
import { portSet } from '../src/model/port.ts';
import type { Report } from '../src/model/report.ts';
import { parseDay } from '../src/model/time.ts';
import { renderChanges } from '../src/report/changes-json.ts';
import { FORMATS, type Format } from '../src/report/formats.ts';

/** A small report for the examples in docs/formats.md: one finding, one waived finding. */

const FILE = 'exposure-policy.yml';
const address = parseAddress('192.0.2.10');
const expires = parseDay('2026-12-31');
if (address === undefined || expires === undefined) throw new Error('the example is no report');

const REDIS: Finding = {
  ...{ code: 'unexpected-port', severity: 'critical', level: 'error' },
  ...{ target: 'edge', owner: 'team-edge', tags: ['internet'], host: address, address, protocol: 'tcp' },
  ...{ port: 6379, ports: '6379', state: 'open', expectation: null, expectedService: null },
  ...{ service: 'redis', product: 'Redis key-value store', version: '7.0.15', line: null },
  exposure: { name: 'redis', source: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/' },
  message: '192.0.2.10 6379/tcp is open (redis), and the policy does not mention it.',
  location: { file: FILE, line: 12, column: 3 },
  others: [],
  fingerprint: '4769559b1473d3aaf2feafded8e894cb:1',
  waived: null,
  activation: null,
};

const CONSOLE: Finding = {
  ...REDIS,
  ...{ severity: 'medium', port: 8443, ports: '8443', service: 'https', product: null, version: null },
  message: '192.0.2.10 8443/tcp is open (https), and the policy does not mention it.',
  fingerprint: 'b754f3cb7a7d2f7ecc5c275bc8a4b001:1',
  waived: {
    ...{ reason: 'legacy admin console, being removed', owner: 'team-edge', expires, ticket: 'EDGE-77' },
    location: { file: FILE, line: 18, column: 7 },
  },
};

const ORIGIN = {
  repository: 'https://github.com/octo/network',
  commit: '0123456789abcdef0123456789abcdef01234567',
  branch: 'main',
  run: { system: 'github', id: '4711', url: 'https://github.com/octo/network/actions/runs/4711' },
} as const;

const REPORT: Report = {
  kind: 'report',
  ...{ verdict: 'fail', exitCode: 1, failOn: 'low' },
  policy: {
    file: FILE,
    environment: 'staging',
    targets: ['edge'],
    looksAt: [{ tcp: [[1, 65_535]] }],
    selected: false,
    expectations: [
      {
        target: 'edge',
        location: { file: FILE, line: 12, column: 3 },
        lines: [
          {
            ...{ what: 'require 443/tcp https', protocol: 'tcp', ports: portSet([[443, 443]]) },
            location: { file: FILE, line: 15, column: 9 },
          },
        ],
      },
    ],
    notActive: [],
  },
  authorization: { by: 'Platform Security', reference: 'SEC-1182', expires: '2027-03-31' },
  coverage: { required: 65_535, answered: 65_535, addresses: 0, unobserved: [], excluded: [] },
  findings: [REDIS, CONSOLE],
  hosts: [
    {
      ...{
        address,
        names: [],
        state: 'up',
        hosts: [address],
        targets: ['edge'],
        answersWithin: 1,
        needsConnect: false,
      },
      facts: [],
      protocols: {
        tcp: {
          states: {
            open: portSet([
              [6379, 6379],
              [8443, 8443],
            ]),
          },
          details: new Map(),
        },
      },
    },
  ],
  scanner: { name: 'nmap', version: '7.93', privilege: 'root' },
  ...{ scans: [], sweeps: [], discovery: null, notices: [] },
  startedAt: new Date('2026-11-21T02:00:00.000Z'),
  finishedAt: new Date('2026-11-21T02:00:12.300Z'),
};

/** @returns the report of the examples in a format */
export function example(format: Format): string {
  const repository = { root: '/', workingDirectory: '/', revision: null };
  const wanted = { policy: null, selection: [] };
  const context = { rules: RULES, includeWaived: false, category: null, repository, origin: ORIGIN, ...wanted };
  return [...FORMATS[format].render(REPORT, { ...context, sources: new Map(), color: false })].join('');
}

/** @returns what `changes-json` is if the finding is new; there it is one line */
export function exampleChanges(): string {
  const line = renderChanges(REPORT, [{ change: 'new-finding', finding: REDIS }], ORIGIN);
  return JSON.stringify(JSON.parse(line), null, 2);
}
