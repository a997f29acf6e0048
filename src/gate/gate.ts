import { atLeast, type Finding, type Severity } from '../model/finding.ts';
import type { ExitCode, Verdict } from '../model/report.ts';
import type { OnIncomplete } from '../model/request.ts';

/** What the verdict depends on beside what was found. */
export interface GateOptions {
  readonly failOn: Severity;
  readonly onIncomplete: OnIncomplete;
  /**
   * Whether what would fail may be missing from the findings, because a later probe disagreed: no `warn` lets that
   * through.
   */
  readonly withdrawn: boolean;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
}

/**
 * The one place where the verdict is made (docs/verdict.md).
 * @param complete whether every owed port was answered; what is not true here is never a pass
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

function failsBuild({ severity, waived }: Finding, failOn: Severity): boolean {
  return waived === null && severity !== null && atLeast(severity, failOn);
}
