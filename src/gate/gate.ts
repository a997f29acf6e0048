import { atLeast, type Finding, isStanding, type Severity } from '../model/finding.ts';
import type { ExitCode, Verdict } from '../model/report.ts';
import type { OnIncomplete } from '../model/request.ts';

/** What decides the verdict besides the findings. */
export interface GateOptions {
  readonly failOn: Severity;
  readonly onIncomplete: OnIncomplete;
  /**
   * Whether a finding that fails the build may be missing, because a later probe disagreed. `on-incomplete: warn` does
   * not apply then.
   */
  readonly withdrawn: boolean;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
}

/**
 * The only place that decides the verdict (docs/verdict.md).
 * @param complete whether every port of the required coverage was answered; if false, the verdict is never a pass, not
 *   even if the ports belong to a target that is not active yet
 */
export function decide(
  findings: readonly Finding[],
  complete: boolean,
  { failOn, onIncomplete, withdrawn }: GateOptions,
): Decision {
  if (findings.some((finding) => failsBuild(finding, failOn))) return { verdict: 'fail', exitCode: 1 };
  if (complete && !withdrawn && !findings.some(({ code }) => code === 'incomplete-scan'))
    return { verdict: 'pass', exitCode: 0 };
  return { verdict: 'inconclusive', exitCode: onIncomplete === 'warn' && !withdrawn ? 0 : 3 };
}

/** @returns whether the finding alone makes the verdict a fail */
export function failsBuild(finding: Finding, failOn: Severity): boolean {
  const { severity } = finding;
  return isStanding(finding) && severity !== null && atLeast(severity, failOn);
}
