import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { ROOT } from '../support/bundles.ts';

test('dist/ brings the licence of every package that the project depends on', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const titles: readonly string[] =
    readFileSync(join(ROOT, 'dist/LICENSES.txt'), 'utf8').match(/^\S+(?= \S+ \(.+\)\n-+$)/gm) ?? [];
  assert.ok(Object.keys(dependencies).length > 0);
  for (const name of [...Object.keys(dependencies), 'rolldown']) assert.ok(titles.includes(name), name);
  assert.deepEqual(titles, [...new Set(titles)].sort());
});
