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

/** Stages in their order. */
const STAGES = ['discover', 'ports', 'services', 'confirm'] as const;

/** @returns when each stage begins and ends, in seconds since the start of the run */
function spansOf({ seconds, stages }: RecordedRun) {
  const began = seconds - STAGES.reduce((sum, stage) => sum + stages[stage], 0);
  return STAGES.map((stage, index) => {
    const begin = STAGES.slice(0, index).reduce((sum, before) => sum + stages[before], began);
    return { stage, begin, end: begin + stages[stage] };
  });
}

describe('the remaining time of recorded runs', () => {
  for (const [name, run] of recordedRuns()) {
    for (const { stage, begin, end } of spansOf(run)) {
      if (end - begin < 1) continue;
      test(`${name}: is right by a factor of ${MOST_WRONG} at a third of the stage ${stage}`, () => {
        const now = begin + (end - begin) / 3;
        if (run.told.findLast(({ at }) => at <= now)?.services !== undefined) return;
        const left = leftAt(run, now);
        if (left === null) return assert.ok(end - begin <= SHORT, `nothing is told in ${end - begin} s`);
        const factor = left / (end - now);
        assert.ok(factor < MOST_WRONG && 1 / factor < MOST_WRONG, `${left} s of ${end - now} s`);
      });
    }

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
