import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { elapsed, meaning } from '../../src/report/words.ts';
import * as samples from './samples.ts';

describe('the time of a run', () => {
  const times = { startedAt: new Date('2026-01-01T00:00:00Z'), finishedAt: new Date('2026-01-01T00:00:14.100Z') };

  test('says where it went, in the order of the stages, without those that took none', () => {
    const stages = { discover: 0, ports: 8.04, services: 5.2, confirm: 0.31 };
    assert.equal(elapsed({ ...times, stages }), '14.1 s (ports 8.0 s, services 5.2 s, confirmation 0.3 s)');
    assert.equal(
      elapsed({ ...times, stages: { ...stages, discover: 61 } }).split(',')[0],
      '14.1 s (discovery 1 min 01 s',
    );
  });

  test('is the whole time if nothing was sent', () => {
    assert.equal(elapsed(times), '14.1 s');
    assert.equal(elapsed({ ...times, stages: { discover: 0, ports: 0, services: 0, confirm: 0 } }), '14.1 s');
  });
});

describe('a run of selected targets', () => {
  test('never says that it checked the whole policy, and names the targets', () => {
    for (const report of [samples.PASSED, samples.FAILED, samples.INCONCLUSIVE]) {
      const policy = { ...report.policy, targets: ['edge', 'db'], selected: true };
      const text = meaning({ ...report, policy });
      assert.match(text, / Only the targets edge, db were checked: the policy has others\.$/);
      assert.doesNotMatch(text, /Every port that the policy asks about/);
      assert.doesNotMatch(meaning(report), /Only the target/);
    }
  });
});
