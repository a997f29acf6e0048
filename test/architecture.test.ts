import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TOOL_NAME, TOOL_VERSION } from '../src/model/version.ts';
import { brokenRules, circles, longFunctions, longLines, ROOMS, readSource } from './architecture.ts';
import { misnamed } from './test-names.ts';

const ROOT = join(import.meta.dirname, '..');

function sourceFiles(): readonly string[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'));
}

function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** @returns the files of these folders that a pattern fits. */
function filesLike(pattern: RegExp): readonly string[] {
  return ['bench', 'scripts', 'src', 'test']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => pattern.test(path));
}

describe('the rooms of src/', () => {
  const sources = sourceFiles().map((path) => readSource(path, readFileSync(join(ROOT, 'src', path), 'utf8')));

  test('no import breaks a rule', () => {
    assert.deepEqual(brokenRules(sources), []);
  });

  test('no import is part of a circle', () => {
    assert.deepEqual(circles(sources), []);
  });

  test('every room of the order exists, and every room is in it', () => {
    const rooms = new Set(sources.map(({ path }) => path.split('/', 1)[0] as string));
    assert.deepEqual([...rooms].sort(), [...ROOMS].sort());
  });

  test('imports are found', () => {
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

  test('no line has over 120 columns', () => {
    const long = filesLike(/\.(?:ts|mjs)$/).flatMap((path) => longLines(path, readText(path), 120));
    assert.deepEqual(long, []);
  });

  test('a line is too long outside of the text of a document, and also in an expression inside of it', () => {
    const long = 'x'.repeat(130);
    assert.deepEqual(longLines('a.ts', `const a = '${long}';`, 120), ['a.ts:1']);
    assert.deepEqual(longLines('a.ts', `const a = \`${long}\`;`, 120), ['a.ts:1']);
    assert.deepEqual(longLines('a.ts', `const a = \`\n\${f('${long}')}\n\`;`, 120), ['a.ts:2']);
    assert.deepEqual(longLines('a.ts', `const a = \`\n<p>${long}</p>\n\`;`, 120), []);
  });

  test('no function has over 60 lines', () => {
    const long = sourceFiles().flatMap((path) =>
      longFunctions(path, readFileSync(join(ROOT, 'src', path), 'utf8'), 60),
    );
    assert.deepEqual(long, []);
  });

  test('knows its own version', () => {
    const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    assert.deepEqual([TOOL_NAME, TOOL_VERSION], [name, version]);
  });
});

describe('test files', () => {
  const tests = filesLike(/^test\/.*\.test\.ts$/);
  const sources = new Set(filesLike(/^(?:bench|scripts|src)\/.*\.ts$/));

  test('are named for the file that they test: test/ROOM/X.test.ts for src/ROOM/X.ts', () => {
    const names = tests.map((path) => path.slice('test/'.length));
    assert.deepEqual(misnamed(names, sources), []);
  });

  test('declare tests with `test`, and never with `it`', () => {
    const mixed = tests.filter((path) => /import \{[^}]*\bit\b[^}]*\} from 'node:test'/.test(readText(path)));
    assert.deepEqual(mixed, []);
  });

  test('that are named for nothing are found', () => {
    const names = ['gate/gate.test.ts', 'gate/gate.late.test.ts', 'pipeline.test.ts', 'scripts/pages.test.ts'];
    const wrong = ['gate/late.test.ts', 'gate.test.ts', 'pipeline/gate.test.ts', 'strange/any.test.ts'];
    assert.deepEqual(misnamed([...names, 'lab/any.test.ts', ...wrong], sources), wrong);
  });
});

describe('a forbidden import is found', () => {
  for (const [path, text, rule] of [
    ['model/a.ts', "import { x } from '../policy/x.ts';", 'imports point down the order of rooms'],
    ['model/a.ts', "import type { X } from '../policy/x.ts';", 'imports point down the order of rooms'],
    ['model/a.ts', "type X = import('../policy/x.ts').X;", 'imports point down the order of rooms'],
    ['observe/a.ts', "export { x } from '../policy/x.ts';", 'observe/ does not know policy/'],
    ['observe/deep/a.ts', "export * from '../../policy/x.ts';", 'observe/ does not know policy/'],
    ['policy/a.ts', "const x = await import('../observe/x.ts');", 'imports point down the order of rooms'],
    ['report/a.ts', "import '../gate/x.ts';", 'report/ is told the verdict'],
    ['pipeline.ts', "import { x } from './cli.ts';", 'imports point down the order of rooms'],
    ['pipeline.ts', "import { systemEffects } from './edge/effects.ts';", 'imports point down the order of rooms'],
    ['plan/a.ts', "import type { X } from '../acquire/x.ts';", 'imports point down the order of rooms'],
    ['model/a.ts', "import { x } from '../strange/x.ts';", 'imports point down the order of rooms'],
    ['strange/a.ts', "import { x } from './b.ts';", 'imports point down the order of rooms'],
    ['cli.ts', "import * as core from '@actions/core';", 'only the actions know @actions/core'],
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
      assert.deepEqual(brokenRules([readSource(path, text)]), [`${path}: ${rule}`]);
    });
  }

  for (const [path, text] of [
    ['model/a.ts', "import { x } from './b.ts'; import ip from 'ipaddr.js';"],
    ['compare/a.ts', "import { x } from '../policy/x.ts'; import { y } from '../observe/y.ts';"],
    ['scan/a.ts', "import { spawn } from 'node:child_process'; import { access } from 'node:fs/promises';"],
    ['action.ts', "import * as core from '@actions/core'; const now = new Date(); process.env.X;"],
    ['cli.ts', "import { systemEffects } from './edge/effects.ts';"],
    ['commands/a.ts', "import { writeFileSync } from 'node:fs'; const now = Date.now();"],
    ['gate/a.ts', 'const then = new Date(0); const also = new Date("2026-01-01");'],
  ] as const) {
    test(`and no other: ${path}: ${text}`, () => {
      assert.deepEqual(brokenRules([readSource(path, text)]), []);
    });
  }
});

describe('a circle of imports is found', () => {
  const source = (path: string, text: string) => readSource(path, text);

  test('of two files, by a type', () => {
    const sources = [
      source('scan/a.ts', "import type { B } from './b.ts';"),
      source('scan/b.ts', "import { a } from './a.ts';"),
      source('scan/c.ts', "import { a } from './a.ts';"),
    ];
    assert.deepEqual(circles(sources), [['scan/a.ts', 'scan/b.ts']]);
  });

  test('of three, and none where all imports go one way', () => {
    const chain = [source('scan/a.ts', "import { b } from './b.ts';"), source('scan/b.ts', "export * from './c.ts';")];
    assert.deepEqual(circles([...chain, source('scan/c.ts', '')]), []);
    assert.deepEqual(circles([...chain, source('scan/c.ts', "import type { A } from './a.ts';")]), [
      ['scan/a.ts', 'scan/b.ts', 'scan/c.ts'],
    ]);
  });
});
