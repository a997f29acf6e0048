import { expiredWaivers, offlineProblems, overdueReviews } from '../authorize/offline.ts';
import { termWarnings } from '../authorize/terms.ts';
import { findPolicy, locationOptions, systemEffects } from '../edge/effects.ts';
import { writeStdout } from '../edge/outputs.ts';
import { compareProblems, InputError, type Problem, type Warning } from '../model/problem.ts';
import type { ExitCode } from '../model/report.ts';
import { readPolicy } from '../pipeline.ts';
import { renderValidation, type Validation, type ValidationFormat } from '../report/validation.ts';

export interface ValidateOptions {
  readonly format: ValidationFormat;
  /** Whether warnings are errors. */
  readonly strict: boolean;
  /** Whether the text has only problems. */
  readonly quiet: boolean;
}

/**
 * Reads policies and prints every error that a check would report before it uses the network. The exit status is 0 if a
 * check would begin, and otherwise 2. Notes do not change the status.
 */
export async function runValidate(
  files: readonly string[],
  { format, strict, quiet }: ValidateOptions,
): Promise<ExitCode> {
  const effects = systemEffects(new AbortController().signal, { emit: () => {}, progress: () => {} });
  const validations: Validation[] = [];
  for (const named of files.length > 0 ? files : [null]) {
    try {
      const file = await findPolicy(named);
      const policy = await readPolicy(file, effects);
      const now = effects.now();
      const warnings = [
        ...policy.warnings,
        ...expiredWaivers(policy, now),
        ...overdueReviews(policy, now),
        ...termWarnings(policy, now),
      ].sort(compareProblems);
      const isError = ({ level }: Warning): boolean => strict && level === 'warning';
      const refused = warnings.filter(isError).map(({ level, ...problem }): Problem => problem);
      validations.push({
        file,
        targets: policy.targets.length,
        problems: [...(await offlineProblems(policy, now)), ...refused].sort(compareProblems),
        warnings: warnings.filter((warning) => !isError(warning)),
      });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const [{ location }] = error.problems;
      validations.push({ file: location?.file ?? named, targets: null, problems: error.problems, warnings: [] });
    }
  }
  const named = validations.flatMap(({ file, problems, warnings }) => [
    file ?? [],
    [...problems, ...warnings].flatMap(({ location }) => location?.file ?? []),
  ]);
  const location = await locationOptions(validations[0]?.file ?? '', named.flat());
  await writeStdout(renderValidation(validations, format, { quiet, ...location }));
  return validations.every(({ problems }) => problems.length === 0) ? 0 : 2;
}
