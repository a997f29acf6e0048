import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../../src/model/finding.ts';
import type { SeenDevice } from '../../src/model/memory.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Report } from '../../src/model/report.ts';
import type { RunChange } from '../../src/model/run-change.ts';
import { emptyPolicy } from '../../src/policy/empty.ts';
import { recall } from '../../src/state/recall.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE } from '../../src/state/state.ts';
import { address, day, finding } from '../report/make.ts';
import { runs } from '../support/property-runs.ts';
import { anyState, INCOMPLETE, reread, runAt } from './states.ts';

const REDIS = finding({ code: 'unexpected-port', port: 6379, ports: '6379' });
const WEB = finding({ code: 'unexpected-port', port: 8080, ports: '8080' });
const GAP = finding({ code: 'incomplete-scan', severity: null, port: null, ports: '1-9' });
const ENDING = finding({ code: 'expiring-waiver', severity: 'note', level: 'note', port: 1 });
const WAIVED = {
  ...{ reason: 'r', owner: 'o', ticket: null, expires: day('2027-01-01') },
  location: { file: 'p.yml', line: 1, column: 1 },
};
const FILE = { file: 'state.jsonl', bytes: 100, pruneAfter: 90, noiseWindow: 45 };

function device(last: number): SeenDevice {
  const mac = `00:1a:2b:3c:4d:${String(last).padStart(2, '0')}`;
  return {
    ...{ id: `mac:staging/${mac}`, zone: 'staging', targets: ['edge'], os: null, name: null, links: [], names: [] },
    ...{ addresses: [address(`192.0.2.${last}`)], ports: [] },
  };
}

function granted(expires: string) {
  const location = { file: 'p.yml', line: 1, column: 1 };
  return {
    ...{ location, by: 'me', reference: 'R-1', scope: [], exclude: [], maxRate: null },
    expires: { value: day(expires), location },
  };
}

/** A run, and what was up. */
type Step = readonly [report: Report, ...devices: readonly SeenDevice[]];

/** @returns what each of these runs tells, one list a run */
function told(steps: readonly Step[], policy: Policy = emptyPolicy('p.yml')): readonly (readonly string[])[] {
  let state = NO_STATE;
  return steps.map(([report, ...devices]) => {
    const recalled = recall(report, state, FILE, { devices, policy });
    state = reread(remember(state, recalled));
    return (recalled.changes ?? assert.fail()).map(words);
  });
}

function words(one: RunChange): string {
  switch (one.change) {
    case 'first-run':
      return `first-run ${one.findings} ${one.devices}`;
    case 'new-finding':
    case 'finding-back':
    case 'finding-failing':
    case 'waiver-ending':
      return `${one.change} ${one.finding.port}`;
    case 'finding-gone':
      return `${one.change} ${one.known.ports}`;
    case 'authorization-ending':
      return `${one.change} ${one.expires}`;
    default:
      return `${one.change} ${one.device.addresses.join()}`;
  }
}

function findings(...steps: readonly (readonly [at: number, findings: readonly Finding[], part?: Partial<Report>])[]) {
  return told(steps.map(([at, some, part]): Step => [runAt(at, some, part)]));
}

