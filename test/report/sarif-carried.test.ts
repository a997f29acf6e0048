import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Log, Run } from 'sarif';
import type { Finding } from '../../src/model/finding.ts';
import type { KnownFinding } from '../../src/model/memory.ts';
import type { Report } from '../../src/model/report.ts';
import { emptyPolicy } from '../../src/policy/empty.ts';
import { RESULT_LIMIT } from '../../src/report/sarif.ts';
import { recall } from '../../src/state/recall.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE, type State } from '../../src/state/state.ts';
import { anyState, hour, INCOMPLETE, reread, runAt } from '../state/states.ts';
import { runs } from '../support/property-runs.ts';
import { workflowCommands } from './hostile.ts';
import { assertSarif } from './invariants.ts';
import { day, finding } from './make.ts';
import { renderSarif } from './rendered.ts';
import { FAILED } from './samples.ts';
import { OPTIONS, UNVERIFIED } from './sarif-samples.ts';
import { validateWithSchema } from './validators.ts';

const FILE = { file: 'state.jsonl', bytes: 100, pruneAfter: 90, noiseWindow: 45 };
const waived = FAILED.findings.find((one) => one.waived !== null)?.waived ?? assert.fail();
const REDIS = finding({ code: 'unexpected-port', port: 6379, ports: '6379', severity: 'critical' });
const WEB = finding({ code: 'missing-port', port: 8080, ports: '8080' });
const WAIVED = finding({ code: 'unexpected-port', port: 22, ports: '22', waived });
const GAP = finding({ code: 'incomplete-scan', severity: null, port: null, ports: '1-9' });
const STRANGER = finding({ code: 'unknown-device', port: null });
const NAMES = new Map([
  [REDIS.fingerprint, 'redis'],
  [WEB.fingerprint, 'web'],
  [WAIVED.fingerprint, 'waived'],
  [GAP.fingerprint, 'gap'],
  [STRANGER.fingerprint, 'stranger'],
]);

type Step = readonly [at: number, findings: readonly Finding[], part?: Partial<Report>];

/** @returns the reports of these runs, each with the memory of those before it */
function recalled(...steps: readonly Step[]): readonly Report[] {
  let state: State = NO_STATE;
  return steps.map(([at, findings, part]) => {
    const report = recalledBy(state, runAt(at, findings, part));
    state = reread(remember(state, report));
    return report;
  });
}

function recalledBy(state: State, report: Report): Report {
  return recall(report, state, FILE, { devices: [], policy: emptyPolicy('p.yml') });
}

function runOf(report: Report, carry: boolean, includeWaived = false): Run {
  const log = JSON.parse(renderSarif(report, { ...OPTIONS, includeWaived, carry })) as Log;
  assertSarif(log);
  assert.deepEqual(validateWithSchema(log), []);
  return log.runs[0] ?? assert.fail();
}

/** @returns the alerts that the file has, and whether code scanning takes it: what it does not have is closed then */
function upload(report: Report, carry: boolean, includeWaived = false): string {
  const { results = [], invocations } = runOf(report, carry, includeWaived);
  const names = results.map((one) => {
    const print = one.partialFingerprints?.primaryLocationLineHash ?? '';
    return `${NAMES.get(print) ?? print}${one.properties?.carried === true ? ' (carried)' : ''}`;
  });
  return `${invocations?.[0]?.executionSuccessful === true ? 'taken' : 'refused'}: ${names.join(', ')}`;
}

