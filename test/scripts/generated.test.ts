import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { generatedFiles, outdatedFiles, ROOT } from '../../scripts/generated.ts';
import { replaceBetween } from '../../scripts/markdown.ts';

test('every generated file is what its source makes of it', () => {
  assert.deepEqual(outdatedFiles(), [], 'run "npm run generate"');
});

test('no finding page is left over from a code that is gone', () => {
  const made = generatedFiles().map(({ path }) => path);
  const found = readdirSync(join(ROOT, 'docs/findings')).map((name) => `docs/findings/${name}`);
  assert.deepEqual(
    found.filter((path) => !made.includes(path)),
    [],
  );
});

test('a difference and a missing file are both found', () => {
  const files = [
    { path: 'LICENSE', content: 'not the licence' },
    { path: 'docs/no-such-file.md', content: '' },
  ];
  assert.deepEqual(outdatedFiles(files), ['LICENSE', 'docs/no-such-file.md']);
});

test('text is replaced between its markers alone', () => {
  const text = 'a\n<!-- x:start -->\nold\n<!-- x:end -->\nb\n';
  assert.equal(replaceBetween(text, 'x', 'new'), 'a\n<!-- x:start -->\nnew\n<!-- x:end -->\nb\n');
  assert.throws(() => replaceBetween(text, 'y', 'new'), /y:start/);
});