describe('changes', () => {
  test('of the first run are one summary, however much it found', () => {
    assert.deepEqual(told([[runAt(0, [REDIS, WEB, ENDING]), device(1), device(2)]]), [['first-run 3 2']]);
    assert.deepEqual(told([[runAt(0, [])]]), [['first-run 0 0']]);
  });

  test('are told once: what is new, what is gone and what is back', () => {
    assert.deepEqual(
      findings([0, []], [24, [REDIS]], [48, [REDIS]], [72, []], [96, []], [120, [REDIS]], [144, [REDIS]]),
      [['first-run 0 0'], ['new-finding 6379'], [], ['finding-gone 6379'], [], ['finding-back 6379'], []],
    );
  });

  test('are not what an incomplete run could not verify, and are what it saw, once', () => {
    assert.deepEqual(
      findings(
        [0, [WEB]],
        [24, [GAP], INCOMPLETE],
        [48, [GAP, REDIS], INCOMPLETE],
        [72, [REDIS], INCOMPLETE],
        [96, [WEB, REDIS]],
        [120, [REDIS]],
      ),
      [['first-run 1 0'], [], ['new-finding 6379'], [], [], ['finding-gone 8080']],
    );
  });

  test('are none if the same results are judged again', () => {
    assert.deepEqual(findings([0, []], [24, [REDIS]], [24, [REDIS]]).at(-1), []);
    assert.deepEqual(findings([0, [REDIS]], [0, [REDIS]]).at(-1), []);
  });

  test('are told of findings that are first seen after a first run that was incomplete', () => {
    assert.deepEqual(findings([0, [GAP], INCOMPLETE], [24, [REDIS]], [48, [REDIS]]), [
      ['first-run 0 0'],
      ['new-finding 6379'],
      [],
    ]);
  });

  test('of other targets make no run the first one, and none less', () => {
    const { policy } = runAt(0, []);
    const core = { policy: { ...policy, targets: ['core'] } };
    assert.deepEqual(findings([0, [], core], [24, [REDIS]], [48, [REDIS]]).slice(1), [['first-run 1 0'], []]);
  });

  test('are a waiver that ends soon, once, and not that the note about it goes', () => {
    assert.deepEqual(findings([0, []], [24, [ENDING]], [48, [ENDING]], [72, []]), [
      ['first-run 0 0'],
      ['waiver-ending 1'],
      [],
      [],
    ]);
  });

  test('are an authorization that ends soon, once, also in the first run', () => {
    const policy = emptyPolicy('p.yml');
    const steps = [0, 24, 24 * 7, 24 * 8, 24 * 19].map((at): Step => [runAt(at, [])]);
    const near = { ...policy, authorization: granted('2026-12-10'), warnBefore: 14 };
    assert.deepEqual(told(steps, near), [['first-run 0 0'], [], ['authorization-ending 2026-12-10'], [], []]);
    assert.deepEqual(told(steps.slice(3), near), [['first-run 0 0', 'authorization-ending 2026-12-10'], []]);
  });

  test('are an authorization that ends soon, again if its end or the time of the warning changes', () => {
    const runs = [
      ['2027-03-31', 14],
      ['2026-11-28', 14],
      ['2026-11-28', 14],
      ['2026-11-28', 1],
      ['2026-11-28', 14],
      ['2027-03-31', 14],
      ['2026-11-28', 14],
    ] as const;
    let state = NO_STATE;
    const all = runs.map(([expires, warnBefore], hours) => {
      const policy = { ...emptyPolicy('p.yml'), authorization: granted(expires), warnBefore };
      const recalled = recall(runAt(hours, []), state, FILE, { devices: [], policy });
      state = reread(remember(state, recalled));
      return (recalled.changes ?? assert.fail()).map(words);
    });
    const told = ['authorization-ending 2026-11-28'];
    assert.deepEqual(all, [['first-run 0 0'], told, [], [], told, [], told]);
  });

  test('are an authorization that ends soon, once for runs of different targets', () => {
    const { policy: about } = runAt(0, []);
    const near = { ...emptyPolicy('p.yml'), authorization: granted('2026-11-28'), warnBefore: 14 };
    const steps = ['a', 'b', 'a', 'b'].map(
      (name, at): Step => [runAt(at, [], { policy: { ...about, targets: [name] } })],
    );
    assert.deepEqual(told(steps, near), [
      ['first-run 0 0', 'authorization-ending 2026-11-28'],
      ['first-run 0 0'],
      [],
      [],
    ]);
  });

  test('are a finding that was there and begins to fail the build, once', () => {
    const tolerated: readonly (readonly [finding: Finding, part: Partial<Report>])[] = [
      [{ ...REDIS, waived: WAIVED }, {}],
      [{ ...REDIS, severity: 'note', level: 'note' }, {}],
      [REDIS, { failOn: 'critical' }],
    ];
    for (const [before, part] of tolerated) {
      const failing = ['finding-failing 6379'];
      const all = findings([0, []], [24, [before], part], [48, [REDIS]], [72, [REDIS]], [96, [before], part]);
      assert.deepEqual(all, [['first-run 0 0'], ['new-finding 6379'], failing, [], []]);
      const same = findings([0, []], [24, [before], part], [24, [REDIS]], [24, [REDIS]]);
      assert.deepEqual(same.slice(2), [failing, []], 'the same results, judged again');
      const old = findings([0, []], [48, [before], part], [24, [REDIS]]);
      assert.deepEqual(old.slice(2), [[]], 'older results');
      const gap = findings([0, []], [24, [before], part], [48, [GAP], INCOMPLETE], [72, [GAP, REDIS], INCOMPLETE]);
      assert.deepEqual(gap.slice(2), [[], failing], 'incomplete');
    }
  });

  test('are devices that are new, gone and back, and not their other addresses', () => {
    const moved = { ...device(1), addresses: [address('192.0.2.99')] };
    assert.deepEqual(
      told([
        [runAt(0, []), device(1)],
        [runAt(24, []), device(1), device(2)],
        [runAt(48, []), moved, device(2)],
        [runAt(72, []), moved],
        [runAt(96, []), moved],
        [runAt(120, []), moved, device(2)],
      ]),
      [['first-run 0 1'], ['device-new 192.0.2.2'], [], ['device-gone 192.0.2.2'], [], ['device-back 192.0.2.2']],
    );
  });
});

test('whatever is remembered, no change is told again by a second run that sees the same', () => {
  fc.assert(
    fc.property(anyState, fc.boolean(), (state, complete) => {
      const part = complete ? {} : INCOMPLETE;
      const first = recall(runAt(61, [REDIS], part), state, FILE, { devices: [], policy: emptyPolicy('p.yml') });
      const next = reread(remember(state, first));
      const second = recall(runAt(62, [REDIS], part), next, FILE, { devices: [], policy: emptyPolicy('p.yml') });
      assert.deepEqual((second.changes ?? assert.fail()).map(words), []);
    }),
    { numRuns: runs(100, 1_000) },
  );
});
