/** Where a policy is looked for when none is named. Two of them would be a question of which one counts. */
export const DEFAULT_POLICIES = ['exposure-policy.yml', '.github/exposure-policy.yml'] as const;

/** Where the policy lies. Paths are absolute, with symbolic links resolved. */
export interface Repository {
  /** The folder that published paths are relative to: the nearest repository above the policy, or what stands in for one. */
  readonly root: string;
  /** What the policy's own path is relative to. */
  readonly workingDirectory: string;
  /** Null: not known. */
  readonly revision: Revision | null;
}

/** What is checked out there (SARIF 2.1.0, 3.23). */
export interface Revision {
  /** Of the repository, without credentials. */
  readonly uri: string;
  /** A commit's hash; null: not known. */
  readonly commit: string | null;
  /** Null: not known, or none is checked out. */
  readonly branch: string | null;
}
