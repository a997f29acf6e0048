import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connections } from '../../src/acquire/techniques.ts';
import { connectSeconds, MOST_CONNECT_RATE } from '../../src/plan/silent-ports.ts';
import { slotsFor } from '../../src/scan/run-plans.ts';
import { groupScan } from '../support/runs.ts';

test('connections begin at a rate that all processes together reach, so that a repeat at half of it is slower', () => {
  const scan = groupScan({ ports: [[1, 100]] });
  assert.equal(connections(scan, 20_000, slotsFor(4)).rate, MOST_CONNECT_RATE);
  assert.equal(connections(scan, 300, slotsFor(4)).rate, 300);
  assert.ok(connectSeconds(720, scan.scanGroup, null) < connectSeconds(720, scan.scanGroup, 300));
});
