import type { KnownFinding } from '../model/memory.ts';
import { compareText } from '../model/problem.ts';
import { joinLives } from './life.ts';
import type { KnownRun, State } from './state.ts';

/** Collects what lines remember. Lines about the same thing are joined, in any order. */
export class StateDraft {
  readonly runs = new Map<string, KnownRun>();
  readonly findings = new Map<string, KnownFinding>();

  addRun(run: KnownRun): void {
    this.runs.set(JSON.stringify([run.at, run.environment, run.targets, run.verdict, run.complete]), run);
  }

  addFinding(finding: KnownFinding): void {
    const before = this.findings.get(finding.fingerprint);
    this.findings.set(finding.fingerprint, before === undefined ? finding : joinFindings(before, finding));
  }

  finish(): State {
    return {
      runs: [...this.runs.entries()].sort(([a], [b]) => compareText(a, b)).map(([, run]) => run),
      findings: this.findings,
    };
  }
}

/** The newer line says how the finding was. If both are as new, the choice is arbitrary and always the same. */
function joinFindings(a: KnownFinding, b: KnownFinding): KnownFinding {
  return { ...newer(a, b, ({ spans, first, gone, ...rest }) => JSON.stringify(rest)), ...joinLives(a, b) };
}

function newer<T extends { readonly last: string }>(a: T, b: T, text: (item: T) => string): T {
  return (compareText(a.last, b.last) || compareText(text(a), text(b))) > 0 ? a : b;
}
