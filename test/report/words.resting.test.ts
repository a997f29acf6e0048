import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Log } from 'sarif';
import { emptyPolicy } from '../../src/policy/empty.ts';
import { textOf } from '../../src/report/html/markup.ts';
import { glance } from '../../src/report/html/verdict.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderOpenMetrics } from '../../src/report/openmetrics.ts';
import { isCompleteRun, isCovered } from '../../src/report/words.ts';
import { recall } from '../../src/state/recall.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE } from '../../src/state/state.ts';
import { hour, runAt } from '../state/states.ts';
import { finding } from './make.ts';
import { renderJson, renderSarif } from './rendered.ts';
import { INCONCLUSIVE, PASSED } from './samples.ts';
import { OPTIONS } from './sarif-samples.ts';

const coverage = {
  ...PASSED.coverage,
  resting: { addresses: PASSED.hosts.slice(0, 1).map(({ address }) => address), ports: 12, since: hour(0) },
};
const RESTS = runAt(2, [], { coverage });

describe('a run in which a host rests on memory', () => {
  test('has all that it owes, and is not complete', () => {
    assert.deepEqual([isCovered(RESTS), isCompleteRun(RESTS)], [true, false]);
    assert.deepEqual([isCovered(runAt(2, [])), isCompleteRun(runAt(2, []))], [true, true]);
  });

  test('closes no alert: the plain file is refused, and the carrying one has what was not seen again', () => {
    const known = finding({ code: 'unexpected-port', port: 6379, ports: '6379', severity: 'note' });
    const state = remember(NO_STATE, runAt(1, [known]));
    const file = { file: 'state.jsonl', bytes: 100, pruneAfter: 90, noiseWindow: 45 };
    const report = recall(RESTS, state, file, { devices: [], policy: emptyPolicy('p.yml') });
    const runOf = (carry: boolean) => (JSON.parse(renderSarif(report, { ...OPTIONS, carry })) as Log).runs[0];
    assert.equal(runOf(false)?.invocations?.[0]?.executionSuccessful, false);
    const carried = runOf(true);
    assert.equal(carried?.invocations?.[0]?.executionSuccessful, true);
    assert.deepEqual(
      carried?.results?.map(({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash),
      [known.fingerprint],
    );
  });

  test('is told to machines as such', () => {
    const metrics = [...renderOpenMetrics(RESTS)].join('');
    assert.match(metrics, /^exposure_gate_complete\{.*\} 0$/m);
    assert.match(metrics, /^exposure_gate_resting_ports\{.*\} 12$/m);
    assert.doesNotMatch(metrics, /last_complete_run_timestamp_seconds/);
    assert.equal(JSON.parse(renderJson(RESTS)).complete, false);
    assert.match([...renderJunit(RESTS)].join(''), /name="every port was answered for"[^>]*>\s*<skipped/);
  });

  test('is no reason for its page to be silent about what is not known', () => {
    const pageOf = (report: typeof RESTS): string => textOf(glance(report, []));
    const { unobserved, required, answered } = INCONCLUSIVE.coverage;
    const partly = pageOf({ ...RESTS, coverage: { ...coverage, unobserved, required, answered } });
    assert.match(partly, /What is not known may be open\. 12 ports of 1 host rest on the memory of/);
    assert.match(pageOf(RESTS), /<p>Nothing\. 12 ports of 1 host rest/);
  });
});
