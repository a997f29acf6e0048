import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where scanners that no package brings are built, outside the repository, once. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'exposure-gate-bench');

/** Milliseconds that one build may take. */
const BUILD_LIMIT = 600_000;

/** A scanner's program, or why it is not here. */
export type Tool =
  | { readonly program: string; readonly version: string }
  | { readonly program: null; readonly reason: string };

interface Recipe {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly version: readonly string[];
}

const RECIPES = {
  rustscan: {
    argv: ['cargo', 'install', '--locked', '--root', CACHE, 'rustscan'],
    version: ['--version'],
  },
  naabu: {
    argv: ['go', 'install', 'github.com/projectdiscovery/naabu/v2/cmd/naabu@latest'],
    env: { GOBIN: join(CACHE, 'bin') },
    version: ['-version', '-duc'],
  },
} as const satisfies Readonly<Record<string, Recipe>>;

/** @returns a scanner built from source with its language's own tool, from its registry. Never throws. */
export function buildTool(name: keyof typeof RECIPES): Tool {
  const { argv, version, ...recipe }: Recipe = RECIPES[name];
  const program = join(CACHE, 'bin', name);
  if (!existsSync(program)) {
    mkdirSync(CACHE, { recursive: true });
    console.error(`building ${name}: ${argv.join(' ')}`);
    const [builder, ...args] = argv;
    const env = { ...process.env, ...recipe.env };
    const { status, stderr, error } = spawnSync(builder, args, { env, encoding: 'utf8', timeout: BUILD_LIMIT });
    if (status !== 0 || !existsSync(program)) {
      const said = error?.message ?? stderr.trim().split('\n').at(-1)?.trim() ?? `ended with ${status}`;
      return { program: null, reason: `${argv.join(' ')}: ${said}` };
    }
  }
  return { program, version: versionOf([program, ...version]) };
}

/** @returns the first version number that a program tells of itself. */
export function versionOf([program, ...args]: readonly [string, ...string[]]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return /\d+\.\d+(?:\.\d+)*/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown';
}
