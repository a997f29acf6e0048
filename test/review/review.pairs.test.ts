import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parsePolicy } from '../../src/policy/parse.ts';
import { reviewText } from '../../src/report/review-text.ts';
import { reviewPolicies } from '../../src/review/review.ts';

const PAIRS = join(import.meta.dirname, '..', 'diff');

/** Each folder has the earlier policy, the later one, and what a reviewer reads. */
const FOLDERS = readdirSync(PAIRS).filter((name) => statSync(join(PAIRS, name)).isDirectory());

describe('a change of the policy', () => {
  for (const folder of FOLDERS) {
    test(folder.slice(3).replaceAll('-', ' '), () => {
      const [base, head, want] = ['base.yml', 'head.yml', 'want.txt'].map((name) =>
        readFileSync(join(PAIRS, folder, name), 'utf8'),
      ) as [string, string, string];
      assert.equal(reviewOf(base, head), want);
    });

    test(`${folder.slice(3).replaceAll('-', ' ')}: each side is the same as itself`, () => {
      for (const name of ['base.yml', 'head.yml']) {
        const text = readFileSync(join(PAIRS, folder, name), 'utf8');
        assert.match(reviewOf(text, text), /^No change in meaning\.$/m);
      }
    });
  }
});

function reviewOf(base: string, head: string): string {
  const side = (text: string, label: string) => ({ policy: parsePolicy(text, label), label, exists: true });
  return reviewText(reviewPolicies(side(base, 'base.yml'), side(head, 'head.yml')));
}
