import { type Policy, zoneOf } from '../model/policy.ts';
import { type Problem, problemAt } from '../model/problem.ts';
import { nearest } from '../model/suggest.ts';
import { type PolicyCode, quote } from './fault.ts';
import { find, locate, replacement, type Tree } from './tree.ts';

/** The most zones that a message lists. */
const LISTED = 5;

/**
 * Nobody looks for a device in a zone that no target has, so it would never be missing.
 * @param policy with all of its targets
 */
export function zoneProblems(policy: Policy, tree: Tree): readonly Problem[] {
  const { devices, targets } = policy;
  const zones = new Set(targets.map((target) => zoneOf(target, policy)));
  return devices.flatMap(({ zone }, index) => {
    if (zone === null || zones.has(zone)) return [];
    const near = nearest(zone, zones);
    const [first, ...others] = near === undefined ? [...zones].slice(0, LISTED) : [near];
    const path = ['devices', index, 'zone'];
    if (first === undefined) return [];
    const meant = [first, ...others].map((one) => JSON.stringify(one)).join(' or ');
    const message = `no target has the zone ${quote(zone)}: write ${meant}`;
    const problem = problemAt<PolicyCode>('unknown-zone', message, locate(tree, path));
    const node = find(tree, path);
    return [
      others.length > 0 || node === undefined ? problem : { ...problem, fix: replacement(node, JSON.stringify(first)) },
    ];
  });
}
