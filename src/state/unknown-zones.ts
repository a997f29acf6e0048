import { type Comparison, compareUnobserved } from '../compare/compare.ts';
import type { Gap } from '../compare/finding.ts';
import { hostIdentities } from '../compare/fingerprint.ts';
import { compareFindings, mergeGaps } from '../compare/merge.ts';
import type { Grant } from '../model/grant.ts';
import { type Policy, zoneOf } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import { isSeen, type PlacedHost } from './devices.ts';

/**
 * A host is in the first zone of all its targets. If nobody knows the addresses of a name of an unselected target, any
 * host may be in the zone of that target, where other devices are known.
 * @param hosts with their zones as far as they are known
 * @returns the comparison; the run is incomplete if such a zone decides anything
 */
export function withUnknownZones(
  comparison: Comparison,
  policy: Policy,
  grant: Grant,
  hosts: readonly PlacedHost[],
  now: Date,
): Comparison {
  const zones = new Set(hosts.filter(isSeen).map(({ zone }) => zone));
  const gaps = grant.unknown.flatMap(({ target: name, host }): readonly Gap[] => {
    const target = policy.targets.find((one) => one.name === name);
    if (target === undefined) return [];
    const zone = zoneOf(target, policy);
    if (![...zones].some((other) => compareText(zone, other) < 0 && isJudgedOtherwise(policy, zone, other))) return [];
    const text =
      `which hosts have the name is not known, and the zone "${zone}" of target "${name}" decides which devices ` +
      'they may be: select that target too, or write its addresses';
    return [{ target, host, address: null, protocol: null, ports: [], reason: { code: 'name-unresolved', text } }];
  });
  const judging = { policy, identityOf: hostIdentities([...grant.hosts, ...grant.others]), now };
  return {
    ...comparison,
    findings: [...comparison.findings, ...mergeGaps(judging, gaps)].sort(compareFindings),
    required: comparison.required + gaps.length,
    addresses: comparison.addresses + gaps.length,
    unobserved: [...comparison.unobserved, ...gaps.map((gap) => ({ ...gap, target: gap.target.name }))].sort(
      compareUnobserved,
    ),
  };
}

function isJudgedOtherwise({ maxRandom, devices }: Policy, ...zones: readonly [string, string]): boolean {
  return maxRandom !== null || devices.some(({ zone }) => zone !== null && zones.includes(zone));
}
