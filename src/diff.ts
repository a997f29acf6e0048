import { firstAt, loadAt, policyAt } from './base-policy.ts';
import type { Effects } from './model/effects.ts';
import { InputError } from './model/problem.ts';
import { DEFAULT_POLICIES } from './model/repository.ts';
import { printable } from './model/text.ts';
import { readPolicy } from './pipeline.ts';
import type { Review } from './review/change.ts';
import { reviewPolicies, type Side } from './review/review.ts';
import { type Commit, findCommit, findMergeBase, type Git, openGit } from './scan/git.ts';

/** What to compare: two files, or a file in two commits. */
export type DiffRequest =
  | { readonly kind: 'files'; readonly base: string; readonly head: string }
  | {
      readonly kind: 'commits';
      /** Null: the merge base with `baseBranch`. */
      readonly base: string | null;
      /** Null: the working tree. */
      readonly head: string | null;
      /** The branch into which a pull request goes; null: the default branch. */
      readonly baseBranch: string | null;
      /** The policy in the working tree; null: the default places, in the commit `head`. */
      readonly policyFile: string | null;
      /** The push that started the run; null: there is none. */
      readonly push: Push | null;
    };

/** What a push moved, as hashes of commits. */
export interface Push {
  readonly before: string;
  readonly after: string;
}

/**
 * Compares what two versions of a policy allow. Sends nothing, resolves no name.
 * @throws InputError if a version cannot be found or read, or is invalid: that is never "no change"
 * @throws ToolError if there is no Git
 */
export async function diff(request: DiffRequest, effects: Effects): Promise<Review> {
  if (request.kind === 'commits') return diffCommits(request, effects);
  const [base, head] = await filesOf(request, effects);
  return reviewPolicies(base, head);
}

async function filesOf({ base, head }: Extract<DiffRequest, { kind: 'files' }>, effects: Effects) {
  const side = async (file: string): Promise<Side> => {
    return { policy: await readPolicy(file, effects), label: file, exists: true };
  };
  return [await side(base), await side(head)] as const;
}

type CommitsRequest = Extract<DiffRequest, { kind: 'commits' }>;

async function diffCommits(request: CommitsRequest, effects: Effects): Promise<Review> {
  const git = await openGit(effects.environment, effects.signal);
  const later = request.head === null ? null : await findCommit(git, request.head, '--head', false);
  const tip = later ?? (await findCommit(git, 'HEAD', '--head', false));
  const earlier =
    request.base === null ? await defaultBase(git, tip, request) : await findCommit(git, request.base, '--base', false);
  const head = await headOf(git, later, request.policyFile, effects);
  const review = reviewPolicies(await policyAt(git, earlier, head.label, effects), head);
  // A working tree may differ from its commit. If it does not, or if the head is a commit, nothing was compared.
  if (request.base === null && earlier.hash === tip.hash && (later !== null || isSame(review)))
    throw sameCommit(earlier);
  return review;
}

/** @returns the merge base; or, if that is the head itself, the commit before the push that made it the head */
async function defaultBase(git: Git, tip: Commit, { baseBranch, push }: CommitsRequest): Promise<Commit> {
  const mergeBase = await findMergeBase(git, baseBranch, tip.hash);
  if (mergeBase.hash !== tip.hash || push?.after !== tip.hash) return mergeBase;
  return { ...(await findCommit(git, push.before, 'the commit before the push', false)), ref: 'the commit before' };
}

function isSame({ changes, reworded }: Review): boolean {
  return changes.length === 0 && reworded === 0;
}

function sameCommit({ ref, hash }: Commit): InputError {
  const message =
    `the ${printable(ref)} is the commit to compare (${hash.slice(0, 12)}), so nothing is compared: ` +
    'name the earlier commit with --base, such as HEAD~1 (HEAD for uncommitted changes)';
  return new InputError([{ code: 'same-commit', message }]);
}

async function headOf(git: Git, commit: Commit | null, file: string | null, effects: Effects): Promise<Side> {
  if (commit === null) {
    if (file === null) throw new TypeError('the policy of the working tree is not named');
    return { policy: await readPolicy(file, effects), label: file, exists: true };
  }
  const places = file === null ? DEFAULT_POLICIES : [file];
  const found = await firstAt(git, commit, places);
  if (found === null) {
    const message =
      `${printable(commit.ref)} has no ${places.map((place) => printable(place)).join(' and no ')}: ` +
      'name the policy with --policy';
    throw new InputError([{ code: 'no-policy', message }]);
  }
  return { policy: await loadAt(git, commit, found, '', effects), label: found.file, exists: true };
}
