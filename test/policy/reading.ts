import type { Policy, Target } from '../../src/model/policy.ts';
import { InputError, type Problem, type Warning } from '../../src/model/problem.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

export const FILE = 'exposure-policy.yml';

/** @returns what is wrong with the policy; nothing where it is right. Any other error is passed on. */
export function problemsOf(text: string): readonly Problem[] {
  try {
    parsePolicy(text, FILE);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
}

/** @returns what is worth a look in a policy that is right. */
export function warningsOf(text: string): readonly Warning[] {
  return problemsOf(text).length > 0 ? [] : parsePolicy(text, FILE).warnings;
}

/** @returns `line:column code` for each problem. */
export function placesOf(text: string): readonly string[] {
  return problemsOf(text).map(({ code, location }) => `${location?.line}:${location?.column} ${code}`);
}

/** @returns a policy with one target; its lines are indented here, and begin on line 6. */
export function withTarget(lines: string, before = ''): string {
  const body = lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `version: 1\nenvironment: test\n${before}targets:\n  web:\n    hosts: [192.0.2.10]\n${body}\n`;
}

export function targetOf(text: string): Target {
  const { targets }: Policy = parsePolicy(text, FILE);
  const [target] = targets;
  if (target === undefined) throw new TypeError('no target');
  return target;
}
