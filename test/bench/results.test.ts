import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../../bench/measure.ts';
import { type Results, type Row, withRow } from '../../bench/results.ts';
import { machineOf } from '../../bench/table.ts';

const HERE: Machine = { cpu: 'A', cores: 2, memoryGigabytes: 8, system: 'linux', node: 'v20', nmap: 'Nmap 7.93' };
const NEWER: Machine = { ...HERE, nmap: 'Nmap 7.98' };

function row(condition: string, scanner: string, version = '1', machine?: Machine): Row {
  return {
    ...{ condition, scanner, title: scanner, version, command: scanner, date: '2026-11-21', hosts: 8 },
    ...{ path: null, open: 320, undeclared: 248, trials: [], ...(machine === undefined ? {} : { machine }) },
  };
}

function results(machine: Machine, ...rows: readonly Row[]): Results {
  return { date: '2026-11-21', machine, conditions: [], unavailable: [], rows };
}

test('a row takes the place of that of its scanner under its condition, whatever its version, and of no other', () => {
  const before = results(HERE, row('drop', 'nmap'), row('drop', 'gate'), row('closed', 'gate'));
  assert.deepEqual(withRow(before, row('drop', 'gate', '2'), HERE), [
    row('drop', 'nmap'),
    row('closed', 'gate'),
    row('drop', 'gate', '2'),
  ]);
  assert.deepEqual(withRow(undefined, row('drop', 'gate'), HERE), [row('drop', 'gate')]);
});

test('rows that were measured on another machine, or with another nmap, stay and say so', () => {
  const before = results(HERE, row('drop', 'nmap'), row('closed', 'nmap', '1', NEWER), row('drop', 'gate'));
  const rows = withRow(before, row('drop', 'gate', '2'), NEWER);
  assert.deepEqual(rows, [row('drop', 'nmap', '1', HERE), row('closed', 'nmap'), row('drop', 'gate', '2')]);
  assert.match(machineOf(results(NEWER, ...rows)), /Nmap 7\.98\. .*:\n\n- .*Nmap 7\.93: nmap \(1\)\.$/);
  assert.deepEqual(withRow(results(NEWER, ...rows), row('drop', 'gate', '3'), HERE), [
    row('drop', 'nmap'),
    row('closed', 'nmap', '1', NEWER),
    row('drop', 'gate', '3'),
  ]);
});
