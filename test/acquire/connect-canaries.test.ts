import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askWithCanaries } from '../../src/acquire/connect-canaries.ts';
import { type Address, parseAddress } from '../../src/model/address.ts';
import type { UnobservedReason } from '../../src/model/observation.ts';
import { formatPorts, intersect, NO_PORTS, type PortSet, portSet, subtract, union } from '../../src/model/port.ts';
import { readScan } from '../../src/observe/read.ts';
import type { SilentPorts } from '../../src/plan/silent-ports.ts';
import type { PlanRun } from '../../src/scan/run-plan.ts';
import { nmapXml } from '../support/nmap-xml.ts';

const HOST = parseAddress('198.18.0.1') as Address;
const port = (number: number): PortSet => portSet([[number, number]]);
const SILENT: readonly SilentPorts[] = [{ address: HOST, ports: portSet([[5_432, 5_433]]), within: null }];
const KNOWN = new Map([[HOST, { open: port(80), answered: port(80), within: 20 }]]);
const REQUIRED = portSet([[1, 6_000]]);
const RATE = 400;
const STOPPED: UnobservedReason = { code: 'scan-timeout', text: 'the time is over' };

interface Round {
  readonly open: PortSet;
  readonly failure?: UnobservedReason;
}

/** @returns the run of a scanner to which these ports of the host answered, and nothing else */
async function runOf({ open, failure }: Round, asked: PortSet): Promise<PlanRun> {
  const heard = intersect(open, asked);
  const silent = subtract(asked, heard);
  const listed = Object.fromEntries(heard.map(([first]) => [first, '']));
  const folded = { state: 'filtered', ports: formatPorts(silent) } as const;
  const xml = nmapXml({ asked: formatPorts(asked), hosts: [{ address: HOST, open: listed, folded }] });
  const bytes = async function* () {
    yield Buffer.from(xml);
  };
  const document = await readScan(bytes(), { wants: () => true, facts: false });
  const covers = new Map([[HOST, { tcp: asked }]]);
  return {
    judged: { step: 'sweep', document, failure: failure ?? null, covers },
    scan: { command: 'nmap', seconds: 1, failure: failure?.text ?? null },
    warnings: [],
  };
}

/** @returns what was asked, how fast, round after round, and what counts as lost; the last round is repeated */
async function askIn(rounds: readonly Round[], known = KNOWN) {
  const asked: { readonly ports: string; readonly rate: number | null }[] = [];
  const { lost } = await askWithCanaries(
    SILENT,
    known,
    { protocol: 'tcp', ports: REQUIRED },
    RATE,
    async (some, rate) => {
      const ports = union(...some.map((one) => one.ports));
      const round = rounds[Math.min(asked.length, rounds.length - 1)] as Round;
      asked.push({ ports: formatPorts(ports), rate });
      return [await runOf(round, ports)];
    },
  );
  return { asked, lost: lost.map(({ ports, reason }) => [formatPorts(ports), reason.code]) };
}

describe('silent ports that are asked by connect() over a path that loses packets', () => {
  test('are asked once, with a known open port, if that one answers', async () => {
    const { asked, lost } = await askIn([{ open: port(80) }]);
    assert.deepEqual([asked, lost], [[{ ports: '80,5432-5433', rate: 400 }], []]);
  });

  test('are asked again at half the rate if it does not, but for those that were heard', async () => {
    const { asked, lost } = await askIn([{ open: port(5_432) }, { open: port(80) }]);
    const [first, second] = [
      { ports: '80,5432-5433', rate: 400 },
      { ports: '80,5433', rate: 200 },
    ];
    assert.deepEqual([asked, lost], [[first, second], []]);
  });

  test('are lost if it never answers', async () => {
    const { asked, lost } = await askIn([{ open: NO_PORTS }]);
    assert.deepEqual([asked.map(({ rate }) => rate), lost], [[400, 200, 100], [['5432-5433', 'too-lossy']]]);
  });

  test('are not observed if the scanner fails before it answered', async () => {
    for (const before of [[], [{ open: NO_PORTS }]]) {
      const { asked, lost } = await askIn([...before, { open: port(80), failure: STOPPED }]);
      assert.deepEqual([asked.length, lost], [before.length + 1, [['5432-5433', 'scan-timeout']]]);
    }
  });

  test('are asked with no port that is not to be probed', async () => {
    const known = new Map([[HOST, { open: port(8_080), answered: port(8_080), within: 20 }]]);
    const { asked } = await askIn([{ open: NO_PORTS }], known);
    assert.deepEqual(asked, [{ ports: '5432-5433', rate: 400 }]);
  });

  test('are asked once if no open port is known', async () => {
    const { asked, lost } = await askIn([{ open: NO_PORTS }], new Map());
    assert.deepEqual([asked, lost], [[{ ports: '5432-5433', rate: 400 }], []]);
  });
});
