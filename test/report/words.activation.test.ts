import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../src/model/report.ts';
import { annotations } from '../../src/report/annotations.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { tally } from '../../src/report/words.ts';
import { assertSarif } from './invariants.ts';
import { day, finding } from './make.ts';
import { renderJson, renderSarif, renderText } from './rendered.ts';
import * as samples from './samples.ts';
import { OPTIONS } from './sarif-samples.ts';

const UNTIL = day('2026-12-15');

/** A run that found one port that is critical and one note, in a target that is not active yet. */
const REPORT: Report = {
  ...samples.PASSED,
  policy: { ...samples.PASSED.policy, notActive: [{ target: 'edge', until: UNTIL }] },
  findings: [
    finding({ code: 'unexpected-port', severity: 'critical', activation: UNTIL, port: 6379 }),
    finding({ code: 'possibly-open', severity: 'note', level: 'note', activation: UNTIL, port: 53, protocol: 'udp' }),
  ],
};

test('findings of a target that is not active yet are counted beside the three numbers', () => {
  assert.deepEqual(tally(REPORT.findings), { new: 0, waived: 0, gone: 0, notActive: 2 });
});

test('the text names the day on each line, and the verdict counts them separately', () => {
  const text = renderText(REPORT, { color: false, sources: new Map() });
  assert.match(text, /^(?:\S+| ) critical, not active until 2026-12-15: /m);
  assert.match(text, /^PASS {2}no findings, 2 findings of targets that are not active yet, /m);
  assert.match(text, /what the policy does not allow is found in targets that are not active yet\.$/m);
  assert.match(text, /^If it is tolerated for a time/m);
});

test('the summary has a section of its own for them, with the day', () => {
  const summary = renderSummary(REPORT, samples.RULES);
  assert.match(summary, /^## ✅ Pass: no findings, 2 findings of targets that are not active yet, /m);
  assert.match(summary, /^### Not active yet: 2 findings$/m);
  assert.match(summary, /^\| critical \|.*\| 2026-12-15 \|/m);
});

test('an annotation is a notice that says since when the finding fails the build, if it would', () => {
  const [first, ...others] = annotations(REPORT);
  assert.deepEqual([first?.kind, others], ['notice', []]);
  assert.match(first?.message ?? '', /from 2026-12-16 on \(UTC\) this fails the build\. \[unexpected-port\]$/m);
  assert.doesNotMatch(first?.message ?? '', /this fails the build\. \[possibly-open\]$/m);
});

test('SARIF has them as notes of the rule for notes, so that no alert fails a check', () => {
  const log = JSON.parse(renderSarif(REPORT, OPTIONS));
  assertSarif(log);
  const [run] = log.runs;
  const scoreOf = (id: string): string =>
    run.tool.driver.rules.find((rule: { id: string }) => rule.id === id).properties['security-severity'];
  for (const { level, ruleId, properties } of run.results) {
    assert.deepEqual([level, scoreOf(ruleId), properties.activation], ['note', '0.1', UNTIL]);
  }
  assert.equal(run.results[0].properties.severity, 'critical');
  assert.match(run.results[0].message.text, /from 2026-12-16 on \(UTC\) this fails the build\.$/);
});

test('SARIF keeps an incomplete scan as it is, although its target is not active yet', () => {
  const incomplete = finding({ code: 'incomplete-scan', severity: null, activation: UNTIL });
  const [result] = JSON.parse(renderSarif({ ...REPORT, findings: [incomplete] }, OPTIONS)).runs[0].results;
  assert.deepEqual([result.level, result.ruleId], [incomplete.level, 'incomplete-scan']);
});

test('JSON keeps their severity, and names the day', () => {
  const { counts, findings, policy } = JSON.parse(renderJson(REPORT));
  assert.equal(counts.notActive, 2);
  assert.deepEqual([findings[0].severity, findings[0].activation], ['critical', UNTIL]);
  assert.deepEqual(policy.notActive, [{ target: 'edge', until: UNTIL }]);
});
