import { SEVERITIES } from '../model/finding.ts';
import type { Policy } from '../model/policy.ts';
import { compareLocations, compareText } from '../model/problem.ts';
import { activationChanges } from './activation.ts';
import { authorizationChanges } from './authorization.ts';
import { CHANGE_KINDS, type Change, type Review } from './change.ts';
import { deviceChanges } from './devices.ts';
import { exclusionChanges } from './exclusions.ts';
import { hostClasses, partsOfNames, surfacesOf } from './hosts.ts';
import { identityChanges, renamedTargets, rewordedLines } from './identity.ts';
import { nearestIn, reachabilityChanges } from './reachability.ts';
import { reviewDayChanges } from './review-days.ts';
import { settingChanges } from './settings.ts';
import { waiverChanges } from './waivers.ts';

/**
 * Compares what two policies mean: what is reachable by which address, protocol and port, and under which settings.
 * @param base the earlier policy; `label` says where it came from
 * @param head the later policy, whose lines the changes name
 * @throws InputError for hosts in too many separate ranges to compare
 */
export function reviewPolicies(base: Side, head: Side): Review {
  const [was, now] = [surfacesOf(base.policy), surfacesOf(head.policy)];
  const nearest = nearestIn(head.policy);
  const classes = hostClasses(was, now);
  const parts = partsOfNames(classes);
  const reachable = reachabilityChanges(classes, parts, { base: base.policy, head: head.policy }, nearest);
  const renames = renamedTargets(was, now);
  const excluded = exclusionChanges(
    { policy: base.policy, surfaces: was },
    { policy: head.policy, surfaces: now },
    renames,
    classes,
  );
  const places = [...classes, ...parts];
  const explained = new Set([...reachable, ...excluded].flatMap(({ targets }) => targets));
  const changes = [
    ...reachable,
    ...excluded,
    ...reviewDayChanges(base.policy, head.policy, renames),
    ...identityChanges(was, now, explained, renames, nearest),
    ...authorizationChanges(base.policy, head.policy),
    ...activationChanges(base.policy, head.policy, renames, places, nearest),
    ...deviceChanges(base.policy, head.policy, renames, classes),
    ...waiverChanges(base.policy, head.policy, renames, places, nearest),
    ...settingChanges(base.policy, head.policy, renames, classes),
  ];
  return {
    base: { label: base.label, exists: base.exists },
    head: { label: head.label, exists: head.exists },
    changes: changes.sort(compareChanges),
    reworded: rewordedLines(base.policy, head.policy),
  };
}

export interface Side {
  readonly policy: Policy;
  readonly label: string;
  readonly exists: boolean;
}

function compareChanges(a: Change, b: Change): number {
  return (
    CHANGE_KINDS.indexOf(a.kind) - CHANGE_KINDS.indexOf(b.kind) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareLocations(a.location, b.location) ||
    compareText(a.subject, b.subject) ||
    compareText(a.now, b.now)
  );
}
