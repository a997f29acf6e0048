import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CLI } from './measure.ts';

/**
 * A machine on which one recipe runs: a repository with a policy, a network of its own that has only loopback, and
 * small programs in place of what is elsewhere (GitHub's command line, npm's registry, a receiver of messages).
 */
export interface RecipeMachine {
  readonly folder: string;
  /** The checked-out repository. */
  readonly repository: string;
  /** Where recipes put what they upload, send or publish. */
  readonly uploads: string;
  readonly remove: () => void;
}

/** Seconds for one recipe. */
const LIMIT = 180;

/** A web server may be on 8080, and nothing on 9999. */
const POLICY = `version: 1
environment: recipes
defaults: {ports: {tcp: [8080, 9999]}}
targets:
  here:
    hosts: [127.0.0.1]
    allow: [8080/tcp http]
`;

/** Stands for `gh`: the comments of one pull request, kept in a file. */
const GH = `#!/bin/bash
set -euo pipefail
comments="$UPLOADS/comments.json"
[ -e "$comments" ] || echo '[]' > "$comments"
case "$*" in
  "api --paginate "*) cat "$comments" ;;
  "api --method PATCH "*"/7 --field body=@"*)
    jq --rawfile b "\${6#body=@}" '.[0].body = $b' "$comments" > "$comments.new" ;;
  "pr comment "*)
    jq --rawfile b "\${7}" '. + [{id: 7, user: {login: "github-actions[bot]"}, body: $b}]' \\
      "$comments" > "$comments.new" ;;
  *) echo "unexpected: gh $*" >&2; exit 97 ;;
esac
if [ -e "$comments.new" ]; then mv "$comments.new" "$comments"; echo "$*" >> "$UPLOADS/gh.log"; fi
`;

/** Stands for `npx` with npm's registry. */
const NPX = `#!/bin/bash
set -euo pipefail
[[ "$1 $2" == "--yes exposure-gate@"* ]] || { echo "unexpected: npx $*" >&2; exit 97; }
shift 2
exec exposure-gate "$@"
`;

const GATE = `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`;

/** @param files of the repository beside the policy */
export function recipeMachine(files: Readonly<Record<string, string>>): RecipeMachine {
  const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-recipe-'));
  const [repository, uploads, bin] = ['repository', 'uploads', 'bin'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [repository, uploads, bin, join(folder, 'home')]) mkdirSync(path);
  for (const [name, text] of Object.entries({ 'exposure-gate': GATE, gh: GH, npx: NPX })) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  for (const [name, text] of Object.entries({ 'exposure-policy.yml': POLICY, ...files })) {
    mkdirSync(dirname(join(repository, name)), { recursive: true });
    writeFileSync(join(repository, name), text);
  }
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('-c', 'user.name=recipe', '-c', 'user.email=recipe@example.com', 'commit', '--quiet', '--message', 'recipe');
  return { folder, repository, uploads, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** How a command ended on a machine, and all that it printed. */
export interface RecipeEnd {
  readonly status: number | null;
  readonly output: string;
  readonly seconds: number;
}

/**
 * Runs a command in the repository, as root in namespaces that end with it.
 * @param open whether something that the policy does not allow listens on 9999
 */
export function runOn(
  { folder, repository, uploads }: RecipeMachine,
  script: string,
  { open, env = {} }: { readonly open: boolean; readonly env?: Readonly<Record<string, string>> },
): RecipeEnd {
  const server = (port: number): string => `python3 -m http.server ${port} --directory '${folder}/home' &`;
  const lines = [
    'ip link set lo up',
    open ? server(9_999) : '',
    `for port in ${open ? '9999' : ''}; do curl -sf --retry 20 --retry-connrefused -o /dev/null ` +
      '"http://127.0.0.1:$port/"; done',
    script,
  ];
  const spaces = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync('unshare', [...spaces, 'bash', '-euc', lines.join('\n')], {
    cwd: repository,
    encoding: 'utf8',
    env: {
      PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: join(folder, 'home'),
      UPLOADS: uploads,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT * 1_000,
  });
  return { status, output: stdout + stderr, seconds: (performance.now() - started) / 1_000 };
}
