import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { licensesOf, packageFolders } from '../../scripts/licenses.ts';
import { workspace } from '../support/workspace.ts';

function manifestOf(name: string): string {
  return JSON.stringify({ name, version: '1.2.3', license: 'MIT' });
}

test('a module belongs to the innermost package around it, scoped or not, and our own to none', () => {
  const ids = ['/p/src/cli.ts', '/p/node_modules/a/x.js', '/p/node_modules/@s/b/lib/y.js', '/p/node_modules/a/z.js'];
  const nested = '/p/node_modules/a/node_modules/c/index.js';
  assert.deepEqual(packageFolders([...ids, nested, '\0rolldown/runtime.js'], '/p'), [
    '/p/node_modules/a',
    '/p/node_modules/@s/b',
    '/p/node_modules/a/node_modules/c',
    '/p/node_modules/rolldown',
  ]);
});

test('a module that belongs to no package is refused', () => {
  for (const id of ['/elsewhere/x.js', '\0virtual', '\0/p/node_modules/a/x.js?commonjs']) {
    assert.throws(() => packageFolders([id], '/p'), /belongs to no package/);
  }
});

test('a package gives its licence and its notices, whatever the order in which it was bundled', async () => {
  const folder = await workspace({
    'b/package.json': manifestOf('b'),
    'b/LICENCE-MIT': 'b is free\r\n',
    'b/NOTICE': 'b thanks c',
    'b/licenses.js': 'not a text',
    'a/package.json': manifestOf('@s/a'),
    'a/License.md': 'a is free',
  });
  const text = licensesOf([join(folder, 'b'), join(folder, 'a')]);
  assert.equal(text, licensesOf([join(folder, 'a'), join(folder, 'b')]));
  assert.match(text, /@s\/a 1\.2\.3 \(MIT\)\n-+\n\na is free\n\n\nb 1\.2\.3 \(MIT\)\n-+\n\nb is free\n\nb thanks c\n$/);
});

test(
  'a package without a licence text, or with an empty one, is refused unless one is supplied for just ' +
    'that version',
  async () => {
    const folder = await workspace({
      'none/package.json': manifestOf('@s/none'),
      'empty/package.json': manifestOf('empty'),
      'empty/LICENSE': ' \n',
      'supplied/@s+none@1.2.2.txt': 'that of another version',
    });
    const supplied = join(folder, 'supplied');
    assert.throws(() => licensesOf([join(folder, 'none')], supplied), /@s\+none@1\.2\.3\.txt/);
    assert.throws(() => licensesOf([join(folder, 'empty')], supplied), /empty@1\.2\.3\.txt/);
    writeFileSync(join(supplied, '@s+none@1.2.3.txt'), 'none is free');
    assert.match(licensesOf([join(folder, 'none')], supplied), /none is free/);
  },
);
