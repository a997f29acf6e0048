import { printable, withoutCommands } from './text.ts';

/** A place in a file of the user. `line` and `column` count from 1. `file` is the path as the user gave it. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Text that replaces what is between two places of the file, and so solves the problem. Counts from 1. */
export interface Fix {
  readonly start: Pick<Location, 'line' | 'column'>;
  readonly end: Pick<Location, 'line' | 'column'>;
  readonly text: string;
}

/** Something wrong with the user's input. `code` is stable. `message` says what is wrong and what to do. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly location?: Location;
  readonly fix?: Fix;
}

/** @returns a problem at a place in a file of the user; without a location, the problem has no place */
export function problemAt<Code extends string>(code: Code, message: string, location: Location | undefined): Problem {
  return location === undefined ? { code, message } : { code, message, location };
}

/** Bad policy, bad input or a refused authorization: exit status 2. Nothing was probed. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** @throws InputError with all problems, sorted, if there are any */
export function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = [...problems].sort(compareProblems);
  if (first !== undefined) throw new InputError([first, ...rest]);
}

/** The tool could not work (no scanner, disk full, output closed): exit status 3, inconclusive. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Something in a policy that deserves attention but does not make the policy invalid. */
export interface Warning extends Problem {
  readonly level: 'warning' | 'note';
}

/**
 * @returns `file:line:column: message [code]`, with `warning: ` or `note: ` before the message of a `Warning`. Editors
 * and problem matchers read this form. No runner takes it for a command.
 */
export function formatProblem({ code, message, location, ...rest }: Problem | Warning): string {
  const level = 'level' in rest ? `${rest.level}: ` : '';
  const place =
    location === undefined ? '' : `${printable(location.file, 1_000)}:${location.line}:${location.column}: `;
  return withoutCommands(`${place}${level}${message} [${code}]`);
}

/** Order of reports: by file, line and column. Problems without a location come first. */
export function compareProblems(a: Problem, b: Problem): number {
  return compareLocations(a.location, b.location) || compareText(a.code, b.code) || compareText(a.message, b.message);
}

export function compareLocations(a: Location | undefined, b: Location | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}

/** Order by UTF-16 code unit, which is the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
