import { findPolicy, systemEffects } from '../effects.ts';
import { formatProblem, InputError } from '../model/problem.ts';
import type { ExitCode } from '../model/report.ts';
import { printable, withoutCommands } from '../model/text.ts';
import { writeStdout } from '../outputs.ts';
import { readPolicy } from '../pipeline.ts';

/** Reads policies and says what is wrong with them, all of it, on stdout. Scans nothing. Status 0: all are valid; else 2. */
export async function runValidate(files: readonly string[]): Promise<ExitCode> {
  const effects = systemEffects(new AbortController().signal, { say: () => {}, progress: () => {} });
  const lines: string[] = [];
  let valid = true;
  for (const named of files.length > 0 ? files : [null]) {
    try {
      const file = await findPolicy(named);
      const { targets } = await readPolicy(file, effects);
      const words = `valid, ${targets.length} ${targets.length === 1 ? 'target' : 'targets'}`;
      lines.push(withoutCommands(`${printable(file, 1_000)}: ${words}`));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      valid = false;
      lines.push(...error.problems.map(formatProblem));
    }
  }
  await writeStdout(`${lines.join('\n')}\n`);
  return valid ? 0 : 2;
}
