import { formatProblem, type Problem, type Warning } from '../model/problem.ts';
import { counted } from '../model/quantity.ts';
import { printable, withoutCommands } from '../model/text.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/version.ts';
import { serialize } from './serialize.ts';

/** What was found in one policy without the network. */
export interface Validation {
  /** Null: no file was named, and no default file exists. */
  readonly file: string | null;
  /** Null: the policy is unreadable. */
  readonly targets: number | null;
  /** In the order of the file. A check would refuse the policy for each of them. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

export const VALIDATION_FORMATS = ['text', 'json'] as const;
export type ValidationFormat = (typeof VALIDATION_FORMATS)[number];

export function renderValidation(validations: readonly Validation[], format: ValidationFormat): string {
  return format === 'json' ? asJson(validations) : asText(validations);
}

function asText(validations: readonly Validation[]): string {
  const lines = validations.flatMap(({ file, targets, problems, warnings }) => [
    ...[...problems, ...warnings].map(formatProblem),
    ...(problems.length > 0 || file === null
      ? []
      : [withoutCommands(`${printable(file, 1_000)}: valid, ${counted(targets ?? 0, 'target')}`)]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** The format is defined in docs/validate.schema.json. */
function asJson(validations: readonly Validation[]): string {
  const pieces = serialize({
    validationVersion: 1,
    generator: { name: TOOL_NAME, version: TOOL_VERSION },
    valid: validations.every(({ problems }) => problems.length === 0),
    policies: validations.map(({ file, targets, problems, warnings }) => ({
      file,
      valid: problems.length === 0,
      targets,
      problems: [...problems, ...warnings].map((problem) => ({
        level: 'level' in problem ? problem.level : 'error',
        code: problem.code,
        message: problem.message,
        line: problem.location?.line ?? null,
        column: problem.location?.column ?? null,
        fix: problem.fix ?? null,
      })),
    })),
  });
  return [...pieces].join('');
}
