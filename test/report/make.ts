import { createHash } from 'node:crypto';
import { type Address, parseAddress } from '../../src/model/address.ts';
import { FINDING_CODES, type Finding, type FindingCode } from '../../src/model/finding.ts';
import type { PortDetail, ServiceEvidence } from '../../src/model/observation.ts';
import type { FindingRule } from '../../src/model/rule.ts';
import { type Day, parseDay } from '../../src/model/time.ts';

export const POLICY_FILE = '.github/exposure-policy.yml';

export function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new TypeError(`not an address: ${text}`);
  return parsed;
}

export function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new TypeError(`not a day: ${text}`);
  return parsed;
}

const MILDER: Readonly<Partial<Record<FindingCode, Pick<FindingRule, 'level' | 'severity'>>>> = {
  'unverified-service': { level: 'warning', severity: 'low' },
  'expired-waiver': { level: 'warning', severity: 'low' },
  'unused-waiver': { level: 'note', severity: 'note' },
  'overdue-review': { level: 'warning', severity: 'low' },
  'unused-allowance': { level: 'note', severity: 'note' },
  'unknown-device': { level: 'warning', severity: 'low' },
};

/** A catalogue of the right shape; the project's own is the business of `compare/`. */
export const RULES: readonly FindingRule[] = FINDING_CODES.map((code) => {
  const words = code.replace('-', ' ');
  return {
    code,
    title: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`,
    description: `What ${words} means, in a sentence.`,
    help: {
      advice: '## How to fix it\n\nClose what is open.',
      fix: 'Close what is open.',
      text: `Close what is open, or write it into the policy.`,
      markdown:
        '## How to fix it\n\nClose what is open:\n\n```sh\n# where systemd runs it\nsystemctl disable --now ' +
        'the-service\n```\n\nor write it into the policy.',
    },
    graded: code === 'unexpected-port' || code === 'forbidden-port' || code === 'forbidden-service',
    ...(MILDER[code] ?? { level: 'error', severity: 'high' }),
    helpUri: `https://github.com/exposure-gate/exposure-gate/blob/main/docs/findings/${code}.md`,
    precision: 'high',
    tags: ['network'],
  };
});

const BLANK: Finding = {
  code: 'unexpected-port',
  severity: 'high',
  level: 'error',
  target: 'edge',
  owner: null,
  tags: [],
  host: '192.0.2.10',
  address: address('192.0.2.10'),
  protocol: 'tcp',
  port: 8080,
  ports: null,
  state: 'open',
  expectation: null,
  expectedService: null,
  line: null,
  exposure: null,
  service: 'http',
  product: 'nginx',
  version: '1.24.0',
  message: '8080/tcp is open on 192.0.2.10 (http, nginx 1.24.0); the policy does not mention it',
  location: { file: POLICY_FILE, line: 9, column: 3 },
  others: [],
  fingerprint: '',
  waived: null,
  activation: null,
};

/** A finding with its fingerprint, which is made of what identifies it unless given. */
export function finding(part: Partial<Finding> & { readonly code: FindingCode }): Finding {
  const whole = { ...BLANK, ...part };
  const identity = ['v1', whole.code, whole.target, whole.host, whole.protocol, whole.port].join('|');
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  return { ...whole, fingerprint: part.fingerprint ?? `${digest}:1` };
}

export function detail(service: Partial<ServiceEvidence> | null): PortDetail {
  const blank: ServiceEvidence = {
    name: 'http',
    method: 'probed',
    confidence: 10,
    tunnel: null,
    product: null,
    version: null,
    extraInfo: null,
    cpes: [],
  };
  return {
    reason: 'syn-ack',
    service: service === null ? null : { ...blank, ...service },
    identified: service !== null,
    disagreeing: [],
  };
}
