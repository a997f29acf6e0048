/** Where the tool looks for a policy if none is named. If both exist, the tool asks which one counts. */
export const DEFAULT_POLICIES = ['exposure-policy.yml', '.github/exposure-policy.yml'] as const;

/** Where the policy is. Paths are absolute, and symbolic links are resolved. */
export interface Repository {
  /** The folder to which paths in SARIF are relative: the nearest repository above the policy, or its substitute. */
  readonly root: string;
  /** The folder to which the policy's path is relative. */
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
  /** Null: unknown, or a commit without a branch is checked out. */
  readonly branch: string | null;
}

/** The systems whose variables name the commit and the run. */
export const CI_SYSTEMS = ['github', 'gitlab', 'jenkins', 'azure'] as const;

/** What a run was about and where it ran, as far as known. All texts are printable. */
export interface RunOrigin {
  /** URL of the repository, without credentials. */
  readonly repository: string | null;
  /** Hash of the commit. */
  readonly commit: string | null;
  readonly branch: string | null;
  /** The run of a CI system; null: none is known. */
  readonly run: {
    readonly system: (typeof CI_SYSTEMS)[number];
    readonly id: string;
    readonly url: string | null;
  } | null;
}
