import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorize } from '../../src/authorize/authorize.ts';
import type { Machine, Step } from '../../src/model/plan.ts';
import type { StageSeconds } from '../../src/model/report.ts';
import { estimate } from '../../src/plan/estimate.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { type RecordedRun, recordedRuns } from '../support/recorded-runs.ts';

/** The factor by which the estimate of a stage, and of a whole run, may be wrong. */
const MOST_WRONG = 1.3;
/** Seconds. Nobody waits for a difference of less than this. */
const SHORT = 1;
const STAGES: Partial<Record<Step, keyof StageSeconds>> = {
  discover: 'discover',
  sweep: 'ports',
  identify: 'services',
};
const ROOT: Machine = { privilege: 'root', unroutable: new Set(), own: new Set() };

/** @returns the steps and the seconds that are expected for the policy of a run */
async function estimateOf({ policy: text }: RecordedRun) {
  const policy = parsePolicy(text, 'exposure-policy.yml');
  const resolve = () => Promise.reject(new Error('recorded policies have no names'));
  return estimate(await authorize(policy, policy.targets, { resolve, now: new Date() }), ROOT);
}

function assertNear(expected: number, took: number): void {
  const factor = Math.max(expected / took, took / expected);
  assert.ok(Math.abs(expected - took) < SHORT || factor < MOST_WRONG, `${expected} s, and it took ${took} s`);
}

/**
 * Runs that a policy does not tell the time of: hosts that refuse are faster than hosts that drop probes, fewer
 * addresses are up than are discovered, and silent services that the policy does not name take longer.
 */
const FASTER: ReadonlySet<string> = new Set(['closed', 'facts', 'own-pace-closed', 'services', 'udp', 'udp-closed']);
const UNEXPECTED: ReadonlySet<string> = new Set([
  ...['drop', 'drop-loss3', 'closed'],
  ...['own-pace-closed', 'own-pace-eight', 'rate'],
]);
/** Runs over a path that loses packets, which only the sweep measures: it repeats its passes. */
const LOSSY: ReadonlySet<string> = new Set(['drop-loss3']);
/** How many times as long as expected a port scan of these may take. */
const LOSSY_FACTOR = 3;

describe('the estimate of recorded runs', () => {
  for (const [name, run] of recordedRuns()) {
    for (const stage of ['discover', 'ports', 'services'] as const) {
      const took = run.stages[stage];
      if (took < 0.1 || (stage === 'services' && UNEXPECTED.has(name))) continue;
      test(`${name}: is right by a factor of ${MOST_WRONG} for the stage ${stage}`, async () => {
        const steps = (await estimateOf(run)).steps.filter(({ step }) => STAGES[step] === stage);
        const expected = steps.reduce((sum, { seconds }) => sum + seconds, 0);
        const isMost = steps.some((step) => step.isMost) || (stage === 'ports' && FASTER.has(name));
        if (stage === 'ports' && LOSSY.has(name)) assert.ok(expected < took && took < LOSSY_FACTOR * expected);
        else if (isMost) assert.ok(expected > took / MOST_WRONG, `${expected} s, and it took ${took} s`);
        else assertNear(expected, took);
      });
    }

    if (FASTER.has(name) || UNEXPECTED.has(name) || run.stages.services < 0.1) continue;
    test(`${name}: is right by a factor of ${MOST_WRONG} for the run`, async () => {
      const { seconds, least } = await estimateOf(run);
      if (least === seconds) assertNear(seconds, run.seconds);
      else
        assert.ok(least < run.seconds * MOST_WRONG && run.seconds < seconds * MOST_WRONG, `${least} to ${seconds} s`);
    });
  }
});
