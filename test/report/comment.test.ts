import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Outcome } from '../../src/model/report.ts';
import { COMMENT_CHARACTERS, renderComment } from '../../src/report/comment.ts';
import { runs } from '../support/property-runs.ts';
import { CONTEXT } from './contexts.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS } from './hostile.ts';
import * as samples from './samples.ts';

/** As GitHub renders a comment. HTML in it is allowed there, and ours has some. */
function html(outcome: Outcome): string {
  const options = { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] };
  return micromark(renderComment(outcome, CONTEXT), options);
}

function elements(text: string): readonly string[] {
  return [...text.matchAll(/<\/?[a-z][^>]*>/gi)].map(([tag]) => tag);
}

test('is rendered as a heading, tables and blocks that open, with one link to the run', () => {
  const page = html(samples.FAILED);
  assert.match(page, /^<!-- exposure-gate \.github\/exposure-policy\.yml -->\n<h2>❌ Fail: 5 findings/);
  assert.equal(page.match(/<table>/g)?.length, 2);
  assert.deepEqual(page.match(/<a href="[^"]*"/g), [`<a href="${CONTEXT.origin.run?.url}"`]);
  assert.match(page, /<code class="language-yaml">targets:/);
});

test('hostile text changes no element of it', () => {
  const parts = (text: string) => elements(text).filter((tag) => tag !== '<wbr>' && !/<\/?code>/.test(tag));
  const [benign, benignFailure] = [html(hostileReport(() => 'x y')), html(hostileFailure(() => 'x'))];
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      const some = texts.map((text) => `x ${text}`);
      const page = html(hostileReport(inTurn(some)));
      // Long texts leave less room for rows.
      fc.pre(!page.includes('are left out here'));
      assert.deepEqual(parts(page), parts(benign));
      assert.deepEqual(parts(html(hostileFailure(inTurn(some)))), parts(benignFailure));
    }),
    { numRuns: runs(10, 50), examples: [[[...PAYLOADS]]] },
  );
});

test('stays below its limit however long and hostile everything is, and says what is cut', () => {
  const nasty = hostileReport(() => '$\u2028|`'.repeat(2000));
  const many = <T>(one: readonly T[]): T[] => Array.from({ length: 400 }, () => one).flat();
  const outcomes: readonly Outcome[] = [
    samples.manyFindings(6000),
    samples.manyFindings(20),
    { ...nasty, findings: many(nasty.findings), notices: many(nasty.notices) },
    hostileFailure(() => '$\u2028|`'.repeat(2000)),
  ];
  for (const outcome of outcomes) assert.ok(renderComment(outcome, CONTEXT).length < COMMENT_CHARACTERS);
  assert.match(
    renderComment(samples.manyFindings(6000), CONTEXT),
    /\*\*[\d,]+ findings, the least severe ones, are left out here, of 6,000\.\*\*/,
  );
});

test('the most severe findings come first', () => {
  const rows = renderComment(samples.manyFindings(2000), CONTEXT).match(/^\| \*\*\w+\*\*/gm) ?? [];
  assert.ok(rows.length > 50);
  assert.deepEqual([...new Set(rows)], ['| **critical**']);
});

test('no word of success stands in the comment of a run that was none', () => {
  for (const outcome of [samples.FAILED, samples.INCONCLUSIVE, samples.BAD_POLICY, samples.NO_SCANNER])
    assert.doesNotMatch(renderComment(outcome, CONTEXT), /\bpass(?:ed)?\b|✅/i);
});

test('the mark of a comment is the same for every run of a policy, and ends no HTML comment early', () => {
  const marks = Object.values(samples.SAMPLES).map((outcome) => renderComment(outcome, CONTEXT).split('\n', 1)[0]);
  assert.deepEqual([...new Set(marks)], ['<!-- exposure-gate .github/exposure-policy.yml -->']);
  for (const policy of ['a-->b', '--->', 'a--!>', '- ->', '']) {
    const [mark = ''] = renderComment(samples.BAD_POLICY, { ...CONTEXT, policy }).split('\n');
    assert.match(mark, /^<!-- exposure-gate (?:(?!--)[\w./-])* -->$/);
  }
});

test('runs of different targets have different marks, and a run that failed has the mark of one that did not', () => {
  const markOf = (outcome: Outcome, selection: readonly string[]) =>
    renderComment(outcome, { ...CONTEXT, selection }).split('\n', 1)[0] ?? '';
  const selections = [[], ['a'], ['b'], ['a', 'b'], ['a-->b']];
  const marks = selections.map((selection) => markOf(samples.PASSED, selection));
  assert.equal(new Set(marks).size, selections.length);
  for (const one of marks) assert.ok(marks.every((other) => other === one || !other.startsWith(one)));
  assert.deepEqual(
    selections.map((selection) => markOf(samples.NO_SCANNER, selection)),
    marks,
  );
  assert.equal(markOf(samples.PASSED, ['b', 'a', 'b']), marks[3]);
  assert.match(marks[4] ?? '', /^<!-- (?:(?!--)[\w./ -])* -->$/);
});

test('a run that found no policy has the mark of a run that did, and no named policy has that mark', () => {
  const none = { ...samples.BAD_POLICY, policy: { file: '', environment: null } };
  const markOf = (outcome: Outcome, policy: string | null) =>
    renderComment(outcome, { ...CONTEXT, policy, selection: ['web'] }).split('\n', 1)[0];
  for (const policy of [null, 'p.yml', './link.yml'])
    assert.equal(markOf(none, policy), markOf(samples.PASSED, policy));
  const unnamed = markOf(none, null);
  for (const policy of ['(default)', 'default', '', 'exposure-policy.yml'])
    assert.notEqual(markOf(samples.PASSED, policy), unnamed);
});

test('a URL that is no plain one is not linked', () => {
  const run = { system: 'github', id: '1', url: 'https://a.example/)[x](https://evil.example' } as const;
  assert.doesNotMatch(renderComment(samples.FAILED, { ...CONTEXT, origin: { ...CONTEXT.origin, run } }), /evil/);
});
