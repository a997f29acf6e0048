import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { emptyPolicy } from '../../src/policy/empty.ts';
import { recall } from '../../src/state/recall.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE, type State } from '../../src/state/state.ts';
import { finding } from '../report/make.ts';
import { SAMPLES } from '../report/samples.ts';
import { runs } from '../support/property-runs.ts';
import { anyState, hour, INCOMPLETE, reread, runAt } from './states.ts';

const REDIS = finding({ code: 'unexpected-port', port: 6379, ports: '6379' });
const WEB = finding({ code: 'unexpected-port', port: 8080, ports: '8080' });
const FILE = { file: 'state.jsonl', bytes: 100, pruneAfter: 90, noiseWindow: 45 };

/** @returns the state after these runs */
function after(...reports: readonly Report[]): State {
  return reports.reduce((state, report) => reread(remember(state, report)), NO_STATE);
}

/** @returns what the last of these runs reports */
function told(...reports: readonly Report[]): Report {
  const [last, ...before] = [...reports].reverse();
  return recall(last ?? assert.fail(), after(...before.reverse()), FILE, { devices: [], policy: emptyPolicy('p.yml') });
}

function sinceOf(report: Report, { fingerprint }: Finding) {
  return report.findings.find((one) => one.fingerprint === fingerprint)?.since;
}

describe('since when', () => {
  test('nothing is new in the first run', () => {
    const report = told(runAt(0, [REDIS]));
    assert.deepEqual(sinceOf(report, REDIS), {
      ...{ first: hour(0), since: hour(0), isNew: false, returned: false, flapping: null },
    });
    assert.deepEqual([report.memory?.runs, report.memory?.comparedWith], [null, null]);
  });

  test('a finding is there since the first of the runs that had it without a break', () => {
    const report = told(runAt(0, []), runAt(24, [REDIS]), runAt(48, [REDIS]), runAt(72, [REDIS]));
    assert.equal(sinceOf(report, REDIS)?.since, hour(24));
    assert.equal(sinceOf(report, REDIS)?.isNew, false);
  });

  test('a finding is new until a complete run had it', () => {
    const runsBefore = [runAt(0, []), runAt(24, [REDIS], INCOMPLETE)];
    assert.equal(sinceOf(told(...runsBefore, runAt(48, [REDIS])), REDIS)?.isNew, true);
    assert.equal(sinceOf(told(...runsBefore, runAt(48, [REDIS]), runAt(72, [REDIS])), REDIS)?.isNew, false);
  });

  test('a finding that comes back is new, and was first seen earlier', () => {
    const since = sinceOf(told(runAt(0, [REDIS]), runAt(24, []), runAt(48, [REDIS])), REDIS);
    assert.deepEqual([since?.first, since?.since, since?.isNew, since?.returned], [hour(0), hour(48), true, true]);
  });

  test('a run of other targets or of another environment changes nothing', () => {
    const { policy } = runAt(0, []);
    for (const part of [{ targets: ['core'] }, { environment: 'other' }]) {
      const other = runAt(24, [], { policy: { ...policy, ...part } });
      const report = told(runAt(0, [REDIS]), other, runAt(48, [REDIS]));
      assert.equal(sinceOf(report, REDIS)?.since, hour(0));
      assert.equal(report.memory?.comparedWith, hour(0));
    }
  });

  test('three changes in ten complete runs are flapping, and two are not', () => {
    const changes = (...present: readonly boolean[]): number | null | undefined =>
      sinceOf(told(...present.map((there, index) => runAt(index, there ? [REDIS] : [WEB]))), REDIS)?.flapping;
    assert.equal(changes(true, false, true), null);
    assert.equal(changes(false, true, false, true), 3);
    assert.equal(changes(false, true, false, true, ...Array.from({ length: 10 }, () => true)), null);
  });
});

describe('what is gone', () => {
  test('is said once, by the first complete run without it', () => {
    const first = [runAt(0, [REDIS, WEB]), runAt(24, [WEB])];
    assert.deepEqual(
      told(...first).memory?.gone.map(({ ports, last }) => [ports, last]),
      [['6379', hour(0)]],
    );
    assert.deepEqual(told(...first, runAt(48, [WEB])).memory?.gone, []);
  });

  test('is never said by an incomplete run, which did not verify it', () => {
    const { memory } = told(runAt(0, [REDIS]), runAt(24, [], INCOMPLETE));
    assert.deepEqual([memory?.gone.length, memory?.unverified.map(({ ports }) => ports)], [0, ['6379']]);
    const later = told(runAt(0, [REDIS]), runAt(24, [], INCOMPLETE), runAt(48, []));
    assert.equal(later.memory?.gone.length, 1);
  });
});

test('no state changes a verdict, the coverage, or which findings there are', () => {
  const reports = Object.values(SAMPLES).filter((one) => one.kind === 'report');
  fc.assert(
    fc.property(fc.constantFrom(...reports), anyState, (report, state) => {
      const { memory, devices, changes, timeline, findings, ...rest } = recall(report, state, FILE, {
        devices: [],
        policy: emptyPolicy('p.yml'),
      });
      const { findings: before, ...without } = report;
      assert.deepEqual(rest, without);
      assert.deepEqual(
        findings.map(({ since, ...finding }) => finding),
        before,
      );
    }),
    { numRuns: runs(200, 2_000) },
  );
});
