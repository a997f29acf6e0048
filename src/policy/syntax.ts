import { compareLocations, type Problem } from '../model/problem.ts';
import { spliced } from './fix.ts';
import type { Finder, Slip } from './syntax-slips.ts';
import { brackets, indents, punctuation, quotes, tabs, values } from './syntax-slips.ts';

/** The most characters of policy that are read again for advice. Each try reads the whole text. */
const MOST_READ = 2 * 1024 * 1024;
/** The most slips that are tried for one error, and the most errors for which slips are tried. */
const MOST_TRIES = 60;
const MOST_ERRORS = 20;

const FINDERS: readonly Finder[] = [tabs, quotes, values, punctuation, brackets, indents];

/**
 * YAML's own messages say where the parser stopped. What the author did wrong is found by trying: a slip is reported
 * only if the corrected text no longer has the error.
 * @param read reads a text and returns its problems
 * @returns the problems; if a slip explains a syntax error, its message says what to write, and errors that only follow
 * from it are left out
 */
export function withSlips(
  text: string,
  problems: readonly Problem[],
  read: (text: string) => readonly Problem[],
): readonly Problem[] {
  let readings = Math.floor(MOST_READ / (text.length + 1));
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const explained: Problem[] = [];
  let left = problems;
  for (const problem of problems.filter(isSyntax).slice(0, MOST_ERRORS)) {
    if (!left.includes(problem) || problem.location === undefined) continue;
    const { file, line } = problem.location;
    let tries = MOST_TRIES;
    let best: Tried | undefined;
    for (const finder of FINDERS) {
      // The first finder that helps is the most likely, unless another finder leaves no problem.
      const found = finder(lines, line - 1).flatMap((slip): readonly Tried[] => {
        if (tries-- <= 0 || readings-- <= 0 || best?.after.length === 0) return [];
        const after = read(spliced(text, slip.fix));
        return ends(problem, slip, problems, after) ? [{ slip, after }] : [];
      });
      const [first] = found.sort((a, b) => weight(a.after) - weight(b.after));
      if (best === undefined || first?.after.length === 0) best = first ?? best;
    }
    if (best === undefined) continue;
    const { slip, after } = best;
    const location = { file, ...(slip.at ?? slip.fix.start) };
    explained.push({ code: problem.code, message: slip.message, location, fix: slip.fix });
    const places = new Set(after.filter(isSyntax).map(({ location: other }) => other?.line));
    left = left.filter((other) => other !== problem && (!isSyntax(other) || places.has(other.location?.line)));
  }
  return [...left, ...explained].sort((a, b) => compareLocations(a.location, b.location));
}

/** A slip, and the problems of the text after its correction. */
interface Tried {
  readonly slip: Slip;
  readonly after: readonly Problem[];
}

/** Whether the error is gone, and no other syntax error stands above it or in its place. */
function ends(problem: Problem, slip: Slip, before: readonly Problem[], after: readonly Problem[]): boolean {
  const upTo = (all: readonly Problem[], line: number) =>
    all.filter((other) => isSyntax(other) && (other.location?.line ?? 0) <= line).length;
  const own = problem.location?.line ?? 0;
  const earlier = upTo(before, own) - 1;
  if (after.filter(isSyntax).length > before.filter(isSyntax).length) return false;
  if (upTo(after, own) <= earlier) return true;
  const isSame = ({ message }: Problem) => message === problem.message;
  return slip.isReportedAtEnd === true && upTo(after, slip.fix.end.line) <= earlier && !after.some(isSame);
}

/** Text that is not valid YAML hides other problems. */
function weight(problems: readonly Problem[]): number {
  return problems.reduce((sum, problem) => sum + (isSyntax(problem) ? 1_000 : 1), 0);
}

function isSyntax({ code }: Problem): boolean {
  return code === 'yaml-syntax';
}
