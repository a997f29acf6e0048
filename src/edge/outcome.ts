import type { Effects } from '../model/effects.ts';
import type { RunEvent } from '../model/event.ts';
import { isStanding } from '../model/finding.ts';
import { InputError, type Problem, ToolError } from '../model/problem.ts';
import type { Failure, Outcome } from '../model/report.ts';
import type { CheckRequest } from '../model/request.ts';
import { printable } from '../model/text.ts';
import { check } from '../pipeline.ts';

/** Runs the check and always returns an outcome that can be reported. An internal error is never a pass. */
export async function checkOutcome(request: CheckRequest, effects: Effects): Promise<Outcome> {
  const startedAt = effects.now();
  effects.emit({ event: 'start', policy: printable(request.policyFile), startedAt });
  const outcome = await check(request, effects).catch((error) =>
    failureOf(error, request.policyFile, startedAt, effects.now()),
  );
  effects.emit(verdictEvent(outcome));
  return outcome;
}

function verdictEvent(outcome: Outcome): RunEvent {
  const { exitCode } = outcome;
  if (outcome.kind === 'failure') return { event: 'verdict', verdict: 'error', exitCode, findings: 0, unobserved: 0 };
  const { verdict, findings, coverage } = outcome;
  const standing = findings.filter((finding) => isStanding(finding) && finding.severity !== null);
  const unobserved = coverage.required - coverage.answered;
  return { event: 'verdict', verdict, exitCode, findings: standing.length, unobserved };
}

/** @returns the failure for an error: bad input (2) with all its problems, or a tool that could not work (3) */
export function failureOf(error: unknown, file: string, startedAt: Date, finishedAt: Date): Failure {
  const about = {
    kind: 'failure',
    policy: { file: printable(file, 1_000), environment: null },
    startedAt,
    finishedAt,
  } as const;
  if (error instanceof InputError) return { ...about, exitCode: 2, problems: error.problems };
  return { ...about, exitCode: 3, problems: [toolProblem(error)] };
}

function toolProblem(error: unknown): Problem {
  if (error instanceof ToolError) return { code: 'tool-failure', message: error.message };
  const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'internal-error',
    message: `this is a defect of exposure-gate, please report it: ${printable(where, 1_000)}`,
  };
}
