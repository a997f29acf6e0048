import { patternCovers } from '../model/address.ts';
import type { HostPattern, Policy, Target } from '../model/policy.ts';
import { type Problem, refuse } from '../model/problem.ts';
import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { patternsMeet } from './host-rules.ts';

/**
 * @param names of targets; empty: all targets
 * @returns the named targets, in policy order
 * @throws InputError if the policy has no target of that name, so that a misspelt name leaves no target out
 */
export function selectTargets(policy: Policy, names: readonly string[]): readonly Target[] {
  const known = policy.targets.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  refuse(
    unknown.map((name): Problem => {
      const message =
        `the policy has no target "${printable(name)}"${didYouMean(name, known)}; its targets are: ` + known.join(', ');
      return { code: 'unknown-target', message, location: { file: policy.file, line: 1, column: 1 } };
    }),
  );
  return names.length === 0 ? policy.targets : policy.targets.filter(({ name }) => names.includes(name));
}

/** @returns the hosts that both targets name, as far as the text shows; names may resolve to any address */
export function sharedHosts(target: Target, other: Target): readonly string[] {
  const excluded = [...target.exclude, ...other.exclude].map(({ value }) => value);
  return target.hosts
    .map(({ value }) => value)
    .filter((host) => other.hosts.some(({ value }) => meet(host, value)) && !excluded.some((out) => hides(out, host)))
    .map(({ text }) => text);
}

function meet(a: HostPattern, b: HostPattern): boolean {
  if (a.kind === 'name') return b.kind === 'name' && a.name === b.name;
  return b.kind === 'addresses' && patternsMeet(a.pattern, b.pattern);
}

function hides(excluded: HostPattern, host: HostPattern): boolean {
  return excluded.kind === 'addresses' && host.kind === 'addresses' && patternCovers(excluded.pattern, host.pattern);
}
