import { printable, withoutCommands } from './text.ts';

/** A place in a file the user wrote. `line` and `column` count from 1; `file` is the path as the user gave it. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Text to write between two places of the file: it ends the problem. Lines and columns count from 1. */
export interface Fix {
  readonly start: Pick<Location, 'line' | 'column'>;
  readonly end: Pick<Location, 'line' | 'column'>;
  readonly text: string;
}

/** Something wrong with what the user handed in. `code` is stable, `message` is prose: what is wrong and what to do. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly location?: Location;
  readonly fix?: Fix;
}

/** Bad policy, bad input or a refused authorization: exit status 2, and nothing was probed. */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly [Problem, ...Problem[]];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** @throws InputError with all the problems, sorted, if there is any. */
export function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = [...problems].sort(compareProblems);
  if (first !== undefined) throw new InputError([first, ...rest]);
}

/** The tool could not do its work (no scanner, disk full, output closed): exit status 3, inconclusive. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** Something of a policy that is worth a look and refuses nothing. */
export interface Warning extends Problem {
  readonly level: 'warning' | 'note';
}

/**
 * @returns `file:line:column: message [code]`, with `warning: ` or `note: ` before the message of what refuses nothing:
 * the shape that editors and problem matchers read, and no runner's command.
 */
export function formatProblem({ code, message, location, ...rest }: Problem | Warning): string {
  const level = 'level' in rest ? `${rest.level}: ` : '';
  const place =
    location === undefined ? '' : `${printable(location.file, 1_000)}:${location.line}:${location.column}: `;
  return withoutCommands(`${place}${level}${message} [${code}]`);
}

/** Order of reports: by file, line and column; problems without a place come first. */
export function compareProblems(a: Problem, b: Problem): number {
  return compareLocations(a.location, b.location) || compareText(a.code, b.code) || compareText(a.message, b.message);
}

export function compareLocations(a: Location | undefined, b: Location | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}

/** Order by UTF-16 code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
