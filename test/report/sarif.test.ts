import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Log, Region, Run } from 'sarif';
import { RULES as CATALOGUE } from '../../src/compare/catalogue.ts';
import type { Outcome, Report } from '../../src/model/report.ts';
import type { Revision } from '../../src/model/repository.ts';
import type { SarifOptions } from '../../src/report/sarif.ts';
import { runs } from '../support/property-runs.ts';
import { hostileReport, hostileTexts, inTurn, PAYLOADS, workflowCommands } from './hostile.ts';
import { assertSarif } from './invariants.ts';
import { renderSarif } from './rendered.ts';
import * as samples from './samples.ts';
import { POLICY_FILE } from './samples.ts';
import { ALL, OPTIONS } from './sarif-samples.ts';
import { validateWithSchema } from './validators.ts';

function runOf(outcome: Outcome, options: Partial<SarifOptions> = {}): Run {
  const whole = { ...OPTIONS, ...options };
  const log = JSON.parse(renderSarif(outcome, whole)) as Log;
  assertSarif(log, whole.sources.has(outcome.policy.file));
  const [run] = log.runs;
  assert.ok(run !== undefined);
  return run;
}

function atFile(file: string): Report {
  const findings = samples.FAILED.findings.map((one) => ({ ...one, location: { ...one.location, file } }));
  return { ...samples.FAILED, findings };
}

function uriOf(file: string, root: string, workingDirectory = root): string | undefined {
  const options = { repository: { root, workingDirectory, revision: null }, sources: new Map() };
  return runOf(atFile(file), options).results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
}

function categoryOf(outcome: Outcome, options: Partial<SarifOptions> = {}): string | undefined {
  return runOf(outcome, options).automationDetails?.id;
}

/** The region of a finding at a column of the first line of a policy. */
function regionAt(line: string, column: number): Region | undefined {
  const [first] = samples.FAILED.findings;
  assert.ok(first !== undefined);
  const findings = [{ ...first, location: { file: POLICY_FILE, line: 1, column } }];
  const sources = new Map([[POLICY_FILE, line]]);
  return runOf({ ...samples.FAILED, findings }, { sources }).results?.[0]?.locations?.[0]?.physicalLocation?.region;
}

for (const [name, outcome] of Object.entries(ALL)) {
  test(`the SARIF of the sample "${name}" is valid by the schema and by our own invariants`, () => {
    for (const includeWaived of [false, true]) {
      const log: unknown = JSON.parse(renderSarif(outcome, { ...OPTIONS, includeWaived }));
      assertSarif(log, !name.startsWith('hostile'));
      assert.deepEqual(validateWithSchema(log), []);
    }
  });
}

test("the project's own catalogue makes rules that code scanning takes", () => {
  runOf(samples.EVERYTHING, { rules: CATALOGUE });
});

test('all rules are listed, in one order, whatever was found', () => {
  const ids = (outcome: Outcome) => runOf(outcome).tool.driver.rules?.map(({ id }) => id);
  for (const outcome of Object.values(ALL)) assert.deepEqual(ids(outcome), ids(samples.PASSED));
  assert.deepEqual(ids(samples.PASSED)?.slice(0, 5), [
    'unexpected-port-critical',
    'unexpected-port-high',
    'unexpected-port-medium',
    'unexpected-port-low',
    'unexpected-port-note',
  ]);
});

test('a graded finding falls under the rule of its grade, any other under the rule of its code', () => {
  assert.deepEqual(
    runOf(samples.FAILED).results?.map(({ ruleId }) => ruleId),
    ['unexpected-port-critical', 'unexpected-port-high', 'wrong-service', 'unverified-service', 'unused-waiver'],
  );
});

test(
  'a finding whose level the policy changed falls under a rule of its own, so that its score is the ' + "finding's too",
  () => {
    const possibly = samples.finding({ code: 'possibly-open', severity: 'medium', level: 'error' });
    const missing = samples.finding({ code: 'missing-port', severity: 'note', level: 'note' });
    const incomplete = samples.finding({ code: 'incomplete-scan', severity: null, level: 'error' });
    const run = runOf({ ...samples.FAILED, findings: [possibly, missing, incomplete] }, { rules: CATALOGUE });
    const [raised, lowered, only] = (run.results ?? []).map(({ ruleId, level, ruleIndex = -1 }) => {
      return [ruleId, level, run.tool.driver.rules?.[ruleIndex]?.properties?.['security-severity']];
    });
    assert.deepEqual(raised, ['possibly-open-medium', 'error', '5.5']);
    assert.deepEqual(lowered, ['missing-port-note', 'note', '0.1']);
    assert.deepEqual(only, ['incomplete-scan', 'error', '8.0']);
  },
);

test('a finding without a rule is an error of ours, not a result without one', () => {
  assert.throws(() => renderSarif(samples.FAILED, { ...OPTIONS, rules: [] }), TypeError);
});

