import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PortScan } from '../../src/acquire/group-scan.ts';
import {
  canariesOf,
  connectQuestions,
  otherQuestions,
  type Question,
  rawQuestions,
  udpQuestions,
} from '../../src/acquire/silent-ports.ts';
import type { Address } from '../../src/model/address.ts';
import { formatPorts, NO_PORTS, type PortSet, portCount, subtract } from '../../src/model/port.ts';
import { TOP_100_TCP } from '../../src/model/top-ports.ts';
import { EARLY_PORTS } from '../../src/sweep/chunk.ts';
import { groupScan, HOST, port, portScanOf, runOf } from '../support/runs.ts';

const known = (open: PortSet, closed: PortSet = NO_PORTS) => ({ open, answered: [...open, ...closed] });
const UNPRIVILEGED = { privilege: 'unprivileged', unroutable: new Set<Address>(), own: new Set<Address>() } as const;
const said = (questions: readonly Question[]) =>
  questions.map(({ ports, canaries }) => [formatPorts(ports), formatPorts(canaries)]);

/** @returns a sweep in which the lowest ports answered: the first is open, the others are closed */
async function swept(ports: PortSet, closed: PortSet, open = port(1)): Promise<PortScan> {
  return portScanOf([await runOf(ports, open, { closed })]);
}

describe('the known ports that are probed with silent ones', () => {
  test('are open ones, and before others those that nmap does not send first', () => {
    assert.deepEqual(canariesOf(known([[80, 80]], [[90, 99]])), [[80, 80]]);
    const many = canariesOf(known([[1, 1_000]]));
    assert.equal(portCount(many), 16);
    assert.ok(many.every(([first, last]) => first === last || !EARLY_PORTS.has(first)));
  });

  test('are a few closed ones if none is open, and none where nothing answered', () => {
    assert.deepEqual(canariesOf(known([], [[90, 99]])), [[90, 93]]);
    assert.deepEqual(canariesOf(known([])), []);
  });

  test('are ports that the policy lets the scan probe', async () => {
    const portScan = await swept([[1, 20_000]], [[2, 12_000]]);
    const [asked] = rawQuestions(groupScan({ ports: [[2, 20_000]] }), portScan);
    assert.equal(asked === undefined ? null : formatPorts(asked.canaries), '');
  });
});

describe('silent ports that raw probes ask', () => {
  const scan = groupScan({ ports: [[1, 20_000]] });

  test('are all of a host that answers for most of its ports, if connect() does not take so many', async () => {
    assert.deepEqual(said(rawQuestions(scan, await swept([[1, 20_000]], [[2, 12_000]]))), [['12001-20000', '1']]);
    assert.deepEqual(rawQuestions(scan, await swept([[1, 20_000]], [[2, 16_000]])), []);
  });

  test('are all of a host that drops most probes, if they are sent in seconds', async () => {
    const portScan = await swept([[1, 20_000]], NO_PORTS);
    assert.deepEqual(said(rawQuestions(scan, portScan)), [['2-20000', '1']]);
    assert.deepEqual(rawQuestions({ ...scan, maxRate: 1_000 }, portScan), []);
  });

  test('are none of a host that answered nothing, and none without raw sockets', async () => {
    assert.deepEqual(rawQuestions(scan, await swept([[1, 20_000]], NO_PORTS, NO_PORTS)), []);
    assert.deepEqual(rawQuestions({ ...scan, machine: UNPRIVILEGED }, await swept([[1, 20_000]], [[2, 12_000]])), []);
  });

  test('are without those that are unobserved already, and without those that have no result', async () => {
    const [run] = [await runOf([[1, 19_000]], port(1))];
    const [asked] = rawQuestions(scan, portScanOf([run], [[2, 100]]));
    assert.equal(formatPorts(asked?.ports ?? NO_PORTS), '101-19000');
  });
});

describe('silent ports that connect() asks', () => {
  const none = new Set<never>();

  test('are all if they are few, or if the host answers for most of its ports', async () => {
    const few = groupScan({ ports: [[1, 50]] });
    assert.deepEqual(said(connectQuestions(few, await swept([[1, 50]], NO_PORTS, NO_PORTS), none)), [['1-50', '']]);
    const many = groupScan({ ports: [[1, 8_000]] });
    const portScan = await swept([[1, 8_000]], [[2, 5_000]]);
    assert.deepEqual(said(connectQuestions(many, portScan, none)), [['5001-8000', '']]);
  });

  test('are otherwise the common ones and those that a line mentions', async () => {
    const mentioned = new Map([[HOST, port(31_337)]]);
    const scan = groupScan({ ports: [[1, 40_000]], mentioned });
    const [asked] = connectQuestions(scan, await swept([[1, 40_000]], NO_PORTS, NO_PORTS), none);
    assert.deepEqual(subtract(asked?.ports ?? NO_PORTS, TOP_100_TCP), port(31_337));
  });

  test('have canaries on hosts that lose packets', async () => {
    const scan = groupScan({ ports: [[1, 50]] });
    assert.deepEqual(said(connectQuestions(scan, await swept([[1, 50]], NO_PORTS), new Set([HOST]))), [['2-50', '1']]);
  });

  test('are all others too, once connect() has found open what was silent', async () => {
    const scan = groupScan({ ports: [[1, 40_000]] });
    for (const [first, open, others] of [
      // The host had answered: a closed port is no surprise.
      [port(1), NO_PORTS, []],
      [port(1), port(80), [['2-79,81-40000', '']]],
      // The host had not answered.
      [NO_PORTS, NO_PORTS, [['1-79,81-40000', '']]],
    ] as const) {
      const before = await swept([[1, 40_000]], NO_PORTS, first);
      const again = await runOf(port(80), open, { closed: subtract(port(80), open) });
      const after = { ...before, documents: [...before.documents, again.judged] };
      const asked = [{ address: HOST, ports: port(80), within: null, canaries: NO_PORTS }];
      assert.deepEqual(said(otherQuestions(scan, before, after, asked)), others);
    }
  });
});

describe('silent UDP ports that are probed again', () => {
  test('are those that a line mentions, or all if they are few', async () => {
    const udp = async (count: number) => {
      const run = await runOf([[1, count]], NO_PORTS, { protocol: 'udp' });
      const scan = groupScan({ ports: [[1, count]], protocol: 'udp', mentioned: new Map([[HOST, port(53)]]) });
      return said(udpQuestions(scan, portScanOf([run])));
    };
    assert.deepEqual(await udp(100), [['1-100', '']]);
    assert.deepEqual(await udp(101), [['53', '']]);
  });
});
