import { type Address, compareAddresses } from '../model/address.ts';
import { type Finding, SEVERITIES } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { formatPorts, type PortSet, portCount } from '../model/port.ts';
import { compareLocations, compareText } from '../model/problem.ts';
import type { Draft } from './draft.ts';
import { findingOf, type Gap, incompleteFinding, type Judging } from './finding.ts';

/** The most failures of one kind on one host and line. More become one finding that lists its ports. */
export const LISTED_ONE_BY_ONE = 32;

/** The most addresses of one target that are unanswered for one reason. More become one finding with their ranges. */
const HOSTS_ONE_BY_ONE = 8;

/** Ports of one address that a finding concerns. */
export type Place = Pick<Draft, 'address' | 'protocol' | 'ports'>;

/** A finding, and where a second probe can confirm it. */
export interface Placed {
  readonly finding: Finding;
  readonly places: readonly Place[];
}

/** Makes findings from drafts. Many ports become a list, and drafts with the same identity become one finding. */
export function mergeDrafts(judging: Judging, drafts: readonly Draft[]): readonly Placed[] {
  const groups = groupBy(drafts.flatMap(spread), ({ draft: { code, target, host, address, protocol }, slot }) =>
    [code, target.name, host, address, protocol, slot].join('|'),
  );
  return [...groups.values()].map(([first, ...others]): Placed => {
    const all = [first.draft, ...others.map(({ draft }) => draft)] as const;
    return { finding: findingOf(judging, all, first.slot), places: all };
  });
}

function spread(draft: Draft): readonly { readonly draft: Draft; readonly slot: string }[] {
  if (draft.code === 'suspicious-host') return [{ draft, slot: '*' }];
  if (portCount(draft.ports) > LISTED_ONE_BY_ONE) {
    return [{ draft, slot: draft.entry === null ? '*' : formatPorts(draft.entry.ports) }];
  }
  return draft.ports.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => {
      const port = first + index;
      return { draft: { ...draft, ports: [[port, port]] as PortSet }, slot: String(port) };
    }),
  );
}

export function mergeGaps(judging: Judging, gaps: readonly Gap[]): readonly Finding[] {
  const groups = groupBy(gaps, ({ target, host, address, protocol, reason }) =>
    [target.name, host, address ?? '', protocol ?? '', reason.code].join('|'),
  );
  const places = [...groups.values()];
  const alike = groupBy(places, ([{ target, protocol, host, address, reason }]) =>
    host === address ? [target.name, protocol ?? '', reason.code].join('|') : null,
  );
  return [...alike].flatMap(([key, some]) => {
    const folded = key !== null && some.length > HOSTS_ONE_BY_ONE;
    const [first, ...others] = some;
    const joined: readonly [Gap, ...Gap[]][] = folded ? [[...first, ...others.flat()]] : some;
    return joined.map((group) => incompleteFinding(judging, group, folded));
  });
}

/**
 * Worst first, then by location in the policy, host, protocol and port. Findings of targets that are not active yet
 * come after those that count, and waived findings last: what a report cuts off is never what fails the build.
 */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(a.waived !== null) - Number(b.waived !== null) ||
    Number(a.activation !== null) - Number(b.activation !== null) ||
    severityRank(a) - severityRank(b) ||
    compareLocations(a.location, b.location) ||
    compareHosts(a, b) ||
    compareText(a.protocol ?? '', b.protocol ?? '') ||
    (a.port ?? -1) - (b.port ?? -1) ||
    compareText(a.code, b.code) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** Incomplete findings come after findings that fail a build by default, and before notes. */
function severityRank({ severity }: Finding): number {
  return severity === null ? SEVERITIES.indexOf('note') - 0.5 : SEVERITIES.indexOf(severity);
}

type Located = { readonly host: string | null; readonly address: Address | null };

/** Findings without an address first, then by address, then by the host as written. */
export function compareHosts(a: Located, b: Located): number {
  if (a.address !== null && b.address !== null) {
    return compareAddresses(a.address, b.address) || compareText(a.host ?? '', b.host ?? '');
  }
  return Number(a.address !== null) - Number(b.address !== null) || compareText(a.host ?? '', b.host ?? '');
}
