import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RULES as CATALOGUE } from '../../src/compare/catalogue.ts';
import { renderSummary, SUMMARY_BYTES } from '../../src/report/summary.ts';
import { runs } from '../support/property-runs.ts';
import { assertGolden } from './golden.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS, workflowCommands } from './hostile.ts';
import * as samples from './samples.ts';

/** The shape of Markdown without what is written in it: kinds of lines, cells of rows, and every element. */
function skeleton(summary: string): readonly string[] {
  return summary.split('\n').map((line) => {
    const kind = /^(?:#+ |- |\| |<\w+>|<\/\w+>|\*\*|```|$)/.exec(line)?.[0] ?? 'text';
    const bare = line.replace(/`[^`\n]*`/g, '').replace(/<\/?code>|<wbr>|&#\d+;/g, '');
    return [kind, ...(bare.match(/[|<>[\]*_`]|!\[/g) ?? [])].join(' ');
  });
}

for (const [name, outcome] of Object.entries(samples.SAMPLES)) {
  test(`the summary of the sample "${name}" reads as its golden file`, () => {
    assertGolden(`${name}-summary.txt`, renderSummary(outcome, samples.RULES));
  });
}

test('the first line is the verdict', () => {
  const first = Object.values(samples.SAMPLES).map(
    (outcome) => renderSummary(outcome, samples.RULES).split('\n', 1)[0],
  );
  assert.deepEqual(first, [
    '## ✅ Pass: no findings, in `staging`',
    '## ❌ Fail: 5 findings, 1 waived, 1 waived but gone, in `staging`',
    '## ⚠️ Inconclusive: 65,536 of 131,072 ports without an answer, in `staging`',
    '## ⛔ Error: 2 problems, nothing was probed',
    '## ⛔ Error: 1 problem, the tool could not work',
  ]);
});

test('no word of success stands in the summary of a run that was none', () => {
  for (const outcome of [samples.FAILED, samples.INCONCLUSIVE, samples.BAD_POLICY, samples.NO_SCANNER]) {
    assert.doesNotMatch(renderSummary(outcome, samples.RULES), /\bpass(?:ed)?\b|✅/i);
  }
});

test('an incomplete failing run says that there may be more', () => {
  const both = { ...samples.FAILED, coverage: samples.INCONCLUSIVE.coverage };
  assert.match(
    renderSummary(both, samples.RULES),
    /^## ❌ Fail: 5 findings, 1 waived, 1 waived but gone, 65,536 of 131,072 ports without an answer/,
  );
  assert.match(renderSummary(both, samples.RULES), /there may be more/);
});

test('an inconclusive run that ends with 0 says why', () => {
  assert.match(renderSummary({ ...samples.INCONCLUSIVE, exitCode: 0 }, samples.RULES), /on-incomplete/);
});

test('hostile text changes nothing of the markup, and says nothing to the runner', () => {
  const benign = renderSummary(
    hostileReport(() => 'x y'),
    samples.RULES,
  );
  const benignFailure = renderSummary(
    hostileFailure(() => 'x'),
    samples.RULES,
  );
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      const some = texts.map((text) => `x ${text}`);
      const report = hostileReport(inTurn(some));
      const summary = renderSummary(report, samples.RULES);
      assert.deepEqual(skeleton(summary), skeleton(benign));
      assert.deepEqual(skeleton(renderSummary(hostileFailure(inTurn(some)), samples.RULES)), skeleton(benignFailure));
      assert.deepEqual(workflowCommands(summary), []);
      assert.equal(renderSummary(structuredClone(report), samples.RULES), summary);
    }),
    { numRuns: runs(10, 50), examples: [[[...PAYLOADS]]] },
  );
});

test('of too many findings the worst are shown, and how many are not is said', () => {
  const message = `${'nine chars'.repeat(60)}`;
  const report = samples.manyFindings(6000, { message });
  const summary = renderSummary(report, samples.RULES);
  assert.ok(Buffer.byteLength(summary) < SUMMARY_BYTES);
  const rows = summary.split('\n').filter((line) => /^\| \*\*\w+\*\*/.test(line));
  assert.deepEqual(
    rows.map((row) => /`(\d+)\/tcp`/.exec(row)?.[1]),
    rows.map((_, index) => String(index + 1)),
  );
  const left = (6000 - rows.length).toLocaleString('en-US');
  assert.ok(summary.includes(`**${left} findings, the least severe ones, are left out here, of 6,000.**`));
});

test('the summary stays below its limit however long and hostile everything is', () => {
  const nasty = hostileReport(() => '$\u2028|`'.repeat(2000));
  const [first] = nasty.findings;
  const [gap] = nasty.coverage.unobserved;
  assert.ok(first !== undefined && gap !== undefined);
  const many = <T>(one: T): T[] => Array.from({ length: 6000 }, () => one);
  const waived = nasty.findings.find((one) => one.waived !== null) ?? first;
  const incomplete = nasty.findings.find((one) => one.severity === null) ?? first;
  const summary = renderSummary(
    {
      ...nasty,
      findings: [...many(first), ...many(waived), ...many(incomplete)],
      coverage: { ...nasty.coverage, unobserved: many(gap) },
      scans: many(nasty.scans[0] ?? { command: '', seconds: 0, failure: null }),
      notices: many(nasty.notices[0] ?? ''),
      policy: { ...nasty.policy, targets: nasty.notices },
    },
    CATALOGUE,
  );
  assert.ok(Buffer.byteLength(summary) < SUMMARY_BYTES, `${Buffer.byteLength(summary)} bytes`);
});
