import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Policy } from '../../src/model/policy.ts';
import { InputError } from '../../src/model/problem.ts';
import { addWaiver, removeItem } from '../../src/policy/edit.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const WAIVER = {
  finding: 'unexpected-port',
  port: '4711/tcp',
  reason: 'old: "tool", being removed # soon',
  owner: 'yes',
  expires: '2026-12-31',
};

function read(text: string): Policy | null {
  try {
    return parsePolicy(text, 'policy.yml');
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function codesOf(text: string): readonly string[] {
  try {
    parsePolicy(text, 'policy.yml');
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ code }) => code);
    throw error;
  }
}

/** Every valid policy of the repository. */
const POLICIES = ['policies', 'test', '.github'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => join(folder, path))
    .filter((path) => read(readFileSync(join(ROOT, path), 'utf8')) !== null),
);

const WRITTEN: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'without a last line feed': (text) => text.replace(/\n+$/, ''),
  'with a byte order mark': (text) => `\ufeff${text}`,
  'with comments at the end': (text) => `${text}\n# the end\n    # of all\n`,
};

/** Text before and after the only place in which the texts differ. */
function sameAround(before: string, after: string): number {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  return start + end;
}

function waiversOf(policy: Policy | null, target: string) {
  return policy?.targets
    .find(({ name }) => name === target)
    ?.waivers.map(({ location: _, ...waiver }) => JSON.stringify(waiver));
}

describe('a waiver', () => {
  test('is tried on many policies', () => assert.ok(POLICIES.length > 60, String(POLICIES.length)));

  for (const path of POLICIES) {
    for (const [how, write] of Object.entries(WRITTEN)) {
      test(`is added to ${path} ${how}, and every other byte stays`, () => {
        const text = write(readFileSync(join(ROOT, path), 'utf8'));
        for (const { name } of read(text)?.targets ?? []) {
          const longer = addWaiver(text, path, name, WAIVER);
          assert.equal(sameAround(text, longer), text.length);
          const before = waiversOf(read(text), name) ?? assert.fail();
          if (read(longer) === null) assert.deepEqual(codesOf(longer), ['useless-waiver']);
          else {
            const after = waiversOf(read(longer), name) ?? assert.fail(longer);
            assert.deepEqual(after.slice(0, -1), before);
            const added = JSON.parse(after.at(-1) ?? '');
            assert.deepEqual([added.port, added.reason, added.owner], [4711, WAIVER.reason, 'yes']);
          }
          assert.equal(removeItem(longer, path, name, 'waive', before.length), text);
        }
      });

      test(`is removed from ${path} ${how}, and every other byte stays`, () => {
        const text = write(readFileSync(join(ROOT, path), 'utf8'));
        for (const { name, waivers } of read(text)?.targets ?? []) {
          for (const index of waivers.keys()) {
            const shorter = removeItem(text, path, name, 'waive', index);
            const before = waiversOf(read(text), name) ?? assert.fail();
            assert.deepEqual(waiversOf(read(shorter), name), before.toSpliced(index, 1), shorter);
            const comments = (all: string) => all.split('\n').filter((line) => /^\s*#/.test(line));
            assert.deepEqual(comments(shorter), comments(text));
            if (waivers.length > 1) assert.equal(sameAround(text, shorter), shorter.length);
          }
        }
      });
    }
  }
});

const HEAD = 'version: 1\ntargets:\n  a:\n    hosts: [127.0.0.1]\n    ports: {tcp: [1]}\n';
const ONE = '{finding: unexpected-port, port: 1/tcp, reason: r, owner: o, expires: 2026-12-31}';
const TWO = '{finding: unexpected-port, port: 2/tcp, reason: r, owner: o, expires: 2026-12-31}';

describe('a list of waivers', () => {
  for (const [name, list, index, left] of [
    ['in one flow list, the first', `    waive: [${ONE}, ${TWO}]\n`, 0, `    waive: [${TWO}]\n`],
    ['in one flow list, the last', `    waive: [${ONE}, ${TWO}]\n`, 1, `    waive: [${ONE}]\n`],
    [
      'in a flow list of several lines',
      `    waive: [\n      ${ONE}, # one\n      ${TWO}, # two\n    ]\n`,
      1,
      `    waive: [\n      ${ONE}, # one\n    ]\n`,
    ],
    ['alone in a flow list', `    waive: [${ONE}] # all\n    tags: [x]\n`, 0, '    tags: [x]\n'],
    [
      'with a comment above it, which stays',
      `    waive:\n      # one\n      - ${ONE}\n      # two\n      - ${TWO} # with two\n    # end\n`,
      1,
      `    waive:\n      # one\n      - ${ONE}\n      # two\n    # end\n`,
    ],
    [
      'whose reason is a folded block',
      `    waive:\n      - finding: unexpected-port\n        port: 1/tcp\n        owner: o\n        expires: ` +
        `2026-12-31\n        reason: >\n          because\n      - ${TWO}\n`,
      0,
      `    waive:\n      - ${TWO}\n`,
    ],
    ['at the indentation of its key', `    waive:\n    - ${ONE}\n    - ${TWO}\n`, 0, `    waive:\n    - ${TWO}\n`],
  ] as const) {
    test(`loses one: ${name}`, () => {
      assert.equal(removeItem(HEAD + list, 'policy.yml', 'a', 'waive', index), HEAD + left);
    });
  }

  test('gets one in its own style', () => {
    const short = { finding: 'unexpected-port', port: '3/tcp' };
    const flow = '{finding: unexpected-port, port: 3/tcp}';
    const add = (list: string) => addWaiver(HEAD + list, 'policy.yml', 'a', short).slice(HEAD.length);
    assert.equal(add(`    waive: [${ONE}]\n`), `    waive: [${ONE}, ${flow}]\n`);
    assert.equal(add(`    waive: [${ONE},]\n`), `    waive: [${ONE}, ${flow},]\n`);
    assert.equal(add(`    waive:\n    - ${ONE}\n# end`), `    waive:\n    - ${ONE}\n    - ${flow}\n# end`);
    assert.equal(
      add('    tags: [x] # end'),
      `    tags: [x] # end\n    waive:\n      - finding: unexpected-port\n        port: 3/tcp`,
    );
    const whole = 'version: 1\ntargets: {a: {hosts: [127.0.0.1], ports: {tcp: [1]}}}\n';
    assert.equal(
      addWaiver(whole, 'policy.yml', 'a', short),
      `version: 1\ntargets: {a: {hosts: [127.0.0.1], ports: {tcp: [1]}, waive: [${flow}]}}\n`,
    );
  });

  test('is refused, and not guessed, if its target is not there', () => {
    assert.throws(() => addWaiver(HEAD, 'policy.yml', 'b', WAIVER), InputError);
    assert.throws(() => removeItem(HEAD, 'policy.yml', 'a', 'waive', 0), InputError);
  });
});
