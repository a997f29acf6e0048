import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { advance, NO_PROGRESS } from '../../src/edge/progress.ts';
import { type RecordedRun, recordedRuns } from '../support/recorded-runs.ts';

/** The remaining time that is told may be wrong by this factor. */
const MOST_WRONG = 1.5;
/** Seconds that a scan may take without a word about its remaining time. */
const SHORT = 20;

/** @returns the seconds that are left `now`, as the line of progress tells them; null: it tells none */
function leftAt({ told }: RecordedRun, now: number): number | null {
  const before = told.filter(({ at }) => at <= now);
  const common = { hosts: 1, hostsDone: 0, open: 0, rate: null, loss: null, pass: 1 };
  const { event, at } = before.reduce(
    (state, { at, ...event }) => advance(state, { ...common, ...event }, at),
    NO_PROGRESS,
  );
  const left = event?.etaSeconds ?? null;
  return left === null ? null : left - (now - at);
}

/** @returns the seconds from the start of a run to its first question to a service, or to the end of the port scan */
function endOfPorts({ told, seconds, stages }: RecordedRun): number {
  const first = told.find(({ services }) => services !== undefined);
  return first?.at ?? seconds - stages.services - stages.confirm;
}

describe('the remaining time of recorded runs', () => {
  for (const [name, run] of recordedRuns()) {
    const ports = endOfPorts(run);
    test(`${name}: is right by a factor of ${MOST_WRONG} at a third of the port scan`, () => {
      const [now, left] = [ports / 3, leftAt(run, ports / 3)];
      if (left === null) return assert.ok(ports <= SHORT, `nothing is told in ${ports} s`);
      const factor = left / (ports - now);
      assert.ok(factor < MOST_WRONG && 1 / factor < MOST_WRONG, `${left} s of ${ports - now} s`);
    });

    test(`${name}: no service takes longer than the longest time that is told`, () => {
      for (const [index, { at, services }] of run.told.entries()) {
        if (services === undefined) continue;
        const end =
          run.told.slice(index + 1).find((next) => next.step !== run.told[index]?.step || next.services !== undefined)
            ?.at ?? run.seconds;
        assert.ok(end - at <= services.most, `${end - at} s, and ${services.most} s were told`);
      }
    });
  }
});
