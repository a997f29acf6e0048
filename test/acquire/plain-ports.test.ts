import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanPlainly } from '../../src/acquire/plain-ports.ts';
import { formatPorts, NO_PORTS } from '../../src/model/port.ts';
import { failureOf } from '../../src/observe/document.ts';
import { writeFakeNmap } from '../support/fake-nmap.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { groupScan, HOST, port } from '../support/runs.ts';
import { workspace } from '../support/workspace.ts';

test(
  'the ports that the policy expects come first, in a part of their own; the rest follows in ' + 'bounded parts',
  async () => {
    const folder = await workspace();
    // It answers nothing that it is asked.
    const program = await writeFakeNmap(folder, { sweep: 'process.exitCode = 1' }, { sweep: '', identify: '' });
    const ports = [[1, 9_000]] as const;
    const scan = groupScan(
      { ports, way: 'plain', expected: new Map([[HOST, port(8_080)]]) },
      { setup: { program, data: folder } },
    );
    const { documents, unobserved, sweeps } = await scanPlainly(scan);
    // Nothing answered, so the first part is probed again with longer timeouts.
    const covered = documents.map(({ covers }) => formatPorts(covers?.get(HOST)?.tcp ?? NO_PORTS));
    assert.deepEqual(covered, ['8080', '8080', '1-4000', '4001-8000', '8001-8079,8081-9000']);
    assert.ok(documents.every((judged) => failureOf(judged) !== null));
    assert.deepEqual([unobserved, sweeps[0]?.passes], [[], 0]);
  },
);

test('a host that falls silent while it is scanned is unobserved, and the check covers no port', async () => {
  const folder = await workspace();
  const listed = { 80: { state: 'open', reason: 'syn-ack' } };
  const rest = { folded: { state: 'filtered', ports: '1-79,81-600' } } as const;
  const heard = nmapXml({ asked: '1-600', hosts: [{ address: HOST, listed, ...rest }] });
  const sweep = "await say(args[args.indexOf('-p') + 1] === '80' ? IDENTIFY : SWEEP)";
  const silent = nmapXml({ asked: '80', hosts: [{ address: HOST, folded: { state: 'filtered', ports: '80' } }] });
  const program = await writeFakeNmap(folder, { sweep }, { sweep: heard, identify: silent });
  const scan = groupScan({ ports: [[1, 600]], way: 'plain' }, { setup: { program, data: folder } });
  const { documents, unobserved } = await scanPlainly(scan);
  assert.deepEqual(
    unobserved.map(({ ports, reason }) => [formatPorts(ports), reason.code]),
    [['1-600', 'blocked']],
  );
  assert.deepEqual(
    documents.map(({ step }) => step),
    ['sweep', 'sweep', 'recheck', 'recheck'],
  );
});
