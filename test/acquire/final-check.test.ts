import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkLiveness } from '../../src/acquire/final-check.ts';
import type { PortSet } from '../../src/model/port.ts';
import { writeFakeNmap } from '../support/fake-nmap.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { groupScan, HOST, port, runOf } from '../support/runs.ts';
import { workspace } from '../support/workspace.ts';

const PORTS: PortSet = [[80, 81]];

/** @returns why the host is unobserved, if 80 was open and 81 closed before, and these ports answer now */
async function reasons(open: boolean, closed: boolean, sweep = 'await say(SWEEP)'): Promise<readonly string[]> {
  const listed = {
    80: open ? { state: 'open', reason: 'syn-ack' } : { state: 'filtered', reason: 'no-response' },
    81: closed ? { state: 'closed', reason: 'reset' } : { state: 'filtered', reason: 'no-response' },
  };
  const xml = nmapXml({ asked: '80-81', hosts: [{ address: HOST, listed }] });
  const folder = await workspace();
  const program = await writeFakeNmap(folder, { sweep }, { sweep: xml, identify: '' });
  const scan = groupScan({ ports: PORTS, way: 'plain' }, { setup: { program, data: folder } });
  const known = await runOf(PORTS, port(80), { closed: port(81) });
  const { gaps } = await checkLiveness(scan, [HOST], [known]);
  return gaps.map(({ reason }) => reason.code);
}

describe('a host', { concurrency: true }, () => {
  test('is blocked if all its open ports or all its closed ports stay silent', async () => {
    const answers = await Promise.all([reasons(true, true), reasons(false, true), reasons(true, false)]);
    assert.deepEqual(answers, [[], ['blocked'], ['blocked']]);
  });

  test('is blocked if the check fails', async () => {
    assert.deepEqual(await reasons(true, true, 'process.exitCode = 1'), ['blocked']);
  });

  test('is not checked if it answered nothing', async () => {
    const scan = groupScan({ ports: PORTS, way: 'plain' });
    assert.deepEqual(await checkLiveness(scan, [HOST], []), { runs: [], gaps: [] });
  });
});
