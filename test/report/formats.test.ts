import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../src/gate/gate.ts';
import { FINDING_CODES, type Finding, SEVERITIES } from '../../src/model/finding.ts';
import type { Outcome, Report } from '../../src/model/report.ts';
import { FORMAT_NAMES, FORMATS, type Format } from '../../src/report/formats.ts';
import { runs } from '../support/property-runs.ts';
import { CONTEXT } from './contexts.ts';
import { assertGolden } from './golden.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS, workflowCommands } from './hostile.ts';
import { address, day, finding } from './make.ts';
import { mayBe, READERS } from './readers.ts';
import * as samples from './samples.ts';

/** Formats whose samples are kept as they are; the others have tests of their own. */
const GOLDEN: readonly Format[] = ['markdown', 'junit', 'gitlab', 'ndjson', 'openmetrics', 'csv'];

function rendered(format: Format, outcome: Outcome): string {
  return [...FORMATS[format].render(outcome, CONTEXT)].join('');
}

for (const format of GOLDEN) {
  for (const [name, outcome] of Object.entries(samples.SAMPLES)) {
    test(`${format}: the sample "${name}" reads as its golden file`, () => {
      // Git changes CRLF.
      assertGolden(`${name}-${format}.txt`, rendered(format, outcome).replaceAll('\r\n', '\n'));
    });
  }
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...texts].sort();
}

/** Holds what every format says of an outcome to what the outcome is. */
async function assertAgree(outcome: Outcome): Promise<void> {
  const verdict = outcome.kind === 'report' ? outcome.verdict : 'error';
  const findings = outcome.kind === 'report' ? outcome.findings : [];
  const standing = findings.filter(({ waived }) => waived === null);
  const waived = findings.filter((one) => one.waived !== null);
  const prints = (some: readonly Finding[]) => sorted(some.map(({ fingerprint }) => fingerprint));
  for (const format of FORMAT_NAMES) {
    const told = await READERS[format](rendered(format, outcome));
    assert.ok(mayBe(told.verdict, verdict), `${format} says ${told.verdict}, and it is ${verdict}`);
    if (told.standing !== undefined) assert.deepEqual(sorted(told.standing), prints(standing), format);
    if (told.waived !== undefined) assert.deepEqual(sorted(told.waived), prints(waived), format);
    const graded = standing.filter(({ severity, activation }) => severity !== null && activation === null).length;
    if (told.standingCount !== undefined) assert.equal(told.standingCount, graded, format);
    if (told.waivedCount !== undefined) assert.equal(told.waivedCount, waived.length, format);
  }
}

for (const [name, outcome] of Object.entries({ ...samples.SAMPLES, everything: samples.EVERYTHING })) {
  test(`all formats agree on verdict, counts and fingerprints: ${name}`, async () => {
    const report = outcome.kind === 'report' ? judged(outcome, outcome.findings) : outcome;
    await assertAgree(report);
  });
}

const someFindings: fc.Arbitrary<readonly Finding[]> = fc
  .array(
    fc.record({
      code: fc.constantFrom(...FINDING_CODES),
      severity: fc.constantFrom(...SEVERITIES),
      waived: fc.boolean(),
      later: fc.boolean(),
      host: fc.constantFrom('192.0.2.10', 'www.example.com'),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ code, severity, waived, later, host }, index) =>
      finding({
        ...{ code, host, address: address('192.0.2.10'), port: index + 1 },
        severity: code === 'incomplete-scan' ? null : severity,
        activation: later && code !== 'incomplete-scan' ? day('2027-01-31') : null,
        waived: waived && code !== 'incomplete-scan' ? (samples.FAILED.findings[3]?.waived ?? null) : null,
      }),
    ),
  );

/** The report with these findings, as the gate decides about them. */
function judged(report: Report, findings: readonly Finding[], failOn = report.failOn): Report {
  const isComplete = !findings.some(({ severity }) => severity === null);
  const coverage = isComplete ? samples.PASSED.coverage : samples.INCONCLUSIVE.coverage;
  const decision = decide(findings, isComplete, { failOn, onIncomplete: 'fail', withdrawn: false });
  return { ...report, ...decision, failOn, findings, coverage };
}

test('all formats agree on verdict, counts and fingerprints of any findings', async () => {
  await fc.assert(
    fc.asyncProperty(someFindings, fc.constantFrom(...SEVERITIES), async (findings, failOn) => {
      await assertAgree(judged(samples.PASSED, findings, failOn));
    }),
    { numRuns: runs(30, 200) },
  );
});

test('no format calls a run complete that a later probe contradicts, though every port was answered', async () => {
  await assertAgree({ ...samples.PASSED, verdict: 'inconclusive', exitCode: 3 });
  await assertAgree({ ...samples.INCONCLUSIVE, exitCode: 0 });
});

test('no format has a line that a runner obeys, and each is the same for the same outcome', () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      for (const make of [hostileReport, hostileFailure]) {
        const outcome = make(inTurn(texts));
        for (const format of FORMAT_NAMES) {
          const text = rendered(format, outcome);
          assert.deepEqual(workflowCommands(text), [], format);
          assert.equal(rendered(format, structuredClone(outcome)), text, format);
          assert.doesNotMatch(text.replace(/✅|❌|⚠️|⛔/gu, ''), /[^\n\r\x20-\x7e\p{Script=Latin}]/u, format);
        }
      }
    }),
    { numRuns: runs(10, 50), examples: [[[...PAYLOADS]]] },
  );
});
