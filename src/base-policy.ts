import { dirname, join } from 'node:path';
import type { Effects } from './model/effects.ts';
import type { Policy } from './model/policy.ts';
import { InputError } from './model/problem.ts';
import { DEFAULT_POLICIES } from './model/repository.ts';
import { printable } from './model/text.ts';
import { emptyPolicy } from './policy/empty.ts';
import { loadPolicy } from './policy/load.ts';
import { isReadyName } from './policy/use.ts';
import { authorizationChanges } from './review/authorization.ts';
import { type Commit, findCommit, type Git, openGit, readAt } from './scan/git.ts';

/** A policy of a commit, and where it was found. */
export interface PolicyAt {
  readonly policy: Policy;
  /** `origin/main:exposure-policy.yml`. */
  readonly label: string;
  /** False: the commit has none, so the policy is empty. */
  readonly exists: boolean;
}

/**
 * Reads the policy of an earlier commit.
 * @param file the later policy; the other default place counts too if this is one of them
 * @throws InputError if the policy is invalid or cannot be read
 */
export async function policyAt(
  git: Git,
  commit: Commit,
  file: string,
  effects: Pick<Effects, 'readUsed'>,
): Promise<PolicyAt> {
  const isDefault = DEFAULT_POLICIES.some((one) => one === file);
  const found = await firstAt(git, commit, [file, ...(isDefault ? DEFAULT_POLICIES : [])]);
  const label = `${printable(commit.ref)}:${printable(found?.file ?? file, 1_000)}`;
  if (found === null) return { policy: emptyPolicy(label), label, exists: false };
  const prefix = `${printable(commit.ref)}:`;
  return { policy: await loadAt(git, commit, found, prefix, effects), label, exists: true };
}

/**
 * Reads a policy of a commit. What it uses is read from the same commit, but ready policies are those of this tool.
 * @param prefix stands before each path in locations
 */
export function loadAt(
  git: Git,
  commit: Commit,
  { file, text }: { readonly file: string; readonly text: string },
  prefix: string,
  { readUsed }: Pick<Effects, 'readUsed'>,
): Promise<Policy> {
  return loadPolicy(text, `${prefix}${file}`, async (reference, from) => {
    if (isReadyName(reference)) return readUsed(reference, from);
    const beside = join(dirname(from.slice(prefix.length)), reference);
    const found = await readAt(git, commit, beside);
    if (found !== null) return { file: `${prefix}${beside}`, text: found };
    const message = `${printable(commit.ref)} has no file "${printable(beside)}"`;
    throw new InputError([{ code: 'unknown-policy', message }]);
  });
}

/** @returns the first of the files that the commit has; null: none */
export async function firstAt(git: Git, commit: Commit, files: readonly string[]) {
  for (const file of files) {
    const text = await readAt(git, commit, file);
    if (text !== null) return { file, text };
  }
  return null;
}

/**
 * Replaces the authorization of a policy, with its scope, exclusions and limits, by that of another commit: who changes
 * a policy must not be able to authorize the scan of it.
 * @param ref the commit, as the user named it
 * @returns the policy to obey, and what of its own authorization is not obeyed, printable
 * @throws InputError if the commit or its policy cannot be read: nothing may be probed then
 */
export async function obeyAuthorizationOf(
  policy: Policy,
  ref: string,
  { environment, signal, readUsed }: Pick<Effects, 'environment' | 'signal' | 'readUsed'>,
): Promise<{ readonly policy: Policy; readonly notices: readonly string[] }> {
  const git = await openGit(environment, signal);
  const commit = await findCommit(git, ref, 'authorization-from', true);
  const base = await policyAt(git, commit, policy.file, { readUsed });
  const { authorization, maxHosts } = base.policy;
  const changes = authorizationChanges(base.policy, policy).map(({ subject, was, now, location }) => {
    return (
      `${printable(location.file, 1_000)}:${location.line}: ${subject} is not obeyed: "${was}" counts, and ` +
      `not "${now}"`
    );
  });
  const source = base.exists
    ? `The authorization is that of ${base.label} (${commit.hash.slice(0, 12)}).`
    : `There is no policy at ${base.label} (${commit.hash.slice(0, 12)}), so nothing but loopback is authorized.`;
  return {
    policy: { ...policy, authorization, maxHosts, authorizationFrom: base.label },
    notices: [source, ...changes],
  };
}
