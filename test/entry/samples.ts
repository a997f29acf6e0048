import { nmapXml } from '../support/nmap-xml.ts';

/** A policy of one host that must be a web server, and may be reached by SSH. */
export const POLICY = `version: 1
environment: staging

defaults:
  ports: {tcp: [22, 80, 6379, 9000-9003]}

targets:
  web:
    hosts: [127.0.0.1]
    require:
      - 80/tcp http
    allow:
      - 22/tcp ssh
`;

export const ASKED = '22,80,6379,9000-9003';

function scan(open: Readonly<Record<number, string>>, closed: string): string {
  const folded = { state: 'closed', ports: closed } as const;
  return nmapXml({ asked: ASKED, versions: true, hosts: [{ address: '127.0.0.1', open, folded }] });
}

/** Results by what the gate makes of them under POLICY. */
export const SCANS = {
  pass: scan({ 80: 'http' }, '22,6379,9000-9003'),
  fail: scan({ 80: 'http', 6379: 'redis', 9001: '' }, '22,9000,9002-9003'),
  inconclusive: scan({ 80: 'http' }, '22,6379,9000'),
  /** The web server is down. */
  down: scan({}, ASKED),
  /** An SSH port whose service nobody proved: no more than a warning. */
  warned: scan({ 22: '', 80: 'http' }, '6379,9000-9003'),
} as const;

/** Three typos: a key, a protocol, a value. */
export const TYPOS = `version: 1
environment: staging
targets:
  web:
    hosts: [127.0.0.1]
    requrie:
      - 443/tcp https
    allow:
      - 80/tpc http
    waive:
      - finding: unexpected-prot
        port: 8443/tcp
        reason: legacy console
        owner: team-web
        expires: 2099-12-31
`;

/** Where they are: line and column, from 1, and the code of the problem. */
export const TYPO_PLACES = ['6:5 unknown-key', '9:9 invalid-port', '11:18 invalid-value'] as const;
