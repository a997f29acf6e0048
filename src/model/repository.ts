/** Where a policy is looked for when none is named. Two of them would be a question of which one counts. */
export const DEFAULT_POLICIES = ['exposure-policy.yml', '.github/exposure-policy.yml'] as const;

/** Where the policy lies. Paths are absolute, with symbolic links resolved. */
export interface Repository {
  /** The folder that paths in SARIF are relative to: the nearest repository above the policy, or its substitute. */
  readonly root: string;
  /** The folder that the policy's path is relative to. */
  readonly workingDirectory: string;
  /** Null: unknown. */
  readonly revision: Revision | null;
}

/** What is checked out (SARIF 2.1.0, 3.23). */
export interface Revision {
  /** URL of the repository, without credentials. */
  readonly uri: string;
  /** Hash of the commit; null: unknown. */
  readonly commit: string | null;
  /** Null: unknown, or a commit is checked out and no branch. */
  readonly branch: string | null;
}
