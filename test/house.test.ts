import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TOOL_NAME, TOOL_VERSION } from '../src/model/version.ts';
import { forbiddenArrows, readSource } from './house.ts';

const ROOT = join(import.meta.dirname, '..');

function sourceFiles(): readonly string[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'));
}

/** @returns the files of these folders that a pattern fits. */
function filesLike(pattern: RegExp): readonly string[] {
  return ['bench', 'scripts', 'src']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => pattern.test(path));
}

describe('the house', () => {
  const sources = sourceFiles().map((path) => readSource(path, readFileSync(join(ROOT, 'src', path), 'utf8')));

  test('has no arrow that must not exist', () => {
    assert.deepEqual(forbiddenArrows(sources), []);
  });

  test('is read: there are imports to look at', () => {
    assert.ok(sources.some(({ imports }) => imports.length > 0));
  });

  test('has no file over 300 lines', () => {
    const long = sourceFiles().filter(
      (path) =>
        readFileSync(join(ROOT, 'src', path), 'utf8')
          .trimEnd()
          .split('\n').length > 300,
    );
    assert.deepEqual(long, []);
  });

  test('has no comment over 120 columns in the rooms that are wrapped', () => {
    const long = filesLike(/^(?:bench|scripts|src\/(?:authorize|commands|gate|model|observe|policy))\/.*\.ts$/).flatMap(
      (path) =>
        readFileSync(join(ROOT, path), 'utf8')
          .split('\n')
          .flatMap((line, index) =>
            /^\s*(?:\/?\*|\/\/)/.test(line) && line.length > 120 ? [`${path}:${index + 1}`] : [],
          ),
    );
    assert.deepEqual(long, []);
  });

  test('knows its own version', () => {
    const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.deepEqual([TOOL_NAME, TOOL_VERSION], [name, version]);
  });
});

describe('a forbidden arrow is caught', () => {
  for (const [path, text, rule] of [
    ['model/a.ts', "import { x } from '../policy/x.ts';", 'model/ imports nothing of ours'],
    ['model/a.ts', "import type { X } from '../policy/x.ts';", 'model/ imports nothing of ours'],
    ['model/a.ts', "type X = import('../policy/x.ts').X;", 'model/ imports nothing of ours'],
    ['observe/a.ts', "export { x } from '../policy/x.ts';", 'observe/ does not know policy/'],
    ['observe/deep/a.ts', "export * from '../../policy/x.ts';", 'observe/ does not know policy/'],
    ['policy/a.ts', "const x = await import('../observe/x.ts');", 'policy/ does not know observe/'],
    ['report/a.ts', "import '../gate/x.ts';", 'report/ is told the verdict'],
    ['pipeline.ts', "import { x } from './cli.ts';", 'an edge is imported by nothing'],
    ['pipeline.ts', "import { systemEffects } from './effects.ts';", 'effects are handed in by the edges'],
    ['cli.ts', "import * as core from '@actions/core';", 'only action.ts knows @actions/core'],
    ['plan/a.ts', "import { spawn } from 'node:child_process';", 'only scan/ starts processes'],
    ['commands/a.ts', "import { exec } from '@actions/exec';", 'only scan/ starts processes'],
    ['policy/a.ts', "import { readFileSync } from 'node:fs';", 'pure rooms touch no files and no network'],
    ['scan/a.ts', "import { writeFile } from 'node:fs/promises';", 'only the edges write files'],
    ['scan/a.ts', "import { writeFile as read } from 'node:fs';", 'only the edges write files'],
    ['scan/a.ts', "import * as fs from 'node:fs';", 'only the edges write files'],
    ['scan/a.ts', "import fs from 'fs';", 'only the edges write files'],
    ['scan/a.ts', 'const path = process.env.PATH;', 'only the edges read the environment'],
    ['scan/a.ts', "const path = process['env'];", 'only the edges read the environment'],
    ['scan/a.ts', 'const { env } = process;', 'only the edges read the environment'],
    ['scan/a.ts', "import { env } from 'node:process';", 'only the edges read the environment'],
    ['gate/a.ts', 'const now = new Date();', 'only the edges read the clock'],
    ['gate/a.ts', 'const now = Date.now();', 'only the edges read the clock'],
    ['gate/a.ts', 'const clock = Date.now;', 'only the edges read the clock'],
    ['model/a.ts', "import { x } from '../policy/x.js';", 'every import can be read'],
    ['gate/a.ts', 'const name = "x"; await import(name);', 'every import can be read'],
  ] as const) {
    test(`${path}: ${text}`, () => {
      assert.deepEqual(forbiddenArrows([readSource(path, text)]), [`${path}: ${rule}`]);
    });
  }

  for (const [path, text] of [
    ['model/a.ts', "import { x } from './b.ts'; import ip from 'ipaddr.js';"],
    ['compare/a.ts', "import { x } from '../policy/x.ts'; import { y } from '../observe/y.ts';"],
    ['scan/a.ts', "import { spawn } from 'node:child_process'; import { access } from 'node:fs/promises';"],
    ['action.ts', "import * as core from '@actions/core'; const now = new Date(); process.env.X;"],
    ['cli.ts', "import { systemEffects } from './effects.ts';"],
    ['commands/a.ts', "import { writeFileSync } from 'node:fs'; const now = Date.now();"],
    ['gate/a.ts', 'const then = new Date(0); const also = new Date("2026-01-01");'],
  ] as const) {
    test(`and no other: ${path}: ${text}`, () => {
      assert.deepEqual(forbiddenArrows([readSource(path, text)]), []);
    });
  }
});