test('waived findings stay out unless asked for, and then are suppressed with their justification', () => {
  const [left, kept] = [false, true].map((includeWaived) => runOf(samples.FAILED, { includeWaived }).results ?? []);
  assert.equal(left?.length, 5);
  assert.ok(left?.every(({ suppressions }) => suppressions === undefined));
  const suppressed = kept?.filter(({ suppressions }) => suppressions !== undefined);
  assert.deepEqual(
    suppressed?.map(({ suppressions }) => suppressions?.[0]?.justification),
    ['legacy console, being removed (team-edge, until the end of 2026-12-31 UTC)'],
  );
  const [waiver, ...others] = suppressed?.[0]?.relatedLocations ?? [];
  assert.deepEqual(others, []);
  assert.deepEqual(
    [waiver?.physicalLocation?.region?.startLine, waiver?.physicalLocation?.region?.startColumn],
    [15, 9],
  );
});

test('only a run that answered the required coverage is successful', () => {
  const success = (outcome: Outcome) => runOf(outcome).invocations?.[0]?.executionSuccessful;
  const gaps = samples.INCONCLUSIVE.coverage;
  assert.equal(success(samples.PASSED), true);
  assert.equal(success(samples.FAILED), true);
  assert.equal(success(samples.INCONCLUSIVE), false);
  assert.equal(success({ ...samples.INCONCLUSIVE, exitCode: 0 }), false);
  assert.equal(success({ ...samples.FAILED, coverage: gaps }), false);
  assert.equal(success({ ...samples.PASSED, coverage: { ...gaps, unobserved: [] } }), false);
  assert.equal(success(samples.BAD_POLICY), false);
  assert.equal(success(samples.NO_SCANNER), false);
});

test('the problems of a failure are notifications of the configuration, at their places, or of the execution', () => {
  const configuration = runOf(samples.BAD_POLICY).invocations?.[0]?.toolConfigurationNotifications;
  assert.deepEqual(
    configuration?.map(({ locations }) => locations?.[0]?.physicalLocation?.region?.startLine),
    [12, 11],
  );
  assert.equal(runOf(samples.NO_SCANNER).invocations?.[0]?.toolExecutionNotifications?.length, 1);
});

test('the category is the environment, and nothing that changes from run to run', () => {
  assert.equal(categoryOf(samples.FAILED), 'exposure-gate/staging/');
  assert.equal(categoryOf(samples.BAD_POLICY), 'exposure-gate/');
});

test(
  'the category of a policy that lies in no default place has its path: two policies of one ' + 'environment have two',
  () => {
    const at = (file: string, root = '/work/repo') =>
      categoryOf(
        { ...samples.PASSED, policy: { ...samples.PASSED.policy, file } },
        { repository: { root, workingDirectory: '/work/repo', revision: null } },
      );
    assert.equal(at('exposure-policy.yml'), 'exposure-gate/staging/');
    assert.equal(at('policies/web.yml'), 'exposure-gate/staging/policies/web.yml/');
    assert.equal(at('policies/a b.yml'), 'exposure-gate/staging/policies/a%20b.yml/');
    assert.equal(at('exposure-policy.yml', '/work'), 'exposure-gate/staging/repo/exposure-policy.yml/');
    assert.equal(at('/elsewhere/exposure-policy.yml', '/elsewhere'), 'exposure-gate/staging/');
  },
);

test('a run of some targets has a category of its own, and a category that is given is the whole of it', () => {
  const some = { ...samples.PASSED, policy: { ...samples.PASSED.policy, targets: ['db', 'edge'], selected: true } };
  assert.equal(categoryOf(some), 'exposure-gate/staging/db+edge/');
  assert.equal(categoryOf(some, { category: 'network/weekly' }), 'network/weekly/');
  assert.equal(categoryOf(samples.BAD_POLICY, { category: 'network' }), 'network/');
});

test('URIs are relative to the repository, percent-encoded and never lead out of it', () => {
  const root = '/work/repo';
  assert.equal(uriOf('.github/exposure-policy.yml', root), '.github/exposure-policy.yml');
  assert.equal(uriOf('./a//b/../policy.yml', root), 'a/policy.yml');
  assert.equal(uriOf('/work/repo/a b/c:d#é%.yml', root), 'a%20b/c%3Ad%23%C3%A9%25.yml');
  assert.equal(uriOf('policy.yml', root, '/work/repo/services/a'), 'services/a/policy.yml');
  assert.equal(uriOf('other/policy.yml', '/work/repo/other', root), 'policy.yml');
  assert.equal(uriOf('/elsewhere/policy.yml', '/elsewhere', root), 'policy.yml');
  assert.equal(uriOf('../../elsewhere/policy.yml', root), 'elsewhere/policy.yml');
  assert.equal(uriOf('\ud800.yml', root), '%EF%BF%BD.yml');
  assert.equal(uriOf('..', root), '_');
});

