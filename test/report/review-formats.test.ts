import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parsePolicy } from '../../src/policy/parse.ts';
import { REVIEW_FORMATS } from '../../src/report/review-formats.ts';
import { reviewJsonSchema } from '../../src/report/review-schema.ts';
import { reviewPolicies } from '../../src/review/review.ts';
import { validateWithJsonSchema, validateWithSchema } from './validators.ts';

const LOCATION = { repository: { root: '/r', workingDirectory: '/r', revision: null }, sources: new Map() };

function reviewOf(base: string, head: string) {
  const side = (text: string, label: string) => ({ policy: parsePolicy(text, label), label, exists: true });
  return reviewPolicies(side(base, 'base.yml'), side(head, 'head.yml'));
}

/** Many targets, each with a port of its own. */
function estate(targets: number, entry: (index: number) => string): string {
  const lines = Array.from({ length: targets }, (_, index) => {
    const address = `127.0.${index >> 8}.${index & 255}`;
    return `  t${index}:\n    hosts: [${address}]\n    ports: {tcp: [1]}\n    allow: [${entry(index)}]\n`;
  });
  return `version: 1\ntargets:\n${lines.join('')}`;
}

const LARGE = reviewOf(
  estate(2_000, () => '22/tcp'),
  estate(2_000, (index) => `${1000 + index}/tcp`),
);

describe('a review of thousands of changes', () => {
  for (const format of ['text', 'markdown'] as const) {
    test(`has at most 60,000 characters as ${format}, and says what is left out`, () => {
      const text = REVIEW_FORMATS[format](LARGE, LOCATION);
      assert.ok(text.length <= 60_000, `${text.length}`);
      assert.ok(text.length > 40_000, `${text.length}`);
      assert.match(text, /left out here/);
      const shown = text.match(/^\| (?:\w+ \| )?`\d|^ {2}head\.yml:/gm)?.length ?? 0;
      const cut = [...text.matchAll(/([\d,]+) changes are left out here/g)];
      const missing = cut.reduce((sum, [, count = '']) => sum + Number(count.replaceAll(',', '')), 0);
      assert.equal(shown + missing, LARGE.changes.length);
    });
  }

  test('has all changes as JSON', () => {
    assert.equal(JSON.parse(REVIEW_FORMATS.json(LARGE, LOCATION)).changes.length, LARGE.changes.length);
  });
});

describe('a review', () => {
  const small = reviewOf(
    estate(1, () => '22/tcp ssh'),
    estate(1, () => '6379/tcp redis'),
  );

  test('follows its JSON Schema', () => {
    assert.deepEqual(validateWithJsonSchema(reviewJsonSchema(), JSON.parse(REVIEW_FORMATS.json(small, LOCATION))), []);
    const published = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'diff.schema.json'), 'utf8');
    assert.deepEqual(JSON.parse(published), reviewJsonSchema());
  });

  test('is valid SARIF, with the dangerous changes on the lines of the later policy', () => {
    const log = JSON.parse(REVIEW_FORMATS.sarif(small, LOCATION));
    assert.deepEqual(validateWithSchema(log), []);
    const [run] = log.runs;
    assert.deepEqual(
      run.results.map((one: { ruleId: string; level: string }) => [one.ruleId, one.level]),
      [
        ['newly-allowed', 'error'],
        ['no-longer-checked', 'warning'],
      ],
    );
    const { artifactLocation, region } = run.results[0].locations[0].physicalLocation;
    assert.deepEqual([artifactLocation.uri, region.startLine], ['head.yml', 6]);
  });

  test('begins, as Markdown, with a mark of its policy, so that two policies have two comments', () => {
    const policy = parsePolicy(
      estate(1, () => '22/tcp'),
      'p.yml',
    );
    const marks = ['one.yml', 'o --> ne.yml'].map((label) => {
      const side = { policy, label, exists: true };
      return REVIEW_FORMATS.markdown(reviewPolicies(side, side), LOCATION).split('\n')[0];
    });
    assert.deepEqual(marks, ['<!-- exposure-gate diff one.yml -->', '<!-- exposure-gate diff o_-_ne.yml -->']);
  });

  test('escapes foreign text in Markdown and runs no workflow command', () => {
    const hostile = (reference: string) => `version: 1
authorization: {by: "::error::x", reference: "${reference}", scope: [192.0.2.1], expires: 2027-01-01}
targets: {a: {hosts: [192.0.2.1], allow: [22/tcp]}}
`;
    const review = reviewOf(hostile('@all <script> ##[error]'), hostile('| [x](http://y) `z`'));
    assert.doesNotMatch(REVIEW_FORMATS.text(review, LOCATION), /^\s*::|##\[/m);
    const text = REVIEW_FORMATS.markdown(review, LOCATION);
    assert.doesNotMatch(text, /@all|<script>|\]\(http/);
  });
});
