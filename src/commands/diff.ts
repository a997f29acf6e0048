import { type DiffRequest, diff } from '../diff.ts';
import { findComparedPolicy, findPolicy, locationOptions, systemEffects } from '../edge/effects.ts';
import { writeStdout } from '../edge/outputs.ts';
import { readPush } from '../edge/push-event.ts';
import { atLeast, type Severity } from '../model/finding.ts';
import type { ExitCode } from '../model/report.ts';
import { REVIEW_FORMATS, type ReviewFormat } from '../report/review-formats.ts';
import { isDangerous } from '../report/review-words.ts';
import type { Review } from '../review/change.ts';

export interface DiffOptions {
  /** Two files; empty: the policy in two commits. */
  readonly files: readonly [] | readonly [base: string, head: string];
  readonly base: string | null;
  readonly head: string | null;
  readonly policy: string | null;
  readonly format: ReviewFormat;
  /** Lowest severity of a dangerous change that fails; null: no change fails. */
  readonly failOnNew: Severity | null;
}

/** Prints what a change of the policy newly allows. An invalid policy or a missing commit is never "no change". */
export async function runDiff(options: DiffOptions): Promise<ExitCode> {
  const review = await diff(await diffRequest(options), quietEffects());
  const location = await locationOptions(review.head.label);
  await writeStdout(REVIEW_FORMATS[options.format](review, location));
  return diffStatus(review, options.failOnNew);
}

/** @returns the effects of this machine, without progress */
export function quietEffects() {
  return systemEffects(new AbortController().signal, { emit: () => {}, progress: () => {} });
}

/** @returns what to compare: two files, or the policy in the working tree or a commit with that of an earlier commit */
export async function diffRequest({
  files,
  base,
  head,
  policy,
}: Omit<DiffOptions, 'format' | 'failOnNew'>): Promise<DiffRequest> {
  const [earlier, later] = files;
  if (earlier !== undefined && later !== undefined) {
    return { kind: 'files', base: await findPolicy(earlier), head: await findPolicy(later) };
  }
  const policyFile = head === null ? await findComparedPolicy(policy) : policy;
  const baseBranch = process.env.GITHUB_BASE_REF || null;
  return { kind: 'commits', base, head, baseBranch, policyFile, push: await readPush(process.env) };
}

/** @returns 1 if a dangerous change has at least this severity */
export function diffStatus({ changes }: Review, failOnNew: Severity | null): ExitCode {
  if (failOnNew === null) return 0;
  return changes.some((change) => isDangerous(change) && atLeast(change.severity, failOnNew)) ? 1 : 0;
}