test('a result ends where the word, the quoted text or the collection ends that it points at', () => {
  for (const [line, column, end, snippet] of [
    ['  edge:', 3, 7, 'edge'],
    ['  - 443/tcp https # the site', 5, 18, '443/tcp https'],
    ['    require: [443/tcp https, 53/udp]', 15, 28, '443/tcp https'],
    ['    allow: [22/tcp]', 13, 19, '22/tcp'],
    ["  - 'it''s, here'  # x", 5, 18, "'it''s, here'"],
    ['  - "a \\" b", c', 5, 13, '"a \\" b"'],
    ['  - {port: 8443/tcp, reason: "a } b"} # x', 5, 38, '{port: 8443/tcp, reason: "a } b"}'],
    ['  - {port: 8443/tcp,', 5, 21, '{port: 8443/tcp,'],
    ['  - port: 22/tcp', 5, 9, 'port'],
    ['  scope: [2001:db8:10::/64, a]', 11, 27, '2001:db8:10::/64'],
  ] as const) {
    const region = regionAt(line, column);
    assert.deepEqual(
      [region?.startLine, region?.startColumn, region?.endLine, region?.endColumn, region?.snippet?.text],
      [1, column, 1, end, snippet],
      line,
    );
  }
});

test('of a policy that can not be read again a result tells no end and no text', () => {
  const region = runOf(samples.FAILED, { sources: new Map() }).results?.[0]?.locations?.[0]?.physicalLocation?.region;
  assert.deepEqual(region, { startLine: 9, startColumn: 3, endLine: 9 });
});

test('a result names what it is about: target, host, port and protocol', () => {
  assert.deepEqual(
    runOf(samples.FAILED).results?.map(({ locations }) => locations?.[0]?.logicalLocations?.[0]),
    [
      ['6379/tcp', 'edge/192.0.2.10/6379/tcp'],
      ['8080/tcp', 'edge/192.0.2.10/8080/tcp'],
      ['22/tcp', 'edge/www.staging.example.com/22/tcp'],
      ['443/tcp', 'edge/192.0.2.10/443/tcp'],
      ['edge', 'edge'],
    ].map(([name, fullyQualifiedName]) => ({ name, fullyQualifiedName, kind: 'resource' })),
  );
});

test('a result points at the lines of other targets of the same address too', () => {
  const [first] = samples.FAILED.findings;
  assert.ok(first !== undefined);
  const others = [12, 13].map((line) => ({ target: `on-${line}`, location: { file: POLICY_FILE, line, column: 5 } }));
  const [result] = runOf({ ...samples.FAILED, findings: [{ ...first, others }] }).results ?? [];
  assert.deepEqual(
    result?.relatedLocations?.map(({ id, message, physicalLocation }) => [
      id,
      physicalLocation?.region?.startLine,
      message?.text?.includes(`on-${physicalLocation?.region?.startLine}`),
    ]),
    [
      [1, 12, true],
      [2, 13, true],
    ],
  );
});

test('the run says what was checked out, as far as that is known', () => {
  const uri = 'https://github.com/octo/network';
  const at = (revision: Revision | null) =>
    runOf(samples.PASSED, { repository: { ...OPTIONS.repository, revision } }).versionControlProvenance;
  const mappedTo = { uriBaseId: '%SRCROOT%' };
  assert.equal(at(null), undefined);
  assert.deepEqual(at({ uri, commit: null, branch: null }), [{ repositoryUri: uri, mappedTo }]);
  const commit = 'a'.repeat(40);
  assert.deepEqual(at({ uri, commit, branch: 'main' }), [
    { repositoryUri: uri, revisionId: commit, branch: 'main', mappedTo },
  ]);
});

test("what stands on a hostile policy's line says nothing to the runner either", () => {
  for (const payload of PAYLOADS) {
    for (const line of [payload, `"${payload}"`, `{a: ${payload}}`]) {
      const report = atFile(POLICY_FILE);
      const findings = report.findings.map((one) => ({ ...one, location: { file: POLICY_FILE, line: 1, column: 1 } }));
      const sarif = renderSarif({ ...report, findings }, { ...OPTIONS, sources: new Map([[POLICY_FILE, line]]) });
      assertSarif(JSON.parse(sarif), false);
      assert.deepEqual(workflowCommands(sarif), []);
    }
  }
});

test('foreign text makes no link and no placeholder in a message', () => {
  const [first] = samples.FAILED.findings;
  assert.ok(first !== undefined);
  const findings = [{ ...first, message: 'see [here](https://evil.example) {0} a\\b' }];
  assert.equal(
    runOf({ ...samples.FAILED, findings }).results?.[0]?.message.text,
    'see \\[here\\](https://evil.example) {{0}} a\\\\b',
  );
});

test('no hostile text breaks the SARIF or speaks to the runner, and the same input gives the same bytes', () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      const outcome = hostileReport(inTurn(texts));
      const sarif = renderSarif(outcome, OPTIONS);
      assertSarif(JSON.parse(sarif), false);
      assert.deepEqual(workflowCommands(sarif), []);
      assert.equal(renderSarif(structuredClone(outcome), OPTIONS), sarif);
    }),
    { numRuns: runs(10, 50), examples: [[[...PAYLOADS]]] },
  );
});
