import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readState } from '../../src/state/read.ts';
import { prune, remember } from '../../src/state/remember.ts';
import { NO_STATE } from '../../src/state/state.ts';
import { finding } from '../report/make.ts';
import { runs } from '../support/property-runs.ts';
import { anyRuns, anyState, bytesOf, hour, INCOMPLETE, NOW, reread, runAt } from './states.ts';

const REDIS = finding({ code: 'unexpected-port', port: 6379, ports: '6379' });

/** After every run. */
const LATE = new Date(hour(24 * 100));

function lifeOf(state: ReturnType<typeof remember>) {
  const known = state.findings.get(REDIS.fingerprint) ?? assert.fail();
  return { spans: known.spans, gone: known.gone };
}

test('a run is remembered once, however often it is written', () => {
  const report = runAt(0, [REDIS]);
  const once = remember(NO_STATE, report);
  assert.deepEqual(remember(once, report), once);
});

test('runs that end in another order than they began are remembered in the order of their beginning', () => {
  const state = remember(remember(remember(NO_STATE, runAt(0, [REDIS])), runAt(48, [REDIS])), runAt(24, []));
  assert.deepEqual(lifeOf(state), { spans: [[hour(0), hour(48)]], gone: null });
  assert.deepEqual(
    state.runs.map(({ at }) => at),
    [hour(0), hour(24), hour(48)],
  );
});

test('an incomplete run shows what is there, and never what is gone', () => {
  const state = remember(remember(NO_STATE, runAt(0, [REDIS])), runAt(24, [], INCOMPLETE));
  assert.deepEqual(lifeOf(state), { spans: [[hour(0), hour(0)]], gone: null });
});

test('nothing is forgotten before its time, and everything after it', () => {
  const state = remember(NO_STATE, runAt(0, [REDIS]));
  const later = remember(state, runAt(24 * 90, []));
  assert.deepEqual(prune(later, 90, LATE), later);
  const late = prune(remember(state, runAt(24 * 90 + 1, [])), 90, LATE);
  assert.deepEqual([late.runs.length, late.findings.size], [1, 0]);
});

test('a run that a wrong clock dates into the future removes nothing', () => {
  const state = remember(remember(NO_STATE, runAt(0, [REDIS])), runAt(24 * 365, []));
  assert.deepEqual(prune(state, 90, new Date(hour(24))), state);
});

test('a finding that flaps every run and a run every hour do not let the file grow without end', () => {
  let state = NO_STATE;
  for (let index = 0; index < 1_000; index++)
    state = prune(remember(state, runAt(index, index % 2 === 0 ? [REDIS] : [])), 90, LATE);
  assert.ok(bytesOf(state).length < 60_000, `${bytesOf(state).length} bytes`);
  assert.equal(state.findings.get(REDIS.fingerprint)?.first, hour(0));
});

test('what runs remember of devices, joined and forgotten in part, is read as it was', () => {
  fc.assert(
    fc.property(anyRuns, anyRuns, (ours, theirs) => {
      const [one, other] = [ours, theirs].map((reports) =>
        reports.reduce((state, report) => {
          const kept = prune(remember(state, report), 2, LATE);
          assert.deepEqual(reread(kept), kept);
          return kept;
        }, NO_STATE),
      );
      const lines = [one, other].flatMap((state) => `${bytesOf(state ?? assert.fail())}`.split(/(?<=\n)/));
      const merged = readState([Buffer.from(lines.join(''))], 'state.jsonl', NOW);
      assert.deepEqual(reread(merged), merged);
    }),
    { numRuns: runs(100, 1_000) },
  );
});

test('a run adds to any state, and forgets nothing of it', () => {
  fc.assert(
    fc.property(anyState, fc.boolean(), (state, there) => {
      const next = remember(state, runAt(30, there ? [REDIS] : []));
      for (const [fingerprint, known] of state.findings) {
        const now = next.findings.get(fingerprint) ?? assert.fail('forgotten');
        assert.ok(now.first <= known.first && now.last >= known.last);
      }
      assert.ok(next.runs.length >= state.runs.length);
    }),
    { numRuns: runs(100, 1_000) },
  );
});
