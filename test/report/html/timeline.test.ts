import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RULES } from '../../../src/compare/catalogue.ts';
import type { Report } from '../../../src/model/report.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import { inTurn, PAYLOADS, workflowCommands } from '../hostile.ts';
import { PASSED } from '../samples.ts';
import { type Network, timelineReport } from '../timeline-sample.ts';

function pageOf(report: Report): string {
  return [...renderHtml(report, { rules: RULES })].join('').replace(/<(style|script)>.*?<\/\1>/gs, '');
}

/** The section, without the rest of the page. */
function sectionOf(report: Report): string {
  return /<section aria-labelledby="timeline">.*?<\/section>/s.exec(pageOf(report))?.[0] ?? '';
}

/** The words of each row, without its bars. */
function rowsOf(section: string): readonly string[] {
  return [...section.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) =>
    row
      .replace(/<svg.*?<\/svg>/gs, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

const SMALL = timelineReport({ devices: 6, runs: 10 });

describe('the timeline', () => {
  test('shows devices with news first, and folds the others', () => {
    const section = sectionOf(SMALL);
    const [shown = '', folded = ''] = section.split('<summary>Devices without news (4)</summary>');
    assert.deepEqual(rowsOf(shown).slice(1), [
      '00:1a:2b:00:00:01 Example Devices, 10.0.0.1 since 2026-11-20 22/tcp ssh, 6379/tcp redis',
      '6379/tcp redis since 2026-11-29 open',
      '00:1a:2b:00:00:05 Example Devices, 10.0.0.5 since 2026-11-29, new 22/tcp ssh',
    ]);
    const words = rowsOf(folded);
    assert.ok(words.includes('8080/tcp http since 2026-11-26 open'), words.join('\n'));
    assert.ok(words.some((row) => /since 2026-11-27, 2 sessions from 2026-11-20 on/.test(row)));
  });

  test('shows the lives of findings, those that are gone folded', () => {
    const [there = '', gone = ''] = sectionOf(SMALL).split('<h3>Findings (3)</h3>')[1]?.split('<summary>') ?? [];
    assert.deepEqual(rowsOf(there).slice(1), [
      'unexpected-port 192.0.2.10 6379/tcp target edge since 2026-11-28, 3 times from 2026-11-20 on critical',
      'unexpected-port 192.0.2.10 8080/tcp target edge since 2026-11-24 high',
      'wrong-service 192.0.2.10 443/tcp target edge since 2026-11-20 medium',
    ]);
    assert.deepEqual(rowsOf(gone).slice(1), [
      'forbidden-port 192.0.2.10 23/tcp target edge 2026-11-20 to 2026-11-24, gone high',
    ]);
  });

  test('is a table without the bars: each row and column has a head, and each bar has words beside it', () => {
    const section = sectionOf(SMALL);
    const rows = [...section.matchAll(/<tr.*?<\/tr>/gs)].map(([row]) => row);
    for (const row of rows) assert.match(row, /<th scope="(?:row|col)">/);
    assert.equal(section.match(/<svg/g)?.length, section.match(/<svg[^>]*aria-hidden="true"/g)?.length);
    assert.doesNotMatch(section, / style=/);
  });

  test('draws every moment, and nothing outside of its lane', () => {
    const bars = [...sectionOf(SMALL).matchAll(/M(\d+) 4h(\d+)v8h-\2z/g)].map(([, left, width]) =>
      [left, width].map(Number),
    );
    assert.ok(bars.length > 10);
    for (const [left = -1, width = 0] of bars) assert.ok(left >= 0 && width > 0 && left + width <= 1_000);
  });

  test('is not there without a memory, and in the first run', () => {
    for (const report of [PASSED, timelineReport({ devices: 5, runs: 1 })]) {
      assert.doesNotMatch(pageOf(report), /timeline/);
    }
  });

  test('is the same markup, whatever devices call themselves', () => {
    const network: Network = { devices: 40, runs: 3 };
    const tags = (report: Report): readonly string[] => (sectionOf(report).match(/<[^>]*>/g) ?? []).toSorted();
    let count = 0;
    const next = inTurn(PAYLOADS);
    const hostile = timelineReport({ ...network, text: () => `${++count} ${next()}` });
    count = 0;
    assert.deepEqual(tags(hostile), tags(timelineReport({ ...network, text: () => `${++count} x` })));
    assert.deepEqual(workflowCommands(sectionOf(hostile)), []);
  });
});
