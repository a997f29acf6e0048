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

/** What texts say that were read before: several tests read the same ones. */
const known = new Map<string, Policy | InputError>();

function parse(text: string): Policy | InputError {
  try {
    return parsePolicy(text, 'policy.yml');
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function readOrRefuse(text: string): Policy | InputError {
  const result = known.get(text) ?? parse(text);
  known.set(text, result);
  return result;
}

function read(text: string): Policy | null {
  const result = readOrRefuse(text);
  return result instanceof InputError ? null : result;
}

function codesOf(text: string): readonly string[] {
  const result = readOrRefuse(text);
  return result instanceof InputError ? result.problems.map(({ code }) => code) : [];
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
