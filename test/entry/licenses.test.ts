import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../support/bundles.ts';

/** @returns the packages that the source imports; imports of types are left out of the bundles */
function importedPackages(): readonly string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((p) => p.endsWith('.ts'));
  const names = files.flatMap((path) => {
    const text = readFileSync(join(ROOT, 'src', path), 'utf8');
    return [...text.matchAll(/^(?:import|export) (?!type ).*?from '((?:@[^/']+\/)?[^./'][^/']*)/gms)].map(
      (m) => m[1] ?? '',
    );
  });
  return [...new Set(names)].filter((name) => !name.startsWith('node:'));
}

test('dist/ brings the licence of every package that the source imports', () => {
  const titles: readonly string[] =
    readFileSync(join(ROOT, 'dist/LICENSES.txt'), 'utf8').match(/^\S+(?= \S+ \(.+\)\n-+$)/gm) ?? [];
  const imported = importedPackages();
  assert.ok(imported.includes('zod') && imported.includes('@actions/core'), imported.join());
  for (const name of [...imported, 'rolldown']) assert.ok(titles.includes(name), name);
  assert.deepEqual(titles, [...new Set(titles)].sort());
});
