import type { Policy, Target } from '../model/policy.ts';
import { type Problem, refuse } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { didYouMean } from './suggest.ts';

/**
 * @param names of targets; none means all of them
 * @returns the named targets, in policy order
 * @throws InputError where a name is no target of the policy: a misspelt name must not leave a target out
 */
export function selectTargets(policy: Policy, names: readonly string[]): readonly Target[] {
  const known = policy.targets.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  refuse(
    unknown.map((name): Problem => {
      const message = `the policy has no target "${printable(name)}"${didYouMean(name, known)}; it has ${known.join(', ')}`;
      return { code: 'unknown-target', message, location: { file: policy.file, line: 1, column: 1 } };
    }),
  );
  return names.length === 0 ? policy.targets : policy.targets.filter(({ name }) => names.includes(name));
}
