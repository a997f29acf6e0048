import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { elapsed } from '../../src/report/words.ts';

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
