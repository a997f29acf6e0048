import type { FindingCode } from '../model/finding.ts';
import type { PortState } from '../model/observation.ts';
import type { Expectation } from '../model/policy.ts';

/** What a policy expects of a port: the expectation of an entry, or nothing (default deny). */
export const EXPECTED = ['require', 'allow', 'filtered', 'forbid', 'nothing'] as const satisfies readonly (
  | Expectation
  | 'nothing'
)[];
export type Expected = (typeof EXPECTED)[number];

/** What was observed. `open` is divided by how the service evidence compares with the entry's service. */
export const SEEN = [
  'open, agrees',
  'open, disagrees',
  'open, unproven',
  'closed',
  'filtered',
  'unfiltered',
  'open|filtered',
  'closed|filtered',
  'unobserved',
] as const satisfies readonly (Exclude<PortState, 'open'> | `open, ${string}` | 'unobserved')[];
export type Seen = (typeof SEEN)[number];

export type Cell = FindingCode | 'ok';

/** The decision table: observed × expected. */
export const DECISIONS: Readonly<Record<Seen, Readonly<Record<Expected, Cell>>>> = {
  'open, agrees': {
    require: 'ok',
    allow: 'ok',
    filtered: 'unexpected-port',
    forbid: 'forbidden-port',
    nothing: 'unexpected-port',
  },
  'open, disagrees': {
    require: 'wrong-service',
    allow: 'wrong-service',
    filtered: 'unexpected-port',
    forbid: 'forbidden-port',
    nothing: 'unexpected-port',
  },
  'open, unproven': {
    require: 'unverified-service',
    allow: 'unverified-service',
    filtered: 'unexpected-port',
    forbid: 'forbidden-port',
    nothing: 'unexpected-port',
  },
  closed: { require: 'missing-port', allow: 'ok', filtered: 'unfiltered-port', forbid: 'ok', nothing: 'ok' },
  filtered: { require: 'missing-port', allow: 'ok', filtered: 'ok', forbid: 'ok', nothing: 'ok' },
  unfiltered: {
    require: 'incomplete-scan',
    allow: 'incomplete-scan',
    filtered: 'unfiltered-port',
    forbid: 'incomplete-scan',
    nothing: 'incomplete-scan',
  },
  'open|filtered': {
    require: 'possibly-open',
    allow: 'ok',
    filtered: 'ok',
    forbid: 'possibly-open',
    nothing: 'possibly-open',
  },
  // Not open in either case, but no proof that a firewall drops packets.
  'closed|filtered': {
    require: 'missing-port',
    allow: 'ok',
    filtered: 'incomplete-scan',
    forbid: 'ok',
    nothing: 'ok',
  },
  unobserved: {
    require: 'incomplete-scan',
    allow: 'incomplete-scan',
    filtered: 'incomplete-scan',
    forbid: 'incomplete-scan',
    nothing: 'incomplete-scan',
  },
};

/** @returns why a port in this state leaves the scan incomplete, if the table says so */
export function undetermined(state: PortState): string {
  return state === 'closed|filtered'
    ? 'not open, but closed or filtered: the scan does not say which (nmap before 7.92, or --defeat-rst-ratelimit)'
    : `the port is reachable, and whether it is open was not determined (nmap: ${state})`;
}
