import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_PORTS } from '../../src/model/port.ts';
import { rateBeside } from '../../src/plan/slow-phase.ts';
import { groupScan } from '../support/runs.ts';

test('connections run beside a short and fast sweep by raw probes, and the sweep leaves packets to them', () => {
  const { scanGroup, machine } = groupScan({ ports: ALL_PORTS });
  assert.ok((rateBeside(scanGroup, machine, null, 10) ?? 0) < 20_000);
  assert.ok((rateBeside(scanGroup, machine, 12_000, 10) ?? 0) < 12_000);
  for (const other of [
    groupScan({ ports: ALL_PORTS, protocol: 'sctp' }),
    groupScan({ ports: ALL_PORTS, way: 'plain' }),
    groupScan({ ports: ALL_PORTS, own: true }),
  ]) {
    assert.equal(rateBeside(other.scanGroup, machine, null, 10), null);
  }
  assert.equal(rateBeside(scanGroup, machine, 5_000, 10), null);
  assert.equal(rateBeside(scanGroup, { privilege: 'unprivileged' }, null, 10), null);
  assert.equal(rateBeside(scanGroup, machine, null, 61), null);
});
