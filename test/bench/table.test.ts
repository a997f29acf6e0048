import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { chart } from '../../bench/chart.ts';
import { CONDITIONS } from '../../bench/conditions.ts';
import { type Results, type Row, summaryOf, type Trial } from '../../bench/results.ts';
import { overview, resultsPage, titleOf } from '../../bench/table.ts';

const TRIAL: Trial = {
  ...{ status: 0, bounded: false, wallSeconds: 10, cpuSeconds: 5, peakMegabytes: 60, sent: 1_000_000, received: 5_000 },
  ...{
    path: null,
    ownCpuSeconds: null,
    found: 320,
    foundUndeclared: 248,
    falsePositives: 0,
    sweep: null,
    failure: null,
  },
};

function row(condition: string, scanner: string, trials: readonly Partial<Trial>[]): Row {
  return {
    ...{ condition, scanner, title: scanner, version: '1.0', command: `${scanner} <&>`, date: '2026-11-21', hosts: 8 },
    ...{ path: 'cable', open: 320, undeclared: 248, trials: trials.map((trial) => ({ ...TRIAL, ...trial })) },
  };
}

function results(...rows: readonly Row[]): Results {
  const machine = { cpu: 'A & B', cores: 2, memoryGigabytes: 8, system: 'linux', node: 'v20', nmap: 'Nmap version 7' };
  return { date: '2026-11-21', machine, conditions: CONDITIONS, unavailable: [{ id: 'naabu', reason: 'none' }], rows };
}

/** Throws where it is not well-formed. */
function parse(xml: string): void {
  new SaxesParser().write(xml).close();
}

test('figures are medians; what was found is the worst run, and a run that failed says nothing', () => {
  const summary = summaryOf(
    row('drop', 'nmap', [
      { wallSeconds: 30, found: 320 },
      { wallSeconds: 10, found: 318 },
      { wallSeconds: 20, found: 319 },
      { wallSeconds: 1, found: 0, failure: 'ended with 1' },
    ]),
  );
  assert.deepEqual([summary?.runs, summary?.wall, summary?.leastFound, summary?.mostFound], [3, 20, 318, 320]);
  assert.equal(summaryOf(row('drop', 'nmap', [{ failure: 'ended with 1' }])), null);
});

test('the overview says what the worst run missed, and which scanner had to be stopped', () => {
  const found = row('drop', 'ours', [{}]);
  const missed = row('drop', 'fast', [{ found: 94 }, {}]);
  const stopped = row('drop', 'slow', [{ found: 0, bounded: true, wallSeconds: 450 }]);
  const [, , line] = overview(results(found, missed, stopped)).split('\n');
  assert.equal(line, '| RTT 40 ms, dropped | 10.0 s | 10.0 s, **226 missed** | > 450 s, **stopped** |');
});

test('a title that goes on from the one before it stands for itself where it stands alone', () => {
  assert.equal(
    titleOf({ conditions: CONDITIONS }, 'narrow-loss1'),
    'RTT 40 ms, dropped, 20,000 packets/s, 1 % lost each way',
  );
});

test('the chart is well-formed whatever the results hold', () => {
  const rows = [row('drop', 'exposure-gate', [{}]), row('veth', '<nmap & co>', [{ bounded: true, found: 0 }])];
  parse(chart(results(...rows)));
  parse(chart(results()));
  parse(chart(results(row('drop', 'nmap', [{ failure: 'ended with 1' }]))));
});

test('every condition with results has its table, with what could not be measured and why', () => {
  const page = resultsPage(results(row('narrow', 'fast', [{ found: 94 }])));
  assert.match(page, /## RTT 40 ms, dropped, 20,000 packets\/s\n/);
  assert.match(page, /\*\*94\*\* of 320/);
  assert.match(page, /naabu was not available/);
  assert.doesNotMatch(page, /## no delay/);
});

test('conditions have names of their own', () => {
  assert.equal(new Set(CONDITIONS.map(({ id }) => id)).size, CONDITIONS.length);
});
