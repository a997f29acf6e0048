import { lstat } from 'node:fs/promises';
import { ToolError } from '../model/problem.ts';

/**
 * The runner creates these files. A pipe would block, and a device would be overwritten.
 * @throws ToolError if the file is not a regular file
 */
export async function requireRunnerFile(variable: 'GITHUB_STEP_SUMMARY' | 'GITHUB_OUTPUT'): Promise<void> {
  const file = process.env[variable];
  if (file && !(await lstat(file)).isFile()) throw new ToolError(`${variable} names no regular file`);
}
