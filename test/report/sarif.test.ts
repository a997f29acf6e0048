import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Log, Run } from 'sarif';
import { RULES as CATALOGUE } from '../../src/compare/catalogue.ts';
import type { Outcome, Report } from '../../src/model/report.ts';
import type { SarifOptions } from '../../src/report/sarif.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS, workflowCommands } from './hostile.ts';
import { assertSarif } from './invariants.ts';
import { renderSarif } from './rendered.ts';
import * as samples from './samples.ts';
import { hasMultitool, validateWithMultitool, validateWithSchema } from './validators.ts';

const OPTIONS: SarifOptions = { rules: samples.RULES, includeWaived: false, root: '' };
const ALL: Readonly<Record<string, Outcome>> = {
  ...samples.SAMPLES,
  everything: samples.EVERYTHING,
  hostile: hostileReport(() => PAYLOADS.join('')),
  'hostile-failure': hostileFailure(() => PAYLOADS.join('')),
};

function runOf(outcome: Outcome, options: Partial<SarifOptions> = {}): Run {
  const log = JSON.parse(renderSarif(outcome, { ...OPTIONS, ...options })) as Log;
  assertSarif(log);
  const [run] = log.runs;
  assert.ok(run !== undefined);
  return run;
}

function atFile(file: string): Report {
  const findings = samples.FAILED.findings.map((one) => ({ ...one, location: { ...one.location, file } }));
  return { ...samples.FAILED, findings };
}

function uriOf(file: string, root: string): string | undefined {
  return runOf(atFile(file), { root }).results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
}

for (const [name, outcome] of Object.entries(ALL)) {
  test(`the SARIF of the sample "${name}" is valid by the schema and by our own invariants`, () => {
    for (const includeWaived of [false, true]) {
      const log: unknown = JSON.parse(renderSarif(outcome, { ...OPTIONS, includeWaived }));
      if (includeWaived === false || outcome.kind === 'failure') assertSarif(log);
      assert.deepEqual(validateWithSchema(log), []);
    }
  });
}

test("the multitool finds no error and no warning in any sample's SARIF, with GitHub's rules on", {
  skip: !hasMultitool(),
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sarif-'));
  try {
    const files = Object.entries(ALL).map(([name, outcome]) => ({
      path: join(folder, `${name}.sarif`),
      text: renderSarif(outcome, { ...OPTIONS, rules: CATALOGUE, includeWaived: true }),
    }));
    for (const { path, text } of files) await writeFile(path, text);
    assert.deepEqual(await validateWithMultitool(files.map(({ path }) => path)), []);
    const broken = join(folder, 'broken.sarif');
    await writeFile(broken, (files[1]?.text ?? '').replaceAll('"startLine"', '"endColumn"'));
    assert.notDeepEqual(await validateWithMultitool([broken]), [], 'the multitool was not asked at all');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

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
});

test('only a run that answered everything owed is successful', () => {
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
  assert.equal(runOf(samples.FAILED).automationDetails?.id, 'exposure-gate/staging/');
  assert.equal(runOf(samples.BAD_POLICY).automationDetails?.id, 'exposure-gate/');
});

test('URIs are relative to the root, percent-encoded and never lead out of it', () => {
  assert.equal(uriOf('.github/exposure-policy.yml', ''), '.github/exposure-policy.yml');
  assert.equal(uriOf('./a//b/../policy.yml', ''), 'a/policy.yml');
  assert.equal(uriOf('/work/repo/a b/c:d#é%.yml', '/work/repo'), 'a%20b/c%3Ad%23%C3%A9%25.yml');
  assert.equal(uriOf('/work/repo/policy.yml', '/work/repo/'), 'policy.yml');
  assert.equal(uriOf('/work/repository/policy.yml', '/work/repo'), 'work/repository/policy.yml');
  assert.equal(uriOf('../../elsewhere/policy.yml', ''), 'elsewhere/policy.yml');
  assert.equal(uriOf('\ud800.yml', ''), '%EF%BF%BD.yml');
  assert.equal(uriOf('..', ''), '_');
});

test('of more than 5,000 findings the most severe are kept, and a notification and a message say so', () => {
  const { results = [], invocations } = runOf(samples.manyFindings(6000));
  assert.equal(results.length, 5000);
  assert.deepEqual(
    results.map(({ properties }) => properties?.port),
    Array.from({ length: 5000 }, (_, index) => index + 1),
  );
  const said = /5,000 most severe of 6,000 findings; 1,000 were left out/;
  assert.match(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text ?? '', said);
  assert.equal(results.filter(({ message }) => said.test(message.text ?? '')).length, 1);
  assert.equal(runOf(samples.manyFindings(5000)).results?.length, 5000);
});

test('findings too large for an upload are cut by their size', () => {
  const random = (index: number) => [...Array(4).keys()].map((part) => gibberish(index * 4 + part)).join('');
  const report = samples.manyFindings(5000);
  const findings = report.findings.map((one, index) => ({
    ...one,
    message: random(index),
    product: random(index + 9999),
  }));
  const sarif = renderSarif({ ...report, findings }, OPTIONS);
  assertSarif(JSON.parse(sarif));
  assert.ok(gzipSync(sarif).length < 10_000_000);
});

/** 400 characters that hardly compress. */
function gibberish(seed: number): string {
  let state = seed + 1;
  return Array.from({ length: 400 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 94));
  }).join('');
}

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
      assertSarif(JSON.parse(sarif));
      assert.deepEqual(workflowCommands(sarif), []);
      assert.equal(renderSarif(structuredClone(outcome), OPTIONS), sarif);
    }),
    { numRuns: 50, examples: [[[...PAYLOADS]]] },
  );
});