describe('alerts over an outage', () => {
  const reports = recalled(
    [0, [REDIS, WEB, WAIVED]],
    [24, [GAP], INCOMPLETE],
    [48, [WEB, GAP], INCOMPLETE],
    [72, [REDIS, GAP], INCOMPLETE],
    [96, [WEB]],
  );

  test('stay open with the carried file, and close when a complete run does not have them', () => {
    assert.deepEqual(
      reports.map((report) => upload(report, true)),
      [
        'taken: redis, web',
        'taken: redis (carried), web (carried), gap',
        'taken: redis (carried), web, gap',
        'taken: redis, web (carried), gap',
        'taken: web',
      ],
    );
  });

  test('stay as they were with the plain file, because code scanning refuses it', () => {
    assert.deepEqual(
      reports.map((report) => upload(report, false)),
      ['taken: redis, web', 'refused: gap', 'refused: web, gap', 'refused: redis, gap', 'taken: web'],
    );
  });

  test('keep their rule and their identity, and say since when nobody verified them', () => {
    const [first, second] = reports.slice(0, 2).map((report) => runOf(report ?? assert.fail(), true).results ?? []);
    for (const index of [0, 1]) {
      const [verified, carried] = [first?.[index], second?.[index]];
      assert.deepEqual(
        [carried?.ruleId, carried?.level, carried?.partialFingerprints, carried?.provenance],
        [verified?.ruleId, verified?.level, verified?.partialFingerprints, verified?.provenance],
      );
      assert.deepEqual(carried?.locations?.[0]?.logicalLocations, verified?.locations?.[0]?.logicalLocations);
      assert.equal(carried?.locations?.[0]?.physicalLocation?.region?.startLine, 9);
      assert.match(carried?.message.text ?? '', /not verified again since 2026-11-20 02:00 UTC/);
    }
  });

  test('of waived findings are carried beside waived findings only', () => {
    assert.equal(
      upload(reports[1] ?? assert.fail(), true, true),
      'taken: redis (carried), web (carried), gap, waived (carried)',
    );
  });

  test('of a target that is not active yet are notes, as they would be', () => {
    const [, report = assert.fail()] = reports;
    const policy = { ...report.policy, notActive: [{ target: 'edge', until: day('2026-12-31') }] };
    const { results = [] } = runOf({ ...report, policy }, true);
    assert.deepEqual(
      results.slice(0, 2).map(({ ruleId, level }) => `${ruleId} ${level}`),
      ['unexpected-port-note note', 'missing-port-note note'],
    );
  });

  test('have no markup and no command, whatever their host is called', () => {
    const { results = [] } = runOf(UNVERIFIED, true);
    assert.equal(results.filter((one) => one.properties?.carried === true).length, 1);
    assert.deepEqual(workflowCommands(renderSarif(UNVERIFIED, { ...OPTIONS, carry: true })), []);
  });

  test('lie on the first line of the policy if the target is not there', () => {
    const [, report = assert.fail()] = reports;
    const { results = [] } = runOf({ ...report, policy: { ...report.policy, expectations: [] } }, true);
    assert.equal(results[0]?.locations?.[0]?.physicalLocation?.region?.startLine, 1);
  });
});

describe('alerts about devices over an outage of selected targets', () => {
  const policyOf = (targets: readonly string[], selected: boolean): Partial<Report> => {
    return { policy: { ...FAILED.policy, targets, selected } };
  };
  const [edge, all] = [policyOf(['edge'], true), policyOf(['core', 'edge'], false)];
  const last = (...steps: readonly Step[]): string => upload(recalled(...steps).at(-1) ?? assert.fail(), true);

  test('stay open', () => {
    assert.equal(
      last([0, [STRANGER], edge], [24, [GAP], { ...INCOMPLETE, ...edge }]),
      'taken: stranger (carried), gap',
    );
  });

  test('stay open if a later run of all targets names another target for the same device', () => {
    const moved = { ...STRANGER, target: 'core' };
    assert.equal(
      last([0, [STRANGER], edge], [12, [moved], all], [24, [GAP], { ...INCOMPLETE, ...edge }]),
      'taken: stranger (carried), gap',
    );
  });

  test('close if a complete run of all targets does not have them', () => {
    assert.equal(last([0, [STRANGER], edge], [12, [], all], [24, [GAP], { ...INCOMPLETE, ...edge }]), 'taken: gap');
  });
});

