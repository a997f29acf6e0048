import { formatProblem } from '../model/problem.ts';
import { counted } from '../model/quantity.ts';
import { printable, withoutCommands } from '../model/text.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/version.ts';
import type { LocationOptions } from './sarif-location.ts';
import { serialize } from './serialize.ts';
import { type Validation, validationSarif } from './validation-sarif.ts';

export type { Validation };

export const VALIDATION_FORMATS = ['text', 'json', 'sarif'] as const;
export type ValidationFormat = (typeof VALIDATION_FORMATS)[number];

export interface ValidationOptions extends LocationOptions {
  /** Whether the text has only problems. */
  readonly quiet: boolean;
}

const RENDERERS: Readonly<
  Record<ValidationFormat, (validations: readonly Validation[], options: ValidationOptions) => string>
> = { text: asText, json: asJson, sarif: validationSarif };

export function renderValidation(
  validations: readonly Validation[],
  format: ValidationFormat,
  options: ValidationOptions,
): string {
  return RENDERERS[format](validations, options);
}

function asText(validations: readonly Validation[], { quiet }: ValidationOptions): string {
  const lines = validations.flatMap(({ file, targets, problems, warnings }) => [
    ...[...problems, ...warnings].map(formatProblem),
    ...(problems.length > 0 || file === null || quiet
      ? []
      : [withoutCommands(`${printable(file, 1_000)}: valid, ${counted(targets ?? 0, 'target')}`)]),
  ]);
  return lines.map((line) => `${line}\n`).join('');
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
