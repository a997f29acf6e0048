import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parse } from 'yaml';
import { compareProblems, formatProblem, InputError } from '../../src/model/problem.ts';
import { policyJsonSchema } from '../../src/policy/json-schema.ts';
import { decodePolicy, parsePolicy } from '../../src/policy/parse.ts';
import { runs } from '../support/property-runs.ts';
import { FILE, problemsOf } from './reading.ts';

const ROOT = join(import.meta.dirname, '../..');
const SEEDS = [join(ROOT, 'policies'), join(import.meta.dirname, 'problems')].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => readFileSync(join(folder, file), 'utf8')),
);
const editorAccepts = new Ajv2020({ strict: false }).compile(policyJsonSchema());
const PIECES = [
  '\n',
  ' ',
  '\t',
  ':',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '&a ',
  '*a',
  '!!x ',
  '#',
  '|',
  '>',
  '\r',
  '\0',
  '\ufeff',
  '---\n',
  '<<: ',
  '__proto__: ',
  '0x1',
  '~',
  'null',
  '::',
  '/tcp',
  '65536',
  '❌',
];

const OWN_NAMES = Object.getOwnPropertyNames(Object.prototype);

/** A policy with a few pieces cut out, put in, or doubled. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(
      fc.tuple(fc.nat(), fc.nat(20), fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), fc.nat(2)),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([seed, changes]) =>
    changes.reduce((text, [place, length, piece, kind]) => {
      const at = place % (text.length + 1);
      const cut = text.slice(at, at + length);
      return (
        text.slice(0, at) +
        (kind === 0 ? '' : kind === 1 ? piece : cut + cut) +
        text.slice(at + (kind === 1 ? 0 : length))
      );
    }, seed),
  );

/** Reads the text twice; anything but a policy or problems with places inside the text is a bug. */
function check(text: string): void {
  const problems = problemsOf(text);
  assert.deepEqual(problemsOf(text), problems);
  assert.deepEqual([...problems].sort(compareProblems), problems);
  const lines = text.split('\n').length;
  for (const problem of problems) {
    const { location, message } = problem;
    assert.ok(location !== undefined && location.line >= 1 && location.line <= lines && location.column >= 1);
    assert.doesNotMatch(message, /[^\x20-\x7e\p{Script=Latin}…]/u);
    assert.doesNotMatch(formatProblem(problem), /^\s*::|##\[/u);
  }
  if (problems.length > 0) return;
  assert.deepEqual(parsePolicy(text, FILE), parsePolicy(text, FILE));
  assert.ok(editorAccepts(parse(text.replace(/^\ufeff/, ''))), JSON.stringify(editorAccepts.errors));
}

test('a mutated policy is a policy or a list of problems', () => {
  fc.assert(fc.property(mutated, check), { numRuns: runs(150, 1500) });
});

test('any text is a policy or a list of problems', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: runs(50, 500) });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...PIECES)).map((parts) => parts.join('')),
      check,
    ),
    { numRuns: runs(50, 500) },
  );
});

/** Keys that every JavaScript object seems to have, and keys of a policy. */
const keys = fc.constantFrom(
  ...OWN_NAMES,
  'by',
  'levels',
  'ports',
  'tcp',
  'allow',
  'port',
  'service',
  'hosts',
  'match',
);
/** Numbers and words that YAML readers interpret differently, and that are told wherever they are. */
const odd = fc.constantFrom('9007199254740993', '5e-324', '0x1f', '017', '1_000', 'yes', '1:20', '~', ...OWN_NAMES);
const { hostile } = fc.letrec<{ hostile: string }>((tie) => ({
  hostile: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    odd,
    fc.json(),
    fc.array(tie('hostile'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.array(fc.tuple(keys, tie('hostile')), { maxLength: 3 }).map(flowMapping),
  ),
}));

function flowMapping(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`;
}

test('any data in the place of any part of a policy is a list of problems or a policy', () => {
  const part = fc.constantFrom('version', 'environment', 'authorization', 'defaults', 'targets');
  fc.assert(
    fc.property(part, hostile, hostile, (key, value, inner) => {
      const base = { version: '1', environment: 'x', targets: `{web: {hosts: ${inner}, allow: ${value}}}` };
      const text = Object.entries({ ...base, [key]: value }).map(([name, json]) => `${name}: ${json}\n`);
      check(text.join(''));
    }),
    { numRuns: runs(100, 1500) },
  );
});

test('any bytes are text or an input error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      try {
        check(decodePolicy(bytes, FILE));
      } catch (error) {
        assert.ok(error instanceof InputError);
      }
    }),
  );
});
