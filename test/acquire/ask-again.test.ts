import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askUntilSure, repeatOf, withAnswers } from '../../src/acquire/ask-again.ts';
import { EARLY } from '../../src/acquire/techniques.ts';
import type { UnobservedReason } from '../../src/model/observation.ts';
import { formatPorts, NO_PORTS, type PortSet, portSet, union } from '../../src/model/port.ts';
import { DEFAULT_SETTINGS } from '../../src/model/scan-settings.ts';
import { account } from '../../src/observe/account.ts';
import { HOST, port, portScanOf, runOf } from '../support/runs.ts';

const SILENT = portSet([[5_432, 5_433]]);
/** Eight known open ports, none of which nmap probes first. */
const CANARIES = portSet([[81, 88]]);
const RATE = 400;
const STOPPED: UnobservedReason = { code: 'scan-timeout', text: 'the time is over' };

interface Round {
  readonly open: PortSet;
  readonly failure?: UnobservedReason;
}

/** @returns what was asked, how fast, round after round, and what is unsure; the last round is repeated */
async function askIn(rounds: readonly Round[], { canaries = CANARIES, loss = 0 as number | null } = {}) {
  const asked: { readonly ports: string; readonly rate: number }[] = [];
  const { runs, unsure } = await askUntilSure(
    [{ address: HOST, ports: SILENT, within: null, canaries }],
    {
      ...{ by: 'probes', packets: 1, early: NO_PORTS, rate: RATE, loss },
      probe: async (some, rate) => {
        const ports = union(...some.map((one) => one.ports));
        const { open, failure = null } = rounds[Math.min(asked.length, rounds.length - 1)] as Round;
        asked.push({ ports: formatPorts(ports), rate });
        return [await runOf(ports, open, { failure })];
      },
    },
    {
      scanGroup: { protocol: 'tcp', settings: DEFAULT_SETTINGS },
      maxRate: null,
      setup: { signal: new AbortController().signal },
      tools: { say: () => {} },
    },
  );
  return { asked, runs, unsure: unsure.map(({ ports, reason }) => [formatPorts(ports), reason.code]) };
}

const ALL = '81-88,5432-5433';

describe('silent ports that are probed until the canaries answer', () => {
  test('are probed once if all canaries answer on a path that seems to lose nothing', async () => {
    const { asked, unsure } = await askIn([{ open: CANARIES }]);
    assert.deepEqual([asked, unsure], [[{ ports: ALL, rate: 400 }], []]);
  });

  test('are probed again at half the rate if a canary is silent, without those that answered', async () => {
    const { asked, unsure } = await askIn([
      {
        open: portSet([
          [81, 87],
          [5_432, 5_432],
        ]),
      },
      { open: CANARIES },
    ]);
    const [first, second] = [
      { ports: ALL, rate: 400 },
      { ports: '81-88,5433', rate: 200 },
    ];
    assert.deepEqual([asked, unsure], [[first, second], []]);
  });

  test('are probed more often if a single canary was silent once than if it was one of many', async () => {
    const one = await askIn([{ open: NO_PORTS }, { open: port(81) }], { canaries: port(81) });
    const many = await askIn([{ open: portSet([[81, 87]]) }, { open: CANARIES }]);
    assert.deepEqual([one.unsure, many.unsure], [[], []]);
    assert.ok(one.asked.length > many.asked.length, `${one.asked.length} and ${many.asked.length} times`);
  });

  test('are unobserved if the canaries never answer, after a bounded number of questions', async () => {
    const { asked, unsure } = await askIn([{ open: NO_PORTS }]);
    assert.deepEqual(unsure, [['5432-5433', 'too-lossy']]);
    assert.deepEqual(
      asked.map(({ rate }) => rate),
      [400, 200, 100, 100, 100, 100],
    );
  });

  test('are unobserved if the scanner fails, which ends the questions', async () => {
    for (const before of [[], [{ open: NO_PORTS }]]) {
      const { asked, unsure } = await askIn([...before, { open: CANARIES, failure: STOPPED }]);
      assert.deepEqual([asked.length, unsure], [before.length + 1, [['5432-5433', 'scan-timeout']]]);
    }
  });

  test('are probed once without canaries, if nothing shows a loss', async () => {
    const { asked, unsure } = await askIn([{ open: NO_PORTS }], { canaries: NO_PORTS });
    assert.deepEqual([asked, unsure], [[{ ports: '5432-5433', rate: 400 }], []]);
  });

  test('are probed several times in any case if the sweep measured no loss or a large one', async () => {
    for (const loss of [null, 0.2]) {
      const { asked, unsure } = await askIn([{ open: CANARIES }], { loss });
      assert.ok(asked.length > 1, `${asked.length} times at ${loss}`);
      assert.deepEqual(unsure, []);
    }
  });
});

