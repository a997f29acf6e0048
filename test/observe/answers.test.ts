import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UnobservedReason } from '../../src/model/observation.ts';
import { formatPorts, NO_PORTS, type PortSet } from '../../src/model/port.ts';
import { UNMEASURED } from '../../src/model/timeouts.ts';
import { type Answers, answersOf, goodIn, narrowed, unanswered } from '../../src/observe/answers.ts';
import { HOST, port, runOf } from '../support/runs.ts';

const KILLED: UnobservedReason = { code: 'scan-failed', text: 'the scanner was killed' };
const PORTS: PortSet = [[1, 9]];
const said = (answers: Answers | undefined) => ({
  open: formatPorts(answers?.open ?? NO_PORTS),
  answered: formatPorts(answers?.answered ?? NO_PORTS),
  accounted: formatPorts(answers?.accounted ?? NO_PORTS),
});

describe('the answers of a host', () => {
  test('are those of all documents together', async () => {
    const [one, two] = [await runOf(PORTS, port(1)), await runOf([[9, 12]], port(9), { closed: port(10) })];
    const all = answersOf([one.judged, two.judged], 'tcp').get(HOST);
    assert.deepEqual(said(all), { open: '1,9', answered: '1,9-10', accounted: '1-12' });
    assert.equal(answersOf([one.judged], 'udp').get(HOST)?.accounted.length, 0);
  });

  test('are not in documents of scans that failed', async () => {
    const failed = await runOf(PORTS, port(1), { failure: KILLED });
    assert.deepEqual(goodIn([failed.judged]), []);
  });
});

describe('a document that covers the silent ports of each host alone', () => {
  const asked = [{ address: HOST, ports: [[1, 4]] as const, within: null }];

  test('covers no port that was probed with them', async () => {
    const { judged } = await runOf(PORTS, NO_PORTS);
    assert.deepEqual(narrowed(judged, asked, 'tcp').covers?.get(HOST)?.tcp, [[1, 4]]);
    assert.deepEqual(narrowed(judged, [], 'tcp').covers?.get(HOST)?.tcp, []);
  });

  test('makes a host late if one of its silent ports is open now', async () => {
    const withinOf = async (open: PortSet) =>
      narrowed((await runOf(PORTS, open)).judged, asked, 'tcp').document.hosts.get(HOST)?.answersWithin ?? 0;
    assert.ok((await withinOf(port(2))) >= UNMEASURED);
    assert.ok((await withinOf(port(9))) < UNMEASURED);
  });
});

describe('ports without a result', () => {
  const asked = [{ address: HOST, ports: PORTS, within: null }];

  test('are those that no scan accounts for, because of the scan that failed', async () => {
    const good = await runOf([[1, 4]], port(1));
    const failed = await runOf([[5, 9]], port(5), { failure: KILLED });
    const gaps = unanswered(asked, [good.judged, failed.judged], 'tcp');
    assert.deepEqual(
      gaps.map(({ ports, reason }) => [formatPorts(ports), reason.code]),
      [['5-9', 'scan-failed']],
    );
  });

  test('have a reason of their own if no scan failed', async () => {
    const gaps = unanswered(asked, [(await runOf([[1, 8]], NO_PORTS)).judged], 'tcp');
    assert.deepEqual(
      gaps.map(({ ports, reason }) => [formatPorts(ports), reason.code]),
      [['9', 'not-accounted']],
    );
    assert.deepEqual(unanswered(asked, [(await runOf(PORTS, NO_PORTS)).judged], 'tcp'), []);
  });
});
