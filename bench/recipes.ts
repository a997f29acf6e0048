import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ensurePackages } from '../scripts/packages.ts';
import { type Recipe, readRecipes } from '../scripts/recipes.ts';
import { TOOL_VERSION } from '../src/model/version.ts';
import { assertSarif } from '../test/report/invariants.ts';
import { validateWithSchema } from '../test/report/validators.ts';
import { ROOT, record } from './measure.ts';
import { type RecipeEnd, type RecipeMachine, recipeMachine, runOn } from './recipe-machine.ts';
import { actionsNode, buildAct, offline, runWorkflow } from './recipe-workflows.ts';

/**
 * The recipes of examples/, started as a user starts them: with the ports that the policy allows, and with another port
 * open. The first must succeed and the second must fail. `bench/recipes.ts PART` runs those whose path contains PART.
 */
const GITLAB = 'gitlab-ci-local@4.75.1';

interface Row {
  readonly recipe: string;
  readonly open: boolean;
  readonly status: number | null;
  /** What the gate printed last, and whether the recipe did what it must. */
  readonly verdict: string;
  readonly seconds: number;
  readonly right: boolean;
}

type Runner = (recipe: Recipe, open: boolean) => Row;

ensurePackages({ jq: 'jq', curl: 'curl', 'pre-commit': 'pre-commit', python3: 'python3' });
const act = buildAct();
const node = actionsNode();

const RUNNERS: Readonly<Partial<Record<Recipe['system'], Runner>>> = {
  github: (recipe, open) => {
    const machine = recipeMachine({ [`.github/workflows/${basename(recipe.path)}`]: offline(recipe.text) });
    return finished(machine, recipe, open, () => {
      const ended = runWorkflow(machine, recipe, { act, node, open });
      // The second run must find the comment of the first.
      if (recipe.text.includes('markdown-file')) runWorkflow(machine, recipe, { act, node, open });
      return { ...ended, problem: problemOf(() => checkUploads(machine, recipe, open)) };
    });
  },
  gitlab: (recipe, open) => {
    const machine = recipeMachine({ '.gitlab-ci.yml': recipe.text });
    return finished(machine, recipe, open, () => {
      const which = ['-y', '-p', GITLAB, '-c', 'which gitlab-ci-local'];
      const program = execFileSync('npx', which, { cwd: tmpdir(), encoding: 'utf8' }).trim();
      return runOn(machine, `'${node}/node' '${program}' --force-shell-executor --no-color exposure`, { open });
    });
  },
  jenkins: (recipe, open) => shell(recipe, open, /\bsh '([^']+)'/.exec(recipe.text)?.[1]),
  azure: (recipe, open) => {
    const steps = z.looseObject({ jobs: z.tuple([z.looseObject({ steps: z.array(z.looseObject({})) })]) });
    const [job] = steps.parse(parse(recipe.text)).jobs;
    const bash = job.steps.map((step) => z.object({ bash: z.string() }).safeParse(step).data?.bash).find(Boolean);
    return shell(recipe, open, bash);
  },
  'pre-commit': (recipe, open) => {
    const files = { '.pre-commit-config.yaml': recipe.text };
    const machine = recipeMachine({ ...files, ...(open ? { 'sub/exposure-policy.yml': 'version: 1\n' } : {}) });
    return finished(machine, recipe, open, () => {
      const clone = join(machine.folder, 'exposure-gate.git');
      execFileSync('git', ['clone', '--quiet', '--bare', ROOT, clone]);
      execFileSync('git', ['-C', clone, 'tag', '--force', `v${TOOL_VERSION}`, 'HEAD']);
      const instead = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `url.${clone}.insteadOf` };
      const env = { ...instead, GIT_CONFIG_VALUE_0: 'https://github.com/exposure-gate/exposure-gate' };
      return runOn(machine, 'pre-commit run --all-files --verbose', { open: false, env });
    });
  },
  systemd: (recipe, open) => {
    const line = /^ExecStart=(\S+ check.*)$/m.exec(recipe.text)?.[1];
    return shell(recipe, open, line?.replace('/usr/local/bin/', '').replace('/var/lib/exposure-gate', '"$UPLOADS"'));
  },
  cron: (recipe, open) => {
    const line = /^[\d*/ ]+ exposure-gate (cd .+)$/m.exec(recipe.text)?.[1];
    return shell(
      recipe,
      open,
      line?.replace('/etc/exposure-gate', '.').replace('/var/lib/exposure-gate', '"$UPLOADS"'),
    );
  },
};

