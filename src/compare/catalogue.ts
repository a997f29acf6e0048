import { FINDING_CODES, type FindingCode } from '../model/finding.ts';
import type { FindingRule } from '../model/rule.ts';
import { TOOL_URL } from '../model/version.ts';
import { adviceMarkdown, HELP, helpMarkdown, helpPlain } from './help.ts';

/** CWE-668, Exposure of Resource to Wrong Sphere. */
const EXPOSED = 'external/cwe/cwe-668';
/** CWE-693, Protection Mechanism Failure. */
const UNPROTECTED = 'external/cwe/cwe-693';

type Entry = Pick<FindingRule, 'title' | 'description' | 'graded' | 'level' | 'severity' | 'precision' | 'tags'>;

/**
 * The catalogue of findings. The compiler demands a row for every code. `possibly-open` is raised to a warning if the
 * port is required. The severity of an error comes from its grade, or, if nothing is graded, from its meaning. The
 * severity of a warning is low, and of a note it is note. An incomplete scan has no severity, because it decides the
 * verdict by itself; the severity here only sorts it among the others.
 */
export const CATALOGUE: Readonly<Record<FindingCode, FindingRule>> = {
  'unexpected-port': rule('unexpected-port', {
    title: 'Open port that the policy does not allow',
    description:
      'A port is open, and no line of the policy allows it, or a firewall should drop its packets. Graded by ' +
      'the service that listens there.',
    graded: true,
    level: 'error',
    severity: 'medium',
    precision: 'very-high',
    tags: ['network', 'exposure', EXPOSED],
  }),
  'forbidden-port': rule('forbidden-port', {
    title: 'Open port that the policy forbids',
    description: 'A port is open, and the policy forbids it by its number. Graded by the service that listens there.',
    graded: true,
    level: 'error',
    severity: 'high',
    precision: 'very-high',
    tags: ['network', 'exposure', EXPOSED],
  }),
  'forbidden-service': rule('forbidden-service', {
    title: 'Service that the policy forbids',
    description:
      'A service that the policy forbids on any port was identified on an open port. Graded by how dangerous ' +
      'its exposure is.',
    graded: true,
    level: 'error',
    severity: 'high',
    precision: 'high',
    tags: ['network', 'exposure', EXPOSED],
  }),
  'wrong-service': rule('wrong-service', {
    title: 'Another service than the policy expects',
    description:
      'The policy allows or requires the port for one service, and another service was identified there. ' +
      'Graded by the service that listens there.',
    graded: true,
    level: 'error',
    severity: 'medium',
    precision: 'high',
    tags: ['network', 'exposure', EXPOSED],
  }),
  'unverified-service': rule('unverified-service', {
    title: 'Service that could not be verified',
    description:
      'The policy allows or requires the port for one service, or forbids a service on any port, and there is ' +
      'no evidence which service listens there.',
    graded: false,
    level: 'warning',
    severity: 'low',
    precision: 'medium',
    tags: ['network', 'evidence'],
  }),
  'missing-port': rule('missing-port', {
    title: 'Required port that is not open',
    description: 'The policy requires the port to be open, and it is closed or filtered.',
    graded: false,
    level: 'error',
    severity: 'medium',
    precision: 'high',
    tags: ['network', 'availability'],
  }),
  'unfiltered-port': rule('unfiltered-port', {
    title: 'Port that the firewall does not drop',
    description: 'The policy says that a firewall drops packets to the port, but the host answered.',
    graded: false,
    level: 'error',
    severity: 'medium',
    precision: 'very-high',
    tags: ['network', 'firewall', UNPROTECTED],
  }),
  'possibly-open': rule('possibly-open', {
    title: 'Port that may be open',
    description: 'The port did not answer. In its protocol, silence does not prove that a port is closed.',
    graded: false,
    level: 'note',
    severity: 'note',
    precision: 'low',
    tags: ['network', 'evidence', EXPOSED],
  }),
  'suspicious-host': rule('suspicious-host', {
    title: 'Host that answers on nearly every port',
    description:
      'Nearly every port of the host answers as open, as behind a SYN proxy or a tarpit: its open ports prove ' +
      'nothing about its services. Graded by the worst of what may listen there.',
    graded: true,
    level: 'error',
    severity: 'medium',
    precision: 'high',
    tags: ['network', 'evidence', EXPOSED],
  }),
  'incomplete-scan': rule('incomplete-scan', {
    title: 'Scan without an answer for ports that the policy declares',
    description:
      'Some of the ports that the policy declares have no trustworthy answer. The run is inconclusive: it ' +
      'does not pass.',
    graded: false,
    level: 'error',
    severity: 'high',
    precision: 'very-high',
    tags: ['network', 'coverage'],
  }),
  'expired-waiver': rule('expired-waiver', {
    title: 'Waiver that has expired',
    description: 'The last day of a waiver is over. It suppresses nothing any more.',
    graded: false,
    level: 'warning',
    severity: 'low',
    precision: 'very-high',
    tags: ['policy', 'waiver'],
  }),
  'expiring-waiver': rule('expiring-waiver', {
    title: 'Waiver that ends soon',
    description: 'A waiver suppresses a finding, and its last day is near. The finding returns after that day.',
    graded: false,
    level: 'note',
    severity: 'note',
    precision: 'very-high',
    tags: ['policy', 'waiver'],
  }),
  'unused-waiver': rule('unused-waiver', {
    title: 'Waiver that suppresses nothing',
    description: 'The port of a waiver was scanned, and did not have the finding that the waiver names.',
    graded: false,
    level: 'note',
    severity: 'note',
    precision: 'high',
    tags: ['policy', 'waiver'],
  }),
  'overdue-review': rule('overdue-review', {
    title: 'Line that nobody reviewed in time',
    description: 'The day by which a line of the policy should be reviewed, `review-by`, is over.',
    graded: false,
    level: 'warning',
    severity: 'low',
    precision: 'very-high',
    tags: ['policy', 'review'],
  }),
  'unused-allowance': rule('unused-allowance', {
    title: 'Allowed port that was never open',
    description:
      'The policy allows ports, and the last complete runs, as many as `unused-after` says, saw none of them open on ' +
      'any host of the target.',
    graded: false,
    level: 'note',
    severity: 'note',
    precision: 'medium',
    tags: ['policy', 'privilege'],
  }),
  'unknown-device': rule('unknown-device', {
    title: 'Device that the policy does not name',
    description: 'A host is up, and the devices of the policy do not name its hardware address or its address.',
    graded: false,
    level: 'warning',
    severity: 'low',
    precision: 'medium',
    tags: ['network', 'inventory'],
  }),
  'missing-device': rule('missing-device', {
    title: 'Required device that was not seen',
    description: 'The policy requires a device, and a complete run of its targets did not see it.',
    graded: false,
    level: 'error',
    severity: 'medium',
    precision: 'medium',
    tags: ['network', 'inventory', 'availability'],
  }),
  'address-conflict': rule('address-conflict', {
    title: 'Address that two devices answer for',
    description:
      'Two hardware addresses answered for one address, or another one answered than the policy gives to the address.',
    graded: false,
    level: 'error',
    severity: 'medium',
    precision: 'high',
    tags: ['network', 'inventory'],
  }),
};

/** All rules, in the order of `FINDING_CODES`. */
export const RULES: readonly FindingRule[] = FINDING_CODES.map((code) => CATALOGUE[code]);

function rule(code: FindingCode, entry: Entry): FindingRule {
  const markdown = helpMarkdown(code, HELP[code]);
  return {
    code,
    ...entry,
    help: { text: helpPlain(markdown), markdown, advice: adviceMarkdown(HELP[code]), fix: HELP[code].fix },
    helpUri: `${TOOL_URL}/blob/main/docs/findings/${code}.md`,
  };
}
