import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { loadPolicy } from '../../src/policy/load.ts';
import { reviewText } from '../../src/report/review-text.ts';
import { reviewPolicies } from '../../src/review/review.ts';

const PAIRS = join(import.meta.dirname, '..', 'diff');

/** Each folder has the earlier policy, the later one, what these use, and what a reviewer reads. */
const FOLDERS = readdirSync(PAIRS).filter((name) => statSync(join(PAIRS, name)).isDirectory());

describe('a change of the policy', () => {
  for (const folder of FOLDERS) {
    const read = (name: string) => readFileSync(join(PAIRS, folder, name), 'utf8');

    test(folder.slice(3).replaceAll('-', ' '), async () => {
      assert.equal(await reviewOf(folder, read('base.yml'), read('head.yml')), read('want.txt'));
    });

    test(`${folder.slice(3).replaceAll('-', ' ')}: each side is the same as itself`, async () => {
      for (const name of ['base.yml', 'head.yml']) {
        assert.match(await reviewOf(folder, read(name), read(name)), /^No change in meaning\.$/m);
      }
    });
  }
});

async function reviewOf(folder: string, base: string, head: string): Promise<string> {
  const side = async (text: string, label: string) => {
    const policy = await loadPolicy(text, label, async (reference) => {
      return { file: reference.slice(2), text: await readFile(join(PAIRS, folder, reference), 'utf8') };
    });
    return { policy, label, exists: true };
  };
  return reviewText(reviewPolicies(await side(base, 'base.yml'), await side(head, 'head.yml')));
}
