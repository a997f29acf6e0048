import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { instructionsOf, readContainerfile, restsOf } from '../../scripts/containerfile.ts';
import { ROOT } from '../support/bundles.ts';

test('lines that go on are one instruction, and comments are none', () => {
  const text = '# a comment\nFROM a\n\nRUN b \\\n  # inside\n && c\nENTRYPOINT ["d"]\n';
  assert.deepEqual(instructionsOf(text), [
    { name: 'FROM', rest: 'a' },
    { name: 'RUN', rest: 'b && c' },
    { name: 'ENTRYPOINT', rest: '["d"]' },
  ]);
  assert.throws(() => instructionsOf('FROM a\nnothing'), /no instruction: nothing/);
});

describe('the Containerfile', () => {
  const instructions = readContainerfile();

  test('has one base, pinned by digest', () => {
    const [base, ...others] = restsOf(instructions, 'FROM');
    assert.match(base ?? '', /@sha256:[0-9a-f]{64}$/);
    assert.deepEqual(others, []);
  });

  test('runs as a user by number who is not root, and never changes back', () => {
    const users = restsOf(instructions, 'USER');
    assert.equal(users.length, 1);
    assert.match(users[0] ?? '', /^[1-9]\d*:[1-9]\d*$/);
    const later = instructions.slice(instructions.findIndex(({ name }) => name === 'USER') + 1);
    assert.deepEqual(
      later.map(({ name }) => name),
      ['ENTRYPOINT', 'CMD'],
    );
  });

  test('stops at the first command that fails', () => {
    for (const run of restsOf(instructions, 'RUN')) assert.doesNotMatch(run, /[;|]/);
  });

  test('copies what npm publishes, and files that exist', () => {
    const copied = restsOf(instructions, 'COPY').flatMap((rest) => rest.split(/\s+/).slice(0, -1));
    for (const path of copied) assert.ok(existsSync(join(ROOT, path)), path);
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const published = files.filter((path: string) => !path.startsWith('!'));
    assert.deepEqual([...published, 'LICENSE', 'package.json'].sort(), copied.sort());
  });

  test('has the labels that registries show', () => {
    const labels = restsOf(instructions, 'LABEL').join(' ');
    for (const name of ['title', 'description', 'source', 'licenses', 'version', 'revision']) {
      assert.match(labels, new RegExp(`org\\.opencontainers\\.image\\.${name}="[^"]+"`));
    }
  });
});
