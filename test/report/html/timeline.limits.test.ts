import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RULES } from '../../../src/compare/catalogue.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import { type Network, timelineReport } from '../timeline-sample.ts';

function pageOf(network: Network): string {
  const page = [...renderHtml(timelineReport(network), { rules: RULES })].join('');
  return page.replace(/<(style|script)>.*?<\/\1>/gs, '');
}

describe('the timeline', () => {
  test('of 500 devices and 90 days is small', () => {
    const page = pageOf({ devices: 500, runs: 90 });
    assert.ok(page.length < 1_000_000, `${page.length} bytes`);
    assert.ok(page.includes('Devices with news (52)') && page.includes('Devices without news (448)'));
  });

  test('of very many devices says how many it leaves out, and stays small', () => {
    const page = pageOf({ devices: 12_000, runs: 2 });
    assert.ok(page.length < 5_000_000, `${page.length} bytes`);
    const [, left] = /and ([\d,]+) more devices?<\/th>/.exec(page) ?? [];
    assert.ok(Number(left?.replace(',', '')) > 1_000);
    assert.match(page, /<p>2,000 more devices: /);
  });
});
