import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rateBeside } from '../../src/acquire/retries.ts';
import { ALL_PORTS } from '../../src/model/port.ts';
import { groupScan } from '../support/runs.ts';

test('connections run beside a short and fast sweep by raw probes, and the sweep leaves packets to them', () => {
  const scan = groupScan({ ports: ALL_PORTS });
  assert.ok((rateBeside(scan, 10_000) ?? 0) < 20_000);
  assert.ok((rateBeside({ ...scan, maxRate: 12_000 }, 10_000) ?? 0) < 12_000);
  for (const other of [
    groupScan({ ports: ALL_PORTS, protocol: 'sctp' }),
    groupScan({ ports: ALL_PORTS, way: 'plain' }),
    groupScan({ ports: ALL_PORTS, own: true }),
    { ...scan, maxRate: 5_000 },
    { ...scan, machine: { ...scan.machine, privilege: 'unprivileged' as const } },
  ]) {
    assert.equal(rateBeside(other, 10_000), null);
  }
  assert.equal(rateBeside(scan, 61_000), null);
});