describe('what a question shows of the loss', () => {
  const question = { ports: SILENT, canaries: portSet([[80, 83]]) };
  const [RAW, CONNECT] = [{ early: EARLY }, { early: NO_PORTS }];
  const whole = union(question.ports, question.canaries);

  test('is nothing if a silent port has no result', () => {
    assert.deepEqual(repeatOf(question, undefined, RAW), []);
    assert.deepEqual(repeatOf(question, { accounted: port(5_432), answered: NO_PORTS }, RAW), []);
  });

  test('is the share of canaries that were silent; of ports that nmap sends first, only their silence counts', () => {
    const heard = { accounted: whole, answered: portSet([[80, 82]]) };
    assert.deepEqual(repeatOf(question, heard, RAW), [{ known: 3, missed: 1 }]);
    assert.deepEqual(repeatOf(question, heard, CONNECT), [{ known: 4, missed: 1 }]);
    const unheard = { accounted: whole, answered: NO_PORTS };
    assert.deepEqual(repeatOf(question, unheard, RAW), [{ known: 4, missed: 4 }]);
  });
});

describe('the answers of ports that were probed again', () => {
  const asked = [{ address: HOST, ports: SILENT, within: null }];

  async function states(answers: { readonly open?: PortSet; readonly closed?: PortSet }, gaps: PortSet = NO_PORTS) {
    const sweep = await runOf(union(CANARIES, SILENT), CANARIES);
    const again = await runOf(union(CANARIES, SILENT), answers.open ?? NO_PORTS, {
      closed: answers.closed ?? NO_PORTS,
    });
    const reason = STOPPED;
    const unobserved = gaps.length === 0 ? [] : [{ address: HOST, protocol: 'tcp', ports: gaps, reason } as const];
    const after = withAnswers(portScanOf([sweep]), asked, [again], unobserved, 'tcp');
    const required = new Map([[HOST, { tcp: union(CANARIES, SILENT) }]]);
    const observation = account(required, after.documents, after.unobserved);
    const found = observation.hosts.get(HOST)?.protocols.tcp?.states ?? {};
    return {
      ...Object.fromEntries(Object.entries(found).map(([state, ports]) => [state, formatPorts(ports)])),
      unobserved: observation.unobserved.map(({ ports, reason: { code } }) => `${formatPorts(ports)} ${code}`),
    };
  }

  test('take the place of the first silence', async () => {
    const all = { open: '81-88,5432', closed: '5433', unobserved: [] };
    assert.deepEqual(await states({ open: port(5_432), closed: port(5_433) }), all);
  });

  test('leave canaries as they were, whatever they answered this time', async () => {
    assert.deepEqual(await states({ closed: CANARIES }), { open: '81-88', filtered: '5432-5433', unobserved: [] });
  });

  test('leave no port silent that is unobserved, whichever question covered it', async () => {
    const left = { open: '81-88', filtered: '5432', unobserved: ['5433 scan-timeout'] };
    assert.deepEqual(await states({}, port(5_433)), left);
  });
});
