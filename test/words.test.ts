import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { anyOf } from '../src/model/text.ts';

const ROOT = join(import.meta.dirname, '..', 'src');

/** Words of this project's own for what nmap, SARIF or statistics already have a word for (docs/glossary.md). */
const PRIVATE_WORDS = anyOf(
  [
    /riders?|books\b|ledgers?|reviv(?:e|ed|al)|last ?word|witness|\bmutes?\b|\bshy|shyness|helpings?|companions?/,
    /blind ports?|\bcables?\b|manners?\b|theirOr|spokenOf|voided|hearsay|claimants?|(?<!nothing-)\bowe[ds]?\b/,
  ],
  'i',
);

test('no private word is left in src/', () => {
  const found = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) =>
      readFileSync(join(ROOT, path), 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          const word = PRIVATE_WORDS.exec(line)?.[0];
          return word === undefined ? [] : [`${path}:${index + 1}: ${word}`];
        }),
    );
  assert.deepEqual(found, []);
});