describe('code scanning refuses the carried file', () => {
  const refused = (report: Report, why: RegExp): void => {
    assert.match(upload(report, true), /^refused: /);
    const notes = runOf(report, true).invocations?.[0]?.toolExecutionNotifications ?? [];
    assert.ok(notes.some(({ message }) => why.test(message.text ?? '')));
  };
  const last = (...steps: readonly Step[]): Report => recalled(...steps).at(-1) ?? assert.fail();
  const outage = last([0, [REDIS]], [24, [GAP], INCOMPLETE]);
  const withKnown = (...unverified: readonly KnownFinding[]): Report => {
    const memory = outage.memory ?? assert.fail();
    return { ...outage, memory: { ...memory, unverified: [...memory.unverified, ...unverified] } };
  };
  const known = outage.memory?.unverified[0] ?? assert.fail();

  test('without memory, and if no complete run of the targets is remembered', () => {
    refused(runAt(24, [GAP], INCOMPLETE), /has no memory/);
    refused(last([0, [GAP], INCOMPLETE], [24, [GAP], INCOMPLETE]), /no complete run of these targets/);
    refused(last([24, [GAP], INCOMPLETE]), /no complete run of these targets/);
  });

  test('if a newer run is remembered, which may have more', () => {
    const { memory = assert.fail() } = outage;
    const runs = { count: 2, first: hour(0), last: hour(25) };
    refused({ ...outage, memory: { ...memory, runs } }, /as new or newer/);
    refused({ ...outage, memory: { ...memory, runs: { ...runs, last: hour(24) } } }, /as new or newer/);
  });

  test('if an alert is of a kind that this version does not know', () => {
    refused(withKnown({ ...known, code: 'later-finding', fingerprint: `${'d'.repeat(32)}:1` }), /a later version/);
  });

  test('if nothing in it says that the scan is incomplete', () => {
    refused({ ...outage, findings: [] }, /no result says/);
  });

  test('if it would be too long: the least severe are left out, and those of this run stay before equal ones', () => {
    const some = Array.from({ length: RESULT_LIMIT + 5 }, (_, index) => {
      const severity = index % 2 === 0 ? ('high' as const) : ('low' as const);
      return { ...known, severity, fingerprint: `${index.toString(16).padStart(32, '0')}:1` };
    });
    const here = finding({ code: 'missing-port', port: 9, severity: 'low', level: 'warning' });
    const report = { ...withKnown(...some), findings: [here, GAP] };
    const log = JSON.parse(renderSarif(report, { ...OPTIONS, carry: true })) as Log;
    const { results = [], invocations } = log.runs[0] ?? assert.fail();
    assert.equal(invocations?.[0]?.executionSuccessful, false);
    assert.equal(results.length, RESULT_LIMIT);
    const levels = results.map(({ level }) => level);
    assert.equal(levels.lastIndexOf('error') + 1, levels.indexOf('warning'));
    assert.equal(results[levels.indexOf('warning')]?.partialFingerprints?.primaryLocationLineHash, here.fingerprint);
  });
});

test('a complete run has the same file with and without what is carried, and no file changes a verdict', () => {
  fc.assert(
    fc.property(anyState, fc.boolean(), fc.boolean(), (state, complete, there) => {
      const bare = complete ? runAt(61, there ? [REDIS] : []) : runAt(61, there ? [REDIS, GAP] : [GAP], INCOMPLETE);
      const report = recalledBy(state, bare);
      const [plain, carry] = [false, true].map((one) => renderSarif(report, { ...OPTIONS, carry: one }));
      if (complete) return assert.equal(carry, plain);
      const run = runOf(report, true);
      assert.equal(run.properties?.verdict, bare.verdict);
      assert.equal(run.invocations?.[0]?.exitCode, bare.exitCode);
      const prints = run.results?.map((one) => one.partialFingerprints?.primaryLocationLineHash) ?? [];
      if (run.invocations?.[0]?.executionSuccessful !== true) return;
      for (const known of report.memory?.unverified ?? [])
        if (!known.waived) assert.ok(prints.includes(known.fingerprint), 'no alert that may be open is closed');
    }),
    { numRuns: runs(60, 600) },
  );
});