const part = process.argv[2] ?? '';
const rows = readRecipes().flatMap((recipe) => {
  const run = RUNNERS[recipe.system];
  const started = recipe.system !== 'systemd' || /check/.test(/^ExecStart=.*$/m.exec(recipe.text)?.[0] ?? '');
  if (run === undefined || !started || !recipe.path.includes(part)) return [];
  return [false, true].map((open) => run(recipe, open));
});
if (part === '') record('recipes', { act: execFileSync(act, ['--version'], { encoding: 'utf8' }).trim(), rows });
if (rows.length === 0 || rows.some(({ right }) => !right)) process.exitCode = 1;

/** Runs the shell lines of a recipe for a service that is not here. */
function shell(recipe: Recipe, open: boolean, script: string | undefined): Row {
  const machine = recipeMachine({});
  return finished(machine, recipe, open, () => {
    if (script === undefined) throw new Error(`${recipe.path} has no command`);
    return runOn(machine, script, { open, env: { BUILD_ARTIFACTSTAGINGDIRECTORY: machine.uploads } });
  });
}

type Finished = RecipeEnd & { readonly problem?: string };

function finished(machine: RecipeMachine, recipe: Recipe, open: boolean, run: () => Finished): Row {
  try {
    const { status, output, seconds, problem = '' } = run();
    const verdict = /(?:PASS|FAIL|INCONCLUSIVE) {2}.*|\S+: .*\[[a-z-]+\]$|(?:Passed|Failed)$/m;
    const said = verdict.exec(output.replaceAll(/^.*\[unexpected-port\]$/gm, ''))?.[0] ?? '(none)';
    const expected = open ? /^(?:FAIL {2}|Failed$|.*\[[a-z-]+\]$)/ : /^(?:PASS {2}|Passed$)/;
    const right = problem === '' && (status === 0) === !open && expected.test(said);
    const row = { recipe: recipe.path, open, status, verdict: said, seconds, right };
    console.log(`${right ? 'ok   ' : 'WRONG'} ${recipe.path}${open ? ', another port open' : ''}: ${row.verdict}`);
    if (!right) console.log(`${output}\n${problem}`);
    return row;
  } finally {
    machine.remove();
  }
}

function problemOf(check: () => void): string {
  try {
    check();
    return '';
  } catch (error) {
    return String(error);
  }
}

/** What a workflow uploaded must be what its receiver takes. */
function checkUploads({ uploads }: RecipeMachine, { path, text }: Recipe, open: boolean): void {
  const read = (name: string): string | undefined =>
    existsSync(join(uploads, name)) ? readFileSync(join(uploads, name), 'utf8') : undefined;
  const wants = (name: string, wanted: boolean): string => {
    const found = read(name);
    if (wanted !== (found !== undefined && found !== ''))
      throw new Error(`${path}: ${name} ${wanted ? 'is missing' : 'is too much'}`);
    return found ?? '';
  };
  if (text.includes('upload-sarif@')) {
    const sarif = JSON.parse(wants('exposure-gate.sarif', true));
    assertSarif(sarif);
    if (validateWithSchema(sarif).length > 0) throw new Error(`${path}: ${validateWithSchema(sarif).join('; ')}`);
  }
  if (text.includes('html-file')) wants('exposure.html', true);
  if (text.includes('markdown-file')) {
    const comments: readonly { readonly body: string }[] = JSON.parse(wants('comments.json', true));
    const requests = wants('gh.log', true).trimEnd().split('\n');
    if (comments.length !== 1 || requests.length !== 2)
      throw new Error(`${path}: not one comment: ${requests.join('; ')}`);
    if (!comments[0]?.body.includes(open ? '9999' : 'Pass')) throw new Error(`${path}: ${comments[0]?.body}`);
  }
  if (text.includes('SLACK')) {
    const message: { readonly text: string } = JSON.parse(wants('messages.txt', true));
    if (!message.text.startsWith(open ? 'Fail: 1 change' : 'Pass: 1 change'))
      throw new Error(`${path}: ${message.text}`);
    wants('exposure-state.jsonl', true);
  }
}
