import { spawnSync } from 'node:child_process';

/** Milliseconds that a set-up command may take. */
const LIMIT = 30_000;

/**
 * Runs a set-up command to its end, without a shell.
 * @param input what it reads from stdin
 * @returns its stdout
 * @throws Error with its stderr where it can't be run, ends with anything but 0, or takes longer than 30 s
 */
export function run(argv: readonly [string, ...string[]], input = ''): string {
  const [program, ...args] = argv;
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: 'utf8', timeout: LIMIT });
  if (status === 0) return stdout;
  throw new Error(`${argv.join(' ')}: ${error?.message ?? `ended with ${status}: ${stderr}`}`);
}

/** @throws Error where `ready` does not become true within `limit` milliseconds */
export async function until(what: string, limit: number, ready: () => boolean): Promise<void> {
  const end = Date.now() + limit;
  while (!ready()) {
    if (Date.now() > end) throw new Error(`${what}: not within ${limit} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
