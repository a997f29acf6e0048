import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkOutcome } from '../../src/edge/outcome.ts';
import type { Outcome } from '../../src/model/report.ts';
import { STEPS_PER_TURN } from '../../src/model/turns.ts';
import { nmapXml } from '../support/nmap-xml.ts';

const HOSTS = 16 * STEPS_PER_TURN;
const STARTED = new Date('2026-11-21T12:00:00Z');
const TIMEOUT = 60_000;

const POLICY = `version: 1
environment: test
targets:
  all:
    hosts: [198.18.0-3.0-255]
    allow: [22/tcp, 80/tcp]
`;

const RESULTS = nmapXml({
  asked: '1-65535',
  at: STARTED,
  hosts: Array.from({ length: HOSTS }, (_, index) => ({
    address: `198.18.${index >> 8}.${index & 255}`,
    open: { 22: '', 80: '' },
    folded: { state: 'closed' as const, ports: '1-21,23-79,81-65535' },
  })),
});

interface Stops {
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
  /** Called when the results have been read to their end. */
  readonly read?: () => void;
}

function judge({ signal = new AbortController().signal, now = () => STARTED, read = () => {} }: Stops) {
  const request = {
    policyFile: 'p.yml',
    authorizationFrom: null,
    stateFile: null,
    targets: [],
    failOn: null,
    onIncomplete: 'warn',
    install: 'never',
  } as const;
  return checkOutcome(
    { ...request, nmap: null, timeout: TIMEOUT, maxAge: 3_600_000, scanXml: ['scan.xml'] },
    {
      now,
      resolve: async () => [],
      environment: { path: '', home: '' },
      signal,
      emit: () => {},
      say: () => {},
      progress: () => {},
      inputFile: () => assert.fail('nothing is scanned'),
      keepScan: () => assert.fail('nothing is scanned'),
      saveMemory: () => {},
      readStateFile: async () => null,
      readUsed: () => assert.fail('no policy is used'),
      readPolicy: async () => Buffer.from(POLICY),
      openResults: async () => readThen(read),
    },
  );
}

async function* readThen(read: () => void): AsyncGenerator<Uint8Array> {
  yield Buffer.from(RESULTS);
  read();
}

function ending(outcome: Outcome): readonly unknown[] {
  return outcome.kind === 'report'
    ? [outcome.exitCode, outcome.verdict]
    : [outcome.exitCode, ...outcome.problems.map(({ code }) => code)];
}

describe('results of many hosts', () => {
  test('are judged in many turns of the event loop: signals and timers are heard', async () => {
    let turns = 0;
    let goesOn = true;
    const turn = (): void => {
      turns++;
      if (goesOn) setImmediate(turn);
    };
    const outcome = await judge({ read: turn });
    goesOn = false;
    assert.deepEqual(ending(outcome), [0, 'pass']);
    // Accounting and comparing, each of all hosts.
    assert.ok(turns >= (2 * HOSTS) / STEPS_PER_TURN, `${turns} turns`);
  });

  test('have no verdict if the run is told to stop, before they are read or in between', async () => {
    assert.deepEqual(ending(await judge({ signal: AbortSignal.abort() })), [3, 'tool-failure']);
    for (const turns of [0, 4, 20]) {
      const controller = new AbortController();
      const after = (left: number): void => {
        if (left === 0) controller.abort();
        else setImmediate(after, left - 1);
      };
      const outcome = await judge({ signal: controller.signal, read: () => after(turns) });
      assert.deepEqual(ending(outcome), [3, 'tool-failure'], `after ${turns} turns`);
    }
  });

  test('have no verdict if the time budget runs out before they are judged', async () => {
    let now = STARTED;
    const read = (): void => {
      now = new Date(STARTED.getTime() + TIMEOUT + 1);
    };
    assert.deepEqual(ending(await judge({ now: () => now, read })), [3, 'tool-failure']);
  });
});
