import assert from 'node:assert/strict';
import type { Policy } from '../../src/model/policy.ts';
import { InputError } from '../../src/model/problem.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

/** The first lines of a test's policy: five of them, so that the rest begins on line 6. */
const HEAD = 'version: 1\nenvironment: test\ndefaults:\n  ports: {tcp: [22, 80, 443, 6379]}\n\n';

/** Reads a policy from its `targets` and, if need be, its `authorization`. */
export function policyOf(rest: string): Policy {
  return parsePolicy(HEAD + rest, 'policy.yml');
}

/** @returns `line:code` for every problem with which the call is refused. */
export async function refusalsOf(run: () => Promise<unknown> | unknown): Promise<readonly string[]> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ code, location }) => `${location?.line ?? '-'}:${code}`);
  }
  assert.fail('nothing was refused');
}
